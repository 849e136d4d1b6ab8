//! Offline queues.

use std::collections::BTreeSet;

use bitrix_rest_methods::Licence;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::portal::Portal;

pub fn ids(package: &Value) -> Vec<String> {
    let events = package["events"].as_array().or(package.as_array());
    let rows = events.unwrap_or_else(|| panic!("{package}")).iter();
    rows.map(|row| row["ID"].as_str().unwrap().to_owned())
        .collect()
}

impl Portal {
    pub async fn get(&self, parameters: Value) -> Value {
        self.result("adm", "event.offline.get", parameters).await
    }

    pub async fn list(&self, parameters: Value) -> Value {
        self.result("adm", "event.offline.list", parameters).await
    }

    /// So many items are added, a second apart.
    pub async fn changes(&self, count: u64) {
        for id in 1..=count {
            self.wait(1);
            self.add_item(id).await;
        }
    }
}

// Proves: P-245
#[tokio::test]
async fn queues_are_for_administrators() {
    for portal in Portal::each().await {
        for method in ["get", "list", "clear", "error"] {
            let method = format!("event.offline.{method}");
            let answer = portal.call("ada", &method, json!({})).await;
            let denied = (403, "ACCESS_DENIED".to_owned(), "Access denied!".to_owned());
            assert_eq!(answer.error(), denied, "{method}");
        }
        // Names of parameters in any case.
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(2).await;
        let listed = portal.list(json!({"Filter": {"id": 2}})).await;
        assert_eq!(ids(&listed), ["2"]);
        let got = portal.get(json!({"LIMIT": 1, "Clear": "0"})).await;
        assert_eq!(ids(&got), ["1"]);
    }
}

// Proves: P-246
#[tokio::test]
async fn a_change_that_is_made_again_has_a_new_time() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.bind_offline("adm2", "onDemoItemAdd").await;
        portal.changes(2).await;
        let before = portal.list(json!({})).await;
        portal.wait(60);
        portal
            .result("ada", "demo.item.add", json!({"id": 1}))
            .await;
        let after = portal.list(json!({})).await;
        assert_eq!(ids(&after), ["1", "2"]);
        let row = &after[0];
        let shown = json!({
            "ID": "1",
            "TIMESTAMP_X": "2026-07-01T15:05:07+03:00",
            "EVENT_NAME": "ONDEMOITEMADD",
            "EVENT_DATA": {"FIELDS": {"ID": 1, "HIDDEN": false, "SHOWN": true, "COMMENT": null, "TAGS": []}},
            "EVENT_ADDITIONAL": {"user_id": "7"},
            "MESSAGE_ID": before[0]["MESSAGE_ID"],
            "PROCESS_ID": "",
            "ERROR": "0",
        });
        assert_eq!(*row, shown);
        assert_eq!(before[0]["TIMESTAMP_X"], "2026-07-01T15:04:06+03:00");
        // As they were written, not by name.
        let text = portal
            .call("adm", "event.offline.list", json!({}))
            .await
            .text;
        assert!(
            text.contains(r#""EVENT_DATA":{"FIELDS":{"ID":1,"HIDDEN":false"#),
            "{text}"
        );
        let message = row["MESSAGE_ID"].as_str().unwrap();
        assert!(message.len() == 32 && message.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(after[1]["MESSAGE_ID"], row["MESSAGE_ID"]);
        // Reserved, it is another row; and each application has a queue of its own.
        portal
            .get(json!({"clear": 0, "limit": 1, "filter": {"ID": 1}}))
            .await;
        portal.add_item(1).await;
        assert_eq!(ids(&portal.list(json!({})).await), ["1", "2", "3"]);
        let other = portal.result("adm2", "event.offline.list", json!({})).await;
        assert_eq!(ids(&other), ["1", "2"]);
    }
}

// Proves: P-247
#[tokio::test]
async fn rows_are_fetched_once() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(60).await;
        let first = portal.get(json!({})).await;
        assert_eq!(
            (first["process_id"].clone(), ids(&first).len()),
            (Value::Null, 50)
        );
        let row = first["events"][0].as_object().unwrap();
        let keys: Vec<&str> = row.keys().map(String::as_str).collect();
        let expected = [
            "ID",
            "TIMESTAMP_X",
            "EVENT_NAME",
            "EVENT_DATA",
            "EVENT_ADDITIONAL",
            "MESSAGE_ID",
        ];
        assert_eq!(keys, expected);
        let newest = json!({"order": {"timestamp_x": "desc"}, "limit": 2});
        assert_eq!(ids(&portal.get(newest).await), ["60", "59"]);
        let reserved = portal.get(json!({"clear": 0, "limit": 3})).await;
        let process = reserved["process_id"].as_str().unwrap();
        assert_eq!(
            (process.len(), ids(&reserved)),
            (32, vec!["51".to_owned(), "52".to_owned(), "53".to_owned()])
        );
        // Hidden from the next, and shown again to who knows the id.
        let next = portal.get(json!({"clear": 0, "limit": 3})).await;
        assert_ne!(next["process_id"], reserved["process_id"]);
        assert_eq!(ids(&next), ["54", "55", "56"]);
        let again = portal.get(json!({"clear": 0, "process_id": process})).await;
        assert_eq!(again, reserved);
        let removed = portal.get(json!({"process_id": process})).await;
        assert_eq!(
            (&removed["process_id"], ids(&removed)),
            (&Value::Null, ids(&reserved))
        );
        assert_eq!(
            ids(&portal.list(json!({})).await),
            ["54", "55", "56", "57", "58"]
        );
    }
}

