//! What the token endpoint refuses with.

use axum::body::Body;
use axum::http::{Method, Request};
use bitrix_rest_methods::accounts::{AccountKey, CodeRecord, SecretHash};

use crate::portal::{CLIENT, Portal, START};

const CODE: &str = "grant_type=authorization_code";
const REFRESH: &str = "grant_type=refresh_token";

// Proves: P-104, P-331
#[tokio::test]
async fn every_refusal_has_its_code_and_status() {
    for portal in Portal::each().await {
        portal.owes("app.2").await;
        portal.refresh_token("r-1").await;
        portal.code("c-1").await;
        let dismissed = CodeRecord::new(SecretHash::of("c-9"), "app.1", 9, START + 30);
        portal.accounts.put(dismissed).await.unwrap();
        let closed = CodeRecord::new(SecretHash::of("c-8"), "app.1", 8, START + 30);
        portal.accounts.put(closed).await.unwrap();
        let gone = CodeRecord::new(SecretHash::of("c-99"), "app.1", 99, START + 30);
        portal.accounts.put(gone).await.unwrap();
        let secret = "client_secret=app%20secret";
        for (form, status, code) in [
            (String::new(), 400, "invalid_request"),
            (
                format!("{CLIENT}&refresh_token=r-1"),
                400,
                "invalid_request",
            ),
            (
                format!("grant_type=password&{CLIENT}"),
                400,
                "invalid_request",
            ),
            (
                format!("{REFRESH}&{secret}&refresh_token=r-1"),
                400,
                "invalid_request",
            ),
            (
                format!("{REFRESH}&client_id=app.1&refresh_token=r-1"),
                400,
                "invalid_request",
            ),
            (
                format!("{REFRESH}&client_id[]=app.1&{secret}&refresh_token=r-1"),
                400,
                "invalid_request",
            ),
            (format!("{REFRESH}&{CLIENT}"), 400, "invalid_request"),
            (
                format!("{REFRESH}&{CLIENT}&refresh_token="),
                400,
                "invalid_request",
            ),
            (
                format!("{CODE}&{CLIENT}&refresh_token=r-1"),
                400,
                "invalid_request",
            ),
            (
                format!("{REFRESH}&client_id=app.99&{secret}&refresh_token=r-1"),
                200,
                "wrong_client",
            ),
            (
                format!("{REFRESH}&client_id=app.1&client_secret=other&refresh_token=r-1"),
                400,
                "invalid_client",
            ),
            (
                format!("{CODE}&client_id=app.1&client_secret=other&code=c-1"),
                400,
                "invalid_client",
            ),
            (
                format!("{REFRESH}&client_id=app.off&{secret}&refresh_token=r-1"),
                401,
                "NOT_INSTALLED",
            ),
            (
                format!("{REFRESH}&client_id=app.2&{secret}&refresh_token=r-1"),
                401,
                "PAYMENT_REQUIRED",
            ),
            (
                format!("{REFRESH}&{CLIENT}&refresh_token=other"),
                400,
                "invalid_grant",
            ),
            // A code is no refresh token, and the other way round.
            (
                format!("{REFRESH}&{CLIENT}&refresh_token=c-1"),
                400,
                "invalid_grant",
            ),
            (format!("{CODE}&{CLIENT}&code=r-1"), 400, "invalid_grant"),
            // Dismissed, without access, gone.
            (format!("{CODE}&{CLIENT}&code=c-9"), 400, "invalid_grant"),
            (format!("{CODE}&{CLIENT}&code=c-8"), 400, "invalid_grant"),
            (format!("{CODE}&{CLIENT}&code=c-99"), 400, "invalid_grant"),
            (
                format!("{REFRESH}&{CLIENT}&refresh_token=r-1&scope=crm,task"),
                403,
                "invalid_scope",
            ),
        ] {
            let answer = portal.form("/oauth/token/", &form).await;
            assert_eq!(answer.error(), (status, code.to_owned()), "{form}");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
        }
        // None of these has used up what was shown.
        let form = format!("{CODE}&{CLIENT}&code=c-1");
        assert_eq!(portal.form("/oauth/token/", &form).await.status, 200);
        assert_eq!(portal.refresh("r-1").await.status, 200);
    }
}

