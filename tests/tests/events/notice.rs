//! `ONOFFLINEEVENT`.

use bitrix_rest_tests::receiver::Receiver;
use serde_json::{Value, json};

use crate::portal::Portal;

async fn bind(portal: &Portal, receiver: &Receiver, options: Value) {
    portal.bind_offline("adm", "onDemoItemAdd").await;
    let parameters =
        json!({"event": "onOfflineEvent", "handler": receiver.url("/"), "options": options});
    portal.result("adm", "event.bind", parameters).await;
}

async fn notices(portal: &Portal, receiver: &Receiver) -> usize {
    portal.settle().await;
    let all = receiver.all().await;
    for got in &all {
        assert_eq!(got.text("event").as_deref(), Some("ONOFFLINEEVENT"));
        // An empty `data` disappears from a form.
        assert!(!got.array.contains("data"), "{}", got.form);
        assert!(got.text("auth.refresh_token").is_some());
    }
    all.len()
}

// Proves: P-242, P-254
#[tokio::test]
async fn an_application_is_told_that_rows_wait_but_not_too_often() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        bind(&portal, &receiver, json!({"minTimeout": "5"})).await;
        portal.add_item(1).await;
        portal.add_item(2).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
        portal.wait(4);
        portal.add_item(3).await;
        assert_eq!(notices(&portal, &receiver).await, 0);
        portal.wait(1);
        portal.add_item(4).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
        // Where no row is written nothing waits.
        portal.wait(100);
        portal.result("adm", "event.test", json!({})).await;
        assert_eq!(notices(&portal, &receiver).await, 0);
    }
}

// Proves: P-254
#[tokio::test]
async fn once_a_second_unless_said_otherwise_and_with_0_once_per_call() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        bind(&portal, &receiver, Value::Null).await;
        portal.add_item(1).await;
        portal.add_item(2).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
        portal.wait(1);
        portal.add_item(3).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
    }
    for portal in Portal::each().await {
        bind(&portal, &receiver, json!({"minTimeout": 0})).await;
        portal.add_item(1).await;
        portal.add_item(2).await;
        assert_eq!(notices(&portal, &receiver).await, 2);
        // Two events in one call.
        portal.result("adm", "demo.item.add2", json!({})).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
    }
}

// Proves: P-254
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_the_same_time_one_tells() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        bind(&portal, &receiver, json!({"minTimeout": 60})).await;
        let adding = (0..12).map(|id| portal.add_item(id));
        futures_util::future::join_all(adding).await;
        assert_eq!(notices(&portal, &receiver).await, 1);
        let waiting = portal.result("adm", "event.offline.list", json!({})).await;
        assert_eq!(waiting.as_array().unwrap().len(), 12);
    }
}
