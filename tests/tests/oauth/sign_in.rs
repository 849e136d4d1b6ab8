//! Sign-ins that a server has of its own.

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::BoxFuture;
use bitrix_rest::http::{Response, header};
use bitrix_rest_methods::accounts::AccountKind;
use bitrix_rest_methods::oauth::{Endpoints, SignIn, SignInAnswer, SignInRequest};
use bitrix_rest_methods::{OAuth, StoreError};

use crate::authorize::{parameters, text};
use crate::portal::{Answer, CLIENT, FORM, Portal};

const PATH: &str = "/oauth/authorize/?client_id=app.1&state=here";

/// Believes a header of a gateway; without it, asks for a password, which is `hush` for everybody.
struct Ours;

impl SignIn for Ours {
    fn answer<'a>(
        &'a self,
        request: &'a SignInRequest<'a>,
    ) -> BoxFuture<'a, Result<SignInAnswer, StoreError>> {
        Box::pin(async move {
            assert_eq!(&*request.application().client_id, "app.1");
            assert!(!format!("{request:?}").contains("hush"));
            if let Some(user) = request.headers().get("x-user") {
                return match user.to_str().unwrap() {
                    "broken" => Err(StoreError::failed("the gateway is away")),
                    "nobody" => Ok(SignInAnswer::Refused("Not <you>.".to_owned())),
                    "elsewhere" => {
                        let there = Response::builder()
                            .status(302)
                            .header(header::LOCATION, "https://login.example/")
                            .header(header::SET_COOKIE, "own=1");
                        Ok(SignInAnswer::Page(there.body(String::new()).unwrap()))
                    }
                    id => Ok(SignInAnswer::User(id.parse().unwrap())),
                };
            }
            let right = request.field("password") == Some("hush");
            match request.field("id").and_then(|id| id.parse().ok()) {
                Some(id) if right && request.is_sent() => Ok(SignInAnswer::User(id)),
                _ => Ok(request.form("<input name=\"id\"><input name=\"password\">")),
            }
        })
    }
}

async fn each() -> [Portal; 2] {
    Portal::each_with(|oauth| oauth.sign_in(Ours)).await
}

async fn open(portal: &Portal, user: Option<&str>) -> Answer {
    let mut request = Request::get(PATH);
    if let Some(user) = user {
        request = request.header("x-user", user);
    }
    portal.send(request.body(Body::empty()).unwrap()).await
}

/// Sends the form of a page.
async fn send(portal: &Portal, page: &Answer, user: Option<&str>, form: &str) -> Answer {
    let cookie = page.header("set-cookie").split(';').next().unwrap();
    let (_, proof) = cookie.split_once('=').unwrap();
    let mut request = Request::post(PATH)
        .header("content-type", FORM)
        .header("cookie", cookie);
    if let Some(user) = user {
        request = request.header("x-user", user);
    }
    let form = format!("proof={proof}&{form}");
    portal.send(request.body(Body::from(form)).unwrap()).await
}

async fn no_codes(portal: &Portal) {
    let codes = portal.accounts.list(AccountKind::Code, None, 10).await;
    assert!(codes.unwrap().is_empty());
}

/// Exchanges the code of a redirect: the user whose tokens they are.
async fn user_of(portal: &Portal, answer: &Answer) -> u64 {
    assert_eq!(answer.status, 302, "{}", answer.text);
    let back = parameters(answer.header("location"));
    assert_eq!(text(&back, "state"), "here");
    let code = text(&back, "code");
    let form = format!("grant_type=authorization_code&{CLIENT}&code={code}");
    let tokens = portal.form("/oauth/token/", &form).await;
    tokens.json()["user_id"].as_u64().unwrap()
}

