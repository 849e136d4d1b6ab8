//! What a server finds wrong with itself, and what its settings and layers do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix_rest::{
    Application, Call, Caller, Credentials, CurrentUser, Error, Method, Page, Paged, Problem,
    Refusal, RestApi, State, Version, rest_method,
};
use bitrix_rest_methods::{MemoryStore, Store};
use bitrix_rest_tests::server::{Server, accounts};
use tower::util::MapRequestLayer;

#[path = "building/arguments.rs"]
mod arguments;

fn nobody(_: &Credentials) -> Result<Caller, Refusal> {
    Err(Refusal::InvalidCredentials)
}

#[derive(Clone)]
pub(crate) struct Missing;

/// Needs state.
#[rest_method("building.first", scope = "basic")]
async fn building_first(_: State<Missing>) -> Result<bool, Error> {
    Ok(true)
}

mod again {
    use super::{Error, Missing, State, rest_method};

    /// Needs the same state, and has the name of another method for an alias.
    #[rest_method("building.second", scope = "basic", alias = "building.first")]
    pub(crate) async fn building_second(_: State<Missing>) -> Result<bool, Error> {
        Ok(true)
    }
}

// Proves: P-288
#[test]
fn all_that_is_wrong_is_said_at_once() {
    let error = RestApi::explicit()
        .method::<BuildingFirst>()
        .method::<again::BuildingSecond>()
        .state(5_u8)
        .state(6_u8)
        .time_zone("Mars/Olympus")
        .build()
        .unwrap_err();
    let text = error.to_string();
    assert_eq!(error.problems().len(), 5, "{text}");
    let here = |line: &str| text.contains(line);
    assert!(
        here("the method `building.first` is declared twice: at tests/tests/building.rs:"),
        "{text}"
    );
    assert!(here("no state of type `building::Missing`"), "{text}");
    assert!(
        here("needed by `building.first` at ")
            && here(", `building.second` at ")
            && here("; or serve others only: `RestApi::explicit()"),
        "{text}"
    );
    assert!(here("state of type `u8` was provided twice"), "{text}");
    assert!(here("no authenticator was given"), "{text}");
    assert!(here("the time zone `Mars/Olympus` is unknown"), "{text}");
    assert_eq!(
        text.matches("tests/tests/building.rs:").count(),
        4,
        "places: {text}"
    );
}

#[test]
fn nothing_registered_is_a_problem_with_a_hint() {
    let error = RestApi::explicit()
        .authenticator(nobody)
        .build()
        .unwrap_err();
    assert!(matches!(error.problems(), [Problem::NoMethods]));
    assert!(error.to_string().contains("use the_crate as _;"), "{error}");
}

#[test]
fn methods_are_collected_and_sorted() {
    let error = RestApi::collect()
        .authenticator(nobody)
        .build()
        .unwrap_err();
    assert!(
        error.to_string().contains("Missing"),
        "the methods of this file were collected: {error}"
    );
    let api = RestApi::collect()
        .state(Missing)
        .state(slow::Done::default())
        .state(MemoryStore::new().options())
        .state(MemoryStore::new().accounts("portal"))
        .authenticator(nobody)
        .build();
    // The alias above is a duplicate however the methods get there.
    assert!(matches!(
        api.unwrap_err().problems(),
        [
            Problem::Duplicate {
                name: "building.first",
                ..
            },
            Problem::OnlyInV3 { .. },
            Problem::ReadTwice { .. },
            Problem::ReadTwice { .. },
            Problem::NoCursorField { .. }
        ]
    ));
    let api = RestApi::explicit()
        .method::<slow::BuildingWrite>()
        .method::<BuildingPage>()
        .method::<BuildingPage>()
        .state(slow::Done::default())
        .authenticator(nobody)
        .build()
        .unwrap();
    let of_rest_2 = api.methods().filter(|method| method.serves(Version::V2));
    let names: Vec<&str> = of_rest_2.map(|method| method.name()).collect();
    assert_eq!(names, ["batch", "building.page", "building.write"]);
}

/// Pages through 120 numbers.
#[rest_method("building.page", scope = "basic", read_only)]
async fn building_page(page: Page) -> Result<Paged<u64>, Error> {
    let rows = (page.offset()..120).take(page.limit()).collect();
    Ok(page.of(rows, 120))
}

// Proves: P-57, P-58, P-297
#[tokio::test]
async fn pages() {
    let api = RestApi::explicit()
        .method::<BuildingPage>()
        .authenticator(nobody)
        .build()
        .unwrap();
    let page = |start: i64| api.call(BuildingPage {}).starting_at(start);
    let first = page(0).await.unwrap();
    assert_eq!(
        (first.items().len(), first.next(), first.total()),
        (50, Some(50), Some(120))
    );
    let last = page(100).await.unwrap();
    assert_eq!(
        (last.items().len(), last.next(), last.total()),
        (20, None, Some(120))
    );
    let uncounted = page(-1).await.unwrap();
    assert_eq!(
        (uncounted.items()[0], uncounted.next(), uncounted.total()),
        (0, None, None)
    );
}

mod slow {
    use super::{Arc, AtomicUsize, Duration, Error, Ordering, State, rest_method};

    pub type Done = Arc<AtomicUsize>;

    /// Writes slowly.
    #[rest_method("building.write", scope = "basic")]
    pub async fn building_write(State(done): State<Done>) -> Result<bool, Error> {
        tokio::time::sleep(Duration::from_secs(10)).await;
        done.fetch_add(1, Ordering::SeqCst);
        Ok(true)
    }

