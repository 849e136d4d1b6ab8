//! Applications are installed, updated and removed.

use bitrix_rest_methods::Licence;
use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, ApplicationRecord, CodeRecord, RefreshTokenRecord, SecretHash,
};
use bitrix_rest_methods::events::{EventsBuilder, Install};
use bitrix_rest_tests::receiver::Receiver;
use serde_json::json;

use crate::portal::{Portal, START};

impl Portal {
    async fn application(&self, id: &str) -> ApplicationRecord {
        match self.accounts.get(&AccountKey::Application(id.into())).await {
            Ok(Some(Account::Application(application))) => application,
            other => panic!("{other:?}"),
        }
    }
}

// Proves: P-107, P-108, P-242
#[tokio::test]
async fn an_installation_is_told_with_tokens() {
    let receiver = Receiver::start().await;
    for portal in Portal::each_with(|events| events.language("de"), Licence::default()).await {
        let mut application = portal.application("app.1").await;
        application.installed = false;
        application.active = false;
        application.install_uri = Some(receiver.url("/install"));
        portal.accounts.put(application).await.unwrap();
        portal
            .bind("adm2", "onAppInstall", &receiver.url("/not-me"))
            .await;
        let told = portal
            .applications
            .install("app.1", Install::by(1).version(3))
            .await;
        let told = told.unwrap();
        assert_eq!(told.len(), 1);
        assert_eq!(
            told[0].to_string(),
            format!("ONAPPINSTALL to {}: answered 200", receiver.address)
        );
        let all = receiver.all().await;
        assert_eq!(all.len(), 1);
        let got = &all[0];
        assert_eq!(
            (got.path.as_str(), got.text("event").as_deref()),
            ("/install", Some("ONAPPINSTALL"))
        );
        let data = ["VERSION", "ACTIVE", "INSTALLED", "LANGUAGE_ID"];
        assert_eq!(got.keys("data"), data);
        assert_eq!(
            data.map(|name| got.text(&format!("data.{name}")).unwrap()),
            ["3", "Y", "Y", "de"]
        );
        for name in [
            "access_token",
            "refresh_token",
            "expires_in",
            "scope",
            "domain",
            "server_endpoint",
            "client_endpoint",
            "status",
            "member_id",
            "application_token",
        ] {
            assert!(
                got.text(&format!("auth.{name}")).is_some(),
                "{name}: {}",
                got.form
            );
        }
        let token = got.text("auth.access_token").unwrap();
        let info = portal.result(&token, "app.info", json!({})).await;
        assert_eq!(
            (&info["INSTALLED"], &info["VERSION"]),
            (&json!(true), &json!(3))
        );
        // The handler is bound; another takes its place, and gets the tokens alone.
        let bound = portal.result(&token, "event.get", json!({})).await;
        assert_eq!(bound[0]["event"], "ONAPPINSTALL");
        let other = Install::by(7).handler(receiver.url("/other"));
        portal.applications.install("app.1", other).await.unwrap();
        let all = receiver.all().await;
        let paths: Vec<&str> = all.iter().map(|got| &*got.path).collect();
        assert_eq!(paths, ["/other"]);
    }
}

// Proves: P-242
#[tokio::test]
async fn an_update_is_told() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal.bind("adm", "onAppUpdate", &receiver.url("/")).await;
        let told = portal.applications.update("app.1", 5, 1).await.unwrap();
        assert_eq!(told[0].outcome, Ok(200));
        let got = receiver.next().await;
        let data = ["VERSION", "PREVIOUS_VERSION", "LANGUAGE_ID"];
        assert_eq!(got.keys("data"), data);
        assert_eq!(
            data.map(|name| got.text(&format!("data.{name}")).unwrap()),
            ["5", "1", "en"]
        );
        let refresh = got.text("auth.refresh_token").unwrap();
        let key = AccountKey::RefreshToken(SecretHash::of(&refresh));
        let kept = portal.accounts.get(&key).await.unwrap();
        assert!(matches!(kept, Some(Account::RefreshToken(kept))
                if kept.expires == START + RefreshTokenRecord::LIFETIME && kept.hops.is_none()));
        assert_eq!(portal.application("app.1").await.version, 5);
    }
}

