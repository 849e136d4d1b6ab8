//! The arguments of the function.

use syn::{Attribute, FnArg, Pat, Signature, Type};

use super::attributes::{cfgs, inside_cfg_attr, is, is_lint, lints, name};
use super::docs::Docs;
use crate::attr::param::ParamAttr;
use crate::mistakes::Mistakes;

/// One argument; with `param` it is a parameter, else an extractor.
#[derive(Debug)]
pub(crate) struct Argument {
    /// Its position in the function.
    pub(crate) index: usize,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) lints: Vec<Attribute>,
    pub(crate) docs: Docs,
    pub(crate) pattern: Pat,
    pub(crate) ty: Type,
    pub(crate) param: Option<ParamAttr>,
}

impl Argument {
    /// Reads the arguments and leaves in the signature only what the compiler accepts there. A `self` is not among them.
    pub(crate) fn take(signature: &mut Signature, mistakes: &mut Mistakes) -> Vec<Self> {
        let mut arguments = Vec::new();
        for (index, argument) in signature.inputs.iter_mut().enumerate() {
            let FnArg::Typed(argument) = argument else {
                continue;
            };
            let attributes = std::mem::take(&mut argument.attrs);
            let param = param(&attributes, mistakes);
            unreadable(&attributes, mistakes);
            arguments.push(Self {
                index,
                cfgs: cfgs(&attributes),
                lints: lints(&attributes),
                docs: Docs::of(&attributes),
                pattern: (*argument.pat).clone(),
                ty: (*argument.ty).clone(),
                param,
            });
            let stays = |attribute: &Attribute| {
                is(attribute, "cfg")
                    || is_lint(attribute)
                    || (is(attribute, "cfg_attr") && !hides_param(attribute))
            };
            argument.attrs = attributes.into_iter().filter(stays).collect();
        }
        arguments
    }
}

fn param(attributes: &[Attribute], mistakes: &mut Mistakes) -> Option<ParamAttr> {
    let mut params = attributes.iter().filter(|attribute| is(attribute, "param"));
    let param = params.next().map(|first| ParamAttr::parse(first, mistakes));
    for second in params {
        mistakes.at(
            second,
            "a second `#[param]` on one argument; write all keys in one `#[param(…)]`",
        );
    }
    param
}

/// `#[cfg_attr(…, param)]`: whether it is meant is known to the compiler only.
fn hides_param(attribute: &Attribute) -> bool {
    inside_cfg_attr(attribute)
        .iter()
        .any(|meta| meta.path().is_ident("param"))
}

/// Attributes that nobody reads would be lost in silence.
fn unreadable(attributes: &[Attribute], mistakes: &mut Mistakes) {
    for attribute in attributes {
        if hides_param(attribute) {
            mistakes.at(
                attribute,
                "`#[param]` cannot depend on a condition; declare the argument twice, each time with a `#[cfg(…)]`",
            );
        }
        let known = ["param", "doc", "cfg", "cfg_attr"]
            .iter()
            .any(|known| is(attribute, known));
        if known || is_lint(attribute) {
            continue;
        }
        let name = name(attribute);
        let instead = if is(attribute, "serde") || is(attribute, "schemars") {
            "a parameter is described by `#[param(…)]`, and its type by its own derives".to_owned()
        } else if crate::attr::suggest::nearest(&name, &["param"]).is_some() {
            "did you mean `#[param]`?".to_owned()
        } else {
            "an argument takes `#[param(…)]`, doc comments, `#[cfg(…)]` and lint attributes"
                .to_owned()
        };
        mistakes.at(
            attribute,
            format!("`#[{name}]` has no meaning on an argument; {instead}"),
        );
    }
}
