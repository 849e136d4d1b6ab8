//! Events that a crate declares.

use std::sync::Arc;

use bitrix_rest::Value;
use bitrix_rest::params::encode::{self, EncodeError};
use bitrix_rest_methods::events::{Event, EventType, OptionKind, Receiver as To};
use bitrix_rest_tests::receiver::Receiver;
use serde::Serialize;
use serde_json::json;

use crate::portal::{ItemAdded, Portal};

/// What one user is to know.
#[derive(Serialize)]
struct Whisper {
    to: u64,
    text: Arc<str>,
}

fn to_its_user(whisper: &Whisper, to: &To<'_>) -> Result<Option<Value>, EncodeError> {
    assert_eq!(to.application, "app.1");
    match to.user == Some(whisper.to) {
        true => encode::to_value(whisper).map(Some),
        false => Ok(None),
    }
}
bitrix_rest_methods::declare_event!(
    Whisper,
    EventType::new("onDemoWhisper", "demo")
        .online_only()
        .without_tokens()
        .with_options(&[("volume", OptionKind::Int), ("tone", OptionKind::Text)]),
    prepare = to_its_user,
);

/// Of another scope.
#[derive(Serialize)]
struct DealWon {}
bitrix_rest_methods::declare_event!(DealWon, EventType::new("onCrmDealWon", "crm"));

const BASIC: [&str; 8] = [
    "ONAPPUNINSTALL",
    "ONAPPINSTALL",
    "ONAPPUPDATE",
    "ONAPPPAYMENT",
    "ONSUBSCRIPTIONRENEW",
    "ONAPPTEST",
    "ONAPPMETHODCONFIRM",
    "ONOFFLINEEVENT",
];

// Proves: P-232, P-299
#[tokio::test]
async fn events_are_listed_by_scope() {
    for portal in Portal::each().await {
        let list = async |token: &str, parameters| portal.result(token, "events", parameters).await;
        let with_basic = |more: &[&str]| json!([more, &BASIC].concat());
        let all = with_basic(&["ONCRMDEALWON", "ONDEMOWHISPER", "ONDEMOITEMADD"]);
        assert_eq!(list("adm", json!({})).await, all);
        assert_eq!(list("bare", json!({})).await, json!(BASIC));
        assert_eq!(list("bare", json!({"FULL": true})).await, all);
        assert_eq!(list("bare", json!({"full": 0})).await, json!(BASIC));
        assert_eq!(list("bare", json!({"SCOPE": ""})).await, json!(BASIC));
        let crm = json!({"scope": "crm", "FULL": true});
        assert_eq!(list("bare", crm).await, json!(["ONCRMDEALWON"]));
        assert_eq!(list("adm", json!({"SCOPE": "task"})).await, json!([]));
    }
}

// Proves: P-299
#[tokio::test]
async fn an_event_says_to_each_what_it_may_know() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        for user in [1, 7] {
            let handler = receiver.url(&format!("/{user}"));
            let parameters =
                json!({"event": "onDemoWhisper", "handler": handler, "auth_type": user});
            portal.result("adm", "event.bind", parameters).await;
        }
        let text = Arc::from("psst");
        portal.events.by_user(1).fire(Whisper { to: 7, text }).await;
        portal.settle().await;
        let all = receiver.all().await;
        let paths: Vec<&str> = all.iter().map(|got| got.path.as_str()).collect();
        assert_eq!(paths, ["/7"]);
        assert_eq!(all[0].text("data.text").as_deref(), Some("psst"));
        // `sendAuth` is off.
        assert_eq!(all[0].text("auth.access_token"), None);
        // `disableOffline` is on.
        let offline = json!({"event": "onDemoWhisper", "event_type": "offline"});
        let refused = portal.call("adm", "event.bind", offline).await;
        assert_eq!(
            refused.error().2,
            "Offline event cannot be registered for this event."
        );
    }
}

// Proves: P-233, P-299
#[tokio::test]
async fn a_binding_says_what_the_event_allows() {
    for portal in Portal::each().await {
        let parameters = json!({"event": "onDemoWhisper", "handler": "https://app.example/", "options": {
            "volume": "11 of 10", "tone": "low", "colour": "red",
        }});
        portal.result("adm", "event.bind", parameters).await;
        let rows = portal.store.rows("member.1");
        let kept = rows.list("rest.event", 0, 10).await.unwrap();
        assert_eq!(
            kept[0].value["options"],
            json!({"volume": 11, "tone": "low"})
        );
    }
}

#[test]
fn a_declaration_knows_itself() {
    let declared = ItemAdded::TYPE;
    assert_eq!(
        (declared.name(), declared.code().as_str(), declared.scope()),
        ("onDemoItemAdd", "ONDEMOITEMADD", Some("demo"))
    );
    assert!(declared.place().0.ends_with("portal.rs"));
    assert!(declared.sends_auth() && declared.is_offline_allowed());
    assert!(!declared.sends_refresh_token() && !Whisper::TYPE.sends_auth());
}
