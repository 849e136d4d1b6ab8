//! Methods that do not do what they declare, each in a way of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bitrix_rest::contract::{Kind, Report};
use bitrix_rest::http::StatusCode;
use bitrix_rest::{
    Administrator, Array, Caller, Credentials, CurrentUser, Error, Item, Method, Refusal, RestApi,
    RestError, Version, rest_method,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// What an honest method fails with.
#[derive(Debug, thiserror::Error, RestError)]
pub enum NameError {
    /// Another has it.
    #[error("the name is taken")]
    #[rest(code = "NAME_TAKEN", status = 409)]
    Taken,
}

/// What it knows of a name.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Name {
    length: u8,
    first: Option<char>,
}

/// Keeps all it promises.
///
/// # Examples
///
/// ```json
/// {"name": "Ada"}
/// ```
/// ```json
/// {"result": {"length": 3, "first": "…"}}
/// ```
/// ```json
/// {"name": "taken"}
/// ```
/// ```json
/// {"error": "NAME_TAKEN", "error_description": "the name is taken"}
/// ```
#[rest_method("lie.none", scope = "basic", versions(v2, v3), read_only)]
pub async fn lie_none(
    _: Administrator,
    #[param(length = 1..=40)] name: String,
    #[param(range = 1..=9, default = 1)] times: u8,
    #[param] more: Option<Vec<i64>>,
) -> Result<Item<Name>, NameError> {
    let _ = (times, more);
    match name.as_str() {
        "taken" => Err(NameError::Taken),
        _ => Ok(Item(Name {
            length: u8::try_from(name.chars().count()).unwrap(),
            first: name.chars().next(),
        })),
    }
}

/// Answers a code that it does not declare, to a number that is not above zero.
#[rest_method("lie.code", scope = "basic", versions(v2, v3), read_only)]
async fn lie_code(#[param] number: i64) -> Result<i64, Error> {
    match number {
        1.. => Ok(number),
        _ => Err(Error::new("TOO_SMALL", StatusCode::CONFLICT, "too small")),
    }
}

/// Fails inside, at the upper end of what its check allows.
#[rest_method("lie.inside", scope = "basic", read_only)]
async fn lie_inside(#[param(range = 1..=1000)] number: i64) -> Result<i64, Error> {
    match number {
        1000 => Err(Error::internal("off by one")),
        _ => Ok(number),
    }
}

/// Panics at the empty text that its check lets through.
#[rest_method("lie.panic", scope = "basic", read_only)]
async fn lie_panic(#[param] text: String) -> Result<char, Error> {
    Ok(text.chars().next().unwrap())
}

/// Says that it is a number.
struct Text;

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("text")
    }
}

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "integer"})
    }
}

/// What it says it answers.
#[derive(Serialize, JsonSchema)]
pub struct Numbers {
    numbers: Vec<Text>,
}

/// Answers a text where it says number.
#[rest_method("lie.result", scope = "basic", versions(v2, v3), read_only)]
async fn lie_result() -> Result<Numbers, Error> {
    let numbers = vec![Text];
    Ok(Numbers { numbers })
}

/// Its first example is of another time, and its second has no answer of its own.
///
/// # Examples
///
/// ```json
/// {"a": 1}
/// ```
/// ```json
/// {"result": {"a": 2}}
/// ```
#[rest_method("lie.example", scope = "basic", read_only)]
async fn lie_example(_: CurrentUser, #[param(rest)] all: Array) -> Result<Array, Error> {
    Ok(all)
}

/// Its example is unfinished.
///
/// # Example
///
/// ```json
/// {"a": 1}
/// ```
#[rest_method("lie.half", scope = "basic", read_only)]
async fn lie_half() -> Result<bool, Error> {
    Ok(true)
}

/// Of one method.
pub async fn report<M: Method>() -> Report {
    let api = RestApi::explicit()
        .method::<M>()
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap();
    let only = api.contract().only(M::DESCRIPTOR.name());
    only.await
}

/// What is found, and in which generation.
pub fn kinds(report: &Report) -> Vec<(Kind, Version)> {
    let breaches = report.breaches().iter();
    breaches.map(|one| (one.kind(), one.version())).collect()
}

#[tokio::test]
async fn who_keeps_all_it_promises_is_left_alone() {
    let report = report::<LieNone>().await;
    assert_eq!((report.methods(), report.examples()), (1, 2));
    assert!(report.calls() > 100, "{report}");
    report.assert();
}

#[tokio::test]
async fn an_undeclared_code_is_found() {
    let report = report::<LieCode>().await;
    let both = [(Kind::Code, Version::V2), (Kind::Code, Version::V3)];
    assert_eq!(kinds(&report), both, "{report}");
    let breach = &report.breaches()[0];
    assert_eq!(
        (breach.method(), breach.parameters()),
        ("lie.code", r#"{"number":0}"#)
    );
    assert!(breach.more() > 0);
    let text = report.to_string();
    for expected in [
        "lie.code (REST 2)",
        "`TOO_SMALL` with the status 409",
        r#""error":"TOO_SMALL""#,
    ] {
        assert!(text.contains(expected), "{text}");
    }
    let failed = catch_unwind(AssertUnwindSafe(|| report.assert())).unwrap_err();
    assert_eq!(failed.downcast_ref::<String>(), Some(&text));
}

#[tokio::test]
async fn what_fails_inside_is_found() {
    let report = report::<LieInside>().await;
    assert_eq!(kinds(&report), [(Kind::Internal, Version::V2)], "{report}");
    assert_eq!(report.breaches()[0].parameters(), r#"{"number":1000}"#);
    assert!(
        report.breaches()[0].why().contains("off by one"),
        "{report}"
    );
    let report = self::report::<LiePanic>().await;
    assert_eq!(kinds(&report), [(Kind::Internal, Version::V2)], "{report}");
    assert_eq!(report.breaches()[0].parameters(), r#"{"text":""}"#);
}

#[tokio::test]
async fn another_result_than_declared_is_found() {
    let report = report::<LieResult>().await;
    let both = [(Kind::Result, Version::V2), (Kind::Result, Version::V3)];
    assert_eq!(kinds(&report), both, "{report}");
    let why = r#"answers no result of its type: `result.numbers[0]` is "text" and no integer"#;
    assert_eq!(report.breaches()[0].why(), why);
}

#[tokio::test]
async fn an_example_that_does_not_hold_is_found() {
    let report = report::<LieExample>().await;
    assert_eq!(kinds(&report), [(Kind::Example, Version::V2)], "{report}");
    let breach = &report.breaches()[0];
    assert_eq!(
        (breach.parameters(), breach.answer()),
        (r#"{"a":1}"#, r#"{"result":{"a":1}}"#)
    );
    assert_eq!(
        breach.why(),
        "does not answer its example: `body.result.a` is 1 and not 2"
    );
    let report = self::report::<LieHalf>().await;
    assert_eq!(kinds(&report), [(Kind::Example, Version::V2)], "{report}");
}

#[tokio::test]
async fn nothing_to_try_is_no_success() {
    let api = RestApi::explicit()
        .method::<LieNone>()
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap();
    let report = api.contract().only("no.such").await;
    assert!(report.to_string().contains("nothing was tried"), "{report}");
    assert!(catch_unwind(AssertUnwindSafe(|| report.assert())).is_err());
}
