//! Handlers that lead the portal into the network that it stands in.

use std::time::{Duration, Instant};

use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::receiver::Receiver;
use serde_json::json;
use tokio::net::TcpListener;

use crate::support::Victim;

const REFUSED: &str = "the receiver is in a private network";

/// Binds these, and fires the event that all of them wait for. Answers how many are bound.
fn fire(victim: &Victim, handlers: &[String]) -> usize {
    let bind = |handler: &&String| {
        let binding = json!({"event": "onAppTest", "handler": handler, "auth": "secret-ada-1"});
        let answer = victim.post("/rest/event.bind", &binding);
        match answer.status {
            200 => true,
            _ => {
                assert_eq!(answer.error(), (400, "ERROR_WRONG_HANDLER_URL".to_owned()));
                false
            }
        }
    };
    let bound = handlers.iter().filter(bind).count();
    let answer = victim.post("/rest/event.test", &json!({"auth": "secret-ada-1"}));
    assert_eq!(answer.result(), 1);
    bound
}

/// How many events the log says were sent, and how many were not; once it is as many as there are to be.
fn outcomes(victim: &Victim, expected: usize) -> (usize, Vec<String>) {
    let begun = Instant::now();
    loop {
        let log = victim.log();
        let sent = log.lines().filter(|line| line.contains("event sent"));
        let failed = log
            .lines()
            .filter(|line| line.contains("event not delivered"));
        let (sent, failed): (usize, Vec<_>) = (sent.count(), failed.map(str::to_owned).collect());
        if sent + failed.len() >= expected {
            return (sent, failed);
        }
        assert!(begun.elapsed() < Duration::from_secs(40), "{log}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Ways to say this machine, and others that only the portal can reach.
fn private(port: u16) -> Vec<String> {
    [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "0.0.0.0",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "[::1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "[fd00::1]",
        "[fe80::1]",
    ]
    .iter()
    .map(|host| format!("http://{host}:{port}/latest/meta-data/"))
    .collect()
}

// Attack: handlers inside the portal's own network: 127.0.0.1 in every notation, `localhost`, 10.0.0.1, 169.254.169.254, IPv6 and what it embeds
// Answer: with `public_only` nobody is connected to, and the log says why; without it, which is for development, handlers on this machine are called
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_in_private_networks() {
    let receiver = Receiver::start().await;
    let port = receiver.address.port();
    // Nothing listens there for the one address family that the receiver does not have.
    let other = TcpListener::bind(("::1", port)).await.ok();
    let settings =
        "[events]\npublic_only = true\nallow_local_handlers = true\nanswer_seconds = 5\n";
    let victim = Victim::new(settings, &[]);
    let handlers = private(port);
    let bound = fire(&victim, &handlers);
    assert!(bound >= 20, "{bound} of {}", handlers.len());
    let (sent, failed) = outcomes(&victim, bound);
    assert_eq!((sent, failed.len()), (0, bound), "{failed:?}");
    for line in &failed {
        // What is no name for the operating system is not looked for elsewhere.
        assert!(
            line.contains(REFUSED) || line.contains("dns error"),
            "{line}"
        );
    }
    let refused = failed.iter().filter(|line| line.contains(REFUSED)).count();
    assert!(refused >= 20, "{failed:?}");
    assert!(receiver.all().await.is_empty());
    if let Some(other) = other {
        let nobody = tokio::time::timeout(Duration::from_millis(100), other.accept());
        assert!(nobody.await.is_err());
    }
    // The receiver would have heard.
    let open = Victim::new("[events]\nallow_local_handlers = true\n", &[]);
    let local: Vec<String> = handlers.into_iter().take(4).collect();
    let bound = fire(&open, &local);
    let (sent, failed) = outcomes(&open, bound);
    assert!(sent >= 2, "{failed:?}");
    assert_eq!(receiver.all().await.len(), sent);
}

// Attack: install an application whose handler is in the portal's own network, to have its tokens carried there
// Answer: with `public_only` the command says that the receiver is in a private network
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_installation_in_a_private_network() {
    let receiver = Receiver::start().await;
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite:{}", folder.path().join("portal.db").display());
    let config = folder.path().join("portal.toml");
    let run = |public_only: bool| {
        let events =
            format!("[events]\nallow_local_handlers = true\npublic_only = {public_only}\n");
        std::fs::write(&config, format!("{events}{}", crate::support::ACCOUNTS)).unwrap();
        let (url, config) = (receiver.url("/"), config.to_str().unwrap());
        let place = ["--config", config, "--store", &store];
        let install = ["app", "install", "app.1", "--user", "1", "--handler", &url];
        let output = Portal::run(&[&install[..], &place].concat()).unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    // The accounts are written when it is served.
    let place = ["--store", store.as_str()];
    drop(Victim::new("", &place));
    let told = run(true);
    assert!(
        told.contains(&format!("not delivered, {REFUSED}")),
        "{told}"
    );
    assert!(receiver.all().await.is_empty());
    let told = run(false);
    assert!(told.contains("answered 200"), "{told}");
    assert_eq!(receiver.all().await.len(), 1);
}

// Attack: a handler that answers with a redirect into the portal's own network
// Answer: no redirect is followed: 302 is what the receiver answered, and that is all
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redirects_of_handlers() {
    let receiver = Receiver::start().await;
    let victim = Victim::new("[events]\nallow_local_handlers = true\n", &[]);
    assert_eq!(fire(&victim, &[receiver.url("/moved")]), 1);
    let (sent, failed) = outcomes(&victim, 1);
    assert_eq!((sent, failed.len()), (1, 0), "{failed:?}");
    assert!(victim.log().contains("status=302"), "{}", victim.log());
    // Whoever followed it would have come by now.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let paths: Vec<String> = receiver
        .all()
        .await
        .into_iter()
        .map(|got| got.path)
        .collect();
    assert_eq!(paths, ["/moved"]);
}
