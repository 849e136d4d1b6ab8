//! What is said about single values of a configuration.

use crate::mistakes::{APPLICATION, USER, mistakes};

/// No word of the program that reads the file: what a value has to be, as one writes it.
#[test]
fn a_value_of_the_wrong_kind() {
    let texts = "expected a list of texts, as [\"crm\", \"task\"]";
    for (text, expected) in [
        (
            "[server]\nlisten = 8630\n",
            "2:10: expected an address, as \"127.0.0.1:8624\"",
        ),
        (
            "[server]\nstore = 3\n",
            "2:9: expected \"memory:\", \"sqlite:PATH\" or \"postgres://USER:PASSWORD@HOST/DATABASE\"",
        ),
        (
            "[server]\ntime_zone = 3\n",
            "2:13: expected a text in double quotes",
        ),
        (
            "[server]\nphp_escaping = \"yes\"\n",
            "2:16: expected true or false",
        ),
        (
            "[limits]\nbody_bytes = \"16M\"\n",
            "2:14: expected a whole number, 1 or more: in bytes, without a unit",
        ),
        (
            "[limits]\ncall_seconds = \"60s\"\n",
            "2:16: expected a whole number, 1 or more: in seconds, without a unit",
        ),
        (
            "[limits]\nform_depth = 0\n",
            "2:14: expected a whole number, 1 or more",
        ),
        (
            "[[users]]\nid = 99999999999999999999\nlogin = \"a\"\n",
            "2:6: expected a whole number, 0 or more",
        ),
        (
            "[[users]]\nid = 1\nlogin = 5\n",
            "3:9: expected a text in double quotes",
        ),
        (
            "[[applications]]\naccess = 1\n",
            "2:10: expected a list of ids, as [1, 2]",
        ),
        (
            "[[applications]]\nscopes = \"crm\"\n",
            &format!("2:10: {texts}"),
        ),
        ("[[tokens]]\nscopes = [1]\n", &format!("2:10: {texts}")),
        (
            "[[webhooks]]\napplication = 1\n",
            "2:15: expected a text in double quotes",
        ),
        (
            "server = 5\n",
            "1:10: `server` is one section; begin it with `[server]`",
        ),
        (
            "[[limits]]\n",
            "1:1: `limits` is one section; begin it with `[limits]`",
        ),
        (
            "users = [1]\n",
            "1:10: `users` is a list; begin each entry with `[[users]]`",
        ),
    ] {
        assert_eq!(mistakes(text), [expected], "{text}");
    }
}

#[test]
fn codes_and_tokens_stand_in_a_call_as_they_are() {
    for secret in ["a/b", "a.b", "a b", "a%2Fb", "\u{e4}", "a+b"] {
        let found = mistakes(&format!(
            "{USER}{APPLICATION}[[tokens]]\ntoken = \"{secret}\"\nrefresh = \"{secret}{secret}\"\n\
             application = \"app.1\"\nuser = 1\n[[webhooks]]\nuser = 1\ncode = \"{secret}\"\n"
        ));
        let why = "may have only A-Z, a-z, 0-9, `_` and `-`:";
        let query = "any other character would need an escape in a query or form";
        assert_eq!(
            found,
            [
                format!("8:9: a token {why} {query}"),
                format!("9:11: a token {why} {query}"),
                format!(
                    "14:8: a webhook code {why} a slash or a dot would break the path of a call"
                ),
            ],
            "{secret}"
        );
    }
}

/// Also those that only starting the server would show, and together with references that lead nowhere.
#[test]
fn the_zone_and_the_address_have_their_places() {
    let found = mistakes(&format!(
        "[server]\nlisten = \"8630\"\ntime_zone = \"Mars/Olympus\"\n{USER}[[webhooks]]\nuser = 7\ncode = \"hush\"\n"
    ));
    let [listen, zone, user] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(
        listen,
        "2:10: `8630` is no address to listen on; write host:port, for example 127.0.0.1:8624"
    );
    assert!(
        zone.starts_with("3:13: the time zone `Mars/Olympus` is unknown on this machine; use"),
        "{zone}"
    );
    assert_eq!(
        user,
        "8:8: there is no user 7; add a `[[users]]` with this id"
    );
    for listen in ["", ":8624", "[::1]", "127.0.0.1:port", "127.0.0.1:65536"] {
        let found = mistakes(&format!("[server]\nlisten = \"{listen}\"\n{USER}"));
        assert_eq!(
            found,
            [format!(
                "2:10: `{listen}` is no address to listen on; write host:port, for example 127.0.0.1:8624"
            )]
        );
    }
}
