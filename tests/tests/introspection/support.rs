//! A portal with applications, tokens and webhooks to ask from, and a module with methods of its own.

use bitrix_rest::{Builder, Error, RestApi, rest_method};
use bitrix_rest_methods::accounts::{
    ApplicationRecord, ApplicationStatus, SecretHash, TokenRecord, UserRecord, WebhookRecord,
};
use bitrix_rest_methods::introspection::{AppInfo, FeatureGet, MethodGet, Scope};
use bitrix_rest_methods::{Accounts, Licence, MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

mod acme {
    use super::{Error, rest_method};

    /// Of the scope `crm`.
    #[rest_method("acme.deal", scope = "crm")]
    pub async fn deal() -> Result<bool, Error> {
        Ok(true)
    }

    /// Not listed.
    #[rest_method("acme.secret", scope = "crm", private)]
    pub async fn secret() -> Result<bool, Error> {
        Ok(true)
    }

    /// Of a scope that only it has, and with two names.
    #[rest_method("acme.widget", scope = custom("acme"), alias = "acme.gadget")]
    pub async fn widget() -> Result<bool, Error> {
        Ok(true)
    }

    /// Of the scope `user`.
    #[rest_method("acme.colleague", scope = "user")]
    pub async fn colleague() -> Result<bool, Error> {
        Ok(true)
    }

    /// A name that stands for a file.
    #[rest_method("download", scope = "basic")]
    pub async fn download() -> Result<bool, Error> {
        Ok(true)
    }

    /// Likewise.
    #[rest_method("upload", scope = "basic")]
    pub async fn upload() -> Result<bool, Error> {
        Ok(true)
    }
}

pub const BASIC: [&str; 6] = [
    "app.info",
    "batch",
    "feature.get",
    "method.get",
    "methods",
    "scope",
];

/// Everything basic, and these besides.
pub fn with_basic(names: &[&str]) -> Value {
    let mut all = [&BASIC, names].concat();
    all.sort_unstable();
    json!(all)
}

pub fn token(secret: &str, application: &str, user: u64, scopes: &[&str]) -> TokenRecord {
    let mut token = TokenRecord::new(SecretHash::of(secret), application, user, i64::MAX as u64);
    token.scopes = scopes.iter().copied().collect();
    token
}

/// Users 1 (an administrator) and 7; tokens `none`, `crm`, `brief` of user 7, named after their scopes; webhooks of user
/// 7: `sec` with the scopes `crm` and `task`, `bare` without, `tied` that speaks for `app.1`.
pub async fn accounts() -> Accounts {
    let accounts = MemoryStore::new().accounts("portal");
    let mut admin = UserRecord::new(1, "admin");
    admin.administrator = true;
    let mut application = ApplicationRecord::new("app.1", SecretHash::of("client secret"));
    application.code = "acme.app".to_owned();
    application.version = 4;
    application.status = ApplicationStatus::Paid;
    application.installed = false;
    let hook = |id, code| WebhookRecord::new(id, 7, SecretHash::of(code));
    accounts.put(admin).await.unwrap();
    accounts.put(UserRecord::new(7, "ada")).await.unwrap();
    accounts.put(application).await.unwrap();
    let other = ApplicationRecord::new("app.2", SecretHash::of("client secret"));
    accounts.put(other).await.unwrap();
    for token in [
        token("none", "app.1", 7, &[]),
        token("crm", "app.1", 7, &["crm"]),
        token("brief", "app.2", 7, &["user_brief"]),
    ] {
        accounts.put(token).await.unwrap();
    }
    for hook in [
        hook(1, "sec").with_scopes(["crm", "task"]),
        hook(2, "bare"),
        hook(3, "tied").with_application("app.1"),
    ] {
        accounts.put(hook).await.unwrap();
    }
    accounts
}

#[expect(deprecated, reason = "`methods` is tested, too")]
pub async fn api(settings: impl FnOnce(Builder) -> Builder) -> RestApi {
    let accounts = accounts().await;
    let builder = RestApi::explicit()
        .method::<Scope>()
        .method::<bitrix_rest_methods::introspection::Methods>()
        .method::<MethodGet>()
        .method::<FeatureGet>()
        .method::<AppInfo>()
        .method::<acme::AcmeDeal>()
        .method::<acme::AcmeSecret>()
        .method::<acme::AcmeWidget>()
        .method::<acme::AcmeColleague>()
        .method::<acme::Download>()
        .method::<acme::Upload>()
        .state(accounts.clone())
        .authenticator(accounts)
        .webhooks_over_http(true);
    settings(builder).build().unwrap()
}

pub async fn server() -> Server {
    Server::of(api(|builder| builder).await)
}

pub async fn licensed(licence: Licence) -> Server {
    Server::of(api(|builder| builder.state(licence)).await)
}

/// What a call answers, however its parameters are sent: as JSON, in a form, in the query.
pub async fn asked(server: &Server, path: &str, parameters: Value) -> Value {
    let fields = parameters.as_object().unwrap();
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
        .collect();
    let form = pairs.join("&");
    let by_json = server.post(path, &parameters).await;
    assert_eq!(by_json.status, 200, "{path} {parameters}: {}", by_json.text);
    let by_form = server.form(path, &form).await;
    assert_eq!(by_form.result(), by_json.result(), "{path} {form}");
    let mark = if path.contains('?') { '&' } else { '?' };
    let by_query = server.get(&format!("{path}{mark}{form}")).await;
    assert_eq!(by_query.result(), by_json.result(), "{path} {form}");
    by_json.result()
}
