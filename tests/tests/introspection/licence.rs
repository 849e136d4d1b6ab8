//! Features, and what is told of the portal and the application.

use bitrix_rest::{Array, AuthKind, BoxFuture, Call, Caller, Error, User};
use bitrix_rest_methods::Licence;
use bitrix_rest_methods::introspection::{AppInfo, AppInfoHook, AppInfoReply, FeatureHook};
use serde_json::json;

use super::support::{api, asked, licensed, server};

// Proves: P-224, P-52
#[tokio::test]
async fn features() {
    let value = |value: &str| json!({"value": value});
    let self_hosted =
        licensed(Licence::default().with_feature("rest_offline_extended", true)).await;
    let licence = Licence::cloud("de", "pro100", "pro")
        .with_feature("rest_offline_extended", true)
        .with_feature("rest_auth_connector", false);
    let cloud = licensed(licence).await;
    for path in ["/rest/feature.get?auth=none", "/rest/7/sec/feature.get"] {
        for (code, at_home, in_cloud) in [
            ("rest_offline_extended", "Y", "Y"),
            ("rest_auth_connector", "en_selfhosted", "N"),
            ("nope", "en_selfhosted", "N"),
        ] {
            for name in ["CODE", "code"] {
                let parameters = json!({name: code});
                let found = asked(&self_hosted, path, parameters.clone()).await;
                assert_eq!(found, value(at_home), "{code}");
                assert_eq!(
                    asked(&cloud, path, parameters).await,
                    value(in_cloud),
                    "{code}"
                );
            }
        }
        let error = (
            400,
            "CODE_EMPTY".to_owned(),
            "CODE can't be empty".to_owned(),
        );
        for body in [json!({}), json!({"CODE": ""}), json!({"code": null})] {
            let answer = cloud.post(path, &body).await;
            assert_eq!(answer.error(), error, "{body}");
        }
        assert_eq!(cloud.form(path, "CODE=").await.error(), error);
    }
}

// Proves: P-224
#[tokio::test]
async fn a_server_without_a_licence_is_self_hosted() {
    let server = server().await;
    let answer = asked(
        &server,
        "/rest/feature.get?auth=none",
        json!({"CODE": "rest_auth_connector"}),
    );
    assert_eq!(answer.await, json!({"value": "en_selfhosted"}));
    let answer = server.get("/rest/7/bare/app.info").await;
    assert_eq!(
        answer.result(),
        json!({"SCOPE": [], "LICENSE": "en_selfhosted"})
    );
}

// Proves: P-225, P-105
#[tokio::test]
async fn an_application_learns_of_itself() {
    let server = server().await;
    let answer = server.get("/rest/app.info?auth=crm").await;
    let mut info = answer.result();
    let id = info["ID"].take().as_i64().unwrap();
    assert!(id > 0, "{id}");
    let expected = json!({
        "ID": null, "CODE": "acme.app", "VERSION": 4, "STATUS": "P", "INSTALLED": false,
        "PAYMENT_EXPIRED": "N", "DAYS": null, "LANGUAGE_ID": "en", "LICENSE": "en_selfhosted"
    });
    assert_eq!(info, expected);
    let keys: Vec<&String> = info.as_object().unwrap().keys().collect();
    let order: Vec<&String> = expected.as_object().unwrap().keys().collect();
    assert_eq!(keys, order);
    let again = server.post("/rest/app.info", json!({"auth": "none"})).await;
    assert_eq!(again.result()["ID"], json!(id), "of the same application");
    let other = server.get("/rest/app.info?auth=brief").await.result();
    assert_ne!(other["ID"], json!(id), "of another");
    let found = (
        &other["CODE"],
        &other["VERSION"],
        &other["STATUS"],
        &other["INSTALLED"],
    );
    assert_eq!(found, (&json!(""), &json!(1), &json!("L"), &json!(true)));
}

// Proves: P-225
#[tokio::test]
async fn the_licence_of_a_portal_in_the_cloud() {
    let licence = Licence::cloud("ru", "ent10000", "ent").with_previous("ru_basic");
    let server = licensed(licence).await;
    let info = server.get("/rest/app.info?auth=crm").await.result();
    for (key, value) in [
        ("LANGUAGE_ID", "ru"),
        ("LICENSE", "ru_ent10000"),
        ("LICENSE_PREVIOUS", "ru_basic"),
        ("LICENSE_TYPE", "ent10000"),
        ("LICENSE_FAMILY", "ent"),
    ] {
        assert_eq!(info[key], json!(value), "{key}");
    }
}

