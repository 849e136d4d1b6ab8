//! What the log learns: who got tokens, and none of the secrets.

use std::io;
use std::sync::{Arc, Mutex};

use bitrix_rest_methods::accounts::SecretHash;
use tracing_subscriber::fmt::MakeWriter;

use crate::authorize::{parameters, sign_in, text};
use crate::portal::{CLIENT, Portal};

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_secret_is_logged() {
    for portal in Portal::each().await {
        let log = Log::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(log.clone())
            .finish();
        let collecting = tracing::subscriber::set_default(subscriber);
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
        let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
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
