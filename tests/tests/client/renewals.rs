//! Renewals before tokens expire, and those that fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use bitrix_rest::client::{ErrorKind, OAuth, Pace, Portal, Tokens, Transport, TransportError};
use bitrix_rest::http::{Request, Response, StatusCode};
use bitrix_rest::{BoxFuture, Item, Version};
use tokio::time::{Instant, sleep};

use crate::methods::{DemoCarGet, Fate, InProcess};

const CAR: Fate = Fate::Says(
    StatusCode::OK,
    r#"{"result":{"item":{"ID":1,"NAME":"car 1"}}}"#,
);
const TOKENS: Fate = Fate::Says(
    StatusCode::OK,
    r#"{"access_token":"tok","refresh_token":"next","expires_in":3600}"#,
);

fn in_seconds(seconds: u64) -> SystemTime {
    SystemTime::now() + Duration::from_secs(seconds)
}

fn oauth(expires: SystemTime) -> OAuth {
    let tokens = Tokens::new("access", "refresh").expiring_at(expires);
    OAuth::new("app.1", "secret", tokens)
}

fn portal(oauth: OAuth, transport: impl Transport) -> Portal {
    let portal = Portal::oauth("http://portal.test/rest/", oauth).unwrap();
    let portal = portal.through(transport).preferring(Version::V3);
    portal.paced(Pace::UNLIMITED)
}

/// Takes calls with any token, or as if they had expired; its authorization server takes a minute to break the connection.
#[derive(Clone)]
struct Hanging {
    expired: bool,
    renewals: Arc<AtomicUsize>,
}

impl Transport for Hanging {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        Box::pin(async move {
            if request.uri().path() == "/oauth/token/" {
                self.renewals.fetch_add(1, Ordering::SeqCst);
                sleep(Duration::from_secs(60)).await;
                return Err(TransportError::new("the connection broke"));
            }
            let (status, text) = match self.expired {
                false => (StatusCode::OK, r#"{"result":{"item":{"ID":1,"NAME":""}}}"#),
                true => (
                    StatusCode::UNAUTHORIZED,
                    r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION","message":"","reason":"expired_token"}}"#,
                ),
            };
            let mut response = Response::new(text.into());
            *response.status_mut() = status;
            Ok(response)
        })
    }
}

// Proves: P-101
#[tokio::test(start_paused = true)]
async fn a_slow_renewal_holds_up_nobody_whose_token_lasts() {
    let server = Hanging {
        expired: false,
        renewals: Arc::default(),
    };
    let portal = portal(oauth(in_seconds(20)), server.clone());
    let began = Instant::now();
    let calls = (0..20).map(|_| portal.call(DemoCarGet { id: 1 }));
    for answer in futures_util::future::join_all(calls).await {
        let Item(car) = answer.unwrap();
        assert_eq!(car.id, 1);
    }
    // One waited a little, and the others not at all.
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(server.renewals.load(Ordering::SeqCst), 1);
}

// Proves: P-101
#[tokio::test(start_paused = true)]
async fn a_renewal_that_fails_has_failed_for_all_who_waited() {
    let server = Hanging {
        expired: true,
        renewals: Arc::default(),
    };
    let portal = portal(oauth(in_seconds(600)), server.clone());
    let began = Instant::now();
    for round in 1..=2 {
        let calls = (0..20).map(|_| portal.call(DemoCarGet { id: 1 }));
        for answer in futures_util::future::join_all(calls).await {
            let error = answer.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        }
        assert_eq!(server.renewals.load(Ordering::SeqCst), round);
    }
    assert!(began.elapsed() < Duration::from_secs(130));
}

/// In real time: tokens expire by the clock of the machine.
// Proves: P-101
#[tokio::test]
async fn a_renewal_that_broke_is_tried_again_before_tokens_expire() {
    let server = InProcess::new([Fate::Unsent, CAR, CAR, TOKENS, CAR]);
    let portal = portal(oauth(in_seconds(20)), server.clone());
    for requests in [2, 3] {
        portal.call(DemoCarGet { id: 1 }).await.unwrap();
        assert_eq!(server.times().len(), requests);
    }
    sleep(Duration::from_millis(5100)).await;
    portal.call(DemoCarGet { id: 1 }).await.unwrap();
    assert_eq!(server.times().len(), 5);
    assert_eq!(portal.tokens().unwrap().access().expose(), "tok");
}

// Proves: P-101
#[tokio::test]
async fn whoever_is_told_of_new_tokens_may_fail() {
    let server = InProcess::new([TOKENS, CAR, CAR]);
    let oauth = oauth(in_seconds(20)).renewed(|_| panic!("the disk is full"));
    let portal = portal(oauth, server.clone());
    for requests in [2, 3] {
        portal.call(DemoCarGet { id: 1 }).await.unwrap();
        assert_eq!(server.times().len(), requests);
    }
    assert_eq!(portal.tokens().unwrap().access().expose(), "tok");
}
