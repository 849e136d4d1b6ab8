//! What is said about a configuration, or options, that cannot be used.

use std::net::TcpListener;

use crate::support::{file, outcome};

pub(crate) const USER: &str = "[[users]]\nid = 1\nlogin = \"ada\"\n";
pub(crate) const APPLICATION: &str =
    "[[applications]]\nclient_id = \"app.1\"\nclient_secret = \"hush\"\n";

/// What is said about a file: one entry a mistake, without the name of the file.
pub(crate) fn mistakes(text: &str) -> Vec<String> {
    let (_directory, path) = file(text);
    let (code, stdout, stderr) = outcome(&["serve", "--listen", "127.0.0.1:0", "--config", &path]);
    assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
    let mut lines = stderr.lines();
    assert_eq!(
        lines.next(),
        Some("portal: the configuration cannot be used:")
    );
    let prefix = format!("  {path}:");
    lines
        .map(|line| {
            line.strip_prefix(&prefix)
                .unwrap_or_else(|| panic!("{line}"))
                .to_owned()
        })
        .collect()
}

#[test]
fn each_mistake_has_its_place_and_a_way_out() {
    let token = |rest: &str| {
        format!(
            "{USER}{APPLICATION}[[tokens]]\ntoken = \"tok\"\napplication = \"app.1\"\nuser = 1\n{rest}"
        )
    };
    for (text, expected) in [
        (
            format!("{USER}loginn = \"x\"\n"),
            "4:1: unknown field `loginn`, expected one of `id`, `login`, `name`, …",
        ),
        (
            format!("[server]\nport = 1\n{USER}"),
            "2:1: unknown field `port`, expected one of `listen`, …",
        ),
        (
            format!("{USER}[[user]]\nid = 2\n"),
            "4:3: unknown section `user`, expected one of `[server]`, `[limits]`, `[oauth]`, `[events]`, `[licence]`, `[[users]]`, …",
        ),
        (
            "[[user]]\nid = 1\n".to_owned(),
            "1:3: unknown section `user`, expected one of `[server]`, `[limits]`, `[oauth]`, `[events]`, `[licence]`, `[[users]]`, …",
        ),
        (
            "[users]\nid = 1\n".to_owned(),
            "1:1: `users` is a list; begin each entry with `[[users]]`",
        ),
        (
            "[[users]]\nid = 1\n".to_owned(),
            "1:1: missing field `login`",
        ),
        (
            "[[users]]\nid = \"1\"\nlogin = \"ada\"\n".to_owned(),
            "2:6: expected a whole number, 0 or more",
        ),
        (
            "[[users]]\nid = 0\nlogin = \"ada\"\n".to_owned(),
            "2:6: ids of users begin with 1",
        ),
        (
            "[[users]]\nid = 1\nlogin = \"17\"\n".to_owned(),
            "3:9: the login `17` would be taken for an id; add a letter to it",
        ),
        (
            "[[users]]\nid = 1\nlogin = \"\"\n".to_owned(),
            "3:9: a login cannot be empty",
        ),
        (
            format!("{USER}[[users]]\nid = 1\nlogin = \"ben\"\n"),
            "5:6: the user id 1 is in line 2 already; change one of them",
        ),
        (
            format!("{USER}[[users]]\nid = 2\nlogin = \"ada\"\n"),
            "6:9: the login `ada` is in line 3 already; change one of them",
        ),
        (
            format!("{USER}{APPLICATION}{APPLICATION}"),
            "8:13: the client_id `app.1` is in line 5 already; change one of them",
        ),
        (
            format!("{USER}{APPLICATION}access = [1, 2]\n"),
            "7:14: there is no user 2; add a `[[users]]` with this id",
        ),
        (
            format!("{USER}{APPLICATION}scopes = [\"crm,task\"]\n"),
            "7:11: `crm,task` is no scope; write one code an entry: [\"crm\", \"task\"]",
        ),
        (
            format!("{USER}{APPLICATION}status = \"rented\"\n"),
            "7:10: expected one of \"local\", \"free\", \"demo\", \"trial\", \"paid\", \"subscription\"",
        ),
        (
            token("refresh = \"tok\"\n"),
            "11:11: this token is in line 8 already; change one of them",
        ),
        (
            token("expired = true\nexpires_in = 5\n"),
            "12:14: `expires_in` and `expired = true` exclude each other; remove one of them",
        ),
        (
            token("expires_in = -5\n"),
            "11:14: expected a whole number, 0 or more: in seconds, without a unit",
        ),
        (
            format!("{USER}[[tokens]]\ntoken = \"tok\"\napplication = \"app.9\"\nuser = 1\n"),
            "6:15: there is no application `app.9`; add an `[[applications]]` with this client_id",
        ),
        (
            format!("{USER}[[webhooks]]\nuser = 9\ncode = \"hush\"\n"),
            "5:8: there is no user 9; add a `[[users]]` with this id",
        ),
        (
            format!(
                "{USER}[[webhooks]]\nuser = 1\ncode = \"hush\"\n[[webhooks]]\nuser = 1\ncode = \"hush\"\n"
            ),
            "9:8: this code of user 1 is in line 6 already; change one of them",
        ),
        (
            format!("{USER}[[webhooks]]\nuser = 1\ncode = 4711\n"),
            "6:8: a secret is a text, not a value of type integer; put it in double quotes",
        ),
        (
            format!("{USER}[[webhooks]]\nuser = 1\ncode = \"\"\n"),
            "6:8: a secret cannot be empty; write a long random text",
        ),
        (
            format!("{USER}[limits]\nbody_bytes = 0\n"),
            "5:14: expected a whole number, 1 or more: in bytes, without a unit",
        ),
        (
            format!("{USER}[limits]\nrate = \"fast\"\n"),
            "5:8: expected \"off\", \"standard\", \"enterprise\", or { capacity = 50, leak = 2 }: so many at once, so many a second",
        ),
        (
            format!("{USER}[limits]\nrate = {{ capacity = 50, leak = 0 }}\n"),
            "5:8: expected \"off\", \"standard\", \"enterprise\", or { capacity = 50, leak = 2 }: so many at once, so many a second",
        ),
        (
            format!("[server]\npublic_url = \"portal.test\"\n{USER}"),
            "2:14: `portal.test` is no address of a portal: it does not begin with http:// or https://; write one like \
             https://portal.example",
        ),
        (
            format!("[oauth]\naccess_seconds = \"1h\"\n{USER}"),
            "2:18: expected a whole number, 0 or more: in seconds, without a unit",
        ),
        (
            format!("[licence]\nplan = \"ent250\"\n{USER}"),
            "2:8: `plan` needs `family` beside it, as in plan = \"ent250\", family = \"ent\"",
        ),
        (
            format!("{USER}{APPLICATION}redirect_uri = \"localhost:3000\"\n"),
            "7:16: no browser can be sent to `localhost:3000`; write an absolute address without `#`, as \
             https://app.example/signed-in",
        ),
        (
            String::new(),
            "1:1: there is no user, so nobody could call; add a `[[users]]`",
        ),
    ] {
        let found = mistakes(&text);
        match expected.strip_suffix('…') {
            // The list goes on.
            Some(beginning) => assert!(
                found.len() == 1 && found[0].starts_with(beginning),
                "{text}: {found:?}"
            ),
            None => assert_eq!(found, [expected], "{text}"),
        }
    }
}

