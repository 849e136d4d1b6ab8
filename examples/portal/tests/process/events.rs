//! Events of a running portal, and what `portal app install` and the like tell applications.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::handler::{Handler, value};
use crate::support::{Portal, command, done, file, refused, sqlite};

#[test]
fn the_demo_sends_events_and_names_itself_in_them() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let handler = Handler::start(200, Duration::ZERO);
    let binding = json!({"event": "onAppTest", "handler": handler.url(), "auth": "demo-token-1"});
    assert_eq!(portal.post("event.bind", &binding).1["result"], true);
    let listed = portal.get("events?auth=demo-token-1").1;
    assert_eq!(listed["result"][0], "ONDEMOITEMADD");
    assert_eq!(listed["result"][3], "ONAPPUNINSTALL");
    portal.get("event.test?auth=demo-token-1&question=answer");
    let event = handler.next();
    assert!(event.starts_with("POST /handler HTTP/1.1\r\n"), "{event}");
    assert_eq!(
        value(&event, "data%5BQUERY%5D%5Bquestion%5D"),
        Some("answer")
    );
    let endpoint = format!(
        "http%3A%2F%2F{}%2Frest%2F",
        portal.address.replace(':', "%3A")
    );
    assert_eq!(
        value(&event, "auth%5Bclient_endpoint%5D"),
        Some(endpoint.as_str())
    );
    let token = value(&event, "auth%5Baccess_token%5D").unwrap();
    let profile = portal.get(&format!("profile?auth={token}")).1;
    assert_eq!(profile["result"]["ID"], "1");
    assert!(!portal.stderr().contains(token));
    portal.stop();
}

#[test]
fn an_application_is_installed_updated_and_removed_beside_its_portal() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let handler = Handler::start(204, Duration::ZERO);
    let url = format!("http://{}", portal.address);
    let app = |arguments: &[&str]| {
        let address = ["--public-url", &url];
        done(&store, &[&["app"], arguments, &address].concat())
    };
    assert_eq!(
        app(&["update", "app.demo", "--version", "2"]),
        "application `app.demo` is updated to version 2\nit has bound no handler to this event, so nobody was told\n"
    );
    let told = app(&[
        "install",
        "app.demo",
        "--handler",
        &handler.url(),
        "--version",
        "3",
    ]);
    assert_eq!(
        told,
        format!(
            "application `app.demo` is installed, version 3\nONAPPINSTALL to localhost:{}: answered 204\n",
            handler.port
        )
    );
    let event = handler.next();
    assert_eq!(value(&event, "data%5BVERSION%5D"), Some("3"));
    let token = value(&event, "auth%5Baccess_token%5D").unwrap();
    // With these tokens it binds what it wants to know.
    for name in ["onAppUpdate", "onAppUninstall"] {
        let binding = json!({"event": name, "handler": handler.url(), "auth": token});
        assert_eq!(portal.post("event.bind", &binding).1["result"], true);
    }
    app(&["update", "app.demo", "--version", "4", "--user", "2"]);
    let event = handler.next();
    assert_eq!(value(&event, "data%5BPREVIOUS_VERSION%5D"), Some("3"));
    assert_eq!(value(&event, "auth%5Buser_id%5D"), Some("2"));
    let proof = value(&event, "auth%5Bapplication_token%5D")
        .unwrap()
        .to_owned();
    app(&["uninstall", "app.demo"]);
    let event = handler.next();
    assert_eq!(value(&event, "event"), Some("ONAPPUNINSTALL"));
    assert_eq!(value(&event, "auth%5Bapplication_token%5D"), Some(&*proof));
    assert_eq!(value(&event, "auth%5Baccess_token%5D"), None);
    // The portal, which ran all the time, knows.
    for token in [token, "demo-token-1"] {
        let (status, refused) = portal.get(&format!("profile?auth={token}"));
        assert_eq!((status, &refused["error"]), (401, &json!("invalid_token")));
    }
    portal.stop();
    let (code, stderr) = refused(&store, &["app", "uninstall", "app.demo"]);
    assert_eq!(
        (code, &*stderr),
        (1, "portal: application `app.demo` is not installed\n")
    );
}

