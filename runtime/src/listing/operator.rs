//! How a field is compared with what a caller wants.

use std::cmp::Ordering;

use crate::params::Value;

/// How a condition compares (P-249). What stands before the name of the field says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operator {
    /// `=`, or nothing.
    Equal,
    /// `!=` or `!`.
    NotEqual,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `@`: one of a list.
    In,
    /// `!@`: none of a list.
    NotIn,
    /// `%`: a part of it.
    Contains,
    /// `!%`: no part of it.
    NotContains,
    /// `=%` or `%=`: `%` in the value stands for anything.
    Like,
    /// `!=%` or `!%=`.
    NotLike,
}

impl Operator {
    /// Those of P-249, for lists that say nothing else.
    pub const PLAIN: &'static [Self] = &[
        Self::Equal,
        Self::Greater,
        Self::Less,
        Self::AtLeast,
        Self::AtMost,
        Self::In,
        Self::Contains,
    ];

    /// Every one.
    pub const ALL: &'static [Self] = &[
        Self::Equal,
        Self::NotEqual,
        Self::Greater,
        Self::AtLeast,
        Self::Less,
        Self::AtMost,
        Self::In,
        Self::NotIn,
        Self::Contains,
        Self::NotContains,
        Self::Like,
        Self::NotLike,
    ];

    /// As it is written.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::In => "@",
            Self::NotIn => "!@",
            Self::Contains => "%",
            Self::NotContains => "!%",
            Self::Like => "=%",
            Self::NotLike => "!=%",
        }
    }

    pub(super) fn of(sign: &str) -> Option<Self> {
        match sign {
            "!" => Some(Self::NotEqual),
            "%=" => Some(Self::Like),
            "!%=" => Some(Self::NotLike),
            _ => Self::ALL.iter().copied().find(|one| one.sign() == sign),
        }
    }

    /// Whether it accepts what the operator without `!` refuses.
    pub const fn is_negated(self) -> bool {
        matches!(
            self,
            Self::NotEqual | Self::NotIn | Self::NotContains | Self::NotLike
        )
    }

    /// Whether it looks for parts of what is written, so that what is written decides, not what it means.
    pub const fn looks_for_parts(self) -> bool {
        matches!(
            self,
            Self::Contains | Self::NotContains | Self::Like | Self::NotLike
        )
    }

    /// Whether a field with this value is one that is asked for. Of a list of wanted values one is enough; of a field with
    /// several values, too. The field decides how it is compared: numbers by their value, also with digits in a text; flags
    /// with every spelling of P-45; texts without regard to case, as the databases of portals compare.
    ///
    /// ```
    /// use bitrix_rest::listing::Operator;
    /// use bitrix_rest::params::Value;
    ///
    /// assert!(Operator::Greater.accepts(&Value::from(10), &Value::from("9")));
    /// assert!(!Operator::Greater.accepts(&Value::from("10"), &Value::from("9")));
    /// ```
    pub fn accepts(self, found: &Value, wanted: &Value) -> bool {
        let passes = |wanted: &Value| match found {
            Value::Array(several) => several.values().any(|one| self.passes(one, wanted)),
            one => self.passes(one, wanted),
        };
        let passed = match wanted {
            Value::Array(list) => list.values().any(passes),
            one => passes(one),
        };
        passed != self.is_negated()
    }

    /// Without regard to negation.
    fn passes(self, found: &Value, wanted: &Value) -> bool {
        match found {
            Value::Int(_) | Value::Float(_) => self.passes_number(found, wanted),
            Value::Bool(is) => {
                flag(wanted).is_some_and(|wanted| self.passes_order(is.cmp(&wanted)))
            }
            Value::Text(is) => self.passes_text(is, &text(wanted)),
            Value::Null => self.passes_text("", &text(wanted)),
            Value::Array(_) => false,
        }
    }

    /// Parts of a number are looked for in its digits.
    fn passes_number(self, is: &Value, wanted: &Value) -> bool {
        let digits = text(wanted);
        let in_digits = match self {
            Self::Contains | Self::NotContains => true,
            Self::Like | Self::NotLike => digits.contains('%'),
            _ => false,
        };
        if in_digits {
            return self.passes_text(&text(is), &digits);
        }
        let order = match (Number::of(is), Number::of(wanted)) {
            (Some(is), Some(wanted)) => is.compare(wanted),
            _ => None,
        };
        order.is_some_and(|order| self.passes_order(order))
    }

    fn passes_text(self, is: &str, wanted: &str) -> bool {
        let (is, wanted) = (is.to_lowercase(), wanted.to_lowercase());
        match self {
            Self::Like | Self::NotLike => is_like(&is, &wanted),
            Self::Contains | Self::NotContains => is.contains(&wanted),
            _ => self.passes_order(is.cmp(&wanted)),
        }
    }

    const fn passes_order(self, order: Ordering) -> bool {
        match self {
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            _ => order.is_eq(),
        }
    }
}

/// Which of two values comes first in a list: nothing before everything, numbers by their value, texts without regard to
/// case, lists by their first values that differ.
pub fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => one.to_lowercase().cmp(&other.to_lowercase()),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.values().zip(other.values());
            let first =
                pairs.find_map(|(one, other)| Some(compare(one, other)).filter(|o| o.is_ne()));
            first.unwrap_or_else(|| one.len().cmp(&other.len()))
        }
        (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
            let order = Number::of(one).zip(Number::of(other));
            let order = order.and_then(|(one, other)| one.compare(other));
            order.unwrap_or(Ordering::Equal)
        }
        _ => rank(one).cmp(&rank(other)),
    }
}

const fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Int(_) | Value::Float(_) => 2,
        Value::Text(_) => 3,
        Value::Array(_) => 4,
    }
}

#[derive(Debug, Clone, Copy)]
enum Number {
    Whole(i128),
    Broken(f64),
}

impl Number {
    /// Also of digits in a text.
    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(Self::Whole((*number).into())),
            Value::Float(number) => Some(Self::Broken(*number)),
            other => {
                let text = text(other);
                let text = text.trim();
                let whole = text.parse().map(Self::Whole).ok();
                let broken = || text.parse().ok().filter(|number: &f64| number.is_finite());
                whole.or_else(|| broken().map(Self::Broken))
            }
        }
    }

    fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => Some(one.cmp(&other)),
            (one, other) => one.float().partial_cmp(&other.float()),
        }
    }

    const fn float(self) -> f64 {
        match self {
            Self::Whole(number) => number as f64,
            Self::Broken(number) => number,
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
mod tests;
