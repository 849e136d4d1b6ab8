//! What a receiver gets.

use bitrix_rest_methods::accounts::{Account, AccountKey, ApplicationRecord, SecretHash};
use bitrix_rest_tests::receiver::Receiver;
use serde_json::json;

use crate::portal::{Fields, ItemAdded, Portal, START};

// Proves: P-240
#[tokio::test]
async fn an_event_is_a_form() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        let handler = receiver.url("/handler?secret=1");
        portal.bind("adm", "onDemoItemAdd", &handler).await;
        portal.add_item(5).await;
        let got = receiver.next().await;
        assert_eq!(got.path, "/handler?secret=1");
        assert_eq!(got.content_type, "application/x-www-form-urlencoded");
        // A flag is 1 or 0; what is null or empty is not there.
        let start = format!(
            "event=ONDEMOITEMADD&event_handler_id=1&data%5BFIELDS%5D%5BID%5D=5&data%5BFIELDS%5D%5BHIDDEN%5D=0\
             &data%5BFIELDS%5D%5BSHOWN%5D=1&ts={START}&auth%5B"
        );
        assert!(got.form.starts_with(&start), "{}", got.form);
        let keys: Vec<String> = got.array.keys().map(ToString::to_string).collect();
        assert_eq!(keys, ["event", "event_handler_id", "data", "ts", "auth"]);
    }
}

// Proves: P-94, P-241, P-286
#[tokio::test]
async fn it_brings_the_rights_of_who_acts() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        let handler = receiver.url("/");
        portal.bind("adm", "onDemoItemAdd", &handler).await;
        let item = json!({"id": 1});
        portal.result("ada", "demo.item.add", item).await;
        let got = receiver.next().await;
        for (name, value) in [
            ("domain", "portal.example:8443"),
            ("client_endpoint", "https://portal.example:8443/rest/"),
            ("server_endpoint", "https://oauth.example/rest/"),
            ("member_id", "member.1"),
            ("scope", "crm,demo"),
            ("status", "T"),
            ("user_id", "7"),
            ("expires_in", "3600"),
            ("expires", &(START + 3600).to_string()),
        ] {
            let found = got.text(&format!("auth.{name}"));
            assert_eq!(found.as_deref(), Some(value), "{name}: {}", got.form);
        }
        assert_eq!(got.text("auth.refresh_token"), None);
        let token = got.text("auth.access_token").unwrap();
        let user = portal.result(&token, "profile", json!({})).await;
        assert_eq!(user["ID"], "7");
        // It ends as any other.
        portal.wait(3600);
        let late = portal.call(&token, "profile", json!({})).await;
        assert_eq!(late.error().1, "expired_token");
        // A handler that was bound for a user gets tokens of that one.
        portal.wait(1);
        let other = receiver.url("/other");
        let parameters = json!({"event": "onDemoItemAdd", "handler": other, "auth_type": 1});
        portal.result("adm", "event.bind", parameters).await;
        portal
            .result("ada", "demo.item.add", json!({"id": 2}))
            .await;
        let both = [receiver.next().await, receiver.next().await];
        let users = both.map(|got| (got.path.clone(), got.text("auth.user_id").unwrap()));
        let expected = [("/", "7"), ("/other", "1")];
        assert_eq!(
            users,
            expected.map(|(path, id)| (path.to_owned(), id.to_owned()))
        );
    }
}

// Proves: P-241
#[tokio::test]
async fn without_a_user_there_are_no_tokens() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/nobody"))
            .await;
        let item = || ItemAdded {
            fields: Fields {
                id: 1,
                hidden: true,
                shown: true,
                comment: Some("c".to_owned()),
                tags: vec!["t".to_owned()],
            },
        };
        let always = [
            "domain",
            "server_endpoint",
            "client_endpoint",
            "member_id",
            "application_token",
        ];
        portal.events.fire(item()).await;
        let got = receiver.next().await;
        assert_eq!(got.keys("auth"), always);
        assert_eq!(got.text("data.FIELDS.TAGS.0").as_deref(), Some("t"));
        // Of a dismissed user there are none either.
        portal.events.by_user(9).fire(item()).await;
        assert_eq!(receiver.next().await.keys("auth"), always);
        portal.events.by_user(1).fire(item()).await;
        assert!(receiver.next().await.text("auth.access_token").is_some());
    }
}