#[test]
fn a_handler_that_does_not_answer_is_told_and_mistakes_are_explained() {
    let (_directory, store) = sqlite();
    done(&store, &["user", "add", "--login", "ada"]);
    done(&store, &["app", "add", "--client-id", "app.1"]);
    let refusal = |arguments: &[&str]| refused(&store, &[&["app", "install"], arguments].concat());
    let (code, stderr) = refusal(&["app.1"]);
    assert_eq!(
        (code, &*stderr),
        (
            1,
            "portal: there is no administrator; name a user with --user\n"
        )
    );
    let (code, stderr) = refusal(&["app.2", "--user", "1"]);
    assert_eq!(
        (code, &*stderr),
        (
            1,
            "portal: there is no application `app.2`; `portal app list` lists them\n"
        )
    );
    let (code, stderr) = refusal(&["app.1", "--user", "1", "--handler", "ftp://app.example/"]);
    assert!(
        code == 2 && stderr.contains("Unsupported handler protocol"),
        "{stderr}"
    );
    let (code, stderr) = refusal(&["app.1", "--user", "1", "--public-url", "nowhere"]);
    assert!(
        code == 2 && stderr.contains("`nowhere` is no address of a portal"),
        "{stderr}"
    );
    let (_file, config) = file("[[users]]\nid = 1\nlogin = \"ada\"\n");
    let local = [
        "--config",
        &config,
        "app",
        "install",
        "app.1",
        "--user",
        "1",
        "--handler",
        "http://localhost:1/",
    ];
    let (code, stderr) = refused(&store, &local);
    assert!(
        code == 2 && stderr.contains("allow_local_handlers = true"),
        "{stderr}"
    );
    let told = done(
        &store,
        &[
            "app",
            "install",
            "app.1",
            "--user",
            "1",
            "--handler",
            "http://localhost:1/",
        ],
    );
    assert!(
        told.contains("ONAPPINSTALL to localhost:1: not delivered, "),
        "{told}"
    );
}

#[test]
fn a_configuration_with_a_wrong_handler_is_refused() {
    let application =
        "client_id = \"app.1\"\nclient_secret = \"s\"\ninstall_uri = \"http://localhost:1/\"\n";
    let text = format!("[[users]]\nid = 1\nlogin = \"ada\"\n[[applications]]\n{application}");
    let (_file, path) = file(&text);
    let (code, stderr) = refused("memory:", &["serve", "--config", &path]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains(":7:15: no event can be sent to `http://localhost:1/`; write an address as https://app.example/handler"),
        "{stderr}"
    );
    let (_file, path) = file(&format!(
        "[events]\nanswer_seconds = 0\nallow_local_handlers = 1\n{text}"
    ));
    let (code, stderr) = refused("memory:", &["serve", "--config", &path]);
    assert!(
        code == 2 && stderr.contains("expected true or false"),
        "{stderr}"
    );
}

#[test]
fn the_end_waits_for_events_but_not_for_ever() {
    let (_directory, store) = sqlite();
    for (delay, sent) in [(1, true), (60, false)] {
        let portal = Portal::start(&["--store", &store]);
        let handler = Handler::start(200, Duration::from_secs(delay));
        let binding =
            json!({"event": "onAppTest", "handler": handler.url(), "auth": "demo-token-1"});
        portal.post("event.bind", &binding);
        portal.get("event.test?auth=demo-token-1");
        handler.next();
        let started = Instant::now();
        portal.signal("TERM");
        let mut portal = portal;
        assert_eq!(portal.ended().code(), Some(0), "{}", portal.stderr());
        assert!(started.elapsed() < Duration::from_secs(20));
        let warned = portal
            .stderr()
            .contains("events were not sent before the portal stopped");
        assert_eq!(warned, !sent, "{}", portal.stderr());
        // For the next round.
        let store_only = ["--store", &store];
        let portal = Portal::start(&store_only);
        let binding =
            json!({"event": "onAppTest", "handler": handler.url(), "auth": "demo-token-1"});
        assert_eq!(
            portal.post("event.unbind", &binding).1["result"]["count"],
            1
        );
        portal.stop();
    }
}

#[test]
fn events_go_over_tls_to_whom_the_system_trusts() {
    let (directory, store) = sqlite();
    let receiver = Portal::start(&["--store", &store, "--tls-self-signed"]);
    done(&store, &["app", "add", "--client-id", "app.1"]);
    let handler = format!("https://{}/rest/server.time", receiver.address);
    let install = |trusted: Option<&str>| {
        let mut command = command();
        let arguments = [
            "--store",
            &store,
            "app",
            "install",
            "app.1",
            "--handler",
            &handler,
        ];
        command.args(arguments);
        if let Some(file) = trusted {
            command.env("SSL_CERT_FILE", file);
        }
        let output = command.output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let authority = directory.path().join("tls/ca.pem");
    let told = install(authority.to_str());
    // It is no handler, and has no `auth` where it looks for one; but it is the right machine.
    assert!(
        told.contains(&format!(
            "ONAPPINSTALL to {}: answered 401\n",
            receiver.address
        )),
        "{told}"
    );
    let told = install(None);
    assert!(
        told.contains(": not delivered, ") && told.contains("certificate"),
        "{told}"
    );
}
