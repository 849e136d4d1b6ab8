//! The sign-in by browser.

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::Array;
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest_methods::accounts::{AccountKind, ApplicationRecord, SecretHash, UserRecord};

use crate::portal::{Answer, CLIENT, FORM, Portal};

/// A page and what goes back with its form.
pub struct SignIn {
    page: Answer,
    cookie: String,
    pub proof: String,
}

pub async fn sign_in(portal: &Portal, query: &str) -> SignIn {
    let page = portal.get(&format!("/oauth/authorize/?{query}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let cookie = page.header("set-cookie");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let (_, rest) = page.text.split_once("name=\"proof\" value=\"").unwrap();
    let proof = rest.split('"').next().unwrap().to_owned();
    SignIn {
        page,
        cookie,
        proof,
    }
}

impl SignIn {
    pub async fn agree(&self, portal: &Portal, query: &str, user: u64) -> Answer {
        post(
            portal,
            query,
            Some(&self.cookie),
            &format!("proof={}&user={user}", self.proof),
        )
        .await
    }
}

async fn post(portal: &Portal, query: &str, cookie: Option<&str>, form: &str) -> Answer {
    let mut request =
        Request::post(format!("/oauth/authorize/?{query}")).header("content-type", FORM);
    if let Some(cookie) = cookie {
        request = request.header("cookie", format!("other=1; {cookie}"));
    }
    portal
        .send(request.body(form.to_owned().into()).unwrap())
        .await
}

pub fn parameters(location: &str) -> Array {
    let (_, query) = location.split_once('?').unwrap();
    query::parse(query.as_bytes(), &FormLimits::default())
}

pub fn text<'a>(array: &'a Array, name: &str) -> &'a str {
    array
        .get(name)
        .and_then(|value| value.as_str())
        .unwrap_or("(none)")
}

async fn codes(portal: &Portal) -> usize {
    portal
        .accounts
        .list(AccountKind::Code, None, 100)
        .await
        .unwrap()
        .len()
}

// Proves: P-98, P-99, P-100
#[tokio::test]
async fn a_sign_in_gives_a_code_that_gives_tokens() {
    for portal in Portal::each().await {
        let query = "client_id=app.1&state=a%26b%3D%C3%A9%20%2B%3Cscript%3E&redirect_uri=https://evil.example/";
        let sign_in = sign_in(&portal, query).await;
        assert_eq!(codes(&portal).await, 0);
        let answer = sign_in.agree(&portal, query, 7).await;
        assert_eq!((answer.status, answer.text.as_str()), (302, ""));
        let location = answer.header("location");
        assert!(
            location.starts_with("https://app.example/back?from=b24&code="),
            "{location}"
        );
        assert!(location.contains("&scope=crm%2Cuser&"), "{location}");
        assert!(!location.contains("evil"), "{location}");
        let back = parameters(location);
        assert_eq!(text(&back, "state"), "a&b=é +<script>");
        assert_eq!(text(&back, "domain"), "portal.example:8443");
        assert_eq!(text(&back, "member_id"), "member.1");
        assert_eq!(text(&back, "server_domain"), "oauth.example");
        let form = format!(
            "grant_type=authorization_code&{CLIENT}&code={}",
            text(&back, "code")
        );
        let tokens = portal.form("/oauth/token/", &form).await;
        assert_eq!(tokens.status, 200, "{}", tokens.text);
        assert_eq!(
            (&tokens.json()["user_id"], &tokens.json()["scope"]),
            (&7.into(), &"crm,user".into())
        );
        let call = format!(
            "/rest/user.option.get?auth={}",
            tokens.field("access_token")
        );
        assert_eq!(portal.get(&call).await.status, 200);
        assert_eq!(
            portal.form("/oauth/token/", &form).await.field("error"),
            "invalid_grant"
        );
    }
}

// Proves: P-98
#[tokio::test]
async fn the_page_is_complete_in_itself_and_lists_who_may() {
    for portal in Portal::each().await {
        let page = sign_in(&portal, "client_id=app.1").await.page;
        assert!(
            page.text.contains("Ada &lt;b&gt;Lovelace (ada, user 7)"),
            "{}",
            page.text
        );
        assert_eq!(
            page.text.matches("<button").count(),
            1,
            "not bob, not the dismissed carol"
        );
        assert!(page.text.contains("no passwords") && page.text.contains("<li>crm</li>"));
        for outside in ["<script", "src=", "href=", "url(", "@import"] {
            assert!(!page.text.contains(outside), "{outside}");
        }
        assert_eq!(page.header("x-frame-options"), "DENY");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(
            page.header("content-security-policy"),
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; \
             form-action 'self' https://app.example"
        );
        // Both addresses are the same.
        let other = portal.get("/oauth/authorize?client_id=app.1").await;
        assert_eq!(other.status, 200);
    }
}

