//! Both grants, in every form in which clients ask.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use bitrix_rest_methods::accounts::{
    AccountKey, AccountKind, CodeRecord, RefreshTokenRecord, SecretHash, TokenRecord,
};
use serde_json::json;

use crate::portal::{CLIENT, FORM, Portal, START};

const PATHS: [&str; 6] = [
    "/oauth/token",
    "/oauth/token/",
    "/rest/oauth/token",
    "/rest/oauth/token/",
    "/rest//oauth/token",
    "/rest//oauth/token/",
];

/// The parameters as a query, as a form, and as a query of a POST without a body.
fn requests(path: &str, parameters: &str) -> [Request<Body>; 4] {
    let (grant, rest) = parameters.split_once('&').unwrap();
    let forged = |request: axum::http::request::Builder| request.header("host", "evil.example");
    let with_query = format!("{path}?{parameters}");
    let empty = Body::empty;
    [
        forged(Request::get(&with_query)).body(empty()),
        forged(Request::post(path))
            .header("content-type", format!("{FORM}; charset=utf-8"))
            .body(parameters.to_owned().into()),
        forged(Request::post(&with_query)).body(empty()),
        // In both, and without a content type.
        forged(Request::post(format!(
            "{path}?{grant}&code=other&refresh_token=other"
        )))
        .body(rest.to_owned().into()),
    ]
    .map(Result::unwrap)
}

// Proves: P-100, P-101, P-102, P-103, P-105, P-335
#[tokio::test]
async fn both_grants_answer_all_fields_in_every_form() {
    for portal in Portal::each().await {
        for path in PATHS {
            for grant in ["authorization_code", "refresh_token"] {
                let name = match grant {
                    "refresh_token" => grant,
                    _ => "code",
                };
                let parameters = format!("grant_type={grant}&{CLIENT}&{name}=c-1");
                for request in requests(path, &parameters) {
                    portal.code("c-1").await;
                    portal.refresh_token("c-1").await;
                    let answer = portal.send(request).await;
                    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
                    let mut json = answer.json();
                    let fields = json.as_object_mut().unwrap();
                    let access = fields.remove("access_token").unwrap();
                    let refresh = fields.remove("refresh_token").unwrap();
                    assert!(access != refresh);
                    for secret in [access, refresh] {
                        let secret = secret.as_str().unwrap();
                        assert_eq!(secret.len(), 50);
                        assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                    }
                    assert_eq!(
                        json,
                        json!({
                            "expires": START + 3600,
                            "expires_in": 3600,
                            "scope": "crm,user",
                            "domain": "oauth.example",
                            "server_endpoint": "https://oauth.example/rest/",
                            "status": "T",
                            "client_endpoint": "https://portal.example:8443/rest/",
                            "member_id": "member.1",
                            "user_id": 7,
                        })
                    );
                    assert_eq!(answer.header("access-control-allow-origin"), "*");
                    assert_eq!(answer.header("cache-control"), "no-store");
                    assert_eq!(
                        answer.header("content-type"),
                        "application/json; charset=utf-8"
                    );
                }
            }
        }
    }
}

// Proves: P-87, P-90, P-99, P-101, P-103
#[tokio::test]
async fn a_pair_works_until_it_ends_and_gives_the_next() {
    for portal in Portal::each().await {
        portal.code("c-1").await;
        let query = format!("/oauth/token/?grant_type=authorization_code&{CLIENT}&code=c-1");
        let first = portal.get(&query).await;
        // Once.
        assert_eq!(
            portal.get(&query).await.error(),
            (400, "invalid_grant".to_owned())
        );
        let call = |token: &str| format!("/rest/user.option.get?auth={token}");
        let old = call(&first.field("access_token"));
        assert_eq!(portal.get(&old).await.status, 200);
        portal.wait(3599);
        assert_eq!(portal.get(&old).await.status, 200);
        portal.wait(1);
        let expired = portal.get(&old).await;
        assert_eq!(expired.error(), (401, "expired_token".to_owned()));
        // The end of an access token is nothing to a refresh token.
        let second = portal.refresh(&first.field("refresh_token")).await;
        assert_eq!(second.json()["expires"], START + 7200);
        let new = call(&second.field("access_token"));
        assert_eq!(portal.get(&new).await.status, 200);
        let again = portal.refresh(&first.field("refresh_token")).await;
        assert_eq!(again.error(), (400, "invalid_grant".to_owned()));
        // One that is old is no unknown one.
        assert_eq!(portal.get(&old).await.error().1, "expired_token");
        portal.wait(180 * 24 * 3600);
        let late = portal.refresh(&second.field("refresh_token")).await;
        assert_eq!(late.error(), (400, "invalid_grant".to_owned()));
    }
}

