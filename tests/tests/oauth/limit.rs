//! How often the authorization server may be asked.

use std::collections::HashMap;
use std::future::ready;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use bitrix_rest::{BoxFuture, Operating};
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::limits::{BucketKey, Meter, OperatingKey, Tariff};

use crate::authorize::sign_in;
use crate::portal::{Answer, CLIENT, FORM, Portal};

const SIX: Tariff = Tariff {
    capacity: 5,
    leak: 1,
};

/// Buckets that do not leak, so that no test depends on how fast it is.
#[derive(Default)]
struct Tight(Mutex<HashMap<BucketKey, u32>>);

impl Meter for Tight {
    fn admit<'a>(
        &'a self,
        bucket: &'a BucketKey,
        tariff: Tariff,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let mut all = self.0.lock().unwrap();
        let level = all.entry(bucket.clone()).or_default();
        let admitted = *level <= tariff.capacity;
        *level += u32::from(admitted);
        Box::pin(ready(Ok(admitted)))
    }

    fn used<'a>(&'a self, _: &'a OperatingKey) -> BoxFuture<'a, Result<Operating, StoreError>> {
        panic!("it is about calls")
    }

    fn add<'a>(
        &'a self,
        _: &'a OperatingKey,
        _: Duration,
    ) -> BoxFuture<'a, Result<Operating, StoreError>> {
        panic!("it is about calls")
    }
}

async fn each() -> [Portal; 2] {
    Portal::each_with(|oauth| {
        oauth
            .limit(Arc::new(Tight::default()), SIX)
            .behind_proxy(true)
    })
    .await
}

/// Asks for tokens from an address, with this secret of `app.1`.
async fn exchange(portal: &Portal, address: [u8; 4], secret: &str, refresh: &str) -> Answer {
    let form = format!(
        "grant_type=refresh_token&client_id=app.1&client_secret={secret}&refresh_token={refresh}"
    );
    let request = Request::post("/oauth/token/")
        .header("content-type", FORM)
        .extension(ConnectInfo(SocketAddr::from((address, 5000))));
    portal.send(request.body(form.into()).unwrap()).await
}

fn too_often() -> (u16, String) {
    (503, "QUERY_LIMIT_EXCEEDED".to_owned())
}

const RIGHT: &str = "app%20secret";

// Proves: P-148, P-150
#[tokio::test]
async fn an_address_asks_so_often_and_no_more() {
    for portal in each().await {
        let one = [192, 0, 2, 1];
        // Whatever it asks for.
        for _ in 0..6 {
            let form = Request::post("/oauth/token")
                .header("content-type", FORM)
                .extension(ConnectInfo(SocketAddr::from((one, 5000))))
                .body(Body::empty());
            let answer = portal.send(form.unwrap()).await;
            assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
        }
        portal.refresh_token("r-1").await;
        let refused = exchange(&portal, one, RIGHT, "r-1").await;
        assert_eq!(refused.error(), too_often());
        assert_eq!(
            refused.text,
            r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#
        );
        assert_eq!(
            refused.header("content-type"),
            "application/json; charset=utf-8"
        );
        // Nor does it come to a sign-in.
        for verb in ["GET", "POST"] {
            let page = Request::builder()
                .method(verb)
                .uri("/oauth/authorize/?client_id=app.1")
                .extension(ConnectInfo(SocketAddr::from((one, 5000))))
                .body(Body::empty());
            let page = portal.send(page.unwrap()).await;
            assert!(
                page.status == 503 && page.text.contains("Too many requests"),
                "{}",
                page.text
            );
        }
        // Behind a proxy it is the address that the proxy names.
        let forwarded = Request::get(format!(
            "/oauth/token/?grant_type=refresh_token&{CLIENT}&refresh_token=r-2"
        ))
        .header("x-forwarded-for", "192.0.2.9, 192.0.2.1");
        let forwarded = portal.send(forwarded.body(Body::empty()).unwrap()).await;
        assert_eq!(forwarded.error(), too_often());
        // Others go on, and calls are counted apart.
        let other = exchange(&portal, [192, 0, 2, 2], RIGHT, "r-1").await;
        let access = other.field("access_token");
        let call = Request::get(format!("/rest/profile?auth={access}"))
            .extension(ConnectInfo(SocketAddr::from((one, 5000))));
        let call = portal.send(call.body(Body::empty()).unwrap()).await;
        assert_eq!(call.status, 200, "{}", call.text);
    }
}

// Proves: P-148
#[tokio::test]
async fn many_addresses_guess_a_secret_no_faster_than_one() {
    for portal in each().await {
        portal.refresh_token("r-1").await;
        portal.refresh_token("stolen").await;
        let mut last = 0;
        let mut from = || {
            last += 1;
            [192, 0, 2, last]
        };
        // Without anything that holds: after six requests a right secret is told from a wrong one no more.
        for _ in 0..6 {
            let wrong = exchange(&portal, from(), "guess", "made-up").await;
            assert_eq!(wrong.error(), (400, "invalid_client".to_owned()));
        }
        for secret in ["guess", RIGHT] {
            let answer = exchange(&portal, from(), secret, "made-up").await;
            assert_eq!(answer.error(), too_often());
        }
        // Nor with a refresh token that was stolen.
        for _ in 0..6 {
            let wrong = exchange(&portal, from(), "guess", "stolen").await;
            assert_eq!(wrong.error(), (400, "invalid_client".to_owned()));
        }
        let answer = exchange(&portal, from(), RIGHT, "stolen").await;
        assert_eq!(answer.error(), too_often());
        // The application itself is not kept out by that, as often as it refreshes.
        let mut refresh = "r-1".to_owned();
        for _ in 0..20 {
            let pair = exchange(&portal, from(), RIGHT, &refresh).await;
            assert_eq!(pair.status, 200, "{}", pair.text);
            refresh = pair.field("refresh_token");
        }
    }
}

#[tokio::test]
async fn names_of_no_application_fill_no_buckets() {
    let meter = Arc::new(Tight::default());
    let limited = meter.clone();
    for portal in Portal::each_with(move |oauth| oauth.limit(limited.clone(), SIX)).await {
        meter.0.lock().unwrap().clear();
        for id in 0..4 {
            let form = format!(
                "grant_type=refresh_token&client_id=none.{id}&client_secret=s&refresh_token=r"
            );
            let answer = portal.form("/oauth/token/", &form).await;
            assert_eq!(answer.error(), (200, "wrong_client".to_owned()));
        }
        // The one of the address, which nobody said.
        let buckets: Vec<BucketKey> = meter.0.lock().unwrap().keys().cloned().collect();
        assert_eq!(buckets.len(), 1, "{buckets:?}");
        assert_eq!(buckets[0].address, None::<IpAddr>);
    }
}

/// Nothing is counted unless it is said.
#[tokio::test]
async fn without_a_limit_there_is_none() {
    for portal in Portal::each().await {
        for _ in 0..200 {
            let answer = exchange(&portal, [192, 0, 2, 1], "guess", "made-up").await;
            assert_eq!(answer.error(), (400, "invalid_client".to_owned()));
        }
        sign_in(&portal, "client_id=app.1").await;
    }
}