// Proves: P-98
#[tokio::test]
async fn nothing_of_a_record_or_request_is_markup() {
    for portal in Portal::each().await {
        let id = "client_id=%3Cscript%3Ealert(1)%3C/script%3E%22'%26";
        let query = format!("{id}&state=%3Cscript%3Ealert(2)%3C/script%3E%22'");
        let sign_in = sign_in(&portal, &query).await;
        let text = &sign_in.page.text;
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;"),
            "{text}"
        );
        assert!(text.contains("<li>&lt;i&gt;</li>"), "{text}");
        assert!(!text.contains("<script") && !text.contains("<i>"), "{text}");
        let answer = sign_in.agree(&portal, &query, 7).await;
        assert!(
            answer
                .header("location")
                .starts_with("http://app.example?code=")
        );
        let unknown = portal
            .get("/oauth/authorize/?client_id=%3Cscript%3E%22&state=%3Cscript%3E")
            .await;
        assert_eq!(unknown.status, 404);
        assert!(
            unknown.text.contains("&lt;script&gt;&quot;"),
            "{}",
            unknown.text
        );
        assert!(!unknown.text.contains("<script"), "{}", unknown.text);
    }
}

// Proves: P-98
#[tokio::test]
async fn what_fails_is_told_on_a_page_without_a_redirect() {
    for portal in Portal::each().await {
        for (query, status, text) in [
            ("", 400, "client_id is missing"),
            ("client_id=", 400, "client_id is missing"),
            ("client_id=app.99", 404, "no application app.99"),
            ("client_id=app.off", 403, "switched off"),
            (
                "client_id=app.2&redirect_uri=https://evil.example/",
                400,
                "no address to return to",
            ),
            (
                "client_id=app.nowhere",
                400,
                "no absolute http or https address",
            ),
        ] {
            let signed = sign_in(&portal, "client_id=app.1").await;
            let page = portal.get(&format!("/oauth/authorize/?{query}")).await;
            for answer in [page, signed.agree(&portal, query, 7).await] {
                assert_eq!(answer.status, status, "{query}");
                assert!(answer.text.contains(text), "{query}: {}", answer.text);
                assert_eq!(answer.header("location"), "");
                assert_eq!(answer.header("x-frame-options"), "DENY");
                assert!(
                    answer
                        .header("content-security-policy")
                        .ends_with("form-action 'none'")
                );
            }
        }
        assert_eq!(codes(&portal).await, 0);
    }
}

#[tokio::test]
async fn who_may_not_use_the_application_does_not_sign_in() {
    for portal in Portal::each().await {
        let sign_in = sign_in(&portal, "client_id=app.1").await;
        // Without access, dismissed, not there, no id at all.
        for user in ["8", "9", "99", "ada", "", "-7"] {
            let form = format!("proof={}&user={user}", sign_in.proof);
            let answer = post(&portal, "client_id=app.1", Some(&sign_in.cookie), &form).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (403, ""),
                "{user}"
            );
        }
        let mut nobody = ApplicationRecord::new("app.nobody", SecretHash::of("s"));
        nobody.redirect_uri = Some("https://app.example/".to_owned());
        nobody.access = bitrix_rest_methods::accounts::Access::Users(vec![9]);
        portal.accounts.put(nobody).await.unwrap();
        let page = portal.get("/oauth/authorize/?client_id=app.nobody").await;
        assert_eq!(page.status, 403);
        assert_eq!(codes(&portal).await, 0);
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    for portal in Portal::each().await {
        let query = "client_id=app.1";
        let (own, other) = (sign_in(&portal, query).await, sign_in(&portal, query).await);
        assert_ne!(own.proof, other.proof);
        let form = |proof: &str| format!("proof={proof}&user=7");
        for (cookie, form) in [
            // Another site's page has neither, or only what it got for itself, or the cookie that the browser adds.
            (None, form("")),
            (None, form(&other.proof)),
            (Some(&own.cookie), "user=7".to_owned()),
            (Some(&own.cookie), form("")),
            (Some(&own.cookie), form(&other.proof)),
            (Some(&"oauth_proof=".to_owned()), form("")),
        ] {
            let answer = post(&portal, query, cookie.map(String::as_str), &form).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (403, ""),
                "{form}"
            );
        }
        // And a browser says where it comes from.
        for (site, status) in [
            ("cross-site", 403),
            ("same-site", 403),
            ("none", 403),
            ("same-origin", 302),
        ] {
            let request = Request::post("/oauth/authorize/?client_id=app.1")
                .header("content-type", FORM)
                .header("cookie", &own.cookie)
                .header("sec-fetch-site", site)
                .body(Body::from(form(&own.proof)))
                .unwrap();
            assert_eq!(portal.send(request).await.status, status, "{site}");
        }
        assert_eq!(codes(&portal).await, 1);
    }
}

#[tokio::test]
async fn of_many_users_the_first_are_shown_and_the_others_have_a_field() {
    for portal in Portal::each().await {
        let mut open = ApplicationRecord::new("app.open", SecretHash::of("s"));
        open.redirect_uri = Some("https://app.example/".to_owned());
        portal.accounts.put(open).await.unwrap();
        let query = "client_id=app.open";
        let page = sign_in(&portal, query).await.page;
        assert_eq!(page.text.matches("<button").count(), 2);
        assert!(!page.text.contains("by id"));
        for id in 1000..1200 {
            let user = UserRecord::new(id, format!("user{id}"));
            portal.accounts.put(user).await.unwrap();
        }
        let sign_in = sign_in(&portal, query).await;
        assert_eq!(sign_in.page.text.matches("<button name").count(), 100);
        assert!(sign_in.page.text.contains("Another user, by id"));
        assert_eq!(sign_in.agree(&portal, query, 1199).await.status, 302);
    }
}