// Proves: P-225, P-271
#[tokio::test]
async fn a_webhook_learns_of_its_scopes() {
    let server = licensed(Licence::self_hosted("de")).await;
    for (path, scopes) in [
        ("/rest/7/sec/app.info", json!(["crm", "task"])),
        ("/rest/7/bare/app.info", json!([])),
        ("/rest/7/tied/app.info", json!([])),
    ] {
        let expected = json!({"SCOPE": scopes, "LICENSE": "de_selfhosted"});
        assert_eq!(server.get(path).await.result(), expected, "{path}");
        assert_eq!(server.post(path, "{}").await.result(), expected, "{path}");
    }
}

// Proves: P-225, P-272
#[tokio::test]
async fn somebody_else_has_no_application_context() {
    let api = api(|builder| builder).await;
    let user = User {
        id: 7,
        administrator: false,
    };
    let error = api
        .call(AppInfo {})
        .by(Caller::new(AuthKind::OAuth).with_user(user))
        .await
        .unwrap_err();
    assert_eq!(error.code(), "ACCESS_DENIED");
    assert_eq!(error.error().status().as_u16(), 403);
    assert_eq!(
        error.error().to_string(),
        "Access denied! Application context required"
    );
    let gone = api
        .call(AppInfo {})
        .by_user(7)
        .in_application("app.9")
        .await;
    assert_eq!(
        gone.unwrap_err().code(),
        "ACCESS_DENIED",
        "no such application"
    );
    let known = api
        .call(AppInfo {})
        .by_user(7)
        .in_application("app.1")
        .await;
    assert!(matches!(known.unwrap(), AppInfoReply::Application(info) if info.version == 4));
    let webhook = api.call(AppInfo {}).by_webhook().with_scope("crm").await;
    assert!(matches!(webhook.unwrap(), AppInfoReply::Webhook(info) if info.scope == ["crm"]));
}

/// Adds its name and who asks, has the features that begin with it, and fails if asked for `broken`.
struct Plugin(&'static str);

impl AppInfoHook for Plugin {
    fn additional<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Array, Error>> {
        Box::pin(async move {
            let user = call.caller().and_then(|caller| caller.user());
            let mut added = Array::new();
            added.insert("LAST", self.0);
            added.insert(self.0, user.map(|user| user.id.to_string()));
            Ok(added)
        })
    }
}

impl FeatureHook for Plugin {
    fn has<'a>(&'a self, _: &'a Call, code: &'a str) -> BoxFuture<'a, Result<Option<bool>, Error>> {
        Box::pin(async move {
            match code.strip_prefix(self.0) {
                Some("_broken") => Err(Error::internal("no database")),
                Some(rest) => Ok(Some(rest == "_on")),
                None => Ok(None),
            }
        })
    }
}

// Proves: P-303, P-225
#[tokio::test]
async fn plugins_add_to_app_info() {
    let licence = Licence::default();
    let licence = licence
        .with_app_info(Plugin("one"))
        .with_app_info(Plugin("two"));
    let server = licensed(licence).await;
    let added = json!({"LAST": "two", "one": "7", "two": "7"});
    for path in ["/rest/app.info?auth=crm", "/rest/7/sec/app.info"] {
        assert_eq!(
            server.get(path).await.result()["ADDITIONAL"],
            added,
            "{path}"
        );
    }
}

// Proves: P-303, P-224
#[tokio::test]
async fn plugins_answer_for_features() {
    let licence = Licence::default()
        .with_feature("one_on", false)
        .with_feature("three", true)
        .with_features_of(Plugin("one"))
        .with_features_of(Plugin("two"));
    let server = licensed(licence).await;
    let path = "/rest/feature.get?auth=none";
    for (code, value) in [
        ("one_on", "Y"),
        ("one_off", "N"),
        ("two_on", "Y"),
        ("three", "Y"),
        ("four", "en_selfhosted"),
    ] {
        let found = asked(&server, path, json!({"CODE": code})).await;
        assert_eq!(found, json!({"value": value}), "{code}");
    }
    let answer = server.get(&format!("{path}&CODE=one_broken")).await;
    let internal = (
        "INTERNAL_SERVER_ERROR".to_owned(),
        "Internal server error".to_owned(),
    );
    let (status, code, text) = answer.error();
    assert_eq!((status, (code, text)), (500, internal));
}
