//! A portal with users, and tokens and webhooks named after the scopes they hold.

use bitrix_rest::{Builder, RestApi};
use bitrix_rest_methods::accounts::{
    ApplicationRecord, Gender, SecretHash, TokenRecord, UserRecord, WebhookRecord,
};
use bitrix_rest_methods::{Accounts, MemoryStore, Store};
use bitrix_rest_tests::server::{Answer, Server};
use serde_json::{Value, json};

pub fn ada() -> UserRecord {
    let mut ada = UserRecord::new(7, "ada");
    ada.name = "Ada".to_owned();
    ada.last_name = "Lovelace".to_owned();
    ada.email = "ada@example.com".to_owned();
    ada.gender = Some(Gender::Female);
    ada.photo = "https://example.com/ada.png".to_owned();
    ada.time_zone = "Europe/London".to_owned();
    ada.work_position = "Analyst".to_owned();
    ada.departments = vec![1, 12];
    ada
}

pub fn ada_in_full() -> Value {
    json!({
        "ID": "7", "ACTIVE": true, "NAME": "Ada", "LAST_NAME": "Lovelace", "EMAIL": "ada@example.com",
        "TIME_ZONE": "Europe/London", "PERSONAL_GENDER": "F", "PERSONAL_PHOTO": "https://example.com/ada.png",
        "WORK_POSITION": "Analyst", "UF_DEPARTMENT": [1, 12], "USER_TYPE": "employee"
    })
}

pub fn named(id: u64, name: &str, last_name: &str) -> UserRecord {
    let mut user = UserRecord::new(id, format!("user{id}"));
    name.clone_into(&mut user.name);
    last_name.clone_into(&mut user.last_name);
    user
}

/// Users 1 (the administrator), 7 (Ada), 8 (without names), 10 (dismissed) and 100. Of Ada: tokens and webhooks named
/// after the scopes they hold (`none`, `user`, `user_basic`, `user_brief`). Of the administrator: token `adm`.
pub async fn accounts() -> Accounts {
    let accounts = MemoryStore::new().accounts("portal");
    let mut admin = named(1, "Grace", "Hopper");
    admin.administrator = true;
    admin.gender = Some(Gender::Female);
    admin.email = "grace@example.com".to_owned();
    admin.departments = vec![1];
    let mut dismissed = named(10, "Alan", "Turing");
    dismissed.active = false;
    dismissed.gender = Some(Gender::Male);
    dismissed.departments = vec![12];
    let last = named(100, "adam", "Ries");
    for user in [admin, ada(), UserRecord::new(8, "ben"), dismissed, last] {
        accounts.put(user).await.unwrap();
    }
    let application = ApplicationRecord::new("app.1", SecretHash::of("client secret"));
    accounts.put(application).await.unwrap();
    let token = |secret: &str, user| {
        TokenRecord::new(SecretHash::of(secret), "app.1", user, i64::MAX as u64)
    };
    for (id, scope) in (1..).zip(["none", "user", "user_basic", "user_brief"]) {
        let mut token = token(scope, 7);
        token.scopes = [scope].into_iter().collect();
        accounts.put(token).await.unwrap();
        let hook = WebhookRecord::new(id, 7, SecretHash::of(scope));
        accounts.put(hook.with_scopes([scope])).await.unwrap();
    }
    let mut admin = token("adm", 1);
    admin.scopes = ["user"].into_iter().collect();
    accounts.put(admin).await.unwrap();
    accounts.put(token("ben", 8)).await.unwrap();
    accounts
}

pub fn builder(accounts: &Accounts) -> Builder {
    RestApi::collect()
        .state(MemoryStore::new().options())
        .state(accounts.clone())
        .authenticator(accounts.clone())
        .webhooks_over_http(true)
}

pub fn server(accounts: &Accounts) -> Server {
    Server::of(builder(accounts).build().unwrap())
}

/// By token and by webhook, with this scope.
pub fn paths(method: &str, scope: &str) -> [String; 2] {
    [
        format!("/rest/{method}?auth={scope}"),
        format!("/rest/7/{scope}/{method}"),
    ]
}

pub fn ids(answer: &Answer) -> Vec<String> {
    let result = answer.result();
    let rows = result
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.text));
    rows.iter()
        .map(|row| row["ID"].as_str().unwrap().to_owned())
        .collect()
}
