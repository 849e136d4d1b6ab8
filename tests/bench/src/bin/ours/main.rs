//! The same server made of annotated methods: those of `bitrix-rest-methods`, with everything that is on by default.

use bitrix_rest::RestApi;
use bitrix_rest_bench::{APPLICATION, CODE, PORTAL, USER};
use bitrix_rest_methods::accounts::{
    AccountStore, ApplicationRecord, SecretHash, UserRecord, WebhookRecord,
};
use bitrix_rest_methods::{Accounts, MemoryAccounts, MemoryOptions, Options, StoreError};

/// One user, one application, and a webhook of that user that is tied to that application.
async fn demo() -> Result<MemoryAccounts, StoreError> {
    let store = MemoryAccounts::new();
    store.put_user(UserRecord::new(USER, "ada")).await?;
    store
        .put_application(ApplicationRecord::new(
            APPLICATION,
            SecretHash::of("unused"),
        ))
        .await?;
    let mut webhook = WebhookRecord::new(1, USER, SecretHash::of(CODE));
    webhook.application = Some(APPLICATION.into());
    store.put_webhook(webhook).await?;
    Ok(store)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(demo())?;
    let api = RestApi::collect()
        .state(Options::new(MemoryOptions::new()))
        .authenticator(Accounts::new(PORTAL, store))
        // The benchmark is about the calls, not about TLS.
        .webhooks_over_http(true)
        .build()?;
    bitrix_rest_bench::serve(api.into_service_at("/rest"))
}
