//! `event.bind`, `event.unbind`, `event.get`.

use bitrix_rest::RestApi;
use bitrix_rest_methods::Licence;
use bitrix_rest_methods::events::{EventGet, EventsBuilder};
use bitrix_rest_tests::server::{Server, accounts};
use serde_json::{Value, json};

use crate::portal::Portal;

const HANDLER: &str = "https://app.example/handler";

fn refusal(status: u16, code: &str, text: &str) -> (u16, String, String) {
    (status, code.to_owned(), text.to_owned())
}

// Proves: P-231
#[tokio::test]
async fn events_need_oauth() {
    let wrong = refusal(
        403,
        "WRONG_AUTH_TYPE",
        "Current authorization type is denied for this method",
    );
    for portal in Portal::each().await {
        for method in [
            "events",
            "event.bind",
            "event.unbind",
            "event.get",
            "event.test",
            "event.offline.get",
            "event.offline.list",
            "event.offline.clear",
            "event.offline.error",
        ] {
            let path = format!("/rest/1/hook/{method}");
            let answer = portal.server.get(&path).await;
            assert_eq!(answer.error(), wrong, "{method}");
            // Basic: a token without any scope is let in.
            let answer = portal.call("bare", method, json!({})).await;
            assert_ne!(answer.error().1, "insufficient_scope", "{method}");
        }
    }
}

// Proves: P-233, P-238
#[tokio::test]
async fn what_is_bound_is_listed_in_order() {
    for portal in Portal::each().await {
        portal.bind("adm", "onDemoItemAdd", HANDLER).await;
        let of_user = json!({"EVENT": "ONDEMOITEMADD", "Handler": HANDLER, "auth_type": "7"});
        portal.result("adm", "event.bind", of_user).await;
        portal.bind("ada", "onapptest", HANDLER).await;
        let offline = json!({"event": "onDemoItemAdd", "handler": HANDLER, "event_type": "offline", "auth_type": 7,
            "auth_connector": "sync"});
        portal.result("adm", "event.bind", offline).await;
        portal.bind("adm2", "onAppTest", HANDLER).await;
        let online = |event: &str, user: &str| json!({"event": event, "handler": HANDLER, "auth_type": user, "offline": 0});
        let of_ada = [online("ONDEMOITEMADD", "7"), online("ONAPPTEST", "7")];
        let listed = portal.call("adm", "event.get", json!({})).await;
        let all = json!([
            online("ONDEMOITEMADD", "0"),
            of_ada[0],
            of_ada[1],
            {"event": "ONDEMOITEMADD", "connector_id": "sync", "offline": 1},
        ]);
        assert_eq!(listed.result(), all);
        let own = portal.result("ada", "event.get", json!({})).await;
        assert_eq!(own, json!(of_ada));
    }
}

