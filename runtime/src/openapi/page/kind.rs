//! Types in few words, and what is checked of their values.

use serde_json::{Map, Value};

use super::view::{View, alternatives, is_empty_list, is_null, reference};
use crate::text::html::Escaped;

/// A type as HTML, with links to what it refers to.
pub(super) fn kind(view: &View<'_>) -> String {
    let mut found = Kind::default();
    for part in &view.parts {
        found.part(part, view);
    }
    let text = match (found.names.is_empty(), view.get("enum")) {
        (true, Some(values)) => listed(values),
        (true, None) => "anything".to_owned(),
        (false, _) => found.names.join(" and "),
    };
    match found.is_nullable && text != "anything" {
        true => format!("{text}, or null"),
        false => text,
    }
}

#[derive(Default)]
struct Kind {
    /// All of which hold.
    names: Vec<String>,
    is_nullable: bool,
}

impl Kind {
    fn part(&mut self, part: &Map<String, Value>, view: &View<'_>) {
        self.is_nullable |= part.get("nullable").is_some_and(|is| is == true);
        if let Some(name) = reference(part) {
            let name = Escaped(name);
            self.add(format!("<a href=\"#type-{name}\">{name}</a>"));
        } else if let Some(all) = alternatives(part) {
            self.is_nullable |= all.iter().any(is_null);
            let all: Vec<&Value> = all.iter().filter(|one| !is_null(one)).collect();
            self.add(one_of(&all, view));
        } else if let Some(name) = part.get("type").and_then(Value::as_str) {
            self.add(typed(name, part, view));
        }
    }

    fn add(&mut self, name: String) {
        if !self.names.contains(&name) {
            self.names.push(name);
        }
    }
}

fn one_of(all: &[&Value], view: &View<'_>) -> String {
    // Values of one type, each with a description of its own, are values of that type.
    let first = all.first().map_or(&Value::Null, |first| &first["type"]);
    let values = all.iter().map(|one| match &one["type"] == first {
        true => one["enum"].as_array(),
        false => None,
    });
    if let (Some(values), Some(name)) = (values.collect::<Option<Vec<_>>>(), first.as_str()) {
        let values = values.into_iter().flatten().cloned().collect();
        return format!("{}: {}", Escaped(name), listed(&Value::Array(values)));
    }
    let mut names: Vec<String> = Vec::new();
    for one in all {
        let name = kind(&view.with([*one]));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(" or ")
}

fn typed(name: &str, part: &Map<String, Value>, view: &View<'_>) -> String {
    let inside = |key| view.each(key).map(|inside| kind(&inside));
    let mut text = match name {
        "array" if part.get("maxItems").is_some_and(|most| most == 0) => "empty list".to_owned(),
        "array" => match inside("items").as_deref() {
            None | Some("anything") => "list".to_owned(),
            Some(items) => format!("list of {}", bracketed(items)),
        },
        "object" => match part.get("additionalProperties") {
            Some(Value::Object(values)) if values.keys().any(|key| key != "description") => {
                let values = inside("additionalProperties").unwrap_or_default();
                format!("map of {}", bracketed(&values))
            }
            _ => "object".to_owned(),
        },
        name => Escaped(name).to_string(),
    };
    if let Some(format) = part.get("format").and_then(Value::as_str) {
        text = format!("{text} ({})", Escaped(format));
    }
    if let Some(values) = part.get("enum") {
        text = format!("{text}: {}", listed(values));
    }
    text
}

/// What belongs together behind "of".
fn bracketed(kind: &str) -> String {
    match kind.contains(" or ") {
        true => format!("({kind})"),
        false => kind.to_owned(),
    }
}

/// Values of an enumeration, but null.
fn listed(values: &Value) -> String {
    let values = values.as_array().into_iter().flatten();
    let values = values.filter(|value| !value.is_null()).map(code);
    values.collect::<Vec<_>>().join(", ")
}

/// A value as JSON.
pub(super) fn code(value: &Value) -> String {
    format!("<code>{}</code>", Escaped(&value.to_string()))
}

/// What must hold of a value besides its type, as HTML.
pub(super) fn checks(view: &View<'_>) -> Vec<String> {
    let bounds = [
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " entries"),
        ("minProperties", "maxProperties", " fields"),
    ];
    let mut all: Vec<String> = Vec::new();
    for (least, most, unit) in bounds {
        let (from, to) = (view.bound(least, true), view.bound(most, false));
        // That of an empty list is told by its name.
        let to = to.filter(|to| !(unit == " entries" && **to == 0));
        let from = from.filter(|from| unit.is_empty() || **from != 0);
        let told = |bound, is_out, (without, with): (&str, &str)| {
            format!(
                "{}{}{unit}",
                if is_out { without } else { with },
                Number(bound)
            )
        };
        let lowest = |from| {
            told(
                from,
                view.excludes(least, from),
                ("more than ", "at least "),
            )
        };
        let highest = |to| told(to, view.excludes(most, to), ("less than ", "at most "));
        match (from, to) {
            (None, None) => {}
            (Some(from), None) if !unit.is_empty() && *from == 1 => {
                all.push("not empty".to_owned())
            }
            (Some(from), None) => all.push(lowest(from)),
            (None, Some(to)) => all.push(highest(to)),
            (Some(from), Some(to)) if view.excludes(least, from) || view.excludes(most, to) => {
                all.extend([lowest(from), highest(to)]);
            }
            (Some(from), Some(to)) if from == to => all.push(format!("{}{unit}", Number(to))),
            (Some(from), Some(to)) => all.push(format!("{} to {}{unit}", Number(from), Number(to))),
        }
    }
    let multiple = view.get("multipleOf").filter(|one| one.is_number());
    all.extend(multiple.map(|one| format!("a multiple of {}", Number(one))));
    // What a check says of a value whose type another schema has.
    for part in view.parts.iter().filter(|part| !part.contains_key("type")) {
        let has_type = view.get("type").is_some() || view.parts.len() > 1;
        let values = part.get("enum").filter(|_| has_type);
        all.extend(values.map(|values| format!("one of {}", listed(values))));
        let format = part.get("format").and_then(Value::as_str);
        all.extend(format.map(|format| Escaped(format).to_string()));
    }
    let pattern = view.get("pattern").and_then(Value::as_str);
    all.extend(pattern.map(|pattern| format!("like <code>{}</code>", Escaped(pattern))));
    if view.get("uniqueItems").is_some_and(|is| is == true) {
        all.push("each once".to_owned());
    }
    if let Some(default) = view.get("default").filter(|default| !default.is_null()) {
        all.push(format!("{} by default", code(default)));
    }
    all
}

/// A number without `.0`.
struct Number<'d>(&'d Value);

impl std::fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.0.to_string();
        let text = text.strip_suffix(".0").unwrap_or(&text);
        write!(f, "{}", Escaped(text))
    }
}

/// Which schemas a value has one of, for a type that is told in parts; nothing if one kind says it all.
pub(super) fn variants<'d>(view: &View<'d>) -> Vec<View<'d>> {
    let all = view.parts.iter().find_map(|part| alternatives(part));
    let all = all.into_iter().flatten();
    let all: Vec<&Value> = all
        .filter(|one| !is_null(one) && !is_empty_list(one))
        .collect();
    let is_told = all.len() < 2 || all.iter().all(|one| one["enum"].is_array());
    match is_told {
        true => Vec::new(),
        false => all.into_iter().map(|one| view.with([one])).collect(),
    }
}
