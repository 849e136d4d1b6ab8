//! Documents as they are served.

use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

use crate::ZooOpen;

// Proves: P-166, P-189
#[tokio::test]
async fn the_method_answers_the_document_alone() {
    let server = Server::new().unwrap();
    for name in ["rest.documentation.openapi", "documentation"] {
        let answer = server.get(&format!("/rest/api/{name}?auth=tok")).await;
        let document = answer.json();
        assert_eq!(document["openapi"], "3.0.0", "{}", answer.text);
        assert!(document["result"].is_null() && document["time"].is_null());
        assert!(document["paths"]["/zoo.bird.get"]["post"].is_object());
        assert!(document["paths"]["/batch"]["post"].is_object());
        assert!(document["paths"]["/test.echo"].is_null());
    }
}

// Proves: P-192
#[tokio::test]
async fn scopes_stand_in_a_tree() {
    let server = Server::new().unwrap();
    let list = async |body: Value| {
        let answer = server
            .post("/rest/api/rest.scope.list?auth=tok", body)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.result()
    };
    let tree = list(json!({})).await;
    assert_eq!(tree["zoo"]["*"]["*"]["scope"], "zoo");
    assert_eq!(tree["zoo"]["bird"]["*"]["scope"], "zoo.bird");
    let get = &tree["zoo"]["bird"]["get"];
    assert_eq!(
        (&get["scope"], &get["title"]),
        (&json!("zoo.bird.get"), &json!("Answers a bird."))
    );
    assert!(get.as_object().unwrap().contains_key("fields") && get["fields"].is_null());
    assert!(tree["user"]["option"]["set"].is_object());
    assert!(!tree.to_string().contains("zoo.secret"));
    let one =
        list(json!({"filterModule": "zoo", "filterController": "bird", "filterMethod": "list"}))
            .await;
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (keys(&one), keys(&one["zoo"]), keys(&one["zoo"]["bird"])),
        (vec!["zoo".into()], vec!["bird".into()], vec!["list".into()])
    );
    assert_eq!(list(json!({"filterModule": "nobody"})).await, json!({}));
    let alias = server.get("/rest/api/scopes?auth=tok").await;
    assert_eq!(alias.result(), tree);
}

/// What stands beside the methods.
#[tokio::test]
async fn documents_are_served_without_credentials() {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    let api = bitrix_rest::RestApi::explicit()
        .method::<ZooOpen>()
        .authenticator(|_: &bitrix_rest::Credentials| {
            Err::<bitrix_rest::Caller, _>(bitrix_rest::Refusal::InvalidCredentials)
        })
        .build()
        .unwrap();
    for (path, kind, holds) in [
        ("/openapi.json", "application/json", "\"/api/zoo.open\""),
        ("/docs", "text/html; charset=utf-8", "id=\"/zoo.open\""),
    ] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = api.documents("/rest").oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], kind);
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        assert!(String::from_utf8_lossy(&bytes).contains(holds), "{path}");
    }
}
