//! What the handlers and the offline queue of an application do not exceed, and how a queue is read when it is long.

use bitrix_rest_methods::Licence;
use bitrix_rest_tests::log::Log;
use serde_json::{Value, json};

use crate::offline::ids;
use crate::portal::Portal;

const DAY: u64 = 24 * 3600;

/// The ids from one to another.
fn from_to(first: u64, last: u64) -> Vec<String> {
    (first..=last).map(|id| id.to_string()).collect()
}

async fn all(portal: &Portal) -> Vec<String> {
    let one = json!({"start": 0});
    let first = portal.call("adm", "event.offline.list", one).await.json();
    let mut all = ids(&first["result"]);
    let total = usize::try_from(first["total"].as_u64().unwrap()).unwrap();
    while all.len() < total {
        all.extend(ids(&portal.list(json!({"start": all.len()})).await));
    }
    all
}

// Proves: P-246
#[tokio::test]
async fn of_more_changes_than_a_queue_has_places_the_first_are_gone() {
    for portal in
        Portal::on_every_engine(|events| events.offline_rows(20), Licence::default()).await
    {
        let log = Log::default();
        let _collecting = log.collect();
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.bind_offline("adm2", "onDemoItemAdd").await;
        portal.changes(20).await;
        assert!(!log.text().contains("is full"), "{}", log.text());
        for id in 21..=33 {
            portal.add_item(id).await;
        }
        assert_eq!(all(&portal).await, from_to(14, 33));
        let of_other = portal.call("adm2", "event.offline.list", json!({})).await;
        assert_eq!(of_other.json()["total"], 20);
        let text = log.text();
        let line = text.lines().find(|line| line.contains("is full")).unwrap();
        assert!(
            line.contains("app.1") && line.contains("limit=20"),
            "{line}"
        );
        // A change that is made again needs no place, and one that is fetched gives its place back.
        portal.wait(1);
        portal.add_item(14).await;
        assert_eq!(all(&portal).await, from_to(14, 33));
        let reserved = portal.get(json!({"clear": 0, "limit": 5})).await;
        assert_eq!(ids(&reserved), from_to(15, 19));
        assert_eq!(
            ids(&portal.get(json!({"limit": 10})).await),
            from_to(20, 29)
        );
        for id in 101..=110 {
            portal.add_item(id).await;
        }
        let mut left = from_to(14, 19);
        left.extend(from_to(30, 43));
        assert_eq!(all(&portal).await, left);
        // What somebody works on is the last to make room.
        for id in 201..=220 {
            portal.add_item(id).await;
        }
        let mut left = from_to(15, 19);
        left.extend(from_to(49, 63));
        assert_eq!(all(&portal).await, left);
    }
}

// Proves: P-246
#[tokio::test]
async fn what_nobody_fetches_goes_after_thirty_days() {
    for portal in Portal::on_every_engine(|events| events, Licence::default()).await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(30).await;
        portal.get(json!({"clear": 0, "limit": 4})).await;
        portal.wait(30 * DAY - 60);
        // Made again, it waits anew.
        portal.add_item(7).await;
        assert_eq!(portal.events.prune().await.unwrap(), 0);
        assert_eq!(all(&portal).await.len(), 30);
        portal.wait(60);
        // What is over is not handed out any more, and each new change takes some of it along.
        assert_eq!(
            ids(&portal.get(json!({"clear": 0, "limit": 1})).await),
            ["7"]
        );
        portal.wait(30 * DAY - 1);
        portal.add_item(100).await;
        assert_eq!(all(&portal).await, ["7", "31"]);
        portal.wait(1);
        portal.add_item(101).await;
        assert_eq!(all(&portal).await, ["31", "32"]);
        // A queue to which nothing happens is emptied as well.
        portal.wait(30 * DAY);
        assert_eq!(portal.events.prune().await.unwrap(), 2);
        assert!(all(&portal).await.is_empty());
        assert_eq!(portal.events.prune().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn beside_each_new_change_some_that_are_over_go() {
    for portal in Portal::on_every_engine(|events| events, Licence::default()).await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(20).await;
        portal.wait(30 * DAY);
        let mut left = Vec::new();
        for id in 101..=103 {
            portal.add_item(id).await;
            left.push(all(&portal).await.len());
        }
        assert_eq!(left, [13, 6, 3]);
    }
}

/// A queue of several pages comes out by time, though rows keep their places when a change is made again.
// Proves: P-246, P-247
#[tokio::test]
async fn a_long_queue_is_fetched_by_time_to_its_end() {
    for portal in Portal::on_every_engine(|events| events, Licence::default()).await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(230).await;
        // Some are made again, in another order than before.
        for step in 0..70 {
            if step % 3 == 0 {
                portal.wait(1);
            }
            portal.add_item(1 + step * 89 % 230).await;
        }
        let order = json!({"timestamp_x": "asc", "id": "asc"});
        let mut expected = Vec::new();
        for start in (0..230).step_by(50) {
            let page = portal.list(json!({"order": order, "start": start})).await;
            expected.extend(ids(&page));
        }
        assert_ne!(expected, from_to(1, 230));
        let mut fetched = Vec::new();
        for limit in [7, 50, 51, 1, 60, 200] {
            let package = portal.get(json!({"limit": limit})).await;
            assert_eq!(package["process_id"], Value::Null);
            fetched.extend(ids(&package));
        }
        assert_eq!(fetched, expected);
    }
}

#[tokio::test]
async fn an_application_binds_no_more_handlers_than_it_may() {
    for portal in Portal::on_every_engine(|events| events.handlers(3), Licence::default()).await {
        let bind = async |token, path: &str| {
            let handler = format!("https://app.example/{path}");
            let parameters = json!({"event": "onDemoItemAdd", "handler": handler});
            portal.call(token, "event.bind", parameters).await
        };
        for path in ["a", "b"] {
            assert_eq!(bind("adm", path).await.result(), true);
        }
        // Of another user, and the third of the application.
        assert_eq!(bind("ada", "a").await.result(), true);
        let text =
            "Unable to set event handler: The application has 3 handlers already, unbind some";
        let full = (400, "ERROR_CORE".to_owned(), text.to_owned());
        assert_eq!(bind("adm", "c").await.error(), full);
        // One that is bound is still told so, and another application has handlers of its own.
        let again = "Unable to set event handler: Handler already binded";
        assert_eq!(bind("adm", "a").await.error().2, again);
        assert_eq!(bind("adm2", "c").await.result(), true);
        let unbind = json!({"event": "onDemoItemAdd", "handler": "https://app.example/a"});
        portal.result("ada", "event.unbind", unbind).await;
        assert_eq!(bind("adm", "c").await.result(), true);
        let bound = portal.result("adm", "event.get", json!({})).await;
        assert_eq!(bound.as_array().unwrap().len(), 3);
    }
}