    /// Reads slowly.
    #[rest_method("building.read", scope = "basic", read_only)]
    pub async fn building_read(State(done): State<Done>) -> Result<bool, Error> {
        tokio::time::sleep(Duration::from_secs(10)).await;
        done.fetch_add(1, Ordering::SeqCst);
        Ok(true)
    }
}

fn slow_api(done: slow::Done) -> RestApi {
    RestApi::explicit()
        .method::<slow::BuildingWrite>()
        .method::<slow::BuildingRead>()
        .state(done)
        .authenticator(nobody)
        .deadline(Duration::from_secs(5))
        .build()
        .unwrap()
}

// Proves: P-155
#[tokio::test(start_paused = true)]
async fn the_deadline_answers_and_a_write_goes_on() {
    let done = slow::Done::default();
    let api = slow_api(done.clone());
    for late in [
        api.call(slow::BuildingWrite {}).await,
        api.call(slow::BuildingRead {}).await,
    ] {
        assert_eq!(late.unwrap_err().code(), "INTERNAL_SERVER_ERROR");
    }
    api.finish().await;
    assert_eq!(
        done.load(Ordering::SeqCst),
        1,
        "the write was finished, the read was not"
    );
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_goes_away_does_not_cancel_a_write() {
    let done = slow::Done::default();
    let api = slow_api(done.clone());
    for _ in 0..3 {
        let gone = Duration::from_secs(1);
        assert!(
            tokio::time::timeout(gone, api.call(slow::BuildingWrite {}).into_future())
                .await
                .is_err()
        );
        assert!(
            tokio::time::timeout(gone, api.call(slow::BuildingRead {}).into_future())
                .await
                .is_err()
        );
    }
    assert_eq!(done.load(Ordering::SeqCst), 0);
    api.finish().await;
    assert_eq!(done.load(Ordering::SeqCst), 3);
}

// Proves: P-306
#[tokio::test]
async fn layers_see_every_call() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let layer = MapRequestLayer::new(move |call: Call| {
        log.lock().unwrap().push(call.method_name().to_owned());
        call
    });
    let api = RestApi::explicit()
        .method::<BuildingPage>()
        .authenticator(accounts)
        .layer(layer)
        .build()
        .unwrap();
    api.call(BuildingPage {}).await.unwrap();
    let router = axum::Router::new().nest("/rest", api.into_router());
    let answer = Server::routing(router).get("/rest/no.such").await;
    assert_eq!(answer.status, 404);
    assert_eq!(*seen.lock().unwrap(), ["building.page", "no.such"]);
}

/// Answers who calls.
#[rest_method("building.who", scope = custom("building"), read_only)]
async fn building_who(
    user: CurrentUser,
    application: Option<Application>,
) -> Result<(u64, Option<String>), Error> {
    Ok((
        user.id,
        application.map(|application| application.client_id().to_owned()),
    ))
}

// Proves: P-94, P-256, P-289, P-291
#[tokio::test]
async fn calls_in_process_take_the_whole_way() {
    let api = RestApi::explicit()
        .method::<BuildingWho>()
        .authenticator(nobody)
        .build()
        .unwrap();
    let error = api.call(BuildingWho {}).by_user(7).await.unwrap_err();
    assert_eq!(error.code(), "insufficient_scope");
    let error = api
        .call(BuildingWho {})
        .with_scope("building")
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "ACCESS_DENIED (403): Access denied! User authorization required"
    );
    let call = api
        .call(BuildingWho {})
        .with_scope("building")
        .by_user(7)
        .in_application("app.1");
    assert_eq!(call.await.unwrap(), (7, Some("app.1".to_owned())));
    assert_eq!(BuildingWho::DESCRIPTOR.scope().to_string(), "building");
}

#[tokio::test]
async fn a_user_s_own_layers_and_routes_go_around_the_router() {
    let api = RestApi::explicit()
        .method::<BuildingPage>()
        .authenticator(accounts)
        .build()
        .unwrap();
    let layered = api.into_router().layer(axum::middleware::map_response(
        |mut response: axum::response::Response| async move {
            response
                .headers_mut()
                .insert("x-layer", axum::http::HeaderValue::from_static("seen"));
            response
        },
    ));
    let router = axum::Router::new().nest("/a/b/rest", layered);
    let server = Server::routing(router);
    let answer = server.get("/a/b/rest/building.page?auth=tok").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["x-layer"], "seen");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_for_the_accounts_too() {
    struct Hanging;

    impl bitrix_rest::Authenticator for Hanging {
        fn authenticate<'a>(
            &'a self,
            _: &'a bitrix_rest::Call,
        ) -> bitrix_rest::BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>> {
            Box::pin(std::future::pending())
        }
    }

    let builder = RestApi::explicit()
        .method::<BuildingPage>()
        .authenticator(Hanging);
    let api = builder.deadline(Duration::from_secs(5)).build().unwrap();
    // Without a slash, too.
    let router = axum::Router::new().fallback_service(api.into_service_at("rest/"));
    let server = Server::routing(router);
    let answer = server.get("/rest/building.page?auth=tok").await;
    assert_eq!(answer.status, 500);
}

#[tokio::test]
async fn a_page_without_rows_has_no_next() {
    let api = RestApi::explicit()
        .method::<BuildingNothing>()
        .authenticator(nobody)
        .build()
        .unwrap();
    let page = api.call(BuildingNothing {}).await.unwrap();
    assert_eq!((page.next(), page.total()), (None, Some(5)));
}

/// Counts rows, but finds none.
#[rest_method("building.nothing", scope = "basic", read_only)]
async fn building_nothing(page: Page) -> Result<Paged<u64>, Error> {
    Ok(page.of(Vec::new(), 5))
}
