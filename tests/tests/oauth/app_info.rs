//! What the authorization server tells of a token.

use serde_json::{Value, json};

use crate::portal::{Portal, START};

// Proves: P-336, P-225
#[tokio::test]
async fn app_info_answers_for_the_authorization_server_too() {
    for portal in Portal::each().await {
        portal.refresh_token("r-1").await;
        let access = portal.refresh("r-1").await.field("access_token");
        for path in ["/rest/app.info", "/rest/app.info/"] {
            let by_get = portal.get(&format!("{path}?auth={access}")).await;
            let by_post = portal.form(path, &format!("auth={access}")).await;
            assert_eq!((by_get.status, by_post.status), (200, 200));
            let mut info = by_get.json()["result"].take();
            assert_eq!(info, by_post.json()["result"]);
            let install = info["install"].take();
            let expires: bitrix_rest::params::DateTime =
                serde_json::from_value(info["expires"].take()).unwrap();
            assert_eq!(expires.unix_seconds().unsigned_abs(), START + 3600);
            let told = |names: &[&str]| -> Vec<Value> {
                names.iter().map(|name| info[*name].clone()).collect()
            };
            assert_eq!(
                told(&[
                    "client_id",
                    "scope",
                    "user_id",
                    "STATUS",
                    "INSTALLED",
                    "LICENSE"
                ]),
                [
                    json!("app.1"),
                    json!("crm,user"),
                    json!(7),
                    json!("T"),
                    json!(true),
                    json!("en_selfhosted")
                ]
            );
            assert_eq!(
                install,
                json!({
                    "installed": true, "version": 1, "status": "T", "scope": "crm,user",
                    "domain": "portal.example:8443", "uri": "https://app.example/back?from=b24",
                    "client_endpoint": "https://portal.example:8443/rest/",
                    "member_id": "member.1", "member_type": "bitrix24"
                })
            );
        }
    }
}
