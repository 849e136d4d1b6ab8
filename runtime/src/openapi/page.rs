//! The page to read: made of the document, so that both say the same.

use std::fmt::{self, Write};

use serde_json::{Map, Value};

use super::Document;
use crate::text::html::Escaped;

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{max-width:60rem;margin:0 auto;padding:1rem}\
nav{columns:16rem;margin-bottom:2rem}nav a{display:block}\
article{border-top:1px solid #8886;padding-top:.5rem}\
h2,h3{font-family:ui-monospace,monospace;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top}\
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}p,td{white-space:pre-line}\
.old{text-decoration:line-through}";

/// A page of HTML that tells what a document says. It loads nothing.
pub fn page(document: &Document) -> String {
    let mut html = String::new();
    // Nothing that is written to a text fails.
    let _ = write_page(&mut html, document);
    html
}

fn write_page(html: &mut String, document: &Document) -> fmt::Result {
    let title = Escaped(&document.info.title);
    write!(
        html,
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><h1>{title}</h1><p>{}</p><p>The same for programs: <a href=\"openapi.json\">openapi.json</a>.</p><nav>",
        Escaped(document.info.description.as_deref().unwrap_or_default())
    )?;
    let operations = || {
        let all = document.paths.iter();
        all.map(|(path, operations)| (path.as_str(), &operations["post"]))
    };
    for (path, operation) in operations() {
        write!(
            html,
            "<a href=\"#{path}\"{}>{path}</a>",
            match operation["deprecated"] == true {
                true => " class=\"old\"",
                false => "",
            },
            path = Escaped(path),
        )?;
    }
    html.push_str("</nav>");
    for (path, operation) in operations() {
        write_operation(html, path, operation)?;
    }
    html.push_str("<article><h2>Types</h2>");
    for (name, schema) in &document.components.schemas {
        let name = Escaped(name);
        write!(
            html,
            "<h3 id=\"type-{name}\">{name}</h3><p>{}</p>",
            text(&schema["description"])
        )?;
        write_fields(html, schema)?;
    }
    html.push_str("</article></body></html>");
    Ok(())
}

fn write_operation(html: &mut String, path: &str, operation: &Value) -> fmt::Result {
    write!(
        html,
        "<article id=\"{path}\"><h2>{path}</h2>{}",
        prose(operation["description"].as_str().unwrap_or_default()),
        path = Escaped(path),
    )?;
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if body.is_object() {
        html.push_str("<h3>Parameters</h3>");
        write_fields(html, body)?;
    }
    let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let result = &answer["properties"]["result"];
    if result.is_object() {
        write!(html, "<h3>Result</h3><p>{}</p>", kind(result))?;
        write_fields(html, result)?;
    }
    html.push_str("<h3>Errors</h3><table><tr><th>Status<th>Code<th>When</tr>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let examples = response["content"]["application/json"]["examples"].as_object();
        for (code, example) in examples.into_iter().flatten() {
            write!(
                html,
                "<tr><td>{}<td><code>{}</code><td>{}</tr>",
                Escaped(status),
                Escaped(code),
                text(&example["description"])
            )?;
        }
    }
    html.push_str("</table></article>");
    Ok(())
}

/// The properties of an object, as a table.
fn write_fields(html: &mut String, schema: &Value) -> fmt::Result {
    let others = schema["additionalProperties"]["description"].as_str();
    let properties = schema["properties"]
        .as_object()
        .filter(|all| !all.is_empty());
    if properties.is_none() && others.is_none() {
        return Ok(());
    }
    let required = |name: &str| {
        let names = schema["required"].as_array();
        names.is_some_and(|names| names.iter().any(|one| one == name))
    };
    html.push_str("<table><tr><th>Name<th>Type<th>What it is</tr>");
    for (name, property) in properties.into_iter().flatten() {
        write!(
            html,
            "<tr><td><code>{}</code>{}<td>{}<td>{}</tr>",
            Escaped(name),
            if required(name) { " *" } else { "" },
            kind(property),
            text(&property["description"])
        )?;
    }
    if let Some(docs) = others {
        write!(html, "<tr><td>(any other)<td><td>{}</tr>", Escaped(docs))?;
    }
    html.push_str("</table>");
    Ok(())
}

/// A type in few words, with a link to what it refers to.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = Escaped(reference.rsplit('/').next().unwrap_or_default());
        return format!("<a href=\"#type-{name}\">{name}</a>");
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(all) = schema[key].as_array() {
            let kinds: Vec<String> = all.iter().map(kind).collect();
            return kinds.join(" or ");
        }
    }
    let mut text = match schema["type"].as_str() {
        Some("array") => format!("list of {}", kind(&schema["items"])),
        Some("object") => match &schema["additionalProperties"] {
            values @ Value::Object(fields) if !is_plain(fields) => {
                format!("map of {}", kind(values))
            }
            _ => "object".to_owned(),
        },
        Some(name) => Escaped(name).to_string(),
        None => "anything".to_owned(),
    };
    if let Some(format) = schema["format"].as_str() {
        text = format!("{text} ({})", Escaped(format));
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        text = format!("{text}: {}", Escaped(&values.join(", ")));
    }
    text
}

fn is_plain(fields: &Map<String, Value>) -> bool {
    fields.keys().all(|key| key == "description")
}

/// Paragraphs, and blocks of code between lines of three backticks.
fn prose(text: &str) -> String {
    let mut html = String::new();
    for (at, part) in text.split("```").enumerate() {
        let _ = match part.split_once('\n') {
            // What stands before the line break is a language.
            Some((_, code)) if at % 2 == 1 => {
                write!(html, "<pre><code>{}</code></pre>", Escaped(code.trim_end()))
            }
            _ if part.trim().is_empty() => Ok(()),
            _ => write!(html, "<p>{}</p>", Escaped(part.trim())),
        };
    }
    html
}

fn text(value: &Value) -> String {
    Escaped(value.as_str().unwrap_or_default()).to_string()
}
