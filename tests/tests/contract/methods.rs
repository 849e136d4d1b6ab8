//! The methods of this repository.

use std::future::ready;

use bitrix_rest::http::StatusCode;
use bitrix_rest::{BoxFuture, Caller, Credentials, Refusal, RestApi};
use bitrix_rest_methods::accounts::{ApplicationRecord, SecretHash, UserRecord};
use bitrix_rest_methods::events::{Delivery, SendError, Sender};
use bitrix_rest_methods::oauth::Endpoints;
use bitrix_rest_methods::{Events, MemoryStore, OAuth, Store};

/// Sends nothing.
struct Nowhere;

impl Sender for Nowhere {
    fn send(&self, _: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>> {
        Box::pin(ready(Ok(StatusCode::OK)))
    }
}

/// All that is linked into this test, over memory. What the other half of it declares is left out.
async fn api() -> RestApi {
    let store = MemoryStore::new();
    let accounts = store.accounts("test");
    for id in 1..=3 {
        let user = UserRecord::new(id, format!("user{id}"));
        accounts.put(user).await.unwrap();
    }
    let application = ApplicationRecord::new("app.1", SecretHash::of("secret"));
    accounts.put(application).await.unwrap();
    let endpoints = Endpoints::at("https://portal.example").unwrap();
    let oauth = OAuth::new(accounts.clone(), endpoints.clone());
    let events = Events::builder(oauth, store.rows("test"), Nowhere);
    RestApi::collect()
        .state(store.options())
        .state(accounts)
        .state(store.rows("test"))
        .state(endpoints)
        .state(events.build().unwrap())
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_methods_of_the_basic_scope_and_of_users() {
    let api = api().await;
    let liars = api
        .methods()
        .filter(|method| method.name().starts_with("lie."));
    let contract = api.contract();
    let report = liars.fold(contract, |contract, liar| contract.without(liar.name()));
    let report = report.await;
    assert!(report.methods() >= 25, "{report}");
    assert!(report.examples() >= 5, "{report}");
    assert!(report.calls() > 3000, "{report}");
    report.assert();
}
