//! Opening: the first connection, the tables, and what to do if that fails.

use std::error::Error;
use std::io;

use tokio_postgres::error::SqlState;

use super::address::Address;
use super::engine::Engine;
use super::fault::Fault;
use super::migrations::{self, Refused};
use crate::store::{OpenError, OpenErrorKind};

pub(super) async fn open(url: &str) -> Result<Engine, OpenError> {
    let address = Address::parse(url)?;
    let engine = Engine::new(&address)?;
    let explain = |fault| explain(&address, fault);
    let mut session = engine.session().await.map_err(explain)?;
    match migrations::apply(&mut session).await {
        Ok(()) => Ok(()),
        Err(Refused::Newer { found, known }) => Err(OpenError::newer(&address.name, found, known)),
        Err(Refused::Foreign(what)) => Err(OpenError::new(
            OpenErrorKind::Foreign,
            &address.name,
            what,
            "name another database, or a schema of its own (`options=-csearch_path%3Dname` in the URL)",
        )),
        Err(Refused::Fault(fault)) => Err(explain(fault)),
    }?;
    drop(session);
    Ok(engine)
}

fn explain(address: &Address, fault: Fault) -> OpenError {
    let (kind, what, remedy) = read(address, &fault);
    let error = OpenError::new(kind, &address.name, what, remedy);
    match fault {
        Fault::TimedOut(..) => error,
        other => error.because(other.text()),
    }
}

fn read(address: &Address, fault: &Fault) -> (OpenErrorKind, String, String) {
    use OpenErrorKind::{Address as Wrong, Denied, Failed, Unreachable};
    let config = &address.config;
    let user = config.get_user().unwrap_or("of this process");
    let database = config.get_dbname().unwrap_or(user);
    let say = |kind, what: &str, remedy: String| (kind, what.to_owned(), remedy);
    if let Fault::TimedOut(what, limit) = fault {
        let what = format!("{what} took longer than {} s", limit.as_secs());
        let remedy =
            "check host and port and what is between, or raise `connect_timeout` in the URL";
        return (Unreachable, what, remedy.to_owned());
    }
    let Fault::Postgres(error) = fault else {
        return say(Failed, "it failed", "see the cause".to_owned());
    };
    if fault.has(&[
        SqlState::INVALID_PASSWORD,
        SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
    ]) {
        let remedy = format!(
            "check user `{user}` and its password in the URL, and `pg_hba.conf` of the server"
        );
        return say(Denied, "the server refuses the user", remedy);
    }
    if fault.has(&[SqlState::INVALID_CATALOG_NAME]) {
        let remedy =
            format!("create the database (`createdb {database}`) or correct its name in the URL");
        return say(Denied, "there is no such database", remedy);
    }
    if fault.has(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
        let remedy = format!(
            "let it make tables and use them (`GRANT CREATE, USAGE ON SCHEMA public TO {user}` in database {database})"
        );
        return say(Denied, "the user may not do it", remedy);
    }
    if fault.has(&[SqlState::INVALID_SCHEMA_NAME, SqlState::UNDEFINED_SCHEMA]) {
        let remedy = "create the schema that `search_path` names".to_owned();
        return say(Failed, "there is no schema for the tables", remedy);
    }
    if fault.has(&[SqlState::TOO_MANY_CONNECTIONS]) {
        let remedy =
            "lower `pool` in the URL of every process, or raise `max_connections` of the server"
                .to_owned();
        return say(Failed, "the server has no connection left", remedy);
    }
    if fault.has(&[SqlState::READ_ONLY_SQL_TRANSACTION]) {
        let remedy = "name the server that writes".to_owned();
        return say(Failed, "the server only reads", remedy);
    }
    if fault.has(&[
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
    ]) {
        return say(
            Unreachable,
            "the server is starting or stopping",
            "try again".to_owned(),
        );
    }
    if error.code().is_some() {
        return say(Failed, "the server refuses", "see what it says".to_owned());
    }
    let text = error.to_string();
    if fault.text().contains("password missing") {
        let remedy = format!("write it into the URL: postgres://{user}:password@…");
        return say(Denied, "the server asks for a password", remedy);
    }
    if text.contains("TLS") {
        let remedy = "check `sslmode` and `sslrootcert` in the URL, and that the certificate names the host as a subjectAltName"
            .to_owned();
        return say(Failed, "no encrypted connection is made", remedy);
    }
    if text.contains("configuration") {
        return say(
            Wrong,
            "the parameters do not fit together",
            "correct the URL".to_owned(),
        );
    }
    if is_io(error) {
        let remedy = "check that the server runs, and host and port in the URL".to_owned();
        return say(Unreachable, "nobody answers", remedy);
    }
    say(
        Failed,
        "it is no server of PostgreSQL, or it ended",
        "check host and port in the URL".to_owned(),
    )
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        if error.is::<io::Error>() {
            return true;
        }
        source = error.source();
    }
    false
}
