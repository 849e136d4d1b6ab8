//! Scopes and methods.

use serde_json::json;

use super::support::{BASIC, asked, server, with_basic};

// Proves: P-221, P-284
#[tokio::test]
async fn the_scopes_of_the_caller() {
    let server = server().await;
    for (path, scopes) in [
        ("/rest/scope?auth=crm", json!(["crm"])),
        ("/rest/scope?auth=brief", json!(["user_brief"])),
        ("/rest/7/sec/scope", json!(["crm", "task"])),
        ("/rest/scope?auth=none", json!([])),
        ("/rest/7/bare/scope", json!([])),
    ] {
        assert_eq!(server.get(path).await.result(), scopes, "{path}");
        assert_eq!(asked(&server, path, json!({"full": "0"})).await, scopes);
        assert_eq!(asked(&server, path, json!({"full": ""})).await, scopes);
    }
    let text = server.get("/rest/7/bare/scope").await.text;
    assert!(text.starts_with(r#"{"result":[],"time""#), "{text}");
}

// Proves: P-221, P-46, P-52, P-53
#[tokio::test]
async fn all_scopes() {
    let server = server().await;
    let all = json!(["acme", "crm", "user"]);
    for path in ["/rest/scope?auth=none", "/rest/7/sec/scope"] {
        for parameters in [
            json!({"full": "1"}),
            json!({"full": "N"}),
            json!({"FULL": "true"}),
            json!({"Full": "false"}),
            json!({"full": "0", "FULL": "1"}),
        ] {
            assert_eq!(
                asked(&server, path, parameters.clone()).await,
                all,
                "{parameters}"
            );
        }
        for full in [json!(true), json!(1), json!([1])] {
            let answer = server.post(path, json!({"full": full})).await;
            assert_eq!(answer.result(), all, "{full}");
        }
    }
    let answer = server
        .post("/rest/7/bare/scope", json!({"full": false}))
        .await;
    assert_eq!(answer.result(), json!([]));
    let later = json!({"full": "1", "FULL": "0"});
    assert_eq!(asked(&server, "/rest/7/bare/scope", later).await, json!([]));
}

// Proves: P-222, P-295
#[tokio::test]
async fn methods_of_the_caller() {
    let server = server().await;
    for (path, more) in [
        ("/rest/methods?auth=none", &[][..]),
        ("/rest/7/bare/methods", &[]),
        ("/rest/methods?auth=crm", &["acme.deal"]),
        ("/rest/7/sec/methods", &["acme.deal"]),
        ("/rest/methods?auth=brief", &["acme.colleague"]),
    ] {
        assert_eq!(server.get(path).await.result(), with_basic(more), "{path}");
    }
    let hidden = server.get("/rest/acme.secret?auth=crm").await;
    assert_eq!(hidden.result(), json!(true), "hidden, and callable");
}

// Proves: P-222, P-46, P-52
#[tokio::test]
async fn methods_of_a_scope_or_of_all() {
    let server = server().await;
    let all = with_basic(&["acme.colleague", "acme.deal", "acme.gadget", "acme.widget"]);
    for path in ["/rest/methods?auth=none", "/rest/7/sec/methods"] {
        for (parameters, names) in [
            (json!({"full": "1"}), all.clone()),
            (json!({"FULL": "N"}), all.clone()),
            (json!({"scope": "crm"}), json!(["acme.deal"])),
            (
                json!({"SCOPE": "acme"}),
                json!(["acme.gadget", "acme.widget"]),
            ),
            (json!({"scope": "user_basic"}), json!(["acme.colleague"])),
            (json!({"scope": ""}), json!(BASIC)),
            (json!({"scope": "", "full": "1"}), json!(BASIC)),
            (json!({"scope": "crm", "full": "1"}), json!(["acme.deal"])),
            (json!({"scope": "nope"}), json!([])),
            (json!({"scope": "nope", "full": "1"}), json!([])),
        ] {
            let found = asked(&server, path, parameters.clone()).await;
            assert_eq!(found, names, "{parameters}");
        }
        let answer = server
            .post(path, json!({"scope": null, "full": true}))
            .await;
        assert_eq!(answer.result(), all, "null is as good as absent");
    }
}

// Proves: P-223, P-52, P-295
#[tokio::test]
async fn whether_a_method_is_there() {
    let server = server().await;
    let state =
        |existing: bool, available: bool| json!({"isExisting": existing, "isAvailable": available});
    for (name, with_crm, without) in [
        ("scope", state(true, true), state(true, true)),
        ("acme.deal", state(true, true), state(true, false)),
        ("acme.secret", state(true, true), state(true, false)),
        ("acme.widget", state(true, false), state(true, false)),
        ("acme.gadget", state(true, false), state(true, false)),
        ("acme.nope", state(false, false), state(false, false)),
        ("Acme.Deal", state(false, false), state(false, false)),
        ("", state(false, false), state(false, false)),
    ] {
        let parameters = json!({"name": name});
        for path in ["/rest/method.get?auth=crm", "/rest/7/sec/method.get"] {
            assert_eq!(
                asked(&server, path, parameters.clone()).await,
                with_crm,
                "{name}"
            );
        }
        for path in ["/rest/method.get?auth=none", "/rest/7/bare/method.get"] {
            assert_eq!(
                asked(&server, path, parameters.clone()).await,
                without,
                "{name}"
            );
        }
    }
    let path = "/rest/method.get?auth=crm";
    assert_eq!(asked(&server, path, json!({})).await, state(false, false));
    let folded = asked(&server, path, json!({"NAME": "scope"})).await;
    assert_eq!(folded, state(false, false), "the name of `name` is exact");
    let brief = asked(
        &server,
        "/rest/method.get?auth=brief",
        json!({"name": "acme.colleague"}),
    );
    assert_eq!(brief.await, state(true, true));
}
