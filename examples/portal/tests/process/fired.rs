//! Events of the items, and `portal event fire`: what a handler hears of what happens, and of what the portal never does itself.

use std::time::Duration;

use serde_json::json;

use crate::handler::{Handler, value};
use crate::support::{Portal, done, refused, sqlite};

fn bind(portal: &Portal, event: &str, handler: &Handler) {
    let binding = json!({"event": event, "handler": handler.url(), "auth": "demo-token-1"});
    let (_, answer) = portal.post("event.bind", &binding);
    assert_eq!(answer["result"], true, "{answer}");
}

// Proves: P-240, P-299
#[test]
fn a_handler_hears_of_items() {
    let portal = Portal::start(&[]);
    let handler = Handler::start(200, Duration::ZERO);
    for event in ["onDemoItemAdd", "onDemoItemUpdate", "onDemoItemDelete"] {
        bind(&portal, event, &handler);
    }
    for (method, parameters, event) in [
        ("add", json!({"fields": {"TITLE": "Cup"}}), "ONDEMOITEMADD"),
        (
            "update",
            json!({"id": 251, "fields": {"PRICE": 3}}),
            "ONDEMOITEMUPDATE",
        ),
        ("delete", json!({"id": 251}), "ONDEMOITEMDELETE"),
    ] {
        // Whoever does it: here a webhook, which is of no application.
        let path = format!("1/demo-plain-webhook/demo.item.{method}");
        assert_eq!(portal.post(&path, &parameters).0, 200);
        let told = handler.next();
        assert_eq!(value(&told, "event"), Some(event));
        assert_eq!(value(&told, "data%5BFIELDS%5D%5BID%5D"), Some("251"));
        // It may look at once.
        let token = value(&told, "auth%5Baccess_token%5D").unwrap();
        let (_, found) = portal.get(&format!("demo.item.get?id=251&auth={token}"));
        match method {
            "delete" => assert_eq!(found["error"], "NOT_FOUND"),
            _ => assert_eq!(found["result"]["TITLE"], "Cup", "{found}"),
        }
    }
    portal.stop();
}

// Proves: P-241, P-242
#[test]
fn a_declared_event_is_fired_by_its_name() {
    let (_directory, store) = sqlite();
    let portal = Portal::start(&["--store", &store]);
    let handler = Handler::start(201, Duration::ZERO);
    let url = format!("http://{}", portal.address);
    let fire = |arguments: &[&str]| {
        let address = ["--public-url", &url];
        done(&store, &[&["event", "fire"], arguments, &address].concat())
    };
    let nobody =
        "no handler was called; applications that bound it offline find it in their queue\n";
    assert_eq!(fire(&["ONAPPPAYMENT"]), nobody);
    let offline = "event.bind?auth=demo-token-1&event=onDemoItemDelete&event_type=offline";
    assert_eq!(portal.get(offline).1["result"], true);
    assert_eq!(
        fire(&["onDemoItemDelete", "--data", "FIELDS[ID]=9"]),
        nobody
    );
    let queued = portal.get("event.offline.list?auth=demo-token-1").1;
    assert_eq!(
        queued["result"][0]["EVENT_DATA"]["FIELDS"]["ID"], "9",
        "{queued}"
    );
    for event in ["onAppPayment", "onAppMethodConfirm", "onDemoItemAdd"] {
        bind(&portal, event, &handler);
    }
    let answered = |event: &str| format!("{event} to localhost:{}: answered 201\n", handler.port);
    let payment = ["onAppPayment", "--data", "STATUS=P", "--data", "DAYS=30"];
    assert_eq!(fire(&payment), answered("ONAPPPAYMENT"));
    let told = handler.next();
    assert_eq!(value(&told, "data%5BSTATUS%5D"), Some("P"));
    assert_eq!(value(&told, "data%5BDAYS%5D"), Some("30"));
    assert_eq!(value(&told, "auth%5Buser_id%5D"), Some("1"));
    // The token is one of the running portal.
    let token = value(&told, "auth%5Baccess_token%5D").unwrap();
    let profile = portal.get(&format!("profile?auth={token}")).1;
    assert_eq!(profile["result"]["ID"], "1");
    // This event brings none, whoever fires it.
    let confirm = [
        "ONAPPMETHODCONFIRM",
        "--data",
        "METHOD=a=b&c",
        "--app",
        "app.demo",
    ];
    assert_eq!(fire(&confirm), answered("ONAPPMETHODCONFIRM"));
    let told = handler.next();
    assert_eq!(value(&told, "data%5BMETHOD%5D"), Some("a%3Db%26c"));
    assert_eq!(value(&told, "auth%5Baccess_token%5D"), None);
    let nested = ["OnDemoItemAdd", "--data", "FIELDS[ID]=7", "--user", "2"];
    fire(&nested);
    let told = handler.next();
    assert_eq!(value(&told, "data%5BFIELDS%5D%5BID%5D"), Some("7"));
    assert_eq!(value(&told, "auth%5Buser_id%5D"), Some("2"));
    // An application that has bound nothing is not told of it.
    done(&store, &["app", "add", "--client-id", "app.2"]);
    assert_eq!(fire(&["onDemoItemAdd", "--app", "app.2"]), nobody);
    portal.stop();
    let wrong = |arguments: &[&str]| refused(&store, &[&["event", "fire"], arguments].concat());
    let (code, stderr) = wrong(&["onNothing"]);
    assert!(
        code == 2
            && stderr.contains("there is no event `onNothing`; there are ")
            && stderr.contains("ONDEMOITEMADD, ")
            && stderr.contains("ONAPPPAYMENT, "),
        "{stderr}"
    );
    let (code, stderr) = wrong(&["ONAPPPAYMENT", "--data", "STATUS"]);
    assert!(
        code == 2 && stderr.contains("write it as KEY=VALUE"),
        "{stderr}"
    );
    let (code, stderr) = wrong(&["ONAPPPAYMENT", "--app", "app.3"]);
    assert!(
        code == 1 && stderr.contains("there is no application `app.3`"),
        "{stderr}"
    );
}
