//! How often clients may call.

use serde_json::json;

use crate::faults::operated;
use crate::metrics::read;
use crate::support::{Portal, file};

const ACCOUNTS: &str = "\
[[users]]\nid = 1\nlogin = \"ada\"\n\
[[applications]]\nclient_id = \"app.1\"\nclient_secret = \"app-secret\"\nrate = \"off\"\n\
[[tokens]]\ntoken = \"one\"\napplication = \"app.1\"\nuser = 1\n\
[[webhooks]]\nuser = 1\ncode = \"usual\"\n\
[[webhooks]]\nuser = 1\ncode = \"own\"\nrate = { capacity = 9, leak = 1 }\n";

/// How many of so many calls are answered; the others say why.
fn answered(portal: &Portal, path: &str, calls: usize) -> usize {
    let statuses = (0..calls).map(|_| {
        let (status, body) = portal.get(path);
        if status != 200 {
            assert_eq!(
                (status, &body["error"]),
                (503, &json!("QUERY_LIMIT_EXCEEDED"))
            );
        }
        status
    });
    statuses.filter(|status| *status == 200).count()
}

// Proves: P-148, P-149, P-339
#[test]
fn clients_are_limited_and_callers_have_limits_of_their_own() {
    let (_directory, path) = file(&format!("[limits]\nrate = \"standard\"\n{ACCOUNTS}"));
    let portal = Portal::start(&["--config", &path]);
    let begun = std::time::Instant::now();
    let usual = answered(&portal, "1/usual/server.time", 80);
    let own = answered(&portal, "1/own/server.time", 30);
    let leaked = usize::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    assert!((51..=51 + 2 * leaked).contains(&usual), "{usual}");
    assert!((10..=10 + leaked).contains(&own), "{own}");
    assert_eq!(answered(&portal, "server.time?auth=one", 100), 100);
}

/// Who calls is looked up once more for a rate of their own, but not where none can be theirs.
#[test]
fn only_who_may_have_a_rate_of_their_own_is_looked_up_for_it() {
    for (rates, of_usual) in [
        (ACCOUNTS.replace("rate = \"off\"\n", ""), 1.0),
        (ACCOUNTS.to_owned(), 2.0),
    ] {
        let (_directory, path) = file(&format!("[limits]\nrate = \"standard\"\n{rates}"));
        let (portal, admin) = operated(&["--config", &path]);
        let logins = || {
            let values = read(&admin);
            let name = r#"portal_store_seconds_count{operation="accounts.webhook"}"#;
            values.get(name).copied().unwrap_or_default()
        };
        for (webhook, times) in [("usual", of_usual), ("own", 2.0)] {
            let before = logins();
            assert_eq!(answered(&portal, &format!("1/{webhook}/server.time"), 1), 1);
            assert_eq!(logins() - before, times, "{webhook}: {rates}");
        }
    }
}

#[test]
fn nobody_is_limited_unless_it_is_said() {
    let (_directory, path) = file(&ACCOUNTS.replace("rate = { capacity = 9, leak = 1 }\n", ""));
    let portal = Portal::start(&["--config", &path]);
    assert_eq!(answered(&portal, "1/usual/server.time", 300), 300);
}

// Proves: P-60, P-151
#[test]
fn handler_time_is_counted_unless_it_is_switched_off() {
    for (limits, counted) in [("", true), ("[limits]\noperating_seconds = 0\n", false)] {
        let (_directory, path) = file(&format!("{limits}{ACCOUNTS}"));
        let portal = Portal::start(&["--config", &path]);
        let (_, body) = portal.get("server.time?auth=one");
        assert_eq!(
            body["time"].get("operating_reset_at").is_some(),
            counted,
            "{body}"
        );
    }
}
