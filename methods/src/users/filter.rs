//! Which users a caller asks for.

use std::cmp::Ordering;

use bitrix_rest::{Array, Key, Value};

use super::fields::{Content, Field, Visible};
use crate::accounts::UserRecord;

/// Conditions that all must hold.
#[derive(Debug)]
pub(super) struct Filter(Vec<Condition>);

#[derive(Debug)]
struct Condition {
    subject: Subject,
    test: Test,
    negated: bool,
    /// One of these must pass the test; negated, none.
    operands: Vec<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Field(Field),
    /// `NAME_SEARCH`: the names and the position together.
    Search,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Equal,
    /// A text with `%` for anything; without one, as `Equal`.
    Pattern,
    Contains,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

/// What may stand before the name of a field: longer ones first.
const OPERATORS: [(&str, Test, bool); 15] = [
    ("!=%", Test::Pattern, true),
    ("!%=", Test::Pattern, true),
    ("!@", Test::Equal, true),
    ("!%", Test::Contains, true),
    ("!=", Test::Equal, true),
    (">=", Test::AtLeast, false),
    ("<=", Test::AtMost, false),
    ("=%", Test::Pattern, false),
    ("%=", Test::Pattern, false),
    ("!", Test::Equal, true),
    (">", Test::Greater, false),
    ("<", Test::Less, false),
    ("@", Test::Equal, false),
    ("%", Test::Contains, false),
    ("=", Test::Equal, false),
];

impl Filter {
    /// Operator and field to value, or to a list of values. What the caller does not see, or what is no field, is no
    /// condition.
    pub(super) fn new(asked: &Array, visible: &Visible) -> Self {
        let condition = |(key, value): (&Key, &Value)| {
            let (test, negated, name) = operator(key.as_str()?);
            let operands = match value {
                Value::Array(list) => list.values().cloned().collect(),
                value => vec![value.clone()],
            };
            let (subject, test) = match visible.named(name) {
                Some(field) => (Subject::Field(field), test),
                None if name.eq_ignore_ascii_case("NAME_SEARCH") => {
                    (Subject::Search, Test::Contains)
                }
                None => return None,
            };
            Some(Condition {
                subject,
                test,
                negated,
                operands,
            })
        };
        Self(asked.iter().filter_map(condition).collect())
    }

    pub(super) fn accepts(&self, user: &UserRecord) -> bool {
        self.0.iter().all(|condition| condition.holds(user))
    }
}

fn operator(key: &str) -> (Test, bool, &str) {
    let mut known = OPERATORS.into_iter();
    known
        .find_map(|(operator, test, negated)| Some((test, negated, key.strip_prefix(operator)?)))
        .unwrap_or((Test::Pattern, false, key))
}

impl Condition {
    fn holds(&self, user: &UserRecord) -> bool {
        let passes = match self.subject {
            Subject::Field(field) => {
                let content = field.of(user);
                self.operands
                    .iter()
                    .any(|operand| self.test.passes(content, operand))
            }
            Subject::Search => {
                let searched = format!("{} {} {}", user.name, user.last_name, user.work_position);
                self.operands
                    .iter()
                    .any(|operand| self.test.passes(Content::Text(&searched), operand))
            }
        };
        passes != self.negated
    }
}

impl Test {
    fn passes(self, content: Content<'_>, operand: &Value) -> bool {
        match content {
            Content::Number(number) => self.passes_number(number, operand),
            Content::Numbers(numbers) => numbers
                .iter()
                .any(|number| self.passes_number(u64::from(*number), operand)),
            Content::Flag(is) => {
                flag(operand).is_some_and(|wanted| self.passes_order(is.cmp(&wanted)))
            }
            Content::Text(is) => self.passes_text(is, &text(operand)),
        }
    }

    /// By value, also if it was sent as a text (P-338); parts of a number are looked for in its digits.
    fn passes_number(self, is: u64, operand: &Value) -> bool {
        let wanted = text(operand);
        if self == Self::Contains || (self == Self::Pattern && wanted.contains('%')) {
            return self.passes_text(&is.to_string(), &wanted);
        }
        let wanted = wanted.trim().parse::<i128>().ok();
        wanted.is_some_and(|wanted| self.passes_order(i128::from(is).cmp(&wanted)))
    }

    /// Without regard to case, as the databases of portals compare.
    fn passes_text(self, is: &str, wanted: &str) -> bool {
        let (is, wanted) = (is.to_lowercase(), wanted.to_lowercase());
        match self {
            Self::Pattern => is_like(&is, &wanted),
            Self::Contains => is.contains(&wanted),
            _ => self.passes_order(is.cmp(&wanted)),
        }
    }

    const fn passes_order(self, order: Ordering) -> bool {
        match self {
            Self::Equal | Self::Pattern | Self::Contains => order.is_eq(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
        }
    }
}

/// Whether the whole text is the pattern, where `%` stands for anything.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((start, pattern)) = pattern.split_once('%') else {
        return text == pattern;
    };
    let Some(mut rest) = text.strip_prefix(start) else {
        return false;
    };
    let (middle, end) = pattern.rsplit_once('%').unwrap_or(("", pattern));
    for part in middle.split('%') {
        match rest.split_once(part) {
            Some((_, behind)) => rest = behind,
            None => return false,
        }
    }
    rest.ends_with(end)
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Bool(true) => "1".to_owned(),
        Value::Bool(false) | Value::Null | Value::Array(_) => String::new(),
    }
}

/// Every spelling of P-45; none for anything else.
fn flag(value: &Value) -> Option<bool> {
    match text(value).to_ascii_lowercase().as_str() {
        "y" | "true" | "1" => Some(true),
        "n" | "false" | "0" | "" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (text, pattern, is) in [
            ("ivan", "ivan", true),
            ("ivan", "iva", false),
            ("ivan", "iva%", true),
            ("ivan", "%van", true),
            ("ivan", "%va%", true),
            ("ivan", "i%n", true),
            ("ivan", "i%a%n", true),
            ("ivan", "i%n%a", false),
            ("ivan", "%", true),
            ("ivan", "%%", true),
            ("", "%", true),
            ("", "", true),
            ("aba", "ab%ba", false),
            ("ivan", "%x%", false),
        ] {
            assert_eq!(is_like(text, pattern), is, "{text} {pattern}");
        }
    }

    #[test]
    fn the_longest_operator_is_taken() {
        for (operator_text, test, negated) in OPERATORS {
            let key = format!("{operator_text}ID");
            assert_eq!(operator(&key), (test, negated, "ID"), "{key}");
        }
        assert_eq!(operator("ID"), (Test::Pattern, false, "ID"));
    }
}