// Proves: P-78, P-79, P-234, P-237
#[tokio::test]
async fn every_mistake_has_its_answer() {
    let denied = |text: &str| refusal(403, "ACCESS_DENIED", &format!("Access denied! {text}"));
    let argument = |text: &str| refusal(400, "ERROR_ARGUMENT", text);
    for portal in Portal::each().await {
        portal.bind("adm", "onDemoItemAdd", HANDLER).await;
        for (token, parameters, expected) in [
            // In the order of the checks: what comes later is wrong, too.
            (
                "ada",
                json!({"auth_type": 1, "event_type": "sometimes"}),
                denied("Event binding with AUTH_TYPE requires administrator access rights"),
            ),
            (
                "ada",
                json!({"auth_type": "7", "event_type": "sometimes"}),
                argument("Argument 'EVENT' is null or empty"),
            ),
            (
                "ada",
                json!({"event": "onNo", "event_type": "sometimes", "handler": ""}),
                argument("Value must be one of {online|offline}"),
            ),
            (
                "ada",
                json!({"event": "onNo", "event_type": "offline"}),
                denied("Offline events binding requires administrator access rights"),
            ),
            (
                "adm",
                json!({"event": "onNo"}),
                argument("Argument 'HANDLER' is null or empty"),
            ),
            (
                "adm",
                json!({"event": "onNo", "handler": "ftp://localhost/"}),
                refusal(400, "ERROR_WRONG_HANDLER_URL", "Wrong handler URL"),
            ),
            (
                "adm",
                json!({"event": "onNo", "handler": "ftp://app.example/"}),
                refusal(
                    400,
                    "ERROR_UNSUPPORTED_PROTOCOL",
                    "Unsupported handler protocol",
                ),
            ),
            (
                "adm",
                json!({"event": "onNo", "handler": HANDLER}),
                refusal(400, "ERROR_EVENT_NOT_FOUND", "Event not found"),
            ),
            (
                "bare",
                json!({"event": "onDemoItemAdd", "handler": HANDLER}),
                refusal(400, "ERROR_EVENT_NOT_FOUND", "Event not found"),
            ),
            (
                "adm",
                json!({"event": "onOfflineEvent", "event_type": "offline"}),
                argument("Offline event cannot be registered for this event."),
            ),
            (
                "adm",
                json!({"event": "ONDEMOITEMADD", "handler": HANDLER, "auth_type": 0}),
                refusal(
                    400,
                    "ERROR_CORE",
                    "Unable to set event handler: Handler already binded",
                ),
            ),
        ] {
            let answer = portal.call(token, "event.bind", parameters.clone()).await;
            assert_eq!(answer.error(), expected, "{parameters}");
        }
        let wrong = json!({"event": "onAppTest", "event_type": "x"});
        let answer = portal.call("adm", "event.bind", wrong).await;
        assert_eq!(answer.json()["argument"], "EVENT_TYPE");
        // Nothing of all this was bound; and what is not alike is not the same.
        for (token, more) in [
            ("adm", json!({"auth_type": 7})),
            ("adm", json!({"auth_connector": "sync"})),
            ("adm2", json!({})),
            ("adm", json!({"handler": "https://app.example/other"})),
        ] {
            let mut parameters = json!({"event": "onDemoItemAdd", "handler": HANDLER});
            let more = more.as_object().unwrap().clone();
            parameters.as_object_mut().unwrap().extend(more);
            assert_eq!(portal.result(token, "event.bind", parameters).await, true);
        }
        let listed = portal.result("adm", "event.get", json!({})).await;
        assert_eq!(listed.as_array().unwrap().len(), 4);
    }
}

// Proves: P-235
#[tokio::test]
async fn who_is_no_administrator_binds_for_themselves() {
    for portal in Portal::each().await {
        for (number, auth_type) in [json!(0), json!("7"), Value::Null].into_iter().enumerate() {
            let handler = format!("{HANDLER}?{number}");
            let parameters =
                json!({"event": "onAppTest", "handler": handler, "auth_type": auth_type});
            portal.result("ada", "event.bind", parameters).await;
        }
        let listed = portal.result("ada", "event.get", json!({})).await;
        let users = listed.as_array().unwrap().iter().map(|it| &it["auth_type"]);
        assert_eq!(users.collect::<Vec<_>>(), ["7"; 3]);
    }
}