// Proves: P-108
#[tokio::test]
async fn the_application_token_stays_and_is_the_applications_own() {
    let receiver = Receiver::start().await;
    let mut of_engines = Vec::new();
    for portal in Portal::each().await {
        for token in ["adm", "adm2"] {
            let handler = receiver.url(&format!("/{token}"));
            portal.bind(token, "onDemoItemAdd", &handler).await;
        }
        let mut tokens = Vec::new();
        for id in 0..2 {
            portal.add_item(id).await;
            portal.settle().await;
            let mut both = receiver.all().await;
            both.sort_by(|one, other| one.path.cmp(&other.path));
            let both: Vec<String> = both
                .iter()
                .map(|got| got.text("auth.application_token").unwrap())
                .collect();
            tokens.push(both);
            portal.wait(4000);
        }
        assert_eq!(tokens[0].len(), 2);
        assert_eq!(tokens[0], tokens[1]);
        assert_ne!(tokens[0][0], tokens[0][1]);
        assert!(tokens[0].iter().all(|token| token.len() == 32));
        of_engines.push(tokens);
    }
    assert_eq!(of_engines[0], of_engines[1]);
}

// Proves: P-239, P-241, P-242
#[tokio::test]
async fn an_application_tests_its_own_handlers() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal.bind("adm", "onAppTest", &receiver.url("/one")).await;
        portal
            .bind("adm2", "onAppTest", &receiver.url("/two"))
            .await;
        let query = json!({"any": "thing", "deep": {"er": [1, true]}});
        assert_eq!(portal.result("adm", "event.test", query).await, 1);
        portal.settle().await;
        let all = receiver.all().await;
        assert_eq!(all.len(), 1);
        let got = &all[0];
        assert_eq!(
            (got.path.as_str(), got.keys("data")),
            ("/one", vec!["QUERY".to_owned(), "LANGUAGE_ID".to_owned()])
        );
        assert_eq!(got.text("data.QUERY.any").as_deref(), Some("thing"));
        assert_eq!(got.text("data.QUERY.deep.er.1").as_deref(), Some("1"));
        assert_eq!(got.text("data.LANGUAGE_ID").as_deref(), Some("en"));
        let refresh = got.text("auth.refresh_token").unwrap();
        let key = AccountKey::RefreshToken(SecretHash::of(&refresh));
        let Some(Account::RefreshToken(kept)) = portal.accounts.get(&key).await.unwrap() else {
            panic!("it is no refresh token");
        };
        // Whoever calls causes such events, as many as they like: unused it ends after a day.
        assert_eq!((kept.user, kept.expires), (1, START + 24 * 3600));
    }
}

// Proves: P-244
#[tokio::test]
async fn who_is_not_installed_active_and_paid_for_hears_nothing() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/one"))
            .await;
        portal
            .bind("adm2", "onDemoItemAdd", &receiver.url("/two"))
            .await;
        portal.bind_offline("adm", "onDemoItemAdd").await;
        let key = AccountKey::Application("app.1".into());
        let Some(Account::Application(as_it_was)) = portal.accounts.get(&key).await.unwrap() else {
            panic!("no application");
        };
        let changes: [fn(&mut ApplicationRecord); 3] = [
            |it| it.installed = false,
            |it| it.active = false,
            |it| it.payment_expired = true,
        ];
        for change in changes {
            let mut changed = as_it_was.clone();
            change(&mut changed);
            portal.accounts.put(changed).await.unwrap();
            let item = json!({"id": 1});
            portal.result("adm2", "demo.item.add", item).await;
            portal.settle().await;
            let all = receiver.all().await;
            let paths: Vec<&str> = all.iter().map(|got| got.path.as_str()).collect();
            assert_eq!(paths, ["/two"]);
        }
        portal.accounts.put(as_it_was).await.unwrap();
        let waiting = portal.result("adm", "event.offline.list", json!({})).await;
        assert_eq!(waiting, json!([]));
        portal.add_item(1).await;
        portal.settle().await;
        assert_eq!(receiver.all().await.len(), 2);
    }
}

// Proves: P-240
#[tokio::test]
async fn nothing_is_sent_twice() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        for path in ["/fail", "/moved"] {
            portal
                .bind("adm", "onDemoItemAdd", &receiver.url(path))
                .await;
        }
        portal.add_item(1).await;
        portal.settle().await;
        let all = receiver.all().await;
        let paths: Vec<&str> = all.iter().map(|got| got.path.as_str()).collect();
        assert_eq!(paths, ["/fail", "/moved"]);
    }
}
