//! Tokens as their author would have written them, for descriptions that show code.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The source text, in one line.
pub(super) fn source(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

/// What came before the next token, as far as spaces depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The beginning, or an operator that belongs to what follows.
    Nothing,
    /// A word, a literal or a group: what follows it stands for itself, or is an operator between two operands.
    Operand,
    /// The first half of an operator such as `::`.
    HalfOperator,
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut before = Before::Nothing;
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                if group.delimiter() == Delimiter::Brace && before == Before::Operand {
                    text.push(' ');
                }
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                before = Before::Operand;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if before == Before::Operand && text.ends_with(|c: char| !c.is_whitespace()) {
                    text.push(' ');
                }
                text.push_str(&tree.to_string());
                before = Before::Operand;
            }
            TokenTree::Punct(punct) => {
                let sign = punct.as_char();
                let between =
                    before == Before::Operand && matches!(sign, '+' | '-' | '*' | '/' | '%' | '=');
                let halves = punct.spacing() == Spacing::Joint || before == Before::HalfOperator;
                match sign {
                    ',' | ';' => text.extend([sign, ' ']),
                    ':' if !halves => text.push_str(": "),
                    _ if between && !halves => text.extend([' ', sign, ' ']),
                    _ => text.push(sign),
                }
                before = match punct.spacing() {
                    Spacing::Joint => Before::HalfOperator,
                    Spacing::Alone => Before::Nothing,
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_as_written() {
        for text in [
            "1..=MAX",
            "..=0.5",
            "-1..",
            "vec![\"NAME\".into(), 2]",
            "checks::known",
            "Vec::<u8>::new()",
            "a + b * 2",
            "Point { x: -1, y: 2 }",
            "&NAMES[1]",
            "!true",
            "u8::MAX as u64",
        ] {
            let tokens: TokenStream = text.parse().unwrap_or_default();
            assert_eq!(source(&tokens), text);
        }
    }
}
