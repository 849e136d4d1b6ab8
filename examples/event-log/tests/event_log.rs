//! The log, read over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::{AuthKind, Caller, Credentials, DateTime, Refusal, RestApi, RestService, User};
use bitrix_rest_methods::{MemoryStore, Store};
use event_log::{
    EventLog, MainEventlogAggregate, MainEventlogFieldGet, MainEventlogFieldList, MainEventlogGet,
    MainEventlogList, MainEventlogTail, Rows, SEEDED, Severity, record, seed,
};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// User 1 is an administrator, user 2 is none, user 3 one who may see ids and times alone.
fn who(credentials: &Credentials) -> Result<Caller, Refusal> {
    let Credentials::Webhook { user, .. } = credentials else {
        return Err(Refusal::InvalidToken);
    };
    let caller = Caller::new(AuthKind::Webhook).with_user(User {
        id: 1,
        administrator: user != "2",
    });
    Ok(caller.with_scopes([match user.as_ref() {
        "3" => "main.eventlog[id:timestampX]",
        _ => "main",
    }]))
}

fn api(rows: Rows) -> RestApi {
    let builder = RestApi::explicit()
        .method::<MainEventlogList>()
        .method::<MainEventlogGet>()
        .method::<MainEventlogTail>()
        .method::<MainEventlogAggregate>()
        .method::<MainEventlogFieldList>()
        .method::<MainEventlogFieldGet>();
    let builder = builder.state(rows).authenticator(who);
    builder.webhooks_over_http(true).build().unwrap()
}

struct Server(RestService, Rows);

impl Server {
    async fn seeded() -> Self {
        let rows = MemoryStore::new().rows("portal");
        seed(&rows).await.unwrap();
        // Twice is once.
        seed(&rows).await.unwrap();
        Self(api(rows.clone()).into_service_at("/rest"), rows)
    }

