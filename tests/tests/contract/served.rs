//! What is not served is left out; what somebody finds is not.

use bitrix_rest::contract::Kind;
use bitrix_rest::{
    AuthKind, Call, Caller, Credentials, Error, FromCall, Refusal, RestApi, SystemError, User,
    Version, rest_method,
};
use bitrix_rest_methods::oauth::Endpoints;
use bitrix_rest_methods::{MemoryStore, Store};

use crate::liars::kinds;

/// What a server may have, or not.
#[derive(Debug, Clone, Copy)]
pub struct Mill(bool);

/// The mill, and nothing at all where there is none.
pub struct Grinds(Mill);

impl FromCall for Grinds {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let mill = call.state().ok_or(SystemError::MethodNotFound)?;
        Ok(Self(mill))
    }
}

/// Grinds, where there is a mill.
///
/// # Examples
///
/// ```json
/// {"grain": "rye"}
/// ```
/// ```json
/// {"result": true}
/// ```
#[rest_method("lie.mill.grind", scope = "basic", versions(v2, v3))]
async fn lie_mill_grind(mill: Grinds, #[param] grain: String) -> Result<bool, Error> {
    let _ = grain;
    let Mill(is_broken) = mill.0;
    match is_broken {
        true => Err(Error::internal("the mill is broken")),
        false => Ok(true),
    }
}

/// Stops, where there is a mill; of REST 3.0 alone.
#[rest_method("lie.mill.stop", scope = "basic", versions(v3))]
async fn lie_mill_stop(_: Grinds) -> Result<bool, Error> {
    Ok(true)
}

/// Hides from all but administrators, and fails inside.
#[rest_method("lie.hidden", scope = "basic", versions(v2, v3), read_only)]
async fn lie_hidden(call: Call) -> Result<bool, Error> {
    match call.caller().and_then(Caller::user) {
        Some(user) if user.administrator => Err(Error::internal("found")),
        _ => Err(SystemError::MethodNotFound.into()),
    }
}

/// Is served in one generation, and forgotten in the other.
#[rest_method("lie.forgotten", scope = "basic", versions(v2, v3), read_only)]
async fn lie_forgotten(call: Call) -> Result<bool, Error> {
    match call.version() {
        Version::V2 => Ok(true),
        _ => Err(SystemError::MethodNotFound.into()),
    }
}

fn api() -> bitrix_rest::Builder {
    RestApi::explicit()
        .method::<LieMillGrind>()
        .method::<LieMillStop>()
        .method::<LieHidden>()
        .method::<LieForgotten>()
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
}

// Before, each of the nine was told as not tried, and the example of the mill did not hold.
#[tokio::test]
async fn methods_whose_state_was_not_given_are_left_out() {
    let store = MemoryStore::new();
    let api = RestApi::collect()
        .state(store.options())
        .state(store.accounts("test"))
        .state(Endpoints::at("https://portal.example").unwrap())
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap();
    let report = api.contract().only("event*").only("server.time").await;
    let events = api.methods().map(|method| method.name());
    let mut events: Vec<&str> = events.filter(|name| name.starts_with("event")).collect();
    let mut unserved = report.unserved().to_vec();
    events.sort_unstable();
    unserved.sort_unstable();
    assert!(events.contains(&"event.bind") && events.len() == 9);
    assert_eq!(unserved, events, "{report}");
    assert_eq!(report.methods(), 1, "{report}");
    let told = "nobody finds 9 more, which are left out: ";
    assert!(report.to_string().contains(told), "{report}");
    report.assert();
}

#[tokio::test]
async fn in_both_generations_and_with_examples() {
    let without = api().build().unwrap();
    let report = without.contract().only("lie.mill.*").await;
    assert_eq!(report.unserved(), ["lie.mill.grind", "lie.mill.stop"]);
    assert_eq!((kinds(&report), report.methods()), (vec![], 0), "{report}");
    // Then there is nothing that was tried.
    assert!(report.to_string().contains("nothing was tried"), "{report}");
    // What is asked for by its name is to be there.
    let report = without.contract().only("lie.mill.stop").await;
    assert_eq!(kinds(&report), [(Kind::Untried, Version::V3)], "{report}");
    assert_eq!(report.unserved(), [""; 0]);
    // With its state it is tried.
    let with = |is_broken| api().state(Mill(is_broken)).build().unwrap();
    let report = with(true).contract().only("lie.mill.*").await;
    let broken = |version| (Kind::Internal, version);
    assert!(kinds(&report).contains(&broken(Version::V2)), "{report}");
    assert!(kinds(&report).contains(&broken(Version::V3)), "{report}");
    with(false).contract().only("lie.mill.*").await.assert();
}

#[tokio::test]
async fn what_somebody_finds_is_not_left_out() {
    let api = api().build().unwrap();
    let both = |kind| [(kind, Version::V2), (kind, Version::V3)];
    let report = api.contract().only("lie.hid*").await;
    assert_eq!(kinds(&report), both(Kind::Internal), "{report}");
    // Nor if only those are said who do not find it: others are asked.
    let user = User {
        id: 2,
        administrator: false,
    };
    let hidden = api.contract().only("lie.hid*");
    let report = hidden
        .by(Caller::new(AuthKind::Webhook).with_user(user))
        .await;
    assert_eq!(kinds(&report), both(Kind::Untried), "{report}");
    assert!(report.unserved().is_empty());
    // Nor what is found in one generation.
    let report = api.contract().only("lie.forgot*").await;
    assert_eq!(kinds(&report), [(Kind::Untried, Version::V3)], "{report}");
}

// Before, `event.*` was a name that nothing has.
#[tokio::test]
async fn methods_are_left_out_by_the_beginning_of_their_names() {
    let api = api().state(Mill(true)).build().unwrap();
    let left_out = |report: &bitrix_rest::contract::Report| {
        let all = api.methods().filter(|method| !method.is_private());
        all.count() - report.methods() - report.unserved().len()
    };
    let contract = api.contract().without("lie.mill.*").without("lie.hidden");
    let report = contract.without("lie.forgot*").await;
    assert_eq!((left_out(&report), kinds(&report)), (4, vec![]), "{report}");
    let report = api.contract().without("lie.mill.*").without("lye.*").await;
    assert_eq!(left_out(&report), 2, "{report}");
    assert_eq!(report.unknown(), ["lye.*"]);
    let told = "\n\nno public method begins with `lye.`";
    assert!(report.to_string().contains(told), "{report}");
    // It stands at the end.
    let report = api.contract().without("lie*").without("*.stop").await;
    assert_eq!(report.unknown(), ["*.stop"]);
    let told = "\n\nthere is no public method `*.stop`";
    assert!(report.to_string().contains(told), "{report}");
}
