//! A portal with applications that bind events, and a module that fires some.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use bitrix_rest::{Error, RestApi, rest_method};
use bitrix_rest_methods::accounts::{
    ApplicationRecord, ApplicationStatus, SecretHash, TokenRecord, UserRecord, WebhookRecord,
};
use bitrix_rest_methods::events::{EventType, EventsBuilder, HttpSender};
use bitrix_rest_methods::oauth::{Endpoints, OAuth};
use bitrix_rest_methods::{
    Accounts, Applications, Events, Licence, MemoryStore, PostgresStore, SqliteStore, Store,
};
use bitrix_rest_tests::postgres;
use bitrix_rest_tests::server::{Answer, Server};
use serde::Serialize;
use serde_json::{Value, json};
use tempfile::TempDir;

/// When every test begins.
pub const START: u64 = 1_782_907_445;

/// An item was added.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ItemAdded {
    pub fields: Fields,
}
bitrix_rest_methods::declare_event!(ItemAdded, EventType::new("onDemoItemAdd", "demo"));

/// What it says of the item.
#[derive(Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct Fields {
    pub id: u64,
    pub hidden: bool,
    pub shown: bool,
    pub comment: Option<String>,
    pub tags: Vec<String>,
}

/// Adds an item: nothing but its event.
#[rest_method("demo.item.add", scope = custom("demo"))]
async fn demo_item_add(
    events: Events,
    /// The id of the item.
    #[param]
    id: u64,
) -> Result<u64, Error> {
    let fields = Fields {
        id,
        hidden: false,
        shown: true,
        comment: None,
        tags: Vec::new(),
    };
    events.fire(ItemAdded { fields }).await;
    Ok(id)
}

/// Adds two items.
#[rest_method("demo.item.add2", scope = custom("demo"))]
async fn demo_item_add2(events: Events) -> Result<bool, Error> {
    for id in [101, 102] {
        let fields = Fields {
            id,
            hidden: false,
            shown: false,
            comment: None,
            tags: Vec::new(),
        };
        events.fire(ItemAdded { fields }).await;
    }
    Ok(true)
}

pub struct Portal {
    pub accounts: Accounts,
    pub store: Arc<dyn Store>,
    pub events: Events,
    pub applications: Applications,
    pub oauth: OAuth,
    clock: Arc<AtomicU64>,
    pub server: Server,
    _folder: Option<TempDir>,
}

impl Portal {
    /// One on each engine.
    pub async fn each() -> [Self; 2] {
        Self::each_with(|events| events, Licence::default()).await
    }

    pub async fn each_with(
        settings: impl Fn(EventsBuilder) -> EventsBuilder,
        licence: Licence,
    ) -> [Self; 2] {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteStore::open(folder.path().join("portal.db"));
        let file = Arc::new(file.await.unwrap());
        [
            Self::on(Arc::new(MemoryStore::new()), None, &settings, &licence).await,
            Self::on(file, Some(folder), &settings, &licence).await,
        ]
    }

    /// One on each engine, also on a database.
    pub async fn on_every_engine(
        settings: impl Fn(EventsBuilder) -> EventsBuilder,
        licence: Licence,
    ) -> Vec<Self> {
        let database = tokio::task::spawn_blocking(|| postgres::shared()?.create_database());
        let url = database.await.unwrap().unwrap();
        let store = Arc::new(PostgresStore::connect(&url).await.unwrap());
        let on_database = Self::on(store, None, &settings, &licence).await;
        let mut all = Vec::from(Self::each_with(settings, licence).await);
        all.push(on_database);
        all
    }

    /// Two on the same database.
    pub async fn on_one_database() -> [Self; 2] {
        let database = tokio::task::spawn_blocking(|| postgres::shared()?.create_database());
        let url = database.await.unwrap().unwrap();
        let stores = [
            PostgresStore::connect(&url).await.unwrap(),
            PostgresStore::connect(&url).await.unwrap(),
        ];
        let [one, two] = stores.map(Arc::new);
        let (settings, licence) = (|events| events, Licence::default());
        [
            Self::on(one, None, &settings, &licence).await,
            Self::on(two, None, &settings, &licence).await,
        ]
    }