// Proves: P-236
#[tokio::test]
async fn unbinding_counts() {
    for portal in Portal::each().await {
        let bind = async |token: &str, more: Value| {
            let mut parameters = json!({"event": "onAppTest", "handler": HANDLER});
            let more = more.as_object().unwrap().clone();
            parameters.as_object_mut().unwrap().extend(more);
            portal.result(token, "event.bind", parameters).await;
        };
        let unbind = async |token: &str, more: Value| {
            let mut parameters = json!({"event": "OnAppTest", "handler": HANDLER});
            let more = more.as_object().unwrap().clone();
            parameters.as_object_mut().unwrap().extend(more);
            portal.result(token, "event.unbind", parameters).await["count"].clone()
        };
        bind("adm2", json!({})).await;
        bind("adm", json!({})).await;
        bind("adm", json!({"auth_type": 1})).await;
        bind("adm", json!({"auth_type": 7})).await;
        bind("adm", json!({"event_type": "offline"})).await;
        assert_eq!(
            unbind("adm", json!({"handler": "https://other.example/"})).await,
            0
        );
        assert_eq!(unbind("adm", json!({"event": "onAppUpdate"})).await, 0);
        assert_eq!(unbind("adm", json!({"auth_type": 0})).await, 1);
        assert_eq!(unbind("ada", json!({})).await, 1);
        assert_eq!(unbind("ada", json!({})).await, 0);
        bind("adm", json!({})).await;
        bind("ada", json!({})).await;
        assert_eq!(unbind("adm", json!({"auth_type": "7"})).await, 1);
        assert_eq!(unbind("adm", json!({})).await, 2);
        // Offline, and of the other application.
        let offline = json!({"event_type": "offline", "auth_connector": "other"});
        assert_eq!(unbind("adm", offline).await, 0);
        assert_eq!(unbind("adm", json!({"event_type": "offline"})).await, 1);
        assert_eq!(
            portal.result("adm", "event.get", json!({})).await,
            json!([])
        );
        assert_eq!(unbind("adm2", json!({})).await, 1);
    }
}

// Proves: P-236, P-283
#[tokio::test]
async fn unbinding_has_texts_of_its_own() {
    for portal in Portal::each().await {
        for (token, parameters, text) in [
            (
                "ada",
                json!({"auth_type": 1}),
                "Access denied! Event unbinding with AUTH_TYPE requires administrator access rights",
            ),
            ("ada", json!({}), "Argument 'EVENT' is null or empty"),
            (
                "ada",
                json!({"event": "onAppTest", "event_type": "x"}),
                "Value must be one of {online|offline}",
            ),
            (
                "ada",
                json!({"event": "onAppTest", "event_type": "offline"}),
                "Access denied! Offline events unbinding requires administrator access rights",
            ),
            (
                "adm",
                json!({"event": "onAppTest"}),
                "Argument 'HANDLER' is null or empty",
            ),
        ] {
            let answer = portal.call(token, "event.unbind", parameters.clone()).await;
            assert_eq!(answer.error().2, text, "{parameters}");
        }
    }
}

#[tokio::test]
async fn handlers_beside_the_portal_need_a_setting() {
    let local = |events: EventsBuilder| events.allow_local_handlers(true);
    for portal in Portal::each_with(local, Licence::default()).await {
        portal
            .bind("adm", "onAppTest", "http://localhost:8080/")
            .await;
        let wrong = json!({"event": "onAppTest", "handler": "localhost"});
        let answer = portal.call("adm", "event.bind", wrong).await;
        assert_eq!(answer.error().1, "ERROR_WRONG_HANDLER_URL");
    }
}

// Proves: P-95, P-81
#[tokio::test]
async fn a_change_source_needs_its_feature() {
    let without = Licence::cloud("de", "basic", "basic");
    let with = without.clone().with_feature("rest_auth_connector", true);
    let refused = refusal(
        403,
        "WRONG_LICENSE",
        "This feature is not enabled for the current license: auth_connector",
    );
    for portal in Portal::each_with(|events| events, without).await {
        for (method, parameters) in [
            ("event.get", json!({"auth_connector": "sync"})),
            ("demo.item.add", json!({"id": 1, "auth_connector": "sync"})),
        ] {
            let answer = portal.call("adm", method, parameters).await;
            assert_eq!(answer.error(), refused, "{method}");
        }
        portal.result("adm", "event.get", json!({})).await;
    }
    for portal in Portal::each_with(|events| events, with).await {
        let parameters = json!({"auth_connector": "sync"});
        portal.result("adm", "event.get", parameters).await;
    }
}

/// A server that was given no events has none of their methods.
#[tokio::test]
async fn without_events_there_are_no_methods_of_events() {
    let api = RestApi::explicit()
        .method::<EventGet>()
        .authenticator(accounts)
        .build();
    let server = Server::of(api.unwrap());
    let found = server.get("/rest/event.get?auth=tok").await;
    assert_eq!(found.error().1, "ERROR_METHOD_NOT_FOUND");
}
