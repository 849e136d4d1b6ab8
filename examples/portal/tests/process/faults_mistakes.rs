//! Faults that nobody can mean, and portals that are not there.

use std::net::TcpListener;

use crate::faults::operated;
use crate::mistakes::{USER, mistakes};
use crate::support::{Portal, outcome};
use crate::tls::curl;

/// What `portal fault …` says when it fails: the exit code, and stderr.
fn refused(arguments: &[&str]) -> (i32, String) {
    let (code, stdout, stderr) = outcome(&[&["fault"], arguments].concat());
    assert_eq!(stdout, "", "{arguments:?}");
    (code, stderr)
}

/// Said before any portal is asked: nothing listens there.
#[test]
fn each_mistake_of_a_command_is_told() {
    for (arguments, expected) in [
        (
            "--method a.b --kind drop --rate 2",
            "the rate 2 is not between 0 (never) and 1 (every call)",
        ),
        (
            "--method a.b --kind drop --rate -0.5",
            "the rate -0.5 is not between 0",
        ),
        (
            "--method a.b --kind drop --rate NaN",
            "the rate NaN is not between 0",
        ),
        (
            "--method a.b --kind drop --rate 0.5 --count 2",
            "`rate` and `count` exclude each other; remove one of them",
        ),
        (
            "--method a.b --kind drop --count 0",
            "a count of 0 strikes no call; write 1 or more",
        ),
        (
            "--method a.b --kind drop --count -1",
            "invalid value '-1' for '--count <N>'",
        ),
        (
            "--method a.b --kind delay",
            "a delay needs `milliseconds`, which say how long",
        ),
        (
            "--method a.b --kind delay --milliseconds 0",
            "0 milliseconds are no delay; write 1 to 3600000",
        ),
        (
            "--method a.b --kind drop --milliseconds 5",
            "`milliseconds` say how long a delay is, and `drop` is none; remove them",
        ),
        (
            "--method *.get --kind drop",
            "`*.get` names no methods; write the name of one (user.option.get), a beginning and `*`",
        ),
        (
            "--method 1/code/a.b --kind drop",
            "`1/code/a.b` names no methods",
        ),
        ("--method a.b --kind dorp", "invalid value 'dorp'"),
        ("--kind drop", "--method <METHOD>"),
        ("--method a.b", "--kind <KIND>"),
    ] {
        let mut all = vec!["add", "--admin", "127.0.0.1:1"];
        all.extend(arguments.split(' '));
        let (code, said) = refused(&all);
        assert_eq!(code, 2, "{arguments}: {said}");
        assert!(said.contains(expected), "{arguments}: {said}");
    }
    for arguments in [
        &["remove"][..],
        &["remove", "x"],
        &["remove", "1", "--all"],
        &["list", "1"],
        &[],
    ] {
        assert_eq!(refused(arguments).0, 2, "{arguments:?}");
    }
}

#[test]
fn each_mistake_of_a_file_has_its_place() {
    let fault = |rest: &str| format!("{USER}[[faults]]\nmethod = \"a.*\"\n{rest}");
    for (text, expected) in [
        (
            format!("{USER}[faults]\nmethod = \"a\"\n"),
            "4:1: `faults` is a list; begin each entry with `[[faults]]`",
        ),
        (
            format!("{USER}[[faults]]\nkind = \"drop\"\n"),
            "4:1: missing field `method`",
        ),
        (fault(""), "4:1: missing field `kind`"),
        (
            fault("kind = \"dorp\"\n"),
            "6:8: expected one of \"query-limit\", \"operation-time-limit\", \"internal-error\", \"expired-token\", \"delay\", \"drop\", \"lose-answer\"",
        ),
        (
            fault("kind = \"drop\"\nrate = 2\n"),
            "7:8: the rate 2 is not between 0 (never) and 1 (every call)",
        ),
        (
            fault("kind = \"drop\"\nrate = \"often\"\n"),
            "7:8: expected a number from 0 to 1",
        ),
        (
            fault("kind = \"drop\"\nrate = 0.5\ncount = 2\n"),
            "8:9: `rate` and `count` exclude each other; remove one of them",
        ),
        (
            fault("kind = \"drop\"\ncount = 0\n"),
            "7:9: a count of 0 strikes no call; write 1 or more",
        ),
        (
            fault("kind = \"drop\"\ncount = -1\n"),
            "7:9: expected a whole number, 1 or more",
        ),
        (
            fault("kind = \"delay\"\n"),
            "6:8: a delay needs `milliseconds`, which say how long",
        ),
        (
            fault("kind = \"delay\"\nmilliseconds = \"5s\"\n"),
            "7:16: expected a whole number, 1 or more: in milliseconds, without a unit",
        ),
        (
            fault("kind = \"drop\"\nmilliseconds = 5\n"),
            "7:16: `milliseconds` say how long a delay is, and `drop` is none; remove them",
        ),
        (
            fault("kind = \"drop\"\nchance = 1\n"),
            "7:1: unknown field `chance`, expected one of `method`, `kind`, `milliseconds`, `rate`, `count`",
        ),
        (
            format!("{USER}[[faults]]\nmethod = \"a b\"\nkind = \"drop\"\n"),
            "5:10: `a b` names no methods; write the name of one (user.option.get), a beginning and `*` (user.option.*), or \
             `*` for all",
        ),
        (
            format!("[server]\nadmin = 8625\n{USER}"),
            "2:9: expected an address, as \"127.0.0.1:8625\"",
        ),
        (
            format!("[server]\nadmin = \"here\"\n{USER}"),
            "2:9: `here` is no address to listen on; write host:port, for example 127.0.0.1:8625",
        ),
        (
            format!("[server]\nadmin = \"127.0.0.1:8624\"\n{USER}"),
            "2:9: callers of the portal must not reach the private listener; give it an address of its own",
        ),
    ] {
        assert_eq!(mistakes(&text), [expected], "{text}");
    }
}