// Proves: P-104, P-89
#[tokio::test]
async fn texts_that_clients_know() {
    for portal in Portal::each().await {
        let answer = portal
            .form("/oauth/token/", &format!("{REFRESH}&{CLIENT}"))
            .await;
        assert_eq!(
            answer.text,
            r#"{"error":"invalid_request","error_description":"No \"refresh_token\" parameter found"}"#
        );
        portal.refresh_token("r-1").await;
        let access = portal.refresh("r-1").await.field("access_token");
        portal.owes("app.1").await;
        let call = portal
            .form("/rest/server.time", &format!("auth={access}"))
            .await;
        assert_eq!(
            (
                call.status,
                call.field("error"),
                call.field("error_description")
            ),
            (
                401,
                "PAYMENT_REQUIRED".to_owned(),
                "Subscription has been ended".to_owned()
            )
        );
        let answer = portal.refresh("r-1").await;
        assert_eq!(
            answer.text,
            r#"{"error":"PAYMENT_REQUIRED","error_description":"Payment required"}"#
        );
    }
}

/// A code or token of another application is refused, and stays for its owner.
#[tokio::test]
async fn an_application_gets_nothing_for_what_another_was_given() {
    for portal in Portal::each().await {
        portal.refresh_token("r-1").await;
        portal.code("c-1").await;
        let other = "client_id=app.2&client_secret=app%20secret";
        for form in [
            format!("{REFRESH}&{other}&refresh_token=r-1"),
            format!("{CODE}&{other}&code=c-1"),
        ] {
            let answer = portal.form("/oauth/token/", &form).await;
            assert_eq!(answer.error(), (400, "invalid_grant".to_owned()));
        }
        for key in [
            AccountKey::RefreshToken(SecretHash::of("r-1")),
            AccountKey::Code(SecretHash::of("c-1")),
        ] {
            assert!(portal.accounts.get(&key).await.unwrap().is_some());
        }
    }
}

#[tokio::test]
async fn other_verbs_and_bodies_are_refused_and_use_nothing_up() {
    for portal in Portal::each().await {
        portal.refresh_token("r-1").await;
        let query = format!("/oauth/token/?{REFRESH}&{CLIENT}&refresh_token=r-1");
        for verb in [Method::PUT, Method::DELETE, Method::PATCH] {
            let answer = portal.verb(verb, &query).await;
            assert_eq!(answer.error(), (405, "invalid_request".to_owned()));
            assert_eq!(answer.header("allow"), "GET, POST, OPTIONS");
        }
        // Its answer would have no body, and the tokens would be lost.
        assert_eq!(portal.verb(Method::HEAD, &query).await.status, 405);
        let long = format!(
            "{REFRESH}&{CLIENT}&refresh_token=r-1&more={}",
            "x".repeat(65536)
        );
        let answer = portal.form("/oauth/token/", &long).await;
        assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
        for kind in ["application/json", "multipart/form-data; boundary=x"] {
            let request = Request::post(&query).header("content-type", kind);
            let answer = portal.send(request.body(Body::from("{}")).unwrap()).await;
            assert_eq!(answer.error(), (400, "invalid_request".to_owned()));
        }
        assert_eq!(portal.get(&query).await.status, 200);
    }
}

#[tokio::test]
async fn a_store_that_fails_is_an_internal_error_without_its_cause() {
    let [_, portal] = Portal::each().await;
    portal.store.close().await;
    let answer = portal.refresh("r-1").await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (
            500,
            r#"{"error":"INTERNAL_SERVER_ERROR","error_description":"Internal server error"}"#
        )
    );
    let page = portal.get("/oauth/authorize/?client_id=app.1").await;
    assert_eq!(page.status, 500);
    assert!(page.text.contains("the log of the portal"));
}