#[test]
fn all_mistakes_are_said_at_once() {
    let found = mistakes(
        "[[users]]\nid = 1\nlogin = \"ada\"\nnick = \"a\"\n\n\
         [[users]]\nid = 2\nlogin = \"2\"\n\n\
         [server]\nport = 1\n\n\
         [[webhooks]]\nuser = 1\ncode = 5\n",
    );
    let places: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places, ["4:1", "8:9", "11:1", "15:8"], "{found:?}");
    let found = mistakes(&format!(
        "{USER}[[tokens]]\ntoken = \"tok\"\napplication = \"app.9\"\nuser = 9\n\
         [[webhooks]]\nuser = 8\ncode = \"hush\"\napplication = \"app.8\"\n"
    ));
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn text_that_is_no_toml() {
    let found = mistakes("[[users]]\nid = \nlogin = ada\n");
    let places: Vec<&str> = found
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(at, _)| at)
        .collect();
    assert_eq!(places, ["2:6", "3:9"], "{found:?}");
}

#[test]
fn what_is_said_about_a_secret_does_not_show_it() {
    let hidden = "4711471147114711";
    for text in [
        format!("{USER}[[webhooks]]\nuser = 1\ncode = {hidden}\n"),
        format!("{USER}[[webhooks]]\nuser = 1\ncode = {hidden}abc\n"),
        format!("{USER}[[webhooks]]\nuser = 1\ncode = \"{hidden}\n"),
        format!("{USER}[[webhooks]]\nuser = 9\ncode = \"{hidden}\"\n"),
        format!("{USER}[[webhooks]]\nuser = 1\ncode = \"{hidden}\" x\n"),
        format!("{USER}[[webhooks]]\nuser = 1\ncode = [\"{hidden}\"]\n"),
        format!(
            "{USER}[[webhooks]]\nuser = 1\ncode = \"{hidden}\"\n[[webhooks]]\nuser = 1\ncode = \"{hidden}\"\n"
        ),
    ] {
        let found = mistakes(&text);
        assert!(
            !found.is_empty() && !found.concat().contains(hidden),
            "{found:?}"
        );
    }
}

/// The one line on stderr, and the exit code.
fn complaint(arguments: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = outcome(arguments);
    assert_eq!(stdout, "", "{arguments:?}");
    assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
    (code, stderr.trim_end().to_owned())
}

#[test]
fn options_that_cannot_be_used() {
    for (arguments, part) in [
        (
            ["serve", "--config", "/no/such/portal.toml"],
            "the configuration /no/such/portal.toml cannot be read",
        ),
        (
            ["serve", "--config", "/"],
            "the configuration / cannot be read",
        ),
        (
            ["serve", "--listen", "8624"],
            "`8624` is no address to listen on",
        ),
        (
            ["serve", "--listen", "127.0.0.1:port"],
            "write host:port, for example 127.0.0.1:8624",
        ),
        (
            ["serve", "--log", "bitrix_rest=loud"],
            "the log filter `bitrix_rest=loud` cannot be used",
        ),
        (
            ["serve", "--log", "verbose"],
            "`verbose` is no level to log at; write error, warn, info, debug, trace or off",
        ),
    ] {
        let (code, line) = complaint(&arguments);
        assert_eq!(code, 2, "{line}");
        assert!(
            line.starts_with("portal: ") && line.contains(part),
            "{line}"
        );
    }
    let (code, _, stderr) = outcome(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--time-zone",
        "Mars/Olympus",
    ]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("the time zone `Mars/Olympus` is unknown"),
        "{stderr}"
    );
    let (code, _, stderr) = outcome(&["serve", "--colour"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("--colour"), "{stderr}");
}

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, line) = complaint(&["serve", "--listen", &address]);
    assert_eq!(code, 1);
    assert!(
        line.starts_with(&format!("portal: cannot listen on {address}: ")),
        "{line}"
    );
    assert!(
        line.ends_with("; stop what listens there, or take another with --listen"),
        "{line}"
    );
}
