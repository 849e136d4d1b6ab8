//! The same server made of annotated methods: those of `bitrix-rest-methods`, with everything that is on by default.

use bitrix_rest::RestApi;
use bitrix_rest_bench::{APPLICATION, CODE, PORTAL, USER};
use bitrix_rest_methods::accounts::{ApplicationRecord, SecretHash, UserRecord, WebhookRecord};
use bitrix_rest_methods::{Accounts, MemoryStore, Store, StoreError};

/// One user, one application, and a webhook of that user that is tied to that application.
async fn demo(accounts: &Accounts) -> Result<(), StoreError> {
    accounts.put(UserRecord::new(USER, "ada")).await?;
    let secret = SecretHash::of("unused");
    accounts
        .put(ApplicationRecord::new(APPLICATION, secret))
        .await?;
    let webhook = WebhookRecord::new(1, USER, SecretHash::of(CODE));
    accounts.put(webhook.with_application(APPLICATION)).await
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = MemoryStore::new();
    let accounts = store.accounts(PORTAL);
    tokio::runtime::Builder::new_current_thread()
        .build()?
        .block_on(demo(&accounts))?;
    let api = RestApi::collect()
        .state(store.options())
        .state(accounts.clone())
        .authenticator(accounts)
        // The benchmark is about the calls, not about TLS.
        .webhooks_over_http(true)
        .build()?;
    bitrix_rest_bench::serve(api.into_service_at("/rest"))
}
