//! Credentials of others, ended, used twice or forged.

use std::time::Instant;

use serde_json::json;

use crate::support::{Victim, victim};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

// Attack: read or overwrite options of another user, with a token of one's own and that user's id in every parameter
// Answer: 200, about one's own options alone
#[test]
fn options_of_another_user() {
    let victim = victim();
    for (token, value) in [("secret-ada-1", "of ada"), ("secret-ben-1", "of ben")] {
        let form = format!("auth={token}&options[color]={value}&user=1&user_id=1&USER_ID=1&id=1");
        assert_eq!(
            victim.form("/rest/user.option.set", &form).result(),
            json!(true)
        );
    }
    for (token, value) in [("secret-ada-1", "of ada"), ("secret-ben-1", "of ben")] {
        let form = format!("auth={token}&option=color&user=1&user_id=1&USER_ID=1");
        assert_eq!(
            victim.form("/rest/user.option.get", &form).result(),
            json!(value)
        );
    }
}

// Attack: read the options of another application, with its client id in every parameter
// Answer: 200, about one's own options alone
#[test]
fn options_of_another_application() {
    let victim = victim();
    let set = "auth=secret-ada-1&options[plan]=ours";
    assert_eq!(
        victim.form("/rest/app.option.set", set).result(),
        json!(true)
    );
    let get = "auth=secret-ada-2&option=plan&client_id=app.1&application=app.1&app=app.1";
    assert_eq!(
        victim.form("/rest/app.option.get", get).result(),
        json!(null)
    );
    let all = "auth=secret-ada-2&client_id=app.1";
    assert_eq!(victim.form("/rest/app.option.get", all).result(), json!([]));
}

// Attack: write application options as a user who is no administrator
// Answer: 400 `AccessException`
#[test]
fn options_of_the_application_by_anybody() {
    let victim = victim();
    let set = victim.form(
        "/rest/app.option.set",
        "auth=secret-ben-1&options[plan]=mine",
    );
    assert_eq!(set.error(), refused(400, "AccessException"));
}

// Attack: call with a token that has ended
// Answer: 401 `expired_token`
#[test]
fn a_token_that_has_ended() {
    let victim = victim();
    let answer = victim.get("/rest/user.option.get?auth=secret-old");
    assert_eq!(answer.error(), refused(401, "expired_token"));
}

// Attack: call with a token that was revoked while the portal runs
// Answer: 401 `invalid_token`, from the next call on
#[test]
fn a_token_that_was_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}/portal.db", folder.path().display());
    let victim = Victim::new("", &["--store", &store]);
    let path = "/rest/user.option.get?auth=secret-ben-1";
    assert_eq!(victim.get(path).status, 200);
    let revoke = ["token", "revoke", "--user", "2", "--store", &store];
    let said = bitrix_rest_tests::portal::Portal::run(&revoke).unwrap();
    assert!(said.status.success(), "{said:?}");
    assert_eq!(victim.get(path).error(), refused(401, "invalid_token"));
}

// Attack: guess tokens, webhook codes and their beginnings
// Answer: 401 `invalid_token`, 401 `INVALID_CREDENTIALS`; secrets are compared as hashes
#[test]
fn guesses() {
    let victim = victim();
    for guess in [
        "secret",
        "secret-ada-",
        "secret-ada-1 ",
        "SECRET-ADA-1",
        "%00",
        "null",
        "0",
        "*",
    ] {
        let answer = victim.get(&format!("/rest/server.time?auth={guess}").replace(' ', "%20"));
        assert_eq!(answer.error(), refused(401, "invalid_token"), "{guess}");
    }
    for guess in [
        "secret-hoo",
        "secret-hook1",
        "SECRET-HOOK",
        "%00",
        "0",
        "%2e%2e",
    ] {
        let answer = victim.get(&format!("/rest/1/{guess}/server.time"));
        assert_eq!(
            answer.error(),
            refused(401, "INVALID_CREDENTIALS"),
            "{guess}"
        );
    }
    let of_another = victim.get("/rest/2/secret-hook/server.time");
    assert_eq!(of_another.error(), refused(401, "INVALID_CREDENTIALS"));
}