    async fn call(&self, user: u64, method: &str, body: Value) -> (u16, Value) {
        let request = Request::post(format!("/rest/api/{user}/secret/main.eventlog.{method}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        let reply = self.0.clone().oneshot(request.unwrap()).await.unwrap();
        let status = reply.status().as_u16();
        let bytes = reply.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    async fn items(&self, method: &str, body: Value) -> Vec<Value> {
        let (status, reply) = self.call(1, method, body.clone()).await;
        assert_eq!(status, 200, "{method} {body}: {reply}");
        reply["result"]["items"].as_array().unwrap().clone()
    }

    async fn ids(&self, method: &str, body: Value) -> Vec<u64> {
        let items = self.items(method, body).await;
        items
            .iter()
            .map(|item| item["id"].as_u64().unwrap())
            .collect()
    }
}

// Proves: P-178, P-183, P-184, P-188
#[tokio::test]
async fn the_log_is_listed() {
    let server = Server::seeded().await;
    let first: Vec<u64> = (1..=50).collect();
    assert_eq!(server.ids("list", json!({})).await, first);
    let last = json!({"pagination": {"page": 3}});
    assert_eq!(
        server.ids("list", last).await,
        (101..=SEEDED).collect::<Vec<_>>()
    );
    let body = json!({
        "select": ["id", "auditTypeId", "userId"],
        "filter": [
            ["severity", ["SECURITY", "ERROR"]],
            ["timestampX", "<", "2026-01-01T02:30:00+00:00"],
            {"logic": "or", "conditions": [["userId", null], ["userId", ">", 1]]},
        ],
        "order": {"auditTypeId": "DESC", "id": "DESC"},
    });
    let login = |id: u64, user: u64| json!({"id": id, "auditTypeId": "USER_LOGIN", "userId": user});
    let failed = |id: u64| json!({"id": id, "auditTypeId": "AGENT_FAILED", "userId": null});
    assert_eq!(
        server.items("list", body).await,
        [login(7, 2), failed(8), failed(4)]
    );
    let (status, reply) = server
        .call(1, "list", json!({"filter": [["description", "x"]]}))
        .await;
    let field = &reply["error"]["validation"][0]["field"];
    assert_eq!((status, field), (400, &json!("filter.description")));
}

// Proves: P-170, P-188
#[tokio::test]
async fn an_entry_is_found_by_its_id() {
    let server = Server::seeded().await;
    let (_, reply) = server.call(1, "get", json!({"id": 3})).await;
    let entry = json!({
        "id": 3, "timestampX": "2026-01-01T00:45:00+00:00", "severity": "SECURITY", "auditTypeId": "USER_LOGIN",
        "moduleId": "main", "itemId": "21", "remoteAddr": "192.0.2.3", "userId": 1, "description": "Event 3",
    });
    assert_eq!(reply["result"], json!({"item": entry}));
    let (status, reply) = server.call(1, "get", json!({"id": 999})).await;
    assert_eq!(status, 400);
    assert_eq!(
        reply["error"]["message"],
        "Record with ID = `999` not found"
    );
}

// Proves: P-185
#[tokio::test]
async fn the_log_is_read_on() {
    let server = Server::seeded().await;
    let security = json!([["severity", "SECURITY"]]);
    let after = |id: u64| json!({"filter": security, "cursor": {"value": id, "limit": 20}});
    let mut all = Vec::new();
    loop {
        let ids = server
            .ids("tail", after(all.last().copied().unwrap_or(0)))
            .await;
        if ids.is_empty() {
            break;
        }
        all.extend(ids);
    }
    assert_eq!(
        all,
        (1..=SEEDED).filter(|id| id % 4 == 3).collect::<Vec<_>>()
    );
    let entry = EventLog {
        id: 0,
        timestamp_x: DateTime::EPOCH,
        severity: Severity::Security,
        audit_type_id: "USER_BLOCKED".to_owned(),
        module_id: "security".to_owned(),
        item_id: None,
        remote_addr: None,
        user_id: None,
        description: None,
    };
    let id = record(&server.1, &entry).await.unwrap();
    assert_eq!(server.ids("tail", after(SEEDED)).await, [id]);
}

// Proves: P-186
#[tokio::test]
async fn the_log_is_counted() {
    let server = Server::seeded().await;
    let select = json!({
        "count": {"id": "entries"}, "countDistinct": ["moduleId"], "min": ["timestampX"], "max": {"timestampX": "last"},
    });
    let filter = json!([["severity", ["SECURITY", "ERROR"]]]);
    let body = json!({"select": select, "filter": filter});
    let (status, reply) = server.call(1, "aggregate", body).await;
    assert_eq!(status, 200, "{reply}");
    let expected = json!({
        "count": {"entries": SEEDED / 2},
        "countDistinct": {"moduleId": 2},
        "min": {"timestampX": "2026-01-01T00:45:00+00:00"},
        "max": {"last": "2026-01-02T06:00:00+00:00"},
    });
    assert_eq!(reply["result"], json!({"result": expected}));
    let body = json!({"select": {"avg": ["moduleId"]}});
    let (status, reply) = server.call(1, "aggregate", body).await;
    let field = &reply["error"]["validation"][0]["field"];
    assert_eq!((status, field), (400, &json!("select.avg.moduleId")));
}

// Proves: P-193, P-195
#[tokio::test]
async fn who_sees_what() {
    let server = Server::seeded().await;
    for method in ["list", "get", "tail", "aggregate"] {
        let body = json!({"id": 1, "select": {"count": ["id"]}});
        let (status, reply) = server.call(2, method, body).await;
        let code = &reply["error"]["code"];
        assert_eq!(status, 403, "{reply}");
        assert_eq!(code, "BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION");
    }
    let (_, reply) = server
        .call(3, "get", json!({"id": 1, "select": ["id", "description"]}))
        .await;
    assert_eq!(reply["result"]["item"], json!({"id": 1}));
    // What fields there are is no secret.
    let (_, reply) = server
        .call(2, "field.list", json!({"select": ["name", "sortable"]}))
        .await;
    let fields = reply["result"]["items"].as_array().unwrap();
    assert_eq!(fields.len(), 9);
    assert_eq!(fields[1], json!({"name": "timestampX", "sortable": true}));
    let (_, reply) = server
        .call(2, "field.get", json!({"name": "severity"}))
        .await;
    let severity = &reply["result"]["item"];
    assert_eq!(
        (&severity["type"], &severity["title"]),
        (&json!("string"), &json!("How much it matters"))
    );
}

/// Whatever they are called with.
#[tokio::test]
async fn all_methods_do_what_they_declare() {
    let rows = MemoryStore::new().rows("portal");
    seed(&rows).await.unwrap();
    let report = api(rows).contract().await;
    assert!(report.methods() >= 5 && report.examples() >= 2, "{report}");
    report.assert();
}