    async fn on(
        store: Arc<dyn Store>,
        folder: Option<TempDir>,
        settings: &impl Fn(EventsBuilder) -> EventsBuilder,
        licence: &Licence,
    ) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let now = clock.clone();
        let accounts = store.accounts("member.1");
        let accounts = accounts.with_clock(move || now.load(Ordering::SeqCst));
        fill(&accounts).await;
        let endpoints = Endpoints::at("https://portal.example:8443").unwrap();
        let endpoints = endpoints.with_server("https://oauth.example").unwrap();
        let oauth = OAuth::new(accounts.clone(), endpoints);
        let router = oauth.clone().into_router();
        let events = Events::builder(
            oauth.clone(),
            store.rows("member.1"),
            HttpSender::new().unwrap(),
        );
        let events = settings(events).build().unwrap();
        let api = RestApi::collect()
            .state(store.options())
            .state(accounts.clone())
            .state(events.clone())
            .state(licence.clone())
            .authenticator(accounts.clone())
            .webhooks_over_http(true)
            .time_zone("+03:00")
            .build()
            .unwrap();
        let applications = Applications::new(events.clone(), store.options());
        Self {
            accounts,
            store,
            events,
            applications,
            oauth,
            clock,
            server: Server::routing(router.fallback_service(api.into_service_at("/rest"))),
            _folder: folder,
        }
    }

    /// Lets seconds go by.
    pub fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Calls with a token.
    pub async fn call(&self, token: &str, method: &str, parameters: Value) -> Answer {
        let request = Request::post(format!("/rest/{method}"))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"));
        let body = parameters.to_string().into();
        self.server.send(request.body(body)).await
    }

    /// The result of such a call.
    pub async fn result(&self, token: &str, method: &str, parameters: Value) -> Value {
        let answer = self.call(token, method, parameters).await;
        assert_eq!(answer.status, 200, "{method}: {}", answer.text);
        answer.result()
    }

    pub async fn bind(&self, token: &str, event: &str, handler: &str) {
        let parameters = json!({"event": event, "handler": handler});
        assert_eq!(self.result(token, "event.bind", parameters).await, true);
    }

    pub async fn bind_offline(&self, token: &str, event: &str) {
        let parameters = json!({"event": event, "event_type": "offline"});
        assert_eq!(self.result(token, "event.bind", parameters).await, true);
    }

    /// Adds an item as the administrator, by `app.1`.
    pub async fn add_item(&self, id: u64) {
        assert_eq!(
            self.result("adm", "demo.item.add", json!({"id": id})).await,
            id
        );
    }

    /// The pair of tokens that `app.1` gets for a refresh token.
    pub async fn refresh(&self, token: &str) -> Value {
        let query = format!(
            "grant_type=refresh_token&client_id=app.1&client_secret=secret%20of%20app.1&refresh_token={token}"
        );
        let request = Request::get(format!("/oauth/token/?{query}"));
        let answer = self.server.send(request.body(Body::empty())).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    /// Waits until all that was fired is sent.
    pub async fn settle(&self) {
        assert_eq!(self.events.finish(Duration::from_secs(20)).await, 0);
    }
}

/// Users 1 (an administrator), 7, and 9, who is dismissed; `app.1`, a trial, and `app.2`, local, both with the scopes `crm` and
/// `demo`; tokens `adm` and `ada` of users 1 and 7 for `app.1`, `adm2` of user 1 for `app.2`, `bare` of user 1 for `app.1` without
/// scopes; a webhook of user 1 that speaks for `app.1`.
async fn fill(accounts: &Accounts) {
    let mut admin = UserRecord::new(1, "admin");
    admin.administrator = true;
    accounts.put(admin).await.unwrap();
    accounts.put(UserRecord::new(7, "ada")).await.unwrap();
    let mut dismissed = UserRecord::new(9, "carol");
    dismissed.active = false;
    accounts.put(dismissed).await.unwrap();
    for (id, status) in [
        ("app.1", ApplicationStatus::Trial),
        ("app.2", ApplicationStatus::Local),
    ] {
        let secret = SecretHash::of(&format!("secret of {id}"));
        let mut application = ApplicationRecord::new(id, secret);
        application.scopes = ["crm", "demo"].into_iter().collect();
        application.status = status;
        accounts.put(application).await.unwrap();
    }
    for (secret, application, user, scopes) in [
        ("adm", "app.1", 1, &["crm", "demo"][..]),
        ("ada", "app.1", 7, &["crm", "demo"]),
        ("adm2", "app.2", 1, &["crm", "demo"]),
        ("bare", "app.1", 1, &[]),
    ] {
        let end = i64::MAX.unsigned_abs();
        let mut token = TokenRecord::new(SecretHash::of(secret), application, user, end);
        token.scopes = scopes.iter().copied().collect();
        accounts.put(token).await.unwrap();
    }
    let hook = WebhookRecord::new(1, 1, SecretHash::of("hook")).with_scopes(["demo"]);
    accounts.put(hook.with_application("app.1")).await.unwrap();
}
