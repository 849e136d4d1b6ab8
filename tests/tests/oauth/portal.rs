//! A portal with an authorization server, asked without a socket.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use bitrix_rest::RestApi;
use bitrix_rest_methods::accounts::{
    Access, Account, AccountKey, ApplicationRecord, ApplicationStatus, CodeRecord,
    RefreshTokenRecord, SecretHash, UserRecord,
};
use bitrix_rest_methods::oauth::{Endpoints, OAuth, UncheckedSignIn};
use bitrix_rest_methods::{Accounts, MemoryStore, SqliteStore, Store};
use bitrix_rest_tests::server::Server;
use serde_json::Value;
use tempfile::TempDir;

/// When every test begins.
pub const START: u64 = 1_782_907_445;

/// What an application of the portal shows.
pub const CLIENT: &str = "client_id=app.1&client_secret=app%20secret";

pub struct Portal {
    pub accounts: Accounts,
    pub store: Arc<dyn Store>,
    clock: Arc<AtomicU64>,
    server: Server,
    _folder: Option<TempDir>,
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// A text of its JSON.
    pub fn field(&self, name: &str) -> String {
        self.json()[name]
            .as_str()
            .unwrap_or_else(|| panic!("no {name} in {}", self.text))
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a refusal, which has exactly two fields (P-104).
    pub fn error(&self) -> (u16, String) {
        let json = self.json();
        assert_eq!(json.as_object().unwrap().len(), 2, "{}", self.text);
        assert!(!self.field("error_description").is_empty());
        (self.status, self.field("error"))
    }
}

impl Portal {
    /// One on each engine.
    pub async fn each() -> [Self; 2] {
        Self::each_with(|oauth| oauth).await
    }

    pub async fn each_with(settings: impl Fn(OAuth) -> OAuth) -> [Self; 2] {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteStore::open(folder.path().join("portal.db"))
            .await
            .unwrap();
        [
            Self::on(Arc::new(MemoryStore::new()), None, &settings).await,
            Self::on(Arc::new(file), Some(folder), &settings).await,
        ]
    }

    async fn on(
        store: Arc<dyn Store>,
        folder: Option<TempDir>,
        settings: &impl Fn(OAuth) -> OAuth,
    ) -> Self {
        let clock = Arc::new(AtomicU64::new(START));
        let now = clock.clone();
        let accounts = store.accounts("member.1");
        let accounts = accounts.with_clock(move || now.load(Ordering::SeqCst));
        fill(&accounts).await;
        let endpoints = Endpoints::at("https://portal.example:8443/rest/")
            .unwrap()
            .with_server("https://oauth.example")
            .unwrap();
        let oauth =
            settings(OAuth::new(accounts.clone(), endpoints.clone()).sign_in(UncheckedSignIn));
        let api = RestApi::collect()
            .state(store.options())
            .state(accounts.clone())
            .state(endpoints)
            .authenticator(accounts.clone())
            .build()
            .unwrap();
        let router = oauth
            .into_router()
            .fallback_service(api.into_service_at("/rest"));
        Self {
            accounts,
            store,
            clock,
            server: Server::routing(router),
            _folder: folder,
        }
    }

    /// Another authorization server over the same accounts.
    pub fn beside(&self, oauth: OAuth) -> Self {
        Self {
            accounts: self.accounts.clone(),
            store: self.store.clone(),
            clock: self.clock.clone(),
            server: Server::routing(oauth.into_router()),
            _folder: None,
        }
    }

    /// Ends the paid period of an application.
    pub async fn owes(&self, client_id: &str) {
        let key = AccountKey::Application(client_id.into());
        let Some(Account::Application(mut application)) = self.accounts.get(&key).await.unwrap()
        else {
            panic!("{client_id}");
        };
        application.payment_expired = true;
        self.accounts.put(application).await.unwrap();
    }

    /// Lets seconds go by.
    pub fn wait(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let answer = self.server.send(Ok(request)).await;
        Answer {
            status: answer.status,
            headers: answer.headers,
            text: answer.text,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.verb(Method::GET, path).await
    }

    pub async fn verb(&self, verb: Method, path: &str) -> Answer {
        let request = Request::builder().method(verb).uri(path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn form(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header("content-type", FORM);
        self.send(request.body(form.to_owned().into()).unwrap())
            .await
    }

    /// Asks for tokens by `refresh_token`.
    pub async fn refresh(&self, token: &str) -> Answer {
        let form = format!("grant_type=refresh_token&{CLIENT}&refresh_token={token}");
        self.form("/oauth/token/", &form).await
    }

    /// A code of user 7 for `app.1`, as the store has it after a sign-in.
    pub async fn code(&self, code: &str) {
        let mut record = CodeRecord::new(SecretHash::of(code), "app.1", 7, START + 30);
        record.scopes = ["crm", "user"].into_iter().collect();
        self.accounts.put(record).await.unwrap();
    }

    /// A refresh token of user 7 for `app.1`.
    pub async fn refresh_token(&self, token: &str) {
        let end = START + RefreshTokenRecord::LIFETIME;
        let mut record = RefreshTokenRecord::new(SecretHash::of(token), "app.1", 7, end);
        record.scopes = ["crm", "user"].into_iter().collect();
        self.accounts.put(record).await.unwrap();
    }
}

pub const FORM: &str = "application/x-www-form-urlencoded";

/// Users 7 and 8, a dismissed user 9, and applications for every case.
async fn fill(accounts: &Accounts) {
    let mut ada = UserRecord::new(7, "ada");
    ada.name = "Ada".to_owned();
    ada.last_name = "<b>Lovelace".to_owned();
    accounts.put(ada).await.unwrap();
    accounts.put(UserRecord::new(8, "bob")).await.unwrap();
    let mut dismissed = UserRecord::new(9, "carol");
    dismissed.active = false;
    accounts.put(dismissed).await.unwrap();
    let application = |id: &str| ApplicationRecord::new(id, SecretHash::of("app secret"));
    let mut one = application("app.1");
    one.scopes = ["crm", "user"].into_iter().collect();
    one.status = ApplicationStatus::Trial;
    one.access = Access::Users(vec![7, 9]);
    one.redirect_uri = Some("https://app.example/back?from=b24".to_owned());
    accounts.put(one).await.unwrap();
    let mut off = application("app.off");
    off.active = false;
    off.redirect_uri = Some("https://app.example/".to_owned());
    accounts.put(off).await.unwrap();
    accounts.put(application("app.2")).await.unwrap();
    let mut script = application("<script>alert(1)</script>\"'&");
    script.redirect_uri = Some("http://app.example".to_owned());
    script.scopes = ["<i>"].into_iter().collect();
    accounts.put(script).await.unwrap();
    let mut nowhere = application("app.nowhere");
    nowhere.redirect_uri = Some("javascript:alert(1)".to_owned());
    accounts.put(nowhere).await.unwrap();
}
