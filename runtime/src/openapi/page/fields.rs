//! What is inside of an object, as a table: also what is inside of that, under its whole name.

use std::fmt::{self, Write};

use super::kind::{checks, code, kind, variants};
use super::prose::{line, prose};
use super::view::View;
use crate::text::html::Escaped;

/// A schema without its description: its fields, its values, or what it is at all.
pub(super) fn write_schema(html: &mut String, view: &View<'_>) -> fmt::Result {
    let variants = variants(view);
    let choices = view.choices();
    if !variants.is_empty() {
        html.push_str("<p>One of:</p><ul>");
        for variant in &variants {
            write!(
                html,
                "<li>{}{}",
                kind(variant),
                prose(variant.description())
            )?;
            write_fields(html, variant)?;
        }
        html.push_str("</ul>");
    } else if !choices.is_empty() {
        write_choices(html, view)?;
    } else if view.properties().is_empty() {
        let checks = checks(view).into_iter();
        let all: Vec<String> = std::iter::once(kind(view)).chain(checks).collect();
        write!(html, "<p>{}</p>", all.join("; "))?;
    }
    write_fields(html, view)
}

/// The properties of an object, and what is said of several of them.
pub(super) fn write_fields(html: &mut String, view: &View<'_>) -> fmt::Result {
    let others = view.each("additionalProperties");
    let others = others.map_or("", |others| others.description());
    let mut rows = String::new();
    write_inside(&mut rows, "", view)?;
    if !rows.is_empty() || !others.is_empty() {
        html.push_str("<table><tr><th>Name<th>Type<th>What it is</tr>");
        html.push_str(&rows);
        if !others.is_empty() {
            write!(html, "<tr><td>(any other)<td><td>{}</tr>", prose(others))?;
        }
        html.push_str("</table>");
    }
    write_rules(html, view)
}

/// Nobody reads of what is still deeper, and a type may hold itself.
const DEEPEST: usize = 12;

fn write_inside(html: &mut String, path: &str, view: &View<'_>) -> fmt::Result {
    if path.matches('.').count() == DEEPEST {
        return Ok(());
    }
    let dot = if path.is_empty() { "" } else { "." };
    for (name, property) in view.properties() {
        let path = format!("{path}{dot}{name}");
        write_row(html, &path, view.requires(name), &property)?;
        write_inside(html, &path, &property)?;
    }
    for (key, each) in [("items", "[]"), ("additionalProperties", ".*")] {
        if let Some(inside) = view.each(key) {
            write_inside(html, &format!("{path}{each}"), &inside)?;
        }
    }
    Ok(())
}

fn write_row(html: &mut String, path: &str, is_required: bool, view: &View<'_>) -> fmt::Result {
    write!(
        html,
        "<tr><td><code>{}</code>{}<td>{}",
        Escaped(path),
        if is_required { " *" } else { "" },
        kind(view)
    )?;
    for check in checks(view) {
        write!(html, "<small>{check}</small>")?;
    }
    write!(html, "<td>{}", prose(view.description()))?;
    write_choices(html, view)?;
    write_rules(html, view)?;
    if let Some(example) = view.get("example") {
        write!(html, "<p>Such as {}</p>", code(example))?;
    }
    html.push_str("</tr>");
    Ok(())
}

/// Values that have a description each.
fn write_choices(html: &mut String, view: &View<'_>) -> fmt::Result {
    let choices = view.choices();
    if choices.is_empty() {
        return Ok(());
    }
    html.push_str("<ul>");
    for (value, docs) in choices {
        let between = if docs.is_empty() { "" } else { ": " };
        write!(html, "<li>{}{between}{}", code(value), line(docs))?;
    }
    html.push_str("</ul>");
    Ok(())
}

fn write_rules(html: &mut String, view: &View<'_>) -> fmt::Result {
    view.rules()
        .iter()
        .try_for_each(|rule| write!(html, "<p>{}</p>", line(rule)))
}