// Proves: P-108, P-215, P-241, P-242
#[tokio::test]
async fn a_removal_ends_everything_and_is_told_without_tokens() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        for clean in [false, true] {
            let secret = |name: &str| SecretHash::of(&format!("{name} {clean}"));
            if clean {
                portal
                    .applications
                    .install("app.1", Install::by(1))
                    .await
                    .unwrap();
                let token = bitrix_rest_methods::accounts::TokenRecord::new(
                    SecretHash::of("adm"),
                    "app.1",
                    1,
                    START * 2,
                );
                portal.accounts.put(token).await.unwrap();
            }
            let end = START + 1000;
            portal
                .accounts
                .put(RefreshTokenRecord::new(secret("r"), "app.1", 1, end))
                .await
                .unwrap();
            portal
                .accounts
                .put(CodeRecord::new(secret("c"), "app.1", 1, end))
                .await
                .unwrap();
            for event in ["onAppUninstall", "onAppTest"] {
                portal.bind("adm", event, &receiver.url("/gone")).await;
            }
            portal
                .bind("adm2", "onAppUninstall", &receiver.url("/other"))
                .await;
            portal.bind_offline("adm", "onAppTest").await;
            portal.result("adm", "event.test", json!({"a": 1})).await;
            portal.settle().await;
            let before = receiver.next().await;
            if !clean {
                let options = json!({"options": {"theme": "dark"}});
                portal
                    .result("adm", "user.option.set", options.clone())
                    .await;
                portal.result("adm", "app.option.set", options).await;
            }
            let told = portal.applications.uninstall("app.1", clean).await.unwrap();
            assert_eq!(told.len(), 1);
            let got = receiver.next().await;
            assert_eq!(
                (got.path.as_str(), got.text("event").as_deref()),
                ("/gone", Some("ONAPPUNINSTALL"))
            );
            assert_eq!(got.keys("data"), ["LANGUAGE_ID", "CLEAN"]);
            let said = got.text("data.CLEAN");
            assert_eq!(said.as_deref(), Some(if clean { "1" } else { "0" }));
            let proof = [
                "domain",
                "server_endpoint",
                "client_endpoint",
                "member_id",
                "application_token",
            ];
            assert_eq!(got.keys("auth"), proof);
            assert_eq!(
                got.text("auth.application_token"),
                before.text("auth.application_token")
            );
            // Tokens, codes, bindings and rows are gone; those of others stay.
            for kind in [
                AccountKind::Token,
                AccountKind::RefreshToken,
                AccountKind::Code,
            ] {
                let left = portal.accounts.list(kind, None, 100).await.unwrap();
                let of_it = left.iter().filter(|account| match account {
                    Account::Token(token) => &*token.application == "app.1",
                    Account::RefreshToken(token) => &*token.application == "app.1",
                    Account::Code(code) => &*code.application == "app.1",
                    _ => false,
                });
                assert_eq!(of_it.count(), 0);
            }
            let refused = portal.call("adm", "event.get", json!({})).await;
            assert_eq!(refused.error().1, "invalid_token");
            let application = portal.application("app.1").await;
            assert!(!application.installed && !application.active);
            let others = portal.result("adm2", "event.get", json!({})).await;
            assert_eq!(others.as_array().unwrap().len(), 1);
            portal
                .result(
                    "adm2",
                    "event.unbind",
                    json!({"event": "onAppUninstall", "handler": receiver.url("/other")}),
                )
                .await;
            // Its settings are gone if it was to be clean.
            let owner = |user| bitrix_rest_methods::options::Owner {
                application: bitrix_rest::Application::new("member.1", "app.1"),
                user,
            };
            for user in [None, Some(1)] {
                let left = portal.store.options().all(&owner(user)).await.unwrap();
                assert_eq!(left.is_empty(), clean);
            }
            let again = portal.applications.uninstall("app.1", clean).await;
            assert_eq!(
                again.unwrap_err().to_string(),
                "application `app.1` is not installed"
            );
        }
    }
}

// Proves: P-215
#[tokio::test]
async fn a_local_application_is_always_cleaned() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm2", "onAppUninstall", &receiver.url("/"))
            .await;
        let options = json!({"options": {"theme": "dark"}});
        portal.result("adm2", "user.option.set", options).await;
        portal.applications.uninstall("app.2", false).await.unwrap();
        assert_eq!(
            receiver.next().await.text("data.CLEAN").as_deref(),
            Some("1")
        );
        let owner = bitrix_rest_methods::options::Owner {
            application: bitrix_rest::Application::new("member.1", "app.2"),
            user: Some(1),
        };
        assert!(portal.store.options().all(&owner).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn mistakes_are_told_and_change_nothing() {
    let settings: fn(EventsBuilder) -> EventsBuilder = |events| events;
    for portal in Portal::each_with(settings, Licence::default()).await {
        let apps = &portal.applications;
        let before = portal.application("app.1").await;
        let errors = [
            apps.install("app.9", Install::by(1)).await,
            apps.install("app.1", Install::by(99)).await,
            apps.install("app.1", Install::by(1).handler("http://localhost/"))
                .await,
            apps.update("app.9", 2, 1).await,
            apps.uninstall("app.9", true).await,
        ];
        let texts = errors.map(|error| error.unwrap_err().to_string());
        assert_eq!(
            texts,
            [
                "there is no application `app.9`",
                "there is no user 99",
                "`http://localhost/` is no address of a handler: Wrong handler URL",
                "there is no application `app.9`",
                "there is no application `app.9`",
            ]
        );
        assert_eq!(portal.application("app.1").await, before);
    }
}

/// A receiver that is not there does not undo an installation.
#[tokio::test]
async fn an_application_that_does_not_answer_is_installed_all_the_same() {
    for portal in Portal::each().await {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let dead = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let told = portal
            .applications
            .install("app.1", Install::by(1).handler(dead))
            .await
            .unwrap();
        assert!(
            told[0].to_string().contains(": not delivered, "),
            "{}",
            told[0]
        );
        assert!(portal.application("app.1").await.installed);
    }
}