#[test]
fn a_portal_that_is_not_there() {
    let (code, said) = refused(&["list", "--admin", "127.0.0.1:1"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.starts_with("portal: no portal listens for faults on 127.0.0.1:1: ")
            && said.contains("start one with `portal serve --admin ADDRESS`"),
        "{said}"
    );
    // The address of calls is no private listener.
    let portal = Portal::start(&[]);
    let (code, said) = refused(&["list", "--admin", &portal.address]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("does not answer as a portal does"), "{said}");
    let (code, said) = refused(&["list", "--admin", "no-port"]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("`no-port` is no address of a portal"),
        "{said}"
    );
    let (portal, admin) = operated(&[]);
    let (code, said) = refused(&["remove", "7", "--admin", &admin]);
    assert_eq!((code, said.as_str()), (1, "portal: there is no fault 7\n"));
    portal.stop();
}

#[test]
fn the_private_address_must_be_free() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (admin, code, expected) in [
        (
            address.as_str(),
            1,
            "stop what listens there, or take another with --admin",
        ),
        ("nowhere", 2, "`nowhere` is no address to listen on"),
    ] {
        let (ended, stdout, said) =
            outcome(&["serve", "--listen", "127.0.0.1:0", "--admin", admin]);
        assert_eq!((ended, stdout.as_str()), (code, ""), "{said}");
        assert!(said.contains(expected), "{said}");
    }
}

/// Over HTTP, where nobody checked before.
#[test]
fn the_private_listener_refuses_what_is_wrong() {
    let (portal, admin) = operated(&[]);
    let url = format!("http://{admin}/faults");
    let status = ["--write-out", " %{http_code}"];
    let asked = |arguments: &[&str]| {
        let (code, said) = curl(&[&status[..], arguments].concat());
        assert_eq!(code, 0, "{arguments:?}");
        said
    };
    let drop = r#"{"method":"a.b","kind":"drop"}"#;
    let origin = "Origin: http://page.test";
    for (arguments, expected) in [
        (vec!["-d", "no json", url.as_str()], 400),
        (vec!["-d", r#"{"method":"a.b"}"#, &url], 400),
        (
            vec!["-d", r#"{"method":"a b","kind":"drop","rate":7}"#, &url],
            400,
        ),
        (
            vec!["-d", r#"{"method":"a","kind":"drop","secret":1}"#, &url],
            400,
        ),
        // Pages of a browser say where they come from.
        (vec!["-d", drop, "-H", origin, &url], 403),
        (vec!["-X", "DELETE", "-H", origin, &url], 403),
        // A name of somebody else may lead here, too.
        (vec!["-d", drop, "-H", "Host: page.test", &url], 403),
        (vec!["-X", "PUT", &url], 405),
    ] {
        let said = asked(&arguments);
        assert!(said.ends_with(&format!(" {expected}")), "{said}");
    }
    assert_eq!(asked(&[&url]), "[] 200");
    assert!(asked(&["-d", drop, &url]).ends_with(" 201"));
    // Callers reach none of it.
    for path in ["faults", "metrics", "rest/faults"] {
        let (status, _) = portal.send("GET", &format!("/{path}"), &[], "");
        assert_eq!(status, 404, "{path}");
    }
}