// Proves: P-98, P-99, P-100
#[tokio::test]
async fn who_is_known_by_a_header_agrees_and_gets_a_code() {
    for portal in each().await {
        let page = open(&portal, Some("7")).await;
        assert_eq!(page.status, 200);
        let who = "You are signed in as Ada &lt;b&gt;Lovelace (ada, user 7).";
        assert!(
            page.text.contains(who) && page.text.contains("<li>crm</li>"),
            "{}",
            page.text
        );
        assert!(!page.text.contains("no passwords"));
        no_codes(&portal).await;
        // What the form says of the user is nothing: the header is believed.
        let answer = send(&portal, &page, Some("7"), "user=8").await;
        assert_eq!(user_of(&portal, &answer).await, 7);
    }
}

// Proves: P-98
#[tokio::test]
async fn a_password_is_asked_for_until_it_is_right() {
    for portal in each().await {
        let page = open(&portal, None).await;
        assert!(
            page.text.contains("name=\"password\"") && page.text.contains("<b>app.1</b>"),
            "{}",
            page.text
        );
        let again = send(&portal, &page, None, "id=7&password=wrong").await;
        assert_eq!((again.status, again.header("location")), (200, ""));
        no_codes(&portal).await;
        // The page before is over, the one after goes on.
        assert_ne!(again.header("set-cookie"), page.header("set-cookie"));
        let answer = send(&portal, &again, None, "id=7&password=hush").await;
        assert_eq!(user_of(&portal, &answer).await, 7);
        // In the address a password is no consent.
        let link = portal.get(&format!("{PATH}&id=7&password=hush")).await;
        assert_eq!((link.status, link.header("location")), (200, ""));
    }
}

// Proves: P-98
#[tokio::test]
async fn who_is_refused_gets_no_code() {
    for portal in each().await {
        let page = open(&portal, Some("7")).await;
        for (user, status, why) in [
            ("nobody", 403, "Not &lt;you&gt;."),
            // Without access, dismissed, not there.
            ("8", 403, "may not use the application"),
            ("9", 403, "is dismissed"),
            ("99", 403, "is not there"),
            ("broken", 500, "Something failed here"),
        ] {
            let asked = open(&portal, Some(user)).await;
            let agreed = send(&portal, &page, Some(user), "").await;
            for answer in [asked, agreed] {
                assert_eq!((answer.status, answer.header("location")), (status, ""));
                assert!(answer.text.contains(why), "{user}: {}", answer.text);
            }
        }
        // A form of another site is refused before anybody is asked.
        let request = Request::post(PATH)
            .header("content-type", FORM)
            .header("x-user", "7");
        let forged = portal.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(forged.status, 403);
        no_codes(&portal).await;
    }
}

#[tokio::test]
async fn a_page_of_its_own_is_kept_out_of_frames_and_caches() {
    for portal in each().await {
        let away = open(&portal, Some("elsewhere")).await;
        assert_eq!(
            (away.status, away.header("location")),
            (302, "https://login.example/")
        );
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("content-security-policy", "frame-ancestors 'none'"),
        ] {
            assert_eq!(away.header(name), value, "{name}");
        }
        let cookies: Vec<_> = away.headers.get_all("set-cookie").iter().collect();
        assert!(cookies.len() == 2 && cookies[0] == "own=1", "{cookies:?}");
    }
}

// Proves: P-98
#[tokio::test]
async fn without_a_sign_in_nobody_signs_in() {
    for portal in Portal::each().await {
        let endpoints = Endpoints::at("https://portal.example").unwrap();
        let plain = portal.beside(OAuth::new(portal.accounts.clone(), endpoints));
        let page = open(&plain, Some("7")).await;
        assert_eq!(page.status, 404);
        assert!(page.text.contains("no sign-in by browser"), "{}", page.text);
        // Not even with a form of a page that another server showed.
        let shown = portal.get(PATH).await;
        let answer = send(&plain, &shown, Some("7"), "user=7").await;
        assert_eq!((answer.status, answer.header("location")), (404, ""));
        no_codes(&portal).await;
        // All else goes on.
        plain.refresh_token("r-1").await;
        assert_eq!(plain.refresh("r-1").await.status, 200);
    }
}
