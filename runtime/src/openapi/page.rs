//! The page to read: made of the document, so that both say the same.

mod fields;
mod kind;
mod prose;
mod view;

use std::fmt::{self, Write};

use serde_json::{Map, Value};

use super::Document;
use crate::text::html::Escaped;
use fields::{write_fields, write_schema};
use kind::kind;
use prose::prose;
use view::View;

const STYLE: &str = "\
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}\
body{max-width:60rem;margin:0 auto;padding:1rem}\
nav{columns:16rem;margin-bottom:2rem}nav a{display:block}\
article{border-top:1px solid #8886;padding-top:.5rem}\
h2,h3{font-family:ui-monospace,monospace;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}td,th{border:1px solid #8886;padding:.25rem .5rem;text-align:left;vertical-align:top}\
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}\
td:first-child code{overflow-wrap:break-word}p{white-space:pre-line}\
pre{overflow-x:auto;border:1px solid #8886;padding:.5rem}pre code{overflow-wrap:normal}\
td p,td ul{margin:0}td p+p,td ul,td p+pre{margin-top:.25rem}ul{padding-left:1.25rem}\
small{display:block}.part{margin:.5rem 0 0;font-size:.875rem}.part+pre{margin-top:0}\
.old{text-decoration:line-through}\
@media(max-width:40rem){tr{display:block;border-bottom:1px solid #8886;padding:.25rem 0}\
tr:first-child{display:none}td{display:block;border:0;padding:.125rem 0}table{border-top:1px solid #8886}}";

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
         <body><h1>{title}</h1>{}<p>What must be sent, or is always answered, is marked with *. \
         The same for programs: <a href=\"openapi.json\">openapi.json</a>.</p><nav>",
        prose(document.info.description.as_deref().unwrap_or_default())
    )?;
    let types = &document.components.schemas;
    let server = document.servers.first();
    let base = server.map_or("", |server| server.url.trim_end_matches('/'));
    let operations = || {
        let all = document.paths.iter();
        all.map(|(path, operations)| Operation {
            path,
            base,
            says: &operations["post"],
            types,
        })
    };
    for operation in operations() {
        write!(
            html,
            "<a href=\"#{}\"{}>{operation}</a>",
            Escaped(operation.path),
            match operation.says["deprecated"] == true {
                true => " class=\"old\"",
                false => "",
            },
        )?;
    }
    html.push_str("</nav>");
    for operation in operations() {
        operation.write(html)?;
    }
    html.push_str("<article><h2>Types</h2>");
    for (name, schema) in types {
        let view = View::of([schema], types);
        let name = Escaped(name);
        let docs = prose(view.description());
        write!(html, "<h3 id=\"type-{name}\">{name}</h3>{docs}")?;
        write_schema(html, &view)?;
    }
    html.push_str("</article></body></html>");
    Ok(())
}

struct Operation<'d> {
    /// As the document has it.
    path: &'d str,
    /// Where it is served.
    base: &'d str,
    says: &'d Value,
    types: &'d Map<String, Value>,
}

/// What is called.
impl fmt::Display for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Escaped(self.base), Escaped(self.path))
    }
}

impl Operation<'_> {
    fn write(&self, html: &mut String) -> fmt::Result {
        write!(
            html,
            "<article id=\"{}\"><h2>{self}</h2>{}",
            Escaped(self.path),
            prose(self.says["description"].as_str().unwrap_or_default()),
        )?;
        let body = &self.says["requestBody"]["content"]["application/json"]["schema"];
        if body.is_object() {
            let view = View::of([body], self.types);
            html.push_str("<h3>Parameters</h3>");
            match view.is_object() {
                true => write_fields(html, &view)?,
                false => write_schema(html, &view)?,
            }
        }
        self.write_result(html)?;
        self.write_errors(html)
    }

    fn write_result(&self, html: &mut String) -> fmt::Result {
        let answer = &self.says["responses"]["200"];
        let schema = &answer["content"]["application/json"]["schema"];
        let enveloped = &schema["properties"]["result"];
        html.push_str("<h3>Result</h3>");
        // What has no envelope says so.
        let what = match enveloped.is_object() {
            true => "",
            false => answer["description"].as_str().unwrap_or_default(),
        };
        html.push_str(&prose(what));
        let result = if enveloped.is_object() {
            enveloped
        } else {
            schema
        };
        if result.is_object() {
            let view = View::of([result], self.types);
            write!(html, "<p>{}</p>{}", kind(&view), prose(view.description()))?;
            write_fields(html, &view)?;
        }
        Ok(())
    }

    fn write_errors(&self, html: &mut String) -> fmt::Result {
        html.push_str("<h3>Errors</h3><table><tr><th>Status<th>Code<th>When</tr>");
        for (status, response) in self.says["responses"].as_object().into_iter().flatten() {
            let examples = response["content"]["application/json"]["examples"].as_object();
            for (code, example) in examples.into_iter().flatten() {
                write!(
                    html,
                    "<tr><td>{}<td><code>{}</code><td>{}</tr>",
                    Escaped(status),
                    Escaped(code),
                    prose(example["description"].as_str().unwrap_or_default())
                )?;
            }
        }
        html.push_str("</table></article>");
        Ok(())
    }
}
