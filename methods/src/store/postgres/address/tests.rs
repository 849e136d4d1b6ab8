#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;

fn parse(url: &str) -> Address {
    match Address::parse(url) {
        Ok(address) => address,
        Err(error) => panic!("{error}"),
    }
}

fn refused(url: &str) -> String {
    match Address::parse(url) {
        Ok(address) => panic!("{url} is {}", address.name),
        Err(error) => {
            assert_eq!(error.kind(), OpenErrorKind::Address);
            error.to_string()
        }
    }
}

#[test]
fn what_is_not_said_is_usual() {
    let address = parse("postgresql://ada:secret@db.example.com/portal");
    assert_eq!(address.name, "postgres://ada@db.example.com:5432/portal");
    assert_eq!(address.config.get_ssl_mode(), SslMode::Prefer);
    assert_eq!(address.tls, Some(Trust::Any));
    assert_eq!(address.pool, 16);
    assert_eq!(address.wait, Duration::from_secs(5));
    assert_eq!(address.connect, Duration::from_secs(5));
    assert_eq!(address.answer, Duration::from_secs(12));
    assert_eq!(
        address.config.get_options(),
        Some("-c statement_timeout=10s")
    );
    assert_eq!(address.config.get_password(), Some(&b"secret"[..]));
}

#[test]
fn everything_can_be_said() {
    let address = parse(
        "postgres://a%40b:p%3As@[::1]:1,two:2/portal?pool=3&pool_wait=4&statement_timeout=6&connect_timeout=7\
         &options=-csearch_path%3Dx&application_name=me&target_session_attrs=read-write&sslmode=verify-full&sslrootcert=%2Ftmp%2Fa%20b.pem",
    );
    assert_eq!(address.name, "postgres://a@b@::1:1,two:2/portal");
    assert_eq!(address.config.get_password(), Some(&b"p:s"[..]));
    assert_eq!(address.pool, 3);
    assert_eq!(address.wait, Duration::from_secs(4));
    assert_eq!(address.answer, Duration::from_secs(8));
    assert_eq!(
        address.connect,
        Duration::from_secs(14),
        "seven for each host"
    );
    assert_eq!(
        address.config.get_options(),
        Some("-csearch_path=x -c statement_timeout=6s")
    );
    assert_eq!(address.config.get_application_name(), Some("me"));
    assert_eq!(address.config.get_ssl_mode(), SslMode::Require);
    assert_eq!(address.tls, Some(Trust::Host(Some("/tmp/a b.pem".into()))));
}

#[test]
fn every_mode_of_encryption() {
    let tls = |query: &str| {
        let address = parse(&format!("postgres://db/portal?{query}"));
        (address.config.get_ssl_mode(), address.tls)
    };
    assert_eq!(tls("sslmode=disable"), (SslMode::Disable, None));
    assert_eq!(tls("sslmode=prefer"), (SslMode::Prefer, Some(Trust::Any)));
    assert_eq!(tls("sslmode=require"), (SslMode::Require, Some(Trust::Any)));
    let issuer = Trust::Issuer("ca.pem".into());
    assert_eq!(
        tls("sslmode=require&sslrootcert=ca.pem"),
        (SslMode::Require, Some(issuer))
    );
    assert_eq!(
        tls("sslmode=verify-full"),
        (SslMode::Require, Some(Trust::Host(None)))
    );
    assert_eq!(
        tls("sslmode=require&sslrootcert=system"),
        (SslMode::Require, Some(Trust::Host(None)))
    );
    // Over a socket of this machine nothing is encrypted, as with libpq.
    let local = parse("postgres://%2Frun%2Fpostgresql/portal?sslmode=verify-full");
    assert_eq!(local.config.get_ssl_mode(), SslMode::Disable);
    assert_eq!(local.name, "postgres:///run/postgresql:5432/portal");
}

#[test]
fn mistakes_are_named_with_the_way_out() {
    for (url, what, remedy) in [
        (
            "mysql://db/portal",
            "no URL of PostgreSQL",
            "write postgres://",
        ),
        (
            "host=db dbname=portal",
            "no URL of PostgreSQL",
            "write postgres://",
        ),
        ("postgres:///portal", "names no host", "write postgres://"),
        (
            "postgres://db:x/portal",
            "invalid value for option `port`",
            "write postgres://",
        ),
        (
            "postgres://db/p?poool=1",
            "`poool` is unknown",
            "known are connect_timeout, pool,",
        ),
        (
            "postgres://db/p?pool=0",
            "`pool` is no whole number from 1 to 10000",
            "correct it",
        ),
        (
            "postgres://db/p?pool=many",
            "`pool` is no whole number",
            "correct it",
        ),
        (
            "postgres://db/p?pool_wait=1.5",
            "`pool_wait` is no whole number",
            "correct it",
        ),
        (
            "postgres://db/p?statement_timeout=0",
            "`statement_timeout` is no",
            "correct it",
        ),
        (
            "postgres://db/p?connect_timeout=-1",
            "`connect_timeout` is no",
            "correct it",
        ),
        ("postgres://db/p?pool", "has no `=`", "%3F"),
        (
            "postgres://db/p?sslmode=verify-ca",
            "verify-ca",
            "use verify-full",
        ),
        (
            "postgres://db/p?sslmode=on",
            "none of disable",
            "verify-full",
        ),
        (
            "postgres://db/p?sslrootcert=",
            "`sslrootcert` is empty",
            "in PEM",
        ),
        (
            "postgres://db/p?sslrootcert=%ff",
            "`sslrootcert` is no UTF-8",
            "correct it",
        ),
        (
            "postgres://db/p?target_session_attrs=x",
            "`target_session_attrs`",
            "write",
        ),
    ] {
        let text = refused(url);
        assert!(
            text.contains(what) && text.contains(remedy),
            "{url}: {text}"
        );
    }
}

#[test]
fn the_password_is_in_no_message() {
    for url in [
        "postgres://ada:se?cret=x@db/portal?pool=0",
        "postgres://ada:se@cret@db/portal",
        "postgres://ada:cret/x",
        "ada:cret@db",
        "postgres://db/portal?password=cret&pool=x",
        "postgres://ada:x&cret=y@db/portal?sslmode=cret",
        "postgres://ada@db/portal?cret!=y",
    ] {
        let text = refused(url);
        assert!(!text.contains("cret"), "{url}: {text}");
    }
}
