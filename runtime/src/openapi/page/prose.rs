//! Doc comments as HTML: paragraphs, headings, blocks of code, and code in a line. Everything else is text.

use std::fmt::Write;

use crate::text::html::Escaped;
use crate::text::markdown::{closes, heading, opened};

/// What an example consists of, by turns.
const PARTS: [&str; 2] = ["Parameters", "Answer"];

/// The HTML of a doc comment.
pub(super) fn prose(docs: &str) -> String {
    let mut prose = Prose::default();
    let mut lines = docs.lines();
    while let Some(line) = lines.next() {
        let plain = line.trim();
        if let Some((fence, language)) = opened(plain) {
            let block = lines
                .by_ref()
                .take_while(|line| !closes(line.trim(), fence));
            let block: Vec<&str> = block.collect();
            prose.block(&block.join("\n"), language);
        } else if let Some((level, title)) = heading(plain) {
            prose.heading(level, title);
        } else if plain.is_empty() {
            prose.paragraph();
        } else {
            prose.text.push(line);
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
    /// How high the heading of the examples is, if this is below it.
    examples: Option<usize>,
    /// How many blocks of JSON the examples have so far.
    parts: usize,
}

impl Prose<'_> {
    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.text).join("\n");
        if !text.is_empty() {
            self.write(format_args!("<p>{}</p>", line(&text)));
        }
    }

    fn heading(&mut self, level: usize, title: &str) {
        self.paragraph();
        if self.examples.is_some_and(|of| level <= of) {
            self.examples = None;
        }
        if matches!(title, "Example" | "Examples") {
            self.examples = self.examples.or(Some(level));
        }
        self.write(format_args!("<h4>{}</h4>", line(title)));
    }

    fn block(&mut self, code: &str, language: &str) {
        self.paragraph();
        if self.examples.is_some() && language == "json" {
            let part = PARTS.get(self.parts % PARTS.len()).copied();
            self.parts += 1;
            self.write(format_args!(
                "<p class=\"part\">{}</p>",
                part.unwrap_or_default()
            ));
        }
        self.write(format_args!("<pre><code>{}</code></pre>", Escaped(code)));
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
