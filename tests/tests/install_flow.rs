//! The life of an application on the real portal, end to end: installed, signed in to by a browser, called, refreshed, told of
//! an event, removed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "install_flow/application.rs"]
mod application;
#[path = "install_flow/browser.rs"]
mod browser;

use std::fs;
use std::process::Command;
use std::time::Duration;

use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::receiver::Receiver;
use bitrix_rest_tests::tools;
use serde_json::{Value, json};
use tempfile::TempDir;

use application::Application;
use browser::Browser;

struct Stage {
    portal: Portal,
    store: String,
    config: String,
    application: Application,
    _folder: TempDir,
}

impl Stage {
    async fn set() -> Self {
        let application = Application::start().await;
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("portal.toml");
        let back = &application.address;
        let text = format!(
            "[oauth]\naccess_seconds = 3\n[events]\nallow_local_handlers = true\n\
             [[users]]\nid = 1\nlogin = \"ada\"\nname = \"Ada\"\nadministrator = true\n\
             [[users]]\nid = 2\nlogin = \"ben\"\nname = \"Ben\"\n\
             [[applications]]\nclient_id = \"app.flow\"\nclient_secret = \"flow-secret\"\nscopes = [\"user\"]\n\
             redirect_uri = \"{back}/signed-in\"\n"
        );
        fs::write(&config, text).unwrap();
        let store = format!("sqlite:{}", folder.path().join("portal.db").display());
        let config = config.display().to_string();
        let portal = Portal::start(&["--config", &config, "--store", &store]).unwrap();
        Self {
            portal,
            store,
            config,
            application,
            _folder: folder,
        }
    }

    /// A command of the program on the same store.
    fn command(&self, arguments: &[&str]) -> String {
        let place = ["--store", &self.store, "--config", &self.config];
        let output = Portal::run(&[arguments, &place].concat()).unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.portal.address())
    }

    /// Status and body of a form that cURL posts.
    fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--max-time", "20", "-w", "\n%{http_code}"]);
        for (name, value) in fields {
            curl.args(["--data-urlencode", &format!("{name}={value}")]);
        }
        let output = tools::run(curl.arg(self.url(path)), "curl").unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let (body, status) = text.rsplit_once('\n').unwrap_or_else(|| panic!("{text}"));
        (
            status.parse().unwrap(),
            serde_json::from_str(body).unwrap_or_else(|_| panic!("{text}")),
        )
    }

    fn token(&self, grant: &[(&str, &str)]) -> (u16, Value) {
        let client = [("client_id", "app.flow"), ("client_secret", "flow-secret")];
        self.post("/oauth/token/", &[&client, grant].concat())
    }
}

fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found
        .unwrap_or_else(|| panic!("no {pointer} in {value}"))
        .to_owned()
}

