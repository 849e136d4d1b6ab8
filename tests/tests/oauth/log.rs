//! What the log learns: who got tokens, and none of the secrets.

use bitrix_rest_methods::accounts::SecretHash;
use bitrix_rest_tests::log::Log;

use crate::authorize::{parameters, sign_in, text};
use crate::portal::{CLIENT, Portal};

#[tokio::test]
async fn no_secret_is_logged() {
    for portal in Portal::each().await {
        let log = Log::default();
        let collecting = log.collect();
        let query = "client_id=app.1&state=some-state";
        let signed = sign_in(&portal, query).await;
        let answer = signed.agree(&portal, query, 7).await;
        let back = parameters(answer.header("location"));
        let code = text(&back, "code");
        let get = format!("/oauth/token/?grant_type=authorization_code&{CLIENT}&code={code}");
        let first = portal.get(&get).await;
        // Refused, with the same secrets.
        assert_eq!(portal.get(&get).await.status, 400);
        let second = portal.refresh(&first.field("refresh_token")).await;
        let wrong = get.replace("app%20secret", "wrong-secret");
        assert_eq!(portal.get(&wrong).await.status, 400);
        portal.store.close().await;
        portal.refresh(&second.field("refresh_token")).await;
        drop(collecting);
        let log = log.text();
        for told in ["a user signed in", "tokens were issued", "app.1"] {
            assert!(log.contains(told), "{told}: {log}");
        }
        // Of a token its id, as lists show it.
        let id = SecretHash::of(&first.field("access_token")).id();
        assert!(log.contains(&id), "{log}");
        for secret in [
            code.to_owned(),
            signed.proof.clone(),
            first.field("access_token"),
            first.field("refresh_token"),
            second.field("access_token"),
            second.field("refresh_token"),
            "wrong-secret".to_owned(),
            "app secret".to_owned(),
            "app%20secret".to_owned(),
        ] {
            assert!(!log.contains(&secret), "{secret}: {log}");
        }
    }
}
