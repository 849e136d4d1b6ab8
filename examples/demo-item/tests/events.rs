//! What an application hears of items, over HTTP, by a sender that keeps what would be sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::{Array, BoxFuture, RestApi, RestService, Value as Parameter};
use bitrix_rest_methods::accounts::{ApplicationRecord, SecretHash, TokenRecord, UserRecord};
use bitrix_rest_methods::events::{Delivery, SendError, Sender};
use bitrix_rest_methods::oauth::{Endpoints, OAuth};
use bitrix_rest_methods::{Events, Licence, MemoryStore, Store};
use demo_item::{SEEDED, seed};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// Keeps what would be sent.
#[derive(Debug, Clone, Default)]
struct Kept(Arc<Mutex<Vec<Array>>>);

impl Sender for Kept {
    fn send(&self, delivery: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>> {
        let form = query::parse(delivery.form.as_bytes(), &FormLimits::default());
        self.0.lock().unwrap().push(form);
        Box::pin(async { Ok(StatusCode::OK) })
    }
}

struct Portal {
    service: RestService,
    events: Events,
    kept: Kept,
}

impl Portal {
    /// With the methods of the basic scope, and an application whose token `token` has the scope `demo`, and `bare` none.
    async fn start() -> Self {
        let store = MemoryStore::new();
        let (accounts, rows) = (store.accounts("portal"), store.rows("portal"));
        seed(&rows).await.unwrap();
        let mut admin = UserRecord::new(1, "admin");
        admin.administrator = true;
        accounts.put(admin).await.unwrap();
        let mut application = ApplicationRecord::new("app.1", SecretHash::of("secret"));
        application.scopes = ["demo"].into_iter().collect();
        accounts.put(application).await.unwrap();
        for (secret, scopes) in [("token", &["demo"][..]), ("bare", &[])] {
            let end = i64::MAX.unsigned_abs();
            let mut token = TokenRecord::new(SecretHash::of(secret), "app.1", 1, end);
            token.scopes = scopes.iter().copied().collect();
            accounts.put(token).await.unwrap();
        }
        let oauth = OAuth::new(
            accounts.clone(),
            Endpoints::at("https://portal.example").unwrap(),
        );
        let kept = Kept::default();
        let events = Events::builder(oauth, rows.clone(), kept.clone());
        let events = events.build().unwrap();
        let api = RestApi::collect()
            .state(store.options())
            .state(accounts.clone())
            .state(rows)
            .state(events.clone())
            .state(Licence::default())
            .authenticator(accounts)
            .build()
            .unwrap();
        Self {
            service: api.into_service_at("/rest"),
            events,
            kept,
        }
    }

    async fn call(&self, token: &str, method: &str, body: Value) -> Value {
        let request = Request::post(format!("/rest/{method}"))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(body.to_string()));
        let reply = self.service.clone().oneshot(request.unwrap()).await;
        let bytes = reply.unwrap().into_body().collect().await.unwrap();
        serde_json::from_slice(&bytes.to_bytes()).unwrap()
    }

    /// Event and id of the item, of all that was sent.
    async fn told(&self) -> Vec<(String, String)> {
        assert_eq!(self.events.finish(Duration::from_secs(10)).await, 0);
        let all = std::mem::take(&mut *self.kept.0.lock().unwrap());
        let text = |value: Option<&Parameter>| value.unwrap().as_str().unwrap().to_owned();
        let of = |form: &Array| {
            let data = form.get("data").unwrap().as_array().unwrap();
            assert_eq!(data.len(), 1, "{form:?}");
            let fields = data.get("FIELDS").unwrap().as_array().unwrap();
            assert_eq!(fields.len(), 1, "{form:?}");
            (text(form.get("event")), text(fields.get("ID")))
        };
        all.iter().map(of).collect()
    }
}

// Proves: P-299
#[tokio::test]
async fn an_application_hears_of_what_happens_to_items() {
    let portal = Portal::start().await;
    let names = ["ONDEMOITEMADD", "ONDEMOITEMUPDATE", "ONDEMOITEMDELETE"];
    let listed = portal
        .call("token", "events", json!({"SCOPE": "demo"}))
        .await;
    assert_eq!(listed["result"], json!(names));
    for event in names {
        let binding = json!({"event": event, "handler": "https://app.example/"});
        let refused = portal.call("bare", "event.bind", binding.clone()).await;
        assert_eq!(refused["error"], "ERROR_EVENT_NOT_FOUND");
        let bound = portal.call("token", "event.bind", binding).await;
        assert_eq!(bound["result"], true, "{bound}");
    }
    let id = SEEDED + 1;
    let fields = json!({"TITLE": "Cup"});
    let added = portal.call("token", "demo.item.add", json!({"fields": fields}));
    assert_eq!(added.await["result"], id);
    let change = json!({"id": id, "fields": {"PRICE": 3}});
    portal.call("token", "demo.item.update", change).await;
    portal
        .call("token", "demo.item.delete", json!({"id": id}))
        .await;
    let expected = names.map(|name| (name.to_owned(), id.to_string()));
    assert_eq!(portal.told().await, expected);
}

#[tokio::test]
async fn what_did_not_happen_is_not_told() {
    let portal = Portal::start().await;
    for event in ["onDemoItemAdd", "onDemoItemUpdate", "onDemoItemDelete"] {
        let binding = json!({"event": event, "handler": "https://app.example/"});
        portal.call("token", "event.bind", binding).await;
    }
    let title = json!({"TITLE": "Cup"});
    for (method, body) in [
        ("add", json!({"fields": {"TITLE": " "}})),
        ("update", json!({"id": 999, "fields": title})),
        ("update", json!({"id": 1, "fields": {"TITLE": ""}})),
        ("delete", json!({"id": 999})),
    ] {
        let name = format!("demo.item.{method}");
        let refused = portal.call("token", &name, body);
        assert!(refused.await["error"].is_string(), "{method}");
    }
    let refused = portal.call("bare", "demo.item.add", json!({"fields": title}));
    assert_eq!(refused.await["error"], "insufficient_scope");
    portal
        .call("token", "demo.item.get", json!({"id": 1}))
        .await;
    assert_eq!(portal.told().await, []);
}
