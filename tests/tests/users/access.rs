//! What a caller learns of itself, and access codes.

use bitrix_rest_methods::users::{CallerProfile, Profile, UserAccess, UserAdmin, UserCurrent};
use serde_json::json;

use super::support::{accounts, ada_in_full, builder, paths, server};

// Proves: P-226
#[tokio::test]
async fn a_profile() {
    let server = server(&accounts().await);
    let expected = json!({
        "ID": "7", "ADMIN": false, "NAME": "Ada", "LAST_NAME": "Lovelace", "PERSONAL_GENDER": "F",
        "TIME_ZONE": "Europe/London", "PERSONAL_PHOTO": "https://example.com/ada.png"
    });
    for path in paths("profile", "none") {
        assert_eq!(server.get(&path).await.result(), expected, "{path}");
        assert_eq!(server.post(&path, "{}").await.result(), expected, "{path}");
    }
    let admin = server.get("/rest/profile?auth=adm").await.result();
    let expected = json!({
        "ID": "1", "ADMIN": true, "NAME": "Grace", "LAST_NAME": "Hopper", "PERSONAL_GENDER": "F", "TIME_ZONE": ""
    });
    assert_eq!(admin, expected, "without a photo there is no key for one");
    let bare = server.get("/rest/profile?auth=ben").await.result();
    assert_eq!(
        (&bare["NAME"], &bare["PERSONAL_GENDER"]),
        (&json!(""), &json!(""))
    );
}

// Proves: P-226, P-79
#[tokio::test]
async fn nobody_has_no_profile() {
    let accounts = accounts().await;
    let api = builder(&accounts).build().unwrap();
    // An authenticator of one's own may let them in.
    for inactive in [10, 99] {
        let found = api.call(Profile {}).by_user(inactive).await.unwrap();
        assert_eq!(found, CallerProfile::Nobody([]), "{inactive}");
        let found = api
            .call(UserCurrent {})
            .by_user(inactive)
            .with_scope("user")
            .await;
        assert!(found.unwrap().is_empty(), "{inactive}");
    }
    for error in [
        api.call(Profile {}).await.unwrap_err(),
        api.call(UserCurrent {})
            .with_scope("user")
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.code(), "ACCESS_DENIED");
        assert_eq!(error.error().status().as_u16(), 403);
        let text = error.error().to_string();
        assert_eq!(text, "Access denied! User authorization required");
    }
    assert!(
        !api.call(UserAdmin {}).await.unwrap(),
        "no user, no administrator"
    );
    let everybody = api
        .call(UserAccess {
            access: Some("AU".into()),
        })
        .await;
    assert!(!everybody.unwrap(), "no user, not among all users");
}

// Proves: P-227
#[tokio::test]
async fn who_is_an_administrator() {
    let server = server(&accounts().await);
    for path in paths("user.admin", "none") {
        assert_eq!(server.get(&path).await.result(), json!(false), "{path}");
    }
    let answer = server
        .post("/rest/user.admin", json!({"auth": "adm"}))
        .await;
    assert_eq!(answer.result(), json!(true));
}

// Proves: P-228, P-50, P-52
#[tokio::test]
async fn who_has_access() {
    let server = server(&accounts().await);
    for path in paths("user.access", "none") {
        for (body, form, has) in [
            (json!({"ACCESS": ["U7"]}), "ACCESS[]=U7", true),
            (json!({"access": "U7"}), "access=U7", true),
            (
                json!({"Access": ["G1", "AU"]}),
                "Access[0]=G1&Access[1]=AU",
                true,
            ),
            (json!({"ACCESS": {"x": "G2"}}), "ACCESS[x]=G2", true),
            (
                json!({"ACCESS": ["U8", "G1"]}),
                "ACCESS[]=U8&ACCESS[]=G1",
                false,
            ),
            (json!({"ACCESS": "U07"}), "ACCESS=U07", false),
            (json!({"ACCESS": "u7"}), "ACCESS=u7", false),
            (json!({"ACCESS": ""}), "ACCESS=", false),
            (json!({"ACCESS": []}), "", false),
            (json!({}), "", false),
            (json!({"ACCESS": null}), "", false),
            (json!({"ACCESS": [7, null, ["AU"]]}), "ACCESS[]=7", false),
        ] {
            assert_eq!(
                server.post(&path, &body).await.result(),
                json!(has),
                "{body}"
            );
            assert_eq!(
                server.form(&path, form).await.result(),
                json!(has),
                "{form}"
            );
        }
    }
    for body in [
        json!({}),
        json!({"ACCESS": "U7"}),
        json!({"ACCESS": ["nonsense"]}),
    ] {
        let answer = server.post("/rest/user.access?auth=adm", &body).await;
        assert_eq!(
            answer.result(),
            json!(true),
            "an administrator has all: {body}"
        );
    }
}

// Proves: P-229, P-52, P-63
#[tokio::test]
async fn names_of_access_codes() {
    let server = server(&accounts().await);
    let name = |provider: &str, name: &str, id: &str| json!({"provider": provider, "name": name, "provider_id": id});
    for path in paths("access.name", "none") {
        let known = json!({
            "U7": name("User", "Ada Lovelace", "user"),
            "G2": name("", "All visitors", "other"),
            "AU": name("", "All authorized users", "other"),
            "U8": name("User", "ben", "user"),
        });
        let body = json!({"ACCESS": ["U7", "G2", "U99", "G77", "AU", "U8", "U7"]});
        let answer = server.post(&path, body).await;
        assert_eq!(answer.result(), known);
        let form = "access[]=U7&access[]=G2&access[]=U99&access[]=AU&access[]=U8";
        assert_eq!(server.form(&path, form).await.result(), known);
        let answer = server
            .post(&path, json!({"ACCESS": ["U99", "x", ""]}))
            .await;
        assert!(
            answer.text.starts_with(r#"{"result":[],"time""#),
            "{}",
            answer.text
        );
        for body in [
            json!({}),
            json!({"ACCESS": []}),
            json!({"ACCESS": ""}),
            json!({"ACCESS": "AU"}),
            json!({"ACCESS": null}),
        ] {
            assert_eq!(
                server.post(&path, &body).await.result(),
                json!(false),
                "{body}"
            );
        }
        assert_eq!(server.form(&path, "ACCESS=AU").await.result(), json!(false));
    }
}

// Proves: P-92
#[tokio::test]
async fn the_calling_user_as_the_scope_shows_it() {
    let server = server(&accounts().await);
    let mut brief = ada_in_full();
    brief.as_object_mut().unwrap().remove("EMAIL");
    for (scope, expected) in [
        ("user", ada_in_full()),
        ("user_basic", ada_in_full()),
        ("user_brief", brief),
    ] {
        for path in paths("user.current", scope) {
            assert_eq!(server.get(&path).await.result(), expected, "{path}");
            assert_eq!(server.post(&path, "{}").await.result(), expected, "{path}");
        }
        for path in paths("user.get", scope) {
            let answer = server.form(&path, "ID=7").await;
            assert_eq!(answer.result(), json!([expected]), "{path}");
        }
    }
    for method in ["user.current", "user.get"] {
        for path in paths(method, "none") {
            let (status, code, _) = server.get(&path).await.error();
            assert_eq!(
                (status, code.as_str()),
                (401, "insufficient_scope"),
                "{path}"
            );
        }
    }
}