// Proves: P-99, P-103
#[tokio::test]
async fn a_code_lives_half_a_minute() {
    for (seconds, status) in [(29, 200), (30, 400), (3600, 400)] {
        for portal in Portal::each().await {
            portal.code("c-1").await;
            portal.wait(seconds);
            let query = format!("/oauth/token/?grant_type=authorization_code&{CLIENT}&code=c-1");
            let answer = portal.get(&query).await;
            assert_eq!(answer.status, status, "after {seconds} s");
            if status == 400 {
                assert_eq!(answer.field("error"), "invalid_grant");
            }
        }
    }
}

// Proves: P-101
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_refresh_at_once_one_gets_a_pair() {
    for portal in Portal::each().await {
        let portal = std::sync::Arc::new(portal);
        for grant in ["refresh_token", "code"] {
            portal.refresh_token("c-1").await;
            portal.code("c-1").await;
            let kind = match grant {
                "code" => "authorization_code",
                other => other,
            };
            let before = count(&portal).await;
            let tasks: Vec<_> = (0..16)
                .map(|_| {
                    let portal = portal.clone();
                    let form = format!("grant_type={kind}&{CLIENT}&{grant}=c-1");
                    tokio::spawn(async move { portal.form("/oauth/token/", &form).await })
                })
                .collect();
            let mut pairs = Vec::new();
            for task in tasks {
                let answer = task.await.unwrap();
                match answer.status {
                    200 => pairs.push(answer),
                    _ => assert_eq!(answer.error(), (400, "invalid_grant".to_owned())),
                }
            }
            assert_eq!(pairs.len(), 1);
            // Of those who lost nothing stays: an access token more, and a refresh token for the one that is gone.
            let after = count(&portal).await;
            let used = usize::from(grant == "refresh_token");
            assert_eq!(after, (before.0 + 1, before.1 + 1 - used));
            let call = format!(
                "/rest/user.option.get?auth={}",
                pairs[0].field("access_token")
            );
            assert_eq!(portal.get(&call).await.status, 200);
            let next = portal.refresh(&pairs[0].field("refresh_token")).await;
            assert_eq!(next.status, 200);
        }
    }
}

async fn count(portal: &Portal) -> (usize, usize) {
    let mut counts = Vec::new();
    for kind in [AccountKind::Token, AccountKind::RefreshToken] {
        counts.push(portal.accounts.list(kind, None, 1000).await.unwrap().len());
    }
    (counts[0], counts[1])
}

// Proves: P-103
#[tokio::test]
async fn lifetimes_can_be_short() {
    let short = |oauth: bitrix_rest_methods::OAuth| oauth.access_lifetime(2).refresh_lifetime(4);
    for portal in Portal::each_with(short).await {
        portal.refresh_token("r-1").await;
        let answer = portal.refresh("r-1").await;
        assert_eq!(answer.json()["expires_in"], 2);
        assert_eq!(answer.json()["expires"], START + 2);
        let call = format!(
            "/rest/user.option.get?auth={}",
            answer.field("access_token")
        );
        assert_eq!(portal.get(&call).await.status, 200);
        portal.wait(2);
        assert_eq!(portal.get(&call).await.error().1, "expired_token");
        portal.wait(2);
        let late = portal.refresh(&answer.field("refresh_token")).await;
        assert_eq!(late.error().1, "invalid_grant");
    }
}

#[tokio::test]
async fn fewer_scopes_may_be_asked_for_and_come_back_with_the_next_pair() {
    for portal in Portal::each().await {
        portal.refresh_token("r-1").await;
        let form = format!("grant_type=refresh_token&{CLIENT}&refresh_token=r-1&scope=user");
        let less = portal.form("/oauth/token/", &form).await;
        assert_eq!(less.json()["scope"], "user");
        let all = portal.refresh(&less.field("refresh_token")).await;
        assert_eq!(all.json()["scope"], "crm,user");
    }
}

