//! What was not tried is no success.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bitrix_rest::contract::{Kind, Report};
use bitrix_rest::{
    Administrator, AuthKind, Caller, Credentials, Error, Exception, Item, Refusal, RestApi,
    RestError, SystemError, User, Version, rest_method,
};
use bitrix_rest_methods::limits::{MemoryMeter, RateLimit, Tariff};

use crate::liars::kinds;

/// What an administrator is told.
#[rest_method("lie.secret", scope = "basic", versions(v2, v3), read_only)]
async fn lie_secret(_: Administrator) -> Result<bool, Error> {
    Ok(true)
}

/// Finds nothing, ever.
#[rest_method("lie.nothing", scope = "basic", versions(v3), read_only)]
async fn lie_nothing(#[param] id: i64) -> Result<Item<i64>, Error> {
    Err(Exception::EntityNotFound(id.to_string()).into())
}

/// What it fails with.
#[derive(Debug, thiserror::Error, RestError)]
pub enum ClosedError {
    /// It is closed.
    #[error("closed")]
    #[rest(code = "CLOSED", status = 409)]
    Closed,
}

/// Answers nothing but an error that it declares.
#[rest_method("lie.closed", scope = "basic", versions(v2, v3), read_only)]
async fn lie_closed() -> Result<bool, ClosedError> {
    Err(ClosedError::Closed)
}

/// Cannot take more than so much.
#[rest_method("lie.busy", scope = "basic", versions(v2, v3), read_only)]
async fn lie_busy(#[param] number: i64) -> Result<bool, Error> {
    match number {
        i64::MAX => Err(SystemError::OperationTimeLimit.into()),
        _ => Ok(true),
    }
}

fn api() -> bitrix_rest::Builder {
    RestApi::explicit()
        .method::<LieSecret>()
        .method::<LieNothing>()
        .method::<LieClosed>()
        .method::<LieBusy>()
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
}

fn fails(report: Report) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| report.assert())).unwrap_err();
    failed.downcast_ref::<String>().unwrap().clone()
}

const BOTH: [(Kind, Version); 2] = [(Kind::Untried, Version::V2), (Kind::Untried, Version::V3)];

#[tokio::test]
async fn a_method_that_refuses_every_call_was_not_tried() {
    let api = api().build().unwrap();
    let user = |administrator| {
        let user = User {
            id: 2,
            administrator,
        };
        Caller::new(AuthKind::Webhook).with_user(user)
    };
    let secret = || api.contract().only("lie.secret");
    let report = secret().by(user(false)).await;
    assert_eq!(kinds(&report), BOTH, "{report}");
    let breach = &report.breaches()[0];
    assert_eq!((breach.parameters(), breach.more()), ("{}", 0));
    assert!(breach.answer().contains("ACCESS_DENIED"), "{report}");
    assert!(fails(report).contains("was not tried"));
    // One caller that may is enough, as is whoever calls if nobody is said.
    secret().by(user(false)).by(user(true)).await.assert();
    secret().await.assert();
    // Whom it refuses for want of a record was refused, too.
    let report = api.contract().only("lie.nothing").await;
    assert_eq!(kinds(&report), [(Kind::Untried, Version::V3)], "{report}");
    // An error of its own is an answer.
    api.contract().only("lie.closed").await.assert();
}

#[tokio::test(start_paused = true)]
async fn what_a_limit_refuses_was_not_tried() {
    let meter = Arc::new(MemoryMeter::new());
    let limit = RateLimit::new("portal", meter, Tariff::STANDARD);
    let limited = api().layer(limit).build().unwrap();
    let report = limited.contract().only("lie.secret").await;
    // The bucket holds more than the calls of one method with no parameters.
    assert!(report.calls() < 50, "{report}");
    let report = limited.contract().without("lie.nothing").await;
    let found = kinds(&report);
    assert!(found.len() >= 2, "{report}");
    assert!(found.iter().all(|(kind, _)| *kind == Kind::Untried));
    assert!(fails(report).contains("`QUERY_LIMIT_EXCEEDED`"));
    // One call is enough, among many that were answered.
    let unlimited = api().build().unwrap();
    let report = unlimited.contract().only("lie.busy").await;
    assert_eq!(kinds(&report), BOTH, "{report}");
    assert!(
        report.breaches()[0]
            .why()
            .contains("`OPERATION_TIME_LIMIT`"),
        "{report}"
    );
}

#[tokio::test]
async fn a_name_that_nothing_has_is_told() {
    let api = api().build().unwrap();
    let contract = api.contract().only("lie.closed").without("lie.shut");
    let report = contract.only("lie.open").await;
    assert_eq!(report.unknown(), ["lie.open", "lie.shut"]);
    assert_eq!((report.methods(), kinds(&report)), (1, vec![]), "{report}");
    assert!(fails(report).ends_with("there is no public method `lie.shut`"));
}
