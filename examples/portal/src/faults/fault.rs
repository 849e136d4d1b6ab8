//! What a fault is, and what can be wrong with one.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// The longest delay, in milliseconds: an hour.
const LONGEST: u64 = 3_600_000;

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// 503 `QUERY_LIMIT_EXCEEDED`: the client called too often
    QueryLimit,
    /// 429 `OPERATION_TIME_LIMIT`: the method ran too long in the last ten minutes
    OperationTimeLimit,
    /// 500 `INTERNAL_SERVER_ERROR`: something broke in the portal
    InternalError,
    /// 401 `expired_token`: the access token is past its time; calls by webhook have none and are left alone
    ExpiredToken,
    /// The method begins --milliseconds later; a call that then takes too long is answered as one
    Delay,
    /// The connection is closed; the method does not run
    Drop,
    /// The method runs, and the connection is closed in the place of its answer
    LoseAnswer,
}

impl Kind {
    /// As it is written.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::QueryLimit => "query-limit",
            Self::OperationTimeLimit => "operation-time-limit",
            Self::InternalError => "internal-error",
            Self::ExpiredToken => "expired-token",
            Self::Delay => "delay",
            Self::Drop => "drop",
            Self::LoseAnswer => "lose-answer",
        }
    }
}

/// A fault, as somebody asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// The name of a method, or its beginning and `*`.
    pub(crate) method: String,
    pub(crate) kind: Kind,
    /// Of a delay.
    pub(crate) milliseconds: Option<u64>,
    /// How likely each call is struck, from 0 to 1; every one if neither it nor a count is there.
    pub(crate) rate: Option<f64>,
    /// How many calls are struck; then the fault is gone.
    pub(crate) count: Option<u64>,
}

/// What is wrong with a fault.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub(crate) field: Field,
    pub(crate) text: String,
}

/// A part of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Method,
    Kind,
    Milliseconds,
    Rate,
    Count,
}

impl Fault {
    /// All that is wrong with it.
    pub(crate) fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let mut wrong = |field, text: String| mistakes.push(Mistake { field, text });
        if !is_pattern(&self.method) {
            let text = format!(
                "`{}` names no methods; write the name of one (user.option.get), a beginning and `*` (user.option.*), or `*` \
                 for all",
                self.method.escape_debug()
            );
            wrong(Field::Method, text);
        }
        match (self.kind, self.milliseconds) {
            (Kind::Delay, None) => wrong(
                Field::Kind,
                "a delay needs `milliseconds`, which say how long".to_owned(),
            ),
            (Kind::Delay, Some(time)) if !(1..=LONGEST).contains(&time) => wrong(
                Field::Milliseconds,
                format!("{time} milliseconds are no delay; write 1 to {LONGEST}"),
            ),
            (Kind::Delay, Some(_)) | (_, None) => {}
            (kind, Some(_)) => wrong(
                Field::Milliseconds,
                format!(
                    "`milliseconds` say how long a delay is, and `{}` is none; remove them",
                    kind.name()
                ),
            ),
        }
        if let Some(rate) = self.rate
            && !(0.0..=1.0).contains(&rate)
        {
            let text = format!("the rate {rate} is not between 0 (never) and 1 (every call)");
            wrong(Field::Rate, text);
        }
        if self.count == Some(0) {
            wrong(
                Field::Count,
                "a count of 0 strikes no call; write 1 or more".to_owned(),
            );
        }
        if self.rate.is_some() && self.count.is_some() {
            wrong(
                Field::Count,
                "`rate` and `count` exclude each other; remove one of them".to_owned(),
            );
        }
        mistakes
    }

    /// Whether it is about the method of this name.
    pub(crate) fn is_about(&self, method: &str) -> bool {
        match self.method.strip_suffix('*') {
            Some(beginning) => method
                .as_bytes()
                .get(..beginning.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(beginning.as_bytes())),
            None => self.method.eq_ignore_ascii_case(method),
        }
    }
}

fn is_pattern(text: &str) -> bool {
    let name = text.strip_suffix('*').unwrap_or(text);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    !text.is_empty() && text.len() <= 128 && name.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(method: &str) -> Fault {
        Fault {
            method: method.to_owned(),
            kind: Kind::Drop,
            milliseconds: None,
            rate: None,
            count: None,
        }
    }

    #[test]
    fn a_name_or_a_beginning() {
        for (pattern, method, about) in [
            ("user.option.get", "user.option.get", true),
            ("User.Option.Get", "user.option.get", true),
            ("user.option.get", "user.option.gets", false),
            ("user.option", "user.option.get", false),
            ("user.option.*", "user.option.get", true),
            ("user.option.*", "USER.option.", true),
            ("user.option.*", "user.option", false),
            ("user.opt*", "user.option.get", true),
            ("*", "batch", true),
            ("*", "", true),
            ("a*", "ä", false),
        ] {
            assert_eq!(
                fault(pattern).is_about(method),
                about,
                "{pattern} of {method}"
            );
        }
    }

    #[test]
    fn what_names_no_methods() {
        for pattern in [
            "",
            "a b",
            "*.get",
            "a.*.b",
            "a**",
            "1/code/a.b",
            "ä.b",
            "a\n",
        ] {
            let found = fault(pattern).mistakes();
            assert_eq!(found.len(), 1, "{pattern}");
            assert_eq!(found.first().map(|it| it.field), Some(Field::Method));
        }
        for pattern in ["*", "batch", "crm.lead.*", "tasks.task-2.a_b"] {
            assert_eq!(fault(pattern).mistakes(), [], "{pattern}");
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let wrong = Fault {
            kind: Kind::QueryLimit,
            milliseconds: Some(5),
            rate: Some(f64::NAN),
            count: Some(0),
            ..fault("")
        };
        let fields: Vec<Field> = wrong.mistakes().iter().map(|it| it.field).collect();
        assert_eq!(
            fields,
            [
                Field::Method,
                Field::Milliseconds,
                Field::Rate,
                Field::Count,
                Field::Count
            ]
        );
    }

    #[test]
    fn its_name_is_what_is_read() {
        for kind in Kind::value_variants() {
            let read: Result<Kind, _> = serde_json::from_value(kind.name().into());
            assert_eq!(read.ok(), Some(*kind));
            let shown = kind.to_possible_value();
            assert_eq!(shown.map(|it| it.get_name() == kind.name()), Some(true));
        }
    }
}