// Proves: P-247
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_at_the_same_time_get_different_rows() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(40).await;
        let reading = (0..10).map(|reader| {
            let parameters = json!({"clear": reader % 2, "limit": 4});
            portal.get(parameters)
        });
        let packages = join_all(reading).await;
        let all: Vec<String> = packages.iter().flat_map(ids).collect();
        assert_eq!(all.len(), 40);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40);
        assert_eq!(portal.list(json!({})).await.as_array().unwrap().len(), 20);
    }
}

// Proves: P-248, P-81
#[tokio::test]
async fn reserving_needs_its_feature_and_a_limit_is_positive() {
    for portal in Portal::each_with(|events| events, Licence::cloud("de", "basic", "basic")).await {
        let answer = portal
            .call("adm", "event.offline.get", json!({"clear": 0}))
            .await;
        let refused =
            "This feature is not enabled for the current license: extended offline events handling";
        assert_eq!(
            answer.error(),
            (403, "WRONG_LICENSE".to_owned(), refused.to_owned())
        );
        portal.get(json!({"clear": 1})).await;
        for limit in [json!(0), json!("-1"), json!("x")] {
            let answer = portal
                .call("adm", "event.offline.get", json!({"limit": limit}))
                .await;
            let text = "Value must be positive integer".to_owned();
            assert_eq!(answer.error(), (400, "ERROR_ARGUMENT".to_owned(), text));
            assert_eq!(answer.json()["argument"], "LIMIT");
        }
    }
}

// Proves: P-249
#[tokio::test]
async fn filters_and_orders() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(12).await;
        let message = portal.list(json!({})).await[4]["MESSAGE_ID"].clone();
        let package = json!({"clear": 0, "filter": {"@ID": [1, "2"]}});
        let process = portal.get(package).await["process_id"].clone();
        for (filter, expected) in [
            (json!({"<=ID": "3"}), vec!["1", "2", "3"]),
            (json!({">id": 10, "<id": 12}), vec!["11"]),
            (json!({"@ID": [3, "5", 99]}), vec!["3", "5"]),
            (
                json!({">=TIMESTAMP_X": "2026-07-01T15:04:16+03:00"}),
                vec!["11", "12"],
            ),
            // In the time of the server (P-49).
            (
                json!({">=TIMESTAMP_X": "2026-07-01 15:04:16"}),
                vec!["11", "12"],
            ),
            (json!({"=MESSAGE_ID": message}), vec!["5"]),
            (json!({"EVENT_NAME": "OnDemoItemAdd", "ID": 7}), vec!["7"]),
            (json!({"%EVENT_NAME": "deal"}), vec![]),
            (json!({"%ID": "1", "!": "x"}), vec!["(error)"]),
            (json!({"PROCESS_ID": process}), vec!["1", "2"]),
            (json!({"ERROR": 1}), vec![]),
            (json!({"ERROR": "0", ">ID": 11}), vec!["12"]),
        ] {
            let answer = portal
                .call("adm", "event.offline.list", json!({"filter": filter}))
                .await;
            if expected == ["(error)"] {
                assert_eq!(answer.error().1, "ERROR_ARGUMENT", "{filter}");
            } else {
                assert_eq!(ids(&answer.result()), expected, "{filter}");
            }
        }
        let order = json!({"order": {"PROCESS_ID": "DESC", "ID": "desc"}, "filter": {"<ID": 4}});
        assert_eq!(ids(&portal.list(order).await), ["2", "1", "3"]);
        for (method, parameters, text) in [
            (
                "list",
                json!({"filter": "ID"}),
                "The filter is not an array.",
            ),
            (
                "list",
                json!({"filter": {"!id": 1}}),
                "Filter operation not allowed: !",
            ),
            (
                "list",
                json!({"filter": {"=>id": 1}}),
                "Filter operation not allowed: =>",
            ),
            (
                "list",
                json!({"filter": {"=name": 1}}),
                "Filter field not allowed: NAME",
            ),
            (
                "get",
                json!({"filter": {"error": 1}}),
                "Filter field not allowed: ERROR",
            ),
            (
                "get",
                json!({"filter": {"process_id": 1}}),
                "Filter field not allowed: PROCESS_ID",
            ),
            ("list", json!({"order": "ID"}), "The order is not an array."),
            (
                "get",
                json!({"order": {"error": "asc"}}),
                "Order field not allowed: ERROR",
            ),
            (
                "list",
                json!({"order": {"id": "up"}}),
                "Order direction should be one of {ASC|DESC}",
            ),
        ] {
            let answer = portal
                .call(
                    "adm",
                    &format!("event.offline.{method}"),
                    parameters.clone(),
                )
                .await;
            let expected = (400, "ERROR_ARGUMENT".to_owned(), text.to_owned());
            assert_eq!(answer.error(), expected, "{parameters}");
        }
    }
}

// Proves: P-250
#[tokio::test]
async fn the_queue_is_listed_in_pages_and_stays_as_it_is() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(55).await;
        let first = portal
            .call("adm", "event.offline.list", json!({}))
            .await
            .json();
        assert_eq!(
            (ids(&first["result"]).len(), &first["total"], &first["next"]),
            (50, &json!(55), &json!(50))
        );
        let second = portal
            .call("adm", "event.offline.list", json!({"start": 50}))
            .await
            .json();
        assert_eq!(ids(&second["result"]), ["51", "52", "53", "54", "55"]);
        assert_eq!(second.get("next"), None);
        let again = portal
            .call("adm", "event.offline.list", json!({}))
            .await
            .json();
        assert_eq!(again["result"], first["result"]);
    }
}
