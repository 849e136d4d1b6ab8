//! Two portals on one database.

use std::collections::BTreeSet;

use bitrix_rest_tests::receiver::Receiver;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::offline::ids;
use crate::portal::Portal;

// Proves: P-234, P-246, P-247
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn portals_that_share_a_database_share_bindings_and_queues() {
    let portals = Portal::on_one_database().await;
    let [one, two] = &portals;
    one.bind_offline("adm", "onDemoItemAdd").await;
    let again = json!({"event": "onDemoItemAdd", "event_type": "offline"});
    let refused = two.call("adm", "event.bind", again).await;
    assert_eq!(refused.error().1, "ERROR_CORE");
    // The same changes on both sides at the same time are one row each.
    let changing = (0..40).map(|at| {
        let portal = portals.get(at % 2).unwrap();
        portal.add_item((at / 2).try_into().unwrap())
    });
    join_all(changing).await;
    assert_eq!(ids(&one.list(json!({})).await).len(), 20);
    let reading = (0..10).map(|at| {
        let portal = portals.get(at % 2).unwrap();
        portal.get(json!({"clear": (at / 2) % 2, "limit": 2}))
    });
    let packages = join_all(reading).await;
    let all: Vec<String> = packages.iter().flat_map(ids).collect();
    assert_eq!(all.len(), 20);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 20);
    assert_eq!(ids(&two.list(json!({})).await).len(), 12);
}

// Proves: P-254
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_portals_one_tells_that_rows_wait() {
    let receiver = Receiver::start().await;
    let portals = Portal::on_one_database().await;
    let [one, two] = &portals;
    one.bind_offline("adm", "onDemoItemAdd").await;
    let parameters = json!({"event": "onOfflineEvent", "handler": receiver.url("/"), "options": {"minTimeout": 60}});
    assert_eq!(
        two.result("adm", "event.bind", parameters).await,
        Value::Bool(true)
    );
    join_all((0..10).map(|at| portals.get(at % 2).unwrap().add_item(at as u64))).await;
    one.settle().await;
    two.settle().await;
    assert_eq!(receiver.all().await.len(), 1);
}