// Proves: P-98, P-99, P-100, P-101, P-102, P-107, P-108, P-239, P-240, P-241, P-242
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_installation_to_removal() {
    let stage = Stage::set().await;
    let app = &stage.application;
    let at = |path: &str| format!("{}{path}", app.address);

    // Installed: the application learns its token, and can call at once.
    let public = stage.url("");
    let install = ["app", "install", "app.flow", "--public-url", &public];
    stage.command(&[&install[..], &["--handler", &at("/install")]].concat());
    let installed = app.received("/install").await;
    assert_eq!(text(&installed, "/event"), "ONAPPINSTALL");
    assert_eq!(text(&installed, "/data/VERSION"), "1");
    assert_eq!(
        text(&installed, "/auth/client_endpoint"),
        stage.url("/rest/")
    );
    let application_token = text(&installed, "/auth/application_token");
    let access = text(&installed, "/auth/access_token");
    let (status, profile) = stage.post("/rest/profile", &[("auth", &access)]);
    assert_eq!((status, &profile["result"]["ID"]), (200, &json!("1")));
    assert!(!text(&installed, "/auth/refresh_token").is_empty());

    // A user signs in by browser.
    let mut browser = Browser::open();
    browser.go(&stage.url("/oauth/authorize/?client_id=app.nope"));
    assert!(browser.text().contains("app.nope"), "{}", browser.text());
    assert!(browser.url().starts_with(&stage.url("/oauth/authorize/")));
    browser.go(&stage.url("/oauth/authorize/?client_id=app.flow&state=s%26t"));
    assert_eq!(browser.title(), "Sign in");
    let page = browser.text();
    assert!(page.contains("app.flow") && page.contains("Ben"), "{page}");
    browser.click("button[value='2']", &at("/signed-in?code="));
    assert_eq!(browser.text(), Receiver::SAYS);
    let returned = app.received("/signed-in").await;
    assert_eq!(text(&returned, "/state"), "s&t");
    assert_eq!(text(&returned, "/scope"), "user");
    assert_eq!(text(&returned, "/domain"), stage.portal.address());
    assert_eq!(
        text(&returned, "/member_id"),
        text(&installed, "/auth/member_id")
    );
    drop(browser);

    // Code → tokens → calls.
    let code = text(&returned, "/code");
    let grant = [("grant_type", "authorization_code"), ("code", &*code)];
    let (status, pair) = stage.token(&grant);
    assert_eq!((status, &pair["user_id"]), (200, &json!(2)), "{pair}");
    assert_eq!(stage.token(&grant).1["error"], json!("invalid_grant"));
    let access = text(&pair, "/access_token");
    let set = [("auth", &*access), ("options[театр]", "да")];
    assert_eq!(
        stage.post("/rest/user.option.set", &set).1["result"],
        json!(true)
    );

    // It ends, and is refreshed.
    tokio::time::sleep(Duration::from_millis(4100)).await;
    let get = |access: &str| {
        stage.post(
            "/rest/user.option.get",
            &[("auth", access), ("option", "театр")],
        )
    };
    let (status, body) = get(&access);
    assert_eq!((status, &body["error"]), (401, &json!("expired_token")));
    let refresh = text(&pair, "/refresh_token");
    let (status, pair) =
        stage.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
    assert_eq!(status, 200, "{pair}");
    let access = text(&pair, "/access_token");
    assert_eq!(get(&access).1["result"], json!("да"));

    // Events: one that it fires itself, and the one of its end.
    for (event, path) in [("OnAppTest", "/test"), ("OnAppUninstall", "/gone")] {
        let handler = at(path);
        let bind = [("auth", &*access), ("event", event), ("handler", &handler)];
        let (status, body) = stage.post("/rest/event.bind", &bind);
        assert_eq!((status, &body["result"]), (200, &json!(true)), "{body}");
    }
    let fired = stage.post("/rest/event.test", &[("auth", &access), ("any[]", "1")]);
    assert_eq!(fired.1["result"], json!(1));
    let event = app.received("/test").await;
    assert_eq!(text(&event, "/event"), "ONAPPTEST");
    assert_eq!(
        event.pointer("/data/QUERY/any"),
        Some(&json!(["1"])),
        "{event}"
    );
    assert_eq!(text(&event, "/auth/application_token"), application_token);
    assert_eq!(
        get(&text(&event, "/auth/access_token")).1["result"],
        json!("да")
    );

    // Removed: told without a token, and nothing of it works any more.
    stage.command(&[
        "app",
        "uninstall",
        "app.flow",
        "--clean",
        "--public-url",
        &public,
    ]);
    let gone = app.received("/gone").await;
    assert_eq!(text(&gone, "/event"), "ONAPPUNINSTALL");
    assert_eq!(text(&gone, "/data/CLEAN"), "1");
    assert_eq!(text(&gone, "/auth/application_token"), application_token);
    for secret in ["access_token", "refresh_token"] {
        assert_eq!(gone["auth"].get(secret), None, "{gone}");
    }
    let (status, body) = get(&access);
    let refused = body["error"].as_str().unwrap_or_default();
    assert!(
        status == 401 && ["invalid_token", "APPLICATION_NOT_FOUND"].contains(&refused),
        "{body}"
    );
    let refresh = text(&pair, "/refresh_token");
    let (status, _) = stage.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]);
    assert_ne!(status, 200);
}
