//! The items of the demo: what lists, filters and pages can be tried on.

use serde_json::{Value, json};

use crate::support::{Portal, done, file, sqlite};

const LIST: &str = "1/demo-plain-webhook/demo.item.list";

fn ids(body: &Value) -> Vec<u64> {
    let rows = body["result"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"));
    rows.iter().map(|row| row["ID"].as_u64().unwrap()).collect()
}

/// All items, page by page.
fn pages(portal: &Portal, path: &str) -> Vec<u64> {
    let (mut all, mut start) = (Vec::new(), 0);
    loop {
        let (status, body) = portal.post(path, &json!({ "start": start }));
        assert_eq!(status, 200, "{body}");
        all.extend(ids(&body));
        match body["next"].as_u64() {
            Some(next) => start = next,
            None => return all,
        }
    }
}

// Proves: P-57, P-58, P-40, P-249
#[test]
fn the_demo_has_items_to_page_through() {
    let portal = Portal::start(&[]);
    let (_, first) = portal.post(LIST, &json!({}));
    assert_eq!(
        (first["total"].as_u64(), first["next"].as_u64()),
        (Some(250), Some(50))
    );
    let all: Vec<u64> = (1..=250).collect();
    assert_eq!(pages(&portal, LIST), all);
    for token in ["demo-token-1", "demo-token-2"] {
        assert_eq!(pages(&portal, &format!("demo.item.list?auth={token}")), all);
    }
    let uncounted = json!({"start": -1, "filter": {">ID": 240}, "select": ["ID"]});
    let (_, rest) = portal.post(LIST, &uncounted);
    assert_eq!(ids(&rest), (241..=250).collect::<Vec<_>>());
    assert!(
        rest.get("total").is_none() && rest.get("next").is_none(),
        "{rest}"
    );
    let (status, wrong) = portal.post(LIST, &json!({"filter": {"SIZE": 1}}));
    assert_eq!(
        (status, &wrong["error_description"]),
        (400, &json!("Filter field not allowed: SIZE"))
    );
}

// Proves: P-165, P-178, P-185, P-193
#[test]
fn the_demo_has_a_log_in_rest_3() {
    let portal = Portal::start(&[]);
    let log = |method: &str, body: Value| {
        let path = format!("api/1/demo-plain-webhook/main.eventlog.{method}");
        let (status, reply) = portal.post(&path, &body);
        assert_eq!(status, 200, "{reply}");
        reply["result"]["items"].as_array().unwrap().clone()
    };
    let filter = json!([["severity", "SECURITY"], ["userId", 1]]);
    let body = json!({"select": ["id"], "filter": filter, "order": {"id": "DESC"}});
    let found = log("list", body);
    assert_eq!((found.len(), &found[0]), (10, &json!({"id": 111})));
    let tail = json!({"select": ["id"], "cursor": {"value": 118}});
    assert_eq!(log("tail", tail), [json!({"id": 119}), json!({"id": 120})]);
    assert_eq!(log("field.list", json!({})).len(), 9);
    // Another generation has no such method.
    let (status, _) = portal.post("1/demo-plain-webhook/main.eventlog.list", &json!({}));
    assert_eq!(status, 404);
}

#[test]
fn items_are_kept_and_come_once() {
    let (_directory, store) = sqlite();
    let options = ["--store", store.as_str()];
    let portal = Portal::start(&options);
    let call = |portal: &Portal, method: &str, body: Value| {
        let (status, reply) =
            portal.post(&format!("1/demo-plain-webhook/demo.item.{method}"), &body);
        assert_eq!(status, 200, "{reply}");
        reply["result"].clone()
    };
    assert_eq!(
        call(&portal, "add", json!({"fields": {"TITLE": "Cup"}})),
        json!(251)
    );
    for id in [1, 251] {
        assert_eq!(call(&portal, "delete", json!({ "id": id })), json!(true));
    }
    assert_eq!(
        call(&portal, "update", json!({"id": 2, "fields": {"PRICE": 1}})),
        json!(true)
    );
    portal.stop();
    // What was deleted does not come back, not even its id: in this store and in another that it is moved to.
    let export = done(&store, &["export", "-"]);
    let (_other_directory, other) = sqlite();
    let (_file, path) = file(&export);
    done(&other, &["import", &path]);
    assert_eq!(done(&other, &["export", "-"]), export);
    for store in [&store, &other] {
        let portal = Portal::start(&["--store", store]);
        assert_eq!(pages(&portal, LIST), (2..=250).collect::<Vec<_>>());
        let item = call(&portal, "get", json!({"id": 2}));
        assert_eq!(
            (&item["PRICE"], &item["TITLE"]),
            (&json!(1), &json!("Item 2"))
        );
        assert_eq!(
            call(&portal, "add", json!({"fields": {"TITLE": "Plate"}})),
            json!(252)
        );
        portal.stop();
    }
}

#[test]
fn a_portal_of_ones_own_has_none() {
    let own = "[[users]]\nid = 1\nlogin = \"ada\"\n[[webhooks]]\nuser = 1\ncode = \"code\"\nscopes = [\"demo\"]\n";
    let (_directory, path) = file(own);
    let portal = Portal::start(&["--config", &path]);
    let (status, body) = portal.post("1/code/demo.item.list", &json!({}));
    assert_eq!(
        (status, &body["result"], &body["total"]),
        (200, &json!([]), &json!(0))
    );
}