// Attack: exchange an authorization code twice, or two at the same time
// Answer: one pair of tokens; then 400 `invalid_grant`
#[test]
fn a_code_used_twice() {
    let victim = Victim::new("", &[]);
    let grant = format!("grant_type=authorization_code&code={}", victim.code());
    let exchange = || victim.exchange("app.1", "secret-of-app-1", &grant);
    let both = std::thread::scope(|scope| {
        let [one, two] = [(); 2].map(|()| scope.spawn(exchange));
        [one.join().unwrap().status, two.join().unwrap().status]
    });
    assert!(both == [200, 400] || both == [400, 200], "{both:?}");
    assert_eq!(exchange().error(), refused(400, "invalid_grant"));
}

// Attack: exchange a code or a refresh token that another application was given
// Answer: 400 `invalid_grant`; it stays good for its owner
#[test]
fn grants_of_another_application() {
    let victim = Victim::new("", &[]);
    let code = format!("grant_type=authorization_code&code={}", victim.code());
    let refresh = "grant_type=refresh_token&refresh_token=secret-refresh-ada-1";
    for grant in [&*code, refresh] {
        let stolen = victim.exchange("app.2", "secret-of-app-2", grant);
        assert_eq!(stolen.error(), refused(400, "invalid_grant"));
        let unproven = victim.exchange("app.1", "secret-of-app-2", grant);
        assert_eq!(unproven.error(), refused(400, "invalid_client"));
        assert_eq!(
            victim.exchange("app.1", "secret-of-app-1", grant).status,
            200
        );
    }
}

// Attack: use a refresh token twice
// Answer: 400 `invalid_grant`
#[test]
fn a_refresh_token_used_twice() {
    let victim = Victim::new("", &[]);
    let grant = "grant_type=refresh_token&refresh_token=secret-refresh-ada-1";
    assert_eq!(
        victim.exchange("app.1", "secret-of-app-1", grant).status,
        200
    );
    let again = victim.exchange("app.1", "secret-of-app-1", grant);
    assert_eq!(again.error(), refused(400, "invalid_grant"));
}

// Attack: send the browser, and the code with it, to another address (`redirect_uri` and the like)
// Answer: it returns to the address of the application, whatever the request says
#[test]
fn another_return_address() {
    let victim = victim();
    let evil = "http%3A%2F%2Fevil.example";
    let path = format!(
        "/oauth/authorize/?client_id=app.1&redirect_uri={evil}&redirect={evil}&redirect_url={evil}&back_url={evil}&state={evil}"
    );
    let page = victim.get(&path);
    assert!(
        page.status == 200 && !page.text.contains("evil"),
        "{page:?}"
    );
    let cookie = page.header("set-cookie").split(';').next().unwrap();
    let proof = cookie.split_once('=').unwrap().1;
    let headers = format!("{FORM}Cookie: {cookie}\r\n");
    let form = format!("user=1&proof={proof}&redirect_uri={evil}");
    let back = victim.send("POST", &path, &headers, form.as_bytes());
    assert_eq!(back.status, 302);
    let location = back.header("location");
    assert!(
        location.starts_with("http://127.0.0.1:9/back?code="),
        "{location}"
    );
}

