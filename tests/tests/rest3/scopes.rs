//! Scopes by path.

use bitrix_rest::{AuthKind, Caller, Credentials, Refusal, RestApi, User};
use bitrix_rest_methods::{MemoryStore, Store};
use bitrix_rest_tests::server::Server;
use serde_json::json;

use crate::methods::{Ran, code};

/// The token is the list of scopes.
fn server() -> Server {
    let believed = |credentials: &Credentials| match credentials {
        Credentials::Token(scopes) => Ok(Caller::new(AuthKind::OAuth)
            .with_user(User {
                id: 7,
                administrator: false,
            })
            .with_scopes(scopes.expose().split(','))),
        _ => Err(Refusal::NotFound),
    };
    let api = RestApi::collect()
        .state(MemoryStore::new().options())
        .state(MemoryStore::new().accounts("portal"))
        .state(Ran::default())
        .authenticator(believed)
        .build();
    Server::of(api.unwrap())
}

// Proves: P-194, P-256
#[tokio::test]
async fn a_path_of_the_name_suffices() {
    let server = server();
    let call = async |scopes: &str| {
        let body = json!({"auth": scopes});
        server.post("/rest/api/demo.deep.town.get", body).await
    };
    for scopes in [
        "demo",
        "demo.deep",
        "demo.deep.town",
        "demo.deep.town.get",
        "lake",
        "crm,demo.deep",
    ] {
        assert_eq!(call(scopes).await.result(), json!({"item": 7}), "{scopes}");
    }
    for scopes in [
        // Nothing limits the answer to these fields, so they do not suffice.
        "demo.deep[id:name]",
        "dem",
        "demo.d",
        "demo.deep.town.get.x",
        "lakes",
        "DEMO",
        "town",
    ] {
        let answer = call(scopes).await;
        assert_eq!(
            code(&answer),
            (403, "INSUFFICIENTSCOPEEXCEPTION".into()),
            "{scopes}"
        );
    }
}
