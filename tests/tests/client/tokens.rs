//! Tokens that expire.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::body::Body;
use bitrix_rest::client::{ErrorKind, OAuth, Pace, Portal, Tokens, Transport, TransportError};
use bitrix_rest::http::{Request, Response, StatusCode};
use bitrix_rest::{BoxFuture, Created, Item, RestApi, Version};
use bitrix_rest_methods::accounts::{
    ApplicationRecord, RefreshTokenRecord, SecretHash, TokenRecord, UserRecord,
};
use bitrix_rest_methods::oauth::Endpoints;
use bitrix_rest_methods::options::{UserOptionGet, UserOptionSet};
use bitrix_rest_methods::users::{Profile, UserAdmin};
use bitrix_rest_methods::{Accounts, MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use tokio::sync::Notify;

use crate::methods::{DemoCarAdd, DemoCarGet, Fate, InProcess};

struct Served {
    clock: Arc<AtomicU64>,
    address: SocketAddr,
    /// Every pair that the client was told of.
    told: Arc<Mutex<Vec<String>>>,
}

const BEGIN: u64 = 1_782_907_445;

async fn serve() -> Served {
    let (mut served, router) = routes().await;
    served.address = Server::routing(router).listen().await.unwrap();
    served
}

/// What is not served yet.
async fn routes() -> (Served, axum::Router) {
    let clock = Arc::new(AtomicU64::new(BEGIN));
    let store = MemoryStore::new();
    let now = clock.clone();
    let accounts = store.accounts("member.1");
    let accounts = accounts.with_clock(move || now.load(Ordering::SeqCst));
    fill(&accounts).await;
    let endpoints = Endpoints::at("https://portal.example/rest/").unwrap();
    let oauth = bitrix_rest_methods::OAuth::new(accounts.clone(), endpoints.clone());
    let api = RestApi::collect()
        .state(store.options())
        .state(accounts.clone())
        .state(endpoints)
        .authenticator(accounts)
        .build()
        .unwrap();
    let router = oauth.into_router();
    let router = router.fallback_service(api.into_service_at("/rest"));
    let served = Served {
        clock,
        address: SocketAddr::from(([127, 0, 0, 1], 9)),
        told: Arc::default(),
    };
    (served, router)
}

async fn fill(accounts: &Accounts) {
    let application = ApplicationRecord::new("app.1", SecretHash::of("app secret"));
    accounts.put(application).await.unwrap();
    accounts.put(UserRecord::new(7, "ada")).await.unwrap();
    let token = TokenRecord::new(SecretHash::of("access-0"), "app.1", 7, BEGIN + 3600);
    accounts.put(token).await.unwrap();
    let hash = SecretHash::of("refresh-0");
    let refresh = RefreshTokenRecord::new(hash, "app.1", 7, BEGIN + 15_552_000);
    accounts.put(refresh).await.unwrap();
}

impl Served {
    fn portal(&self, secret: &str) -> Portal {
        let told = self.told.clone();
        let oauth = OAuth::new("app.1", secret, Tokens::new("access-0", "refresh-0"))
            .server(format!("http://{}/oauth/token/", self.address))
            .renewed(move |tokens| {
                told.lock()
                    .unwrap()
                    .push(tokens.access().expose().to_owned());
            });
        Portal::oauth(&format!("http://{}/rest/", self.address), oauth)
            .unwrap()
            .paced(Pace::UNLIMITED)
    }

    fn later(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }
}

// Proves: P-90, P-101, P-103
#[tokio::test]
async fn an_expired_token_is_renewed_once_for_all_who_wait() {
    let served = serve().await;
    let portal = served.portal("app secret");
    let theme = [("theme", "dark")].into_iter().collect();
    assert!(portal.call(UserOptionSet { options: theme }).await.unwrap());
    assert!(served.told.lock().unwrap().is_empty());
    for round in 1..=2 {
        served.later(3601);
        let calls = (0..20).map(|_| {
            portal.call(UserOptionGet {
                option: Some("theme".to_owned()),
            })
        });
        for answer in futures_util::future::join_all(calls).await {
            assert_eq!(answer.unwrap(), "dark".into());
        }
        let told = served.told.lock().unwrap();
        assert_eq!(told.len(), round);
        let tokens = portal.tokens().unwrap();
        assert_eq!(told.last().unwrap(), tokens.access().expose());
    }
}

// Proves: P-285
#[tokio::test]
async fn in_rest_3_too() {
    let served = serve().await;
    let portal = served.portal("app secret").preferring(Version::V3);
    served.later(3601);
    let all = portal.call(UserOptionGet { option: None }).await;
    assert!(all.is_ok(), "{all:?}");
    assert_eq!(served.told.lock().unwrap().len(), 1);
}

// Proves: P-285
#[tokio::test]
async fn what_else_is_unauthorized_renews_nothing() {
    for (text, requests) in [
        // Of the method, with a code of its own.
        (r#"{"error":{"code":"NOT_SIGNED","message":""}}"#, 1),
        // A token that was never one.
        (
            r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION","message":"","reason":"invalid_token"}}"#,
            1,
        ),
        // The second asks for tokens, and gets none.
        (
            r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION","message":""}}"#,
            2,
        ),
    ] {
        let server = InProcess::new([Fate::Says(StatusCode::UNAUTHORIZED, text)]);
        let oauth = OAuth::new("app.1", "secret", Tokens::new("access", "refresh"));
        let portal = Portal::oauth("http://portal.test/rest/", oauth).unwrap();
        let portal = portal.through(server.clone()).preferring(Version::V3);
        let all = portal.call(UserOptionGet { option: None });
        assert!(all.await.is_err());
        assert_eq!(server.times().len(), requests, "{text}");
    }
}

/// The token may have expired between two commands, and what ran before is not undone.
// Proves: P-139, P-285
#[tokio::test]
async fn a_batch_of_rest_3_that_may_have_written_is_not_repeated() {
    const EXPIRED: &str = r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION","message":"","reason":"expired_token"}}"#;
    const TOKENS: &str = r#"{"access_token":"tok","refresh_token":"next"}"#;
    let serve = || {
        let server = InProcess::new([
            Fate::Says(StatusCode::UNAUTHORIZED, EXPIRED),
            Fate::Says(StatusCode::OK, TOKENS),
        ]);
        let oauth = OAuth::new("app.1", "secret", Tokens::new("access", "refresh"));
        let portal = Portal::oauth("http://portal.test/rest/", oauth).unwrap();
        let portal = portal.through(server.clone()).preferring(Version::V3);
        (portal, server)
    };
    let add = || DemoCarAdd {
        name: "name".to_owned(),
    };
    let (portal, server) = serve();
    let writes = || portal.batch((add(), DemoCarGet { id: 1 }));
    let error = writes().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
    // The batch, and the renewal.
    assert_eq!(server.times().len(), 2);
    assert_eq!(portal.tokens().unwrap().access().expose(), "tok");
    let (created, Item(car)) = writes().await.unwrap();
    assert_eq!((created, car.id), (Created(4), 1));
    // Where only the last one writes, a refusal has changed nothing, whichever it is of.
    let (portal, server) = serve();
    let (_, created) = portal.batch((DemoCarGet { id: 1 }, add())).await.unwrap();
    assert_eq!((created, server.times().len()), (Created(4), 3));
}

// Proves: P-101, P-102
#[tokio::test]
async fn tokens_that_are_known_to_expire_are_renewed_before() {
    let says = |text| Fate::Says(StatusCode::OK, text);
    let portal = |server: &InProcess, expires| {
        let tokens = Tokens::new("access", "refresh").expiring_at(expires);
        let oauth = OAuth::new("app.1", "secret", tokens);
        let portal = Portal::oauth("http://portal.test/rest/", oauth).unwrap();
        portal.through(server.clone()).preferring(Version::V3)
    };
    let add = || DemoCarAdd {
        name: "name".to_owned(),
    };
    // What is to write is written the first time, also in a batch; new tokens are used as long as they last.
    let lasting = r#"{"access_token":"tok","refresh_token":"next","expires_in":3600}"#;
    let server = InProcess::new([says(lasting)]);
    let soon = SystemTime::now() + Duration::from_secs(20);
    let portal_of = portal(&server, soon);
    for requests in [2, 3] {
        let (created, Item(car)) = portal_of
            .batch((add(), DemoCarGet { id: 1 }))
            .await
            .unwrap();
        assert_eq!((created, car.id), (Created(4), 1));
        assert_eq!(server.times().len(), requests);
    }
    let left = portal_of.tokens().unwrap().expires().unwrap();
    let left = left.duration_since(SystemTime::now()).unwrap();
    assert!((3500..=3600).contains(&left.as_secs()), "{left:?}");
    // A pair that does not expire yet is left alone.
    let server = InProcess::new([says(r#"{"result":{"item":{"id":1}}}"#)]);
    let later = SystemTime::now() + Duration::from_secs(60);
    let _ = portal(&server, later).call(DemoCarGet { id: 1 }).await;
    assert_eq!(server.times().len(), 1);
    // Clocks differ: who cannot renew goes on with what there is, and asks no more.
    let refused = Fate::Says(StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#);
    let server = InProcess::new([refused, says("{}"), says("{}")]);
    let portal_of = portal(&server, SystemTime::UNIX_EPOCH);
    for requests in [2, 3] {
        let error = portal_of.call(DemoCarGet { id: 1 }).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Reply, "{error}");
        assert_eq!(server.times().len(), requests);
    }
}

/// Says when the authorization server is asked, and lets it answer late.
struct Late {
    server: Server,
    asked: Arc<Notify>,
}

impl Transport for Late {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        let is_token = request.uri().path() == "/oauth/token/";
        Box::pin(async move {
            let answered = self.server.send(Ok(request.map(Body::from))).await;
            if is_token {
                self.asked.notify_one();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            let response = Response::builder().status(answered.status);
            let response = response.body(answered.text.into_bytes());
            response.map_err(TransportError::new)
        })
    }
}

// Proves: P-101
#[tokio::test]
async fn a_caller_who_goes_away_takes_no_tokens_along() {
    let (served, router) = routes().await;
    let asked = Arc::new(Notify::new());
    let portal = served.portal("app secret").through(Late {
        server: Server::routing(router),
        asked: asked.clone(),
    });
    served.later(3601);
    let other = portal.clone();
    let call = tokio::spawn(async move { other.call(UserAdmin {}).await });
    // The old pair is worth nothing from here on, and the new one has not come.
    asked.notified().await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert!(served.told.lock().unwrap().is_empty());
    portal.call(Profile {}).await.unwrap();
    assert_eq!(served.told.lock().unwrap().len(), 1);
}

// Proves: P-104
#[tokio::test]
async fn who_cannot_renew_is_told_why_and_shows_no_secret() {
    let served = serve().await;
    let portal = served.portal("wrong s3cr3t");
    served.later(3601);
    let error = portal.call(Profile {}).await.unwrap_err();
    assert!(error.is("invalid_client"), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 400);
    let shown = format!("{portal:?} {error} {error:?} {:?}", portal.tokens());
    for secret in ["s3cr3t", "access-0", "refresh-0"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(served.told.lock().unwrap().is_empty());
}
