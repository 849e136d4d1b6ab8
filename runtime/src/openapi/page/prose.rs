//! Doc comments as HTML: paragraphs, headings, blocks of code, and code in a line. Everything else is text.

use std::fmt::Write;

use crate::text::html::Escaped;
use crate::text::markdown::{Part, parts};

/// What an example consists of, by turns.
const TURNS: [&str; 2] = ["Parameters", "Answer"];

/// The HTML of a doc comment.
pub(super) fn prose(docs: &str) -> String {
    let mut prose = Prose::default();
    for part in parts(docs) {
        match part {
            Part::Line(text) if !text.trim().is_empty() => prose.text.push(text),
            Part::Line(_) => prose.paragraph(),
            Part::Heading(title) => {
                prose.paragraph();
                prose.write(format_args!("<h4>{}</h4>", line(title)));
            }
            Part::Code { text, example } => {
                prose.paragraph();
                if let Some(turn) = example.and_then(|at| TURNS.get(at % TURNS.len())) {
                    prose.write(format_args!("<p class=\"part\">{turn}</p>"));
                }
                prose.write(format_args!("<pre><code>{}</code></pre>", Escaped(&text)));
            }
        }
    }
    prose.paragraph();
    prose.html
}

#[derive(Default)]
struct Prose<'d> {
    html: String,
    /// The lines of a paragraph.
    text: Vec<&'d str>,
}

impl Prose<'_> {
    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.text).join("\n");
        if !text.is_empty() {
            self.write(format_args!("<p>{}</p>", line(&text)));
        }
    }

    fn write(&mut self, html: std::fmt::Arguments<'_>) {
        // Nothing that is written to a text fails.
        let _ = self.html.write_fmt(html);
    }
}

/// A text with code in it, between backticks.
pub(super) fn line(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('`') {
        let Some((code, behind)) = behind.split_once('`') else {
            break;
        };
        let _ = write!(html, "{}<code>{}</code>", Escaped(before), Escaped(code));
        rest = behind;
    }
    let _ = write!(html, "{}", Escaped(rest));
    html
}

#[cfg(test)]
mod tests {
    use super::{line, prose};

    #[test]
    fn examples_are_parameters_and_answers() {
        let docs = "Greets.\n\n# Examples\n\n```json\n{\"a\": 1}\n```\n```json\n{}\n```\n\n# Notes\n\nOne\nand `two`.\n\n~~~json\n[]\n";
        let html = "<p>Greets.</p><h4>Examples</h4><p class=\"part\">Parameters</p><pre><code>{&quot;a&quot;: 1}</code></pre>\
            <p class=\"part\">Answer</p><pre><code>{}</code></pre><h4>Notes</h4><p>One\nand <code>two</code>.</p>\
            <pre><code>[]</code></pre>";
        assert_eq!(prose(docs), html);
    }

    #[test]
    fn nothing_of_a_text_is_html() {
        let html = prose("a <b>\n\n# <i>\n\n```<u>\n</code><s>\n```\n`<q>` and ` alone");
        assert_eq!(
            html,
            "<p>a &lt;b&gt;</p><h4>&lt;i&gt;</h4><pre><code>&lt;/code&gt;&lt;s&gt;</code></pre>\
             <p><code>&lt;q&gt;</code> and ` alone</p>"
        );
        assert_eq!(line("``"), "<code></code>");
    }
}
