//! A portal that runs tells commands beside it where it is.

use std::time::Duration;

use crate::handler::{Handler, value};
use crate::support::{Portal, done, file, outcome, refused, sqlite};

/// The client endpoint that an event names.
fn endpoint(event: &str) -> String {
    let endpoint = value(event, "auth%5Bclient_endpoint%5D").unwrap();
    endpoint.replace("%3A", ":").replace("%2F", "/")
}

#[test]
fn the_portal_that_runs_is_the_one_that_events_name() {
    let (_directory, store) = sqlite();
    let handler = Handler::start(200, Duration::ZERO);
    let url = handler.url();
    let install = ["app", "install", "app.demo", "--handler", &url];
    let portal = Portal::start(&["--store", &store]);
    done(&store, &install);
    let running = format!("http://{}/rest/", portal.address);
    assert_eq!(endpoint(&handler.next()), running);
    // What is said wins.
    let said = ["--public-url", "https://said.test"];
    done(&store, &[&install[..], &said].concat());
    assert_eq!(endpoint(&handler.next()), "https://said.test/rest/");
    portal.stop();
    let named = ["--store", &store, "--public-url", "https://named.test"];
    let portal = Portal::start(&named);
    let (code, _, stderr) = outcome(&[&["--store", &store], &install[..]].concat());
    assert_eq!((code, &*stderr), (0, ""));
    assert_eq!(endpoint(&handler.next()), "https://named.test/rest/");
    portal.stop();
    // What ran last runs no more.
    let (code, _, stderr) = outcome(&[&["--store", &store], &install[..]].concat());
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(
        stderr,
        "portal: no portal runs on this store, so events name http://127.0.0.1:8624/rest, where it would listen; say another \
         address with --public-url\n"
    );
    assert_eq!(endpoint(&handler.next()), "http://127.0.0.1:8624/rest/");
    let (_file, config) =
        file("[server]\nlisten = \"127.0.0.1:0\"\n[[users]]\nid = 1\nlogin = \"ada\"\n");
    let open = ["--config", &config, "app", "install", "app.demo"];
    let (code, stderr) = refused(&store, &open);
    assert!(
        code == 2
            && stderr.contains("no portal runs on this store")
            && stderr.contains("--public-url"),
        "{stderr}"
    );
}
