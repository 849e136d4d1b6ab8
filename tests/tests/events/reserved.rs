//! What becomes of rows of an offline queue that were reserved, and whose changes are not in it.

use serde_json::{Value, json};

use crate::offline::ids;
use crate::portal::Portal;

// Proves: P-251, P-282
#[tokio::test]
async fn done_rows_are_cleared() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(8).await;
        let package = portal.get(json!({"clear": 0, "limit": 6})).await;
        let process = package["process_id"].clone();
        let message = |at: usize| package["events"][at]["MESSAGE_ID"].clone();
        for (parameters, left) in [
            // Of another process, or waiting.
            (json!({"process_id": "other"}), 8),
            (json!({"process_id": process, "id": [7, 8]}), 8),
            (json!({"process_id": process, "id": []}), 8),
            (json!({"process_id": process, "id": [1, "2"]}), 6),
            (
                json!({"process_id": process, "message_id": [message(2)]}),
                5,
            ),
            (
                json!({"process_id": process, "id": [4], "message_id": [message(4)]}),
                4,
            ),
            (json!({"process_id": process}), 2),
        ] {
            let done = portal
                .result("adm", "event.offline.clear", parameters.clone())
                .await;
            let rows = ids(&portal.list(json!({})).await);
            assert_eq!((done, rows.len()), (json!(true), left), "{parameters}");
        }
        for parameters in [json!({}), json!({"process_id": ""}), json!({"id": [1]})] {
            let answer = portal.call("adm", "event.offline.clear", parameters).await;
            assert_eq!(answer.error().2, "Argument 'PROCESS_ID' is null or empty");
        }
    }
}

// Proves: P-252
#[tokio::test]
async fn failed_rows_come_back() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(4).await;
        let package = portal.get(json!({"clear": 0})).await;
        let process = package["process_id"].clone();
        let message = |at: usize| package["events"][at]["MESSAGE_ID"].clone();
        // The third changed again while it was worked on.
        portal.add_item(3).await;
        let failed = json!({"process_id": process, "message_id": [message(1), message(2)]});
        assert_eq!(
            portal.result("adm", "event.offline.error", failed).await,
            true
        );
        let all = portal.list(json!({})).await;
        let state = |row: &Value| {
            (
                row["ID"].clone(),
                row["PROCESS_ID"] == "",
                row["ERROR"].clone(),
            )
        };
        let rows: Vec<_> = all.as_array().unwrap().iter().map(state).collect();
        let expected = [
            ("1", false, "0"),
            ("2", true, "1"),
            ("4", false, "0"),
            ("5", true, "0"),
        ];
        assert_eq!(
            rows,
            expected.map(|(id, waits, error)| (json!(id), waits, json!(error)))
        );
        // They are fetched apart from the others.
        assert_eq!(
            ids(&portal.get(json!({"clear": 0, "limit": 1})).await),
            ["5"]
        );
        let again = portal.get(json!({"clear": 0, "error": 1})).await;
        assert_eq!(ids(&again), ["2"]);
        // What failed and changes again is new.
        let failed = json!({"process_id": again["process_id"], "message_id": [message(1)]});
        portal.result("adm", "event.offline.error", failed).await;
        portal.add_item(2).await;
        assert_eq!(ids(&portal.get(json!({})).await), ["2"]);
        for (parameters, text) in [
            (json!({}), "Argument 'PROCESS_ID' is null or empty"),
            (
                json!({"process_id": "x"}),
                "Value must be array of MESSAGE_ID values",
            ),
            (
                json!({"process_id": "x", "message_id": "y"}),
                "Value must be array of MESSAGE_ID values",
            ),
        ] {
            let answer = portal.call("adm", "event.offline.error", parameters).await;
            assert_eq!(
                answer.error(),
                (400, "ERROR_ARGUMENT".to_owned(), text.to_owned())
            );
        }
    }
}

// Proves: P-246
#[tokio::test]
async fn a_reservation_lives_30_days() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.changes(2).await;
        let process = portal.get(json!({"clear": 0, "limit": 1})).await["process_id"].clone();
        portal.wait(30 * 24 * 3600 - 1);
        let again = json!({"clear": 0, "process_id": process});
        assert_eq!(ids(&portal.get(again.clone()).await), ["1"]);
        portal.add_item(2).await;
        portal.wait(1);
        assert_eq!(ids(&portal.get(again).await), Vec::<String>::new());
        assert_eq!(ids(&portal.list(json!({})).await), ["2"]);
    }
}

// Proves: P-95, P-253
#[tokio::test]
async fn a_change_source_does_not_hear_of_its_own_changes() {
    for portal in Portal::each().await {
        portal.bind_offline("adm", "onDemoItemAdd").await;
        for source in ["sync", "other"] {
            let parameters = json!({"event": "onDemoItemAdd", "event_type": "offline", "auth_connector": source});
            portal.result("adm", "event.bind", parameters).await;
        }
        let item = json!({"id": 1, "auth_connector": "sync"});
        portal.result("adm", "demo.item.add", item).await;
        let list = async |source: Value| {
            let rows = portal.list(json!({"auth_connector": source})).await;
            rows.as_array().unwrap().len()
        };
        assert_eq!(list(Value::Null).await, 1);
        assert_eq!(
            (list(json!("sync")).await, list(json!("other")).await),
            (0, 1)
        );
        portal.add_item(2).await;
        assert_eq!(
            (list(json!("sync")).await, list(json!("other")).await),
            (1, 2)
        );
        let got = portal.get(json!({"auth_connector": "other"})).await;
        assert_eq!(ids(&got).len(), 2);
        assert_eq!(
            (list(Value::Null).await, list(json!("other")).await),
            (2, 0)
        );
    }
}
