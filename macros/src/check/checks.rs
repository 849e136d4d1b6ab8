//! Whether what is checked of a value makes sense.

use quote::ToTokens;
use syn::{Expr, ExprLit, Lit};

use super::pattern;
use crate::attr::Keyed;
use crate::attr::checks::{Bounds, Checks};
use crate::mistakes::Mistakes;

pub(super) fn check(checks: &Checks, mistakes: &mut Mistakes) {
    for range in [&checks.range, &checks.length].into_iter().flatten() {
        bounds(range, mistakes);
    }
    if let Some(Keyed { value, .. }) = &checks.one_of {
        choices(value, mistakes);
    }
    if let Some(pattern) = &checks.pattern {
        pattern::check(pattern, checks, mistakes);
    }
}

/// Bounds that are literals are compared here; others are the compiler's.
fn bounds(range: &Keyed<Bounds>, mistakes: &mut Mistakes) {
    let Keyed { key, value: bounds } = range;
    let ends: Vec<(&Expr, f64)> = [&bounds.start, &bounds.end]
        .into_iter()
        .flatten()
        .filter_map(|end| number(end).map(|number| (&**end, number)))
        .collect();
    if key == "length" {
        for (end, value) in &ends {
            if *value < 0.0 || value.fract() != 0.0 {
                mistakes.at(end, "a length is a count: an integer from 0");
                return;
            }
        }
    }
    if let [(_, start), (_, end)] = ends.as_slice()
        && start > end
    {
        mistakes.at(
            &bounds.range,
            format!(
                "nothing lies in `{}`; the smaller bound comes first",
                bounds.range.to_token_stream()
            ),
        );
    }
}

fn number(expression: &Expr) -> Option<f64> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse().ok(),
        Expr::Lit(ExprLit {
            lit: Lit::Float(number),
            ..
        }) => number.base10_parse().ok(),
        Expr::Unary(minus) if matches!(minus.op, syn::UnOp::Neg(_)) => {
            number(&minus.expr).map(|number| -number)
        }
        _ => None,
    }
}

/// Documents list the choices, so they must be known here.
fn choices(choices: &syn::ExprArray, mistakes: &mut Mistakes) {
    if choices.elems.is_empty() {
        mistakes.at(choices, "nothing is one of none: name the values");
    }
    let mut seen: Vec<String> = Vec::new();
    for choice in &choices.elems {
        if !is_choice(choice) {
            mistakes.at(
                choice,
                "a choice is a text in quotes or a whole number, since documents list it; use `with = path` for a check of your own",
            );
            continue;
        }
        let text = choice.to_token_stream().to_string();
        if seen.contains(&text) {
            mistakes.at(
                choice,
                format!("`{text}` is given twice; remove one of them"),
            );
        }
        seen.push(text);
    }
}

fn is_choice(expression: &Expr) -> bool {
    match expression {
        Expr::Lit(literal) => matches!(literal.lit, Lit::Str(_) | Lit::Int(_)),
        Expr::Unary(minus) if matches!(minus.op, syn::UnOp::Neg(_)) => {
            matches!(&*minus.expr, Expr::Lit(literal) if matches!(literal.lit, Lit::Int(_)))
        }
        _ => false,
    }
}
