//! A receiver that does not answer delays nobody.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use bitrix_rest_methods::Licence;
use bitrix_rest_methods::events::EventsBuilder;
use bitrix_rest_tests::log::Log;
use bitrix_rest_tests::receiver::Receiver;
use serde_json::json;

use crate::portal::Portal;

/// A port that takes connections and says nothing.
fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    (listener, url)
}

/// A port where nobody listens.
fn dead() -> String {
    let (listener, url) = silent();
    drop(listener);
    url
}

// Proves: P-240
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_and_dead_receivers_delay_neither_calls_nor_others() {
    let (slow, good) = (Receiver::start().await, Receiver::start().await);
    let (_listener, silent) = silent();
    for portal in Portal::each().await {
        // Without handlers, to compare with.
        let bare = calls(&portal).await;
        for handler in [&silent, &slow.url("/slow"), &dead(), &good.url("/good")] {
            portal.bind("adm", "onDemoItemAdd", handler).await;
        }
        let started = Instant::now();
        let loaded = calls(&portal).await;
        for id in 0..20 {
            let got = good.next().await;
            let found = got.text("data.FIELDS.ID");
            assert_eq!(found, Some(id.to_string()), "in order");
        }
        let all_there = started.elapsed();
        // Far less than one answer of a slow receiver takes.
        let told =
            format!("{bare:?} without handlers, {loaded:?} with, all there after {all_there:?}");
        assert!(loaded < bare + Duration::from_secs(5), "{told}");
        assert!(all_there < bare + Duration::from_secs(8), "{told}");
        assert!(slow.all().await.len() <= 2);
    }
}

/// How long 20 calls take that fire an event each.
async fn calls(portal: &Portal) -> Duration {
    let started = Instant::now();
    for id in 0..20 {
        portal.add_item(id).await;
    }
    started.elapsed()
}

#[tokio::test]
async fn the_log_tells_what_came_of_events_and_no_secret() {
    let receiver = Receiver::start().await;
    let (_listener, silent) = silent();
    let limit = |events: EventsBuilder| events.answer_limit(Duration::from_millis(300));
    for portal in Portal::each_with(limit, Licence::default()).await {
        let log = Log::default();
        let collecting = log.collect();
        let dead = dead();
        for handler in [
            format!("{silent}path-of-mine?key=query-of-mine"),
            format!("{dead}path-of-mine"),
            receiver.url("/fail/path-of-mine?key=query-of-mine"),
        ] {
            portal.bind("adm", "onAppTest", &handler).await;
        }
        let query = json!({"a": "parameter-of-mine"});
        portal.result("adm", "event.test", query).await;
        portal.settle().await;
        drop(collecting);
        let log = log.text();
        for told in [
            "no answer within 300ms",
            "Connection refused",
            "event sent",
            "ONAPPTEST",
        ] {
            assert!(log.contains(told), "{told}: {log}");
        }
        let got = receiver.next().await;
        let mut secrets: Vec<String> = ["access_token", "refresh_token", "application_token"]
            .map(|name| got.text(&format!("auth.{name}")).unwrap())
            .to_vec();
        for secret in ["path-of-mine", "query-of-mine", "parameter-of-mine"] {
            secrets.push(secret.to_owned());
        }
        for secret in secrets {
            assert!(!log.contains(&secret), "{secret}: {log}");
        }
    }
}

#[tokio::test]
async fn the_end_waits_for_what_is_under_way_and_no_longer() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/good"))
            .await;
        portal.add_item(1).await;
        assert_eq!(portal.events.finish(Duration::from_secs(10)).await, 0);
        assert_eq!(receiver.all().await.len(), 1);
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/slow"))
            .await;
        portal.add_item(2).await;
        portal.add_item(3).await;
        let started = Instant::now();
        let left = portal.events.finish(Duration::from_millis(500)).await;
        assert!(left >= 1, "{left}");
        assert!(started.elapsed() < Duration::from_secs(5));
        receiver.all().await;
    }
}