// Attack: send the sign-in form from another site, for a user who is looking at it
// Answer: 403, no code: the form must bring along what only the page and its cookie have
#[test]
fn a_sign_in_from_another_site() {
    let victim = victim();
    let path = "/oauth/authorize/?client_id=app.1";
    let page = victim.get(path);
    let cookie = page.header("set-cookie").split(';').next().unwrap();
    let proof = cookie.split_once('=').unwrap().1;
    for (headers, form) in [
        (String::new(), "user=1".to_owned()),
        (String::new(), format!("user=1&proof={proof}")),
        (format!("Cookie: {cookie}\r\n"), "user=1".to_owned()),
        (
            format!("Cookie: {cookie}\r\n"),
            "user=1&proof=guessed".to_owned(),
        ),
        (
            format!("Cookie: {cookie}\r\nSec-Fetch-Site: cross-site\r\n"),
            format!("user=1&proof={proof}"),
        ),
    ] {
        let answer = victim.send("POST", path, &format!("{FORM}{headers}"), form.as_bytes());
        assert_eq!(answer.status, 403, "{headers} {form}");
        assert_eq!(answer.header("location"), "");
    }
}

// Attack: show the sign-in in a frame of another site
// Answer: `X-Frame-Options: DENY` and a policy without frames
#[test]
fn a_sign_in_in_a_frame() {
    let victim = victim();
    let page = victim.get("/oauth/authorize/?client_id=app.1");
    assert_eq!(page.header("x-frame-options"), "DENY");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

// Attack: forge credentials of single commands in a batch, to act as another user
// Answer: every command acts as the caller of the batch; what it calls `auth` is no credential
#[test]
fn forged_credentials_in_a_batch() {
    let victim = Victim::new("", &[]);
    let set = "auth=secret-ada-1&options[secret]=of+ada";
    assert_eq!(
        victim.form("/rest/user.option.set", set).result(),
        json!(true)
    );
    let commands = json!({
        "auth": "user.option.get?option=secret&auth=secret-ada-1",
        "access": "user.option.get?option=secret&access_token=secret-ada-1",
        "hook": "user.option.get?option=secret&aplogin=1&ap=secret-hook",
        "path": "1/secret-hook/user.option.get?option=secret",
        "who": "profile?auth=secret-ada-1",
    });
    let body = json!({"auth": "secret-ben-1", "halt": 0, "cmd": commands});
    let answer = victim.post("/rest/batch", &body);
    let result = answer.result();
    for own in ["auth", "access", "hook"] {
        assert_eq!(result["result"][own], json!(null), "{own}: {answer:?}");
    }
    assert_eq!(result["result"]["who"]["ID"], json!("2"), "{answer:?}");
    assert_eq!(
        result["result_error"]["path"]["error"],
        json!("ERROR_METHOD_NOT_FOUND"),
        "{answer:?}"
    );
}

// Attack: guess the secret of an application at the token endpoint, or whom a sign-in lets in, as fast as it goes (`rate` is set)
// Answer: 503 `QUERY_LIMIT_EXCEEDED`, a page with 503 at the sign-in; the right secret is told from a wrong one no more
#[test]
fn guesses_of_secrets() {
    let limits = "[limits]\nrate = { capacity = 10, leak = 1 }\n";
    let victim = Victim::new(limits, &[]);
    let grant = "grant_type=refresh_token&refresh_token=secret-refresh-ada-1";
    let begun = Instant::now();
    let mut guesses = 0;
    for guess in 0..100 {
        let answer = victim.exchange("app.1", &format!("guess-{guess}"), grant);
        match answer.error() {
            (400, code) => {
                assert_eq!(code, "invalid_client");
                guesses += 1;
            }
            error => assert_eq!(error, refused(503, "QUERY_LIMIT_EXCEEDED")),
        }
    }
    // What leaks meanwhile is let in.
    let leaked = begun.elapsed().as_secs() + 1;
    assert!((11..=11 + leaked).contains(&guesses), "{guesses}");
    // The bucket is full within a second at most: of a few more, most are refused.
    let full = |status: &u16| *status == 503;
    let right = (0..10).map(|_| victim.exchange("app.1", "secret-of-app-1", grant).status);
    assert!(right.filter(full).count() >= 5);
    let form = "user=1&proof=guessed";
    let pages = (0..10).map(|_| {
        victim
            .form("/oauth/authorize/?client_id=app.1", form)
            .status
    });
    assert!(pages.filter(full).count() >= 5);
}