/// `user_brief` lets its holder call methods of `user` (P-92), but it is less, and does not become it.
// Proves: P-101
#[tokio::test]
async fn a_scope_that_was_not_given_cannot_be_asked_for() {
    for portal in Portal::each().await {
        let mut record =
            RefreshTokenRecord::new(SecretHash::of("r-brief"), "app.1", 7, u64::MAX >> 12);
        record.scopes = ["crm", "user_brief"].into_iter().collect();
        portal.accounts.put(record).await.unwrap();
        for (scope, status) in [("user", 403), ("crm", 200)] {
            let form =
                format!("grant_type=refresh_token&{CLIENT}&refresh_token=r-brief&scope={scope}");
            let answer = portal.form("/oauth/token/", &form).await;
            assert_eq!(answer.status, status, "{}", answer.text);
        }
    }
}

/// What another process of the same portal does with the code and the tokens.
#[tokio::test]
async fn what_is_kept_are_hashes() {
    for portal in Portal::each().await {
        portal.refresh_token("r-1").await;
        let answer = portal.refresh("r-1").await;
        let (access, refresh) = (answer.field("access_token"), answer.field("refresh_token"));
        for key in [
            AccountKey::Token(SecretHash::of(&access)),
            AccountKey::RefreshToken(SecretHash::of(&refresh)),
        ] {
            assert!(portal.accounts.get(&key).await.unwrap().is_some());
        }
        let mut export = portal.store.export().await.unwrap();
        let mut lines = String::new();
        loop {
            let page = export.next().await.unwrap();
            if page.is_empty() {
                break;
            }
            lines.extend(page.iter().map(|record| record.to_json().unwrap()));
        }
        assert!(lines.contains(&SecretHash::of(&access).to_hex()));
        assert!(!lines.contains(&access) && !lines.contains(&refresh));
    }
}

#[tokio::test]
async fn a_page_of_another_site_may_ask() {
    let [portal, _] = Portal::each().await;
    let answer = portal.verb(Method::OPTIONS, "/oauth/token/").await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(
        answer.header("access-control-allow-methods"),
        "GET, POST, OPTIONS"
    );
}

/// Codes and refresh tokens go when they are over, access tokens when no refresh token can be of use any more.
#[tokio::test]
async fn what_is_over_goes_when_tokens_are_issued() {
    for portal in Portal::each().await {
        let end = START - 1;
        for n in 0..40 {
            let hash = SecretHash::of(&format!("over {n}"));
            portal
                .accounts
                .put(CodeRecord::new(hash, "app.1", 7, end))
                .await
                .unwrap();
            portal
                .accounts
                .put(RefreshTokenRecord::new(hash, "app.1", 7, end))
                .await
                .unwrap();
            portal
                .accounts
                .put(TokenRecord::new(hash, "app.1", 7, end))
                .await
                .unwrap();
        }
        let kept = async |kind| portal.accounts.list(kind, None, 1000).await.unwrap();
        let over = async |kind| {
            let all = kept(kind).await;
            let end = |account| match account {
                bitrix_rest_methods::accounts::Account::RefreshToken(token) => token.expires,
                bitrix_rest_methods::accounts::Account::Token(token) => token.expires,
                other => panic!("{other:?}"),
            };
            all.into_iter()
                .filter(|account| end(account.clone()) <= START)
                .count()
        };
        let mut refresh = "r-1".to_owned();
        portal.refresh_token(&refresh).await;
        let mut seen = BTreeSet::new();
        for _ in 0..60 {
            refresh = portal.refresh(&refresh).await.field("refresh_token");
            seen.insert(over(AccountKind::RefreshToken).await);
        }
        // A few at a time, until few are left.
        assert!(seen.len() > 3 && seen.first() < Some(&8), "{seen:?}");
        assert_eq!(over(AccountKind::Token).await, 40);
        // All at once, with the same difference.
        let oauth = bitrix_rest_methods::OAuth::new(
            portal.accounts.clone(),
            bitrix_rest_methods::oauth::Endpoints::at("http://localhost").unwrap(),
        );
        let rest = over(AccountKind::RefreshToken).await as u64;
        assert_eq!(oauth.prune().await.unwrap(), rest + 40);
        assert_eq!(kept(AccountKind::Code).await, []);
        assert_eq!(over(AccountKind::Token).await, 40);
        portal.wait(RefreshTokenRecord::LIFETIME);
        oauth.prune().await.unwrap();
        assert_eq!(over(AccountKind::Token).await, 0);
        assert_eq!(kept(AccountKind::Token).await.len(), 60);
    }
}
