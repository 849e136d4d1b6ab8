//! Doc comments, as the text that they show.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit};

use super::attributes::doc_value;

/// A documentation text.
#[derive(Debug, Default, Clone)]
pub(crate) struct Docs {
    /// As written.
    pub(crate) attributes: Vec<Attribute>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Text(String),
    /// `#[doc = include_str!("…")]`: known to the compiler only.
    Expression(Expr),
}

impl Docs {
    pub(crate) fn of(attributes: &[Attribute]) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        for value in attributes.iter().filter_map(doc_value) {
            match (value, parts.last_mut()) {
                (
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(line),
                        ..
                    }),
                    Some(Part::Text(text)),
                ) => {
                    text.push('\n');
                    text.push_str(&line.value());
                }
                (
                    Expr::Lit(ExprLit {
                        lit: Lit::Str(line),
                        ..
                    }),
                    _,
                ) => parts.push(Part::Text(line.value())),
                (expression, _) => parts.push(Part::Expression(expression.clone())),
            }
        }
        for part in &mut parts {
            if let Part::Text(text) = part {
                *text = tidy(text);
            }
        }
        let attributes = attributes
            .iter()
            .filter(|attribute| doc_value(attribute).is_some());
        Self {
            attributes: attributes.cloned().collect(),
            parts,
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The first paragraph, in one line.
    pub(crate) fn summary(&self) -> String {
        let Some(Part::Text(text)) = self.parts.first() else {
            return String::new();
        };
        let paragraph = text.lines().take_while(|line| !line.trim().is_empty());
        paragraph.map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// The whole text, as an expression of type `&'static str`; `concat` is the path of that macro.
    pub(crate) fn text(&self, concat: &TokenStream) -> TokenStream {
        match self.parts.as_slice() {
            [] => quote!(""),
            [Part::Text(text)] => quote!(#text),
            parts => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => text.to_token_stream(),
                    Part::Expression(expression) => expression.to_token_stream(),
                });
                quote!(#concat!(#(#parts, "\n"),*))
            }
        }
    }
}

/// Takes away what is layout of the source: the stars of a block comment, the indentation that all lines share, empty
/// lines around.
fn tidy(text: &str) -> String {
    let starred = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('*');
    let block = text.lines().count() > 1
        && text.lines().skip(1).all(starred)
        && text
            .lines()
            .skip(1)
            .any(|line| line.trim_start().starts_with('*'));
    let lines: Vec<&str> = text
        .lines()
        .map(|line| match line.trim_start().strip_prefix('*') {
            Some(rest) if block => rest,
            _ => line,
        })
        .map(str::trim_end)
        .collect();
    let indent = |line: &&str| line.len() - line.trim_start().len();
    let shared = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| line.get(shared..).unwrap_or(""))
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    fn docs(attributes: &[Attribute]) -> (String, String) {
        let docs = Docs::of(attributes);
        (docs.summary(), docs.text(&quote!(concat)).to_string())
    }

    #[test]
    fn summary_is_the_first_paragraph() {
        let (summary, text) = docs(&[
            parse_quote!(#[doc = " Binds settings"]),
            parse_quote!(#[doc = " to the caller."]),
            parse_quote!(#[doc = ""]),
            parse_quote!(#[doc = "     code"]),
        ]);
        assert_eq!(summary, "Binds settings to the caller.");
        assert_eq!(text, r#""Binds settings\nto the caller.\n\n    code""#);
    }

    #[test]
    fn block_comments_lose_their_stars() {
        let (summary, text) =
            docs(&[parse_quote!(#[doc = "\n     * One.\n     *\n     * Two.\n     "])]);
        assert_eq!(summary, "One.");
        assert_eq!(text, r#""One.\n\nTwo.""#);
    }

    #[test]
    fn included_docs_stay_expressions() {
        let (summary, text) = docs(&[
            parse_quote!(#[doc = " One."]),
            parse_quote!(#[doc = include_str!("two.md")]),
        ]);
        assert_eq!(summary, "One.");
        assert_eq!(
            text,
            r#"concat ! ("One." , "\n" , include_str ! ("two.md") , "\n")"#
        );
        assert_eq!(docs(&[]), (String::new(), r#""""#.to_owned()));
    }
}
