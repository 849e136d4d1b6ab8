//! What a URL says.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::store::{OpenError, OpenErrorKind};

/// A read URL.
pub(super) struct Address {
    pub(super) config: Config,
    /// None: never encrypted.
    pub(super) tls: Option<Trust>,
    /// Without the password.
    pub(super) name: String,
    /// Connections.
    pub(super) pool: usize,
    /// For a connection of the pool.
    pub(super) wait: Duration,
    /// Until a connection stands.
    pub(super) connect: Duration,
    /// For the answer to a statement: more than the server takes for it.
    pub(super) answer: Duration,
}

/// How far a certificate is checked.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Not at all: against listeners only.
    Any,
    /// Issued by one of these, for whatever host.
    Issuer(PathBuf),
    /// Issued by one of these, or of those the system knows, for this host.
    Host(Option<PathBuf>),
}

/// What tokio-postgres reads itself.
const PASSED_ON: [&str; 16] = [
    "application_name",
    "channel_binding",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslnegotiation",
    "target_session_attrs",
    "user",
];
const OWN: &str = "connect_timeout, pool, pool_wait, sslmode, sslrootcert, statement_timeout";
const SHAPE: &str = "write postgres://user:password@host:5432/database";
const LONGEST_WAIT: u64 = 86_400;
const MOST_CONNECTIONS: u64 = 10_000;
/// How much longer than the server's own limit is waited for it to say so.
const GRACE: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Own {
    sslmode: Option<String>,
    sslrootcert: Option<String>,
    pool: Option<u64>,
    pool_wait: Option<u64>,
    statement_timeout: Option<u64>,
    connect_timeout: Option<u64>,
}

/// What is wrong, and the way out.
type Wrong = (String, String);

fn wrong(what: impl Into<String>, remedy: impl Into<String>) -> Wrong {
    (what.into(), remedy.into())
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, OpenError> {
        // Nothing of what could not be read is shown: any part of it may be the password.
        read(url).map_err(|(what, remedy)| {
            OpenError::new(OpenErrorKind::Address, "postgres://…", what, remedy)
        })
    }
}

fn read(url: &str) -> Result<Address, Wrong> {
    let (scheme, rest) = match url.split_once("://") {
        Some((scheme @ ("postgres" | "postgresql"), rest)) => (scheme, rest),
        _ => return Err(wrong("it is no URL of PostgreSQL", SHAPE)),
    };
    // As tokio-postgres cuts it.
    let host = rest.find('@').map_or(0, |at| at + 1);
    let (credentials, place) = rest.split_at(host);
    let (place, query) = place.split_once('?').unwrap_or((place, ""));
    if place.contains('@') {
        return Err(wrong(
            "there is more than one `@`",
            "write one that belongs to the password or the user as %40",
        ));
    }
    let mut own = Own::default();
    let mut passed_on = Vec::new();
    for parameter in query.split('&').filter(|part| !part.is_empty()) {
        let Some((name, value)) = parameter.split_once('=') else {
            return Err(wrong(
                "a parameter has no `=`",
                "write every parameter as name=value; a `?` or `&` that belongs to something else is %3F or %26",
            ));
        };
        if PASSED_ON.contains(&name) {
            passed_on.push(parameter);
        } else {
            own.take(name, &decoded(name, value)?)?;
        }
    }
    let url = format!("{scheme}://{credentials}{place}?{}", passed_on.join("&"));
    let config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
        // It names the parameter and never its value.
        let cause = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
        wrong(format!("it cannot be read: {cause}"), SHAPE)
    })?;
    own.apply(config)
}

impl Own {
    fn take(&mut self, name: &str, value: &str) -> Result<(), Wrong> {
        match name {
            "sslmode" => self.sslmode = Some(value.to_owned()),
            "sslrootcert" => self.sslrootcert = Some(value.to_owned()),
            "pool" => self.pool = Some(number(name, value, MOST_CONNECTIONS)?),
            "pool_wait" => self.pool_wait = Some(number(name, value, LONGEST_WAIT)?),
            "statement_timeout" => {
                self.statement_timeout = Some(number(name, value, LONGEST_WAIT)?);
            }
            "connect_timeout" => self.connect_timeout = Some(number(name, value, LONGEST_WAIT)?),
            _ if is_name(name) => {
                return Err(wrong(
                    format!("the parameter `{name}` is unknown"),
                    format!("remove it; known are {OWN}, {}", PASSED_ON.join(", ")),
                ));
            }
            _ => {
                return Err(wrong(
                    "there is a parameter without a proper name",
                    "write a `?` or `&` that belongs to something else as %3F or %26",
                ));
            }
        }
        Ok(())
    }

    fn apply(self, mut config: Config) -> Result<Address, Wrong> {
        let hosts = config.get_hosts();
        if hosts.is_empty() && config.get_hostaddrs().is_empty() {
            return Err(wrong("it names no host", SHAPE));
        }
        let local = !hosts.is_empty() && hosts.iter().all(|host| matches!(host, Host::Unix(_)));
        let count = u32::try_from(hosts.len().max(config.get_hostaddrs().len())).unwrap_or(1);
        let (mode, trust) = self.trust()?;
        // As with libpq: nobody listens on a socket of this machine.
        let (mode, tls) = if local {
            (SslMode::Disable, None)
        } else {
            (mode, trust)
        };
        config.ssl_mode(mode);

        let seconds = |given: Option<u64>, usual| Duration::from_secs(given.unwrap_or(usual));
        let connect = seconds(self.connect_timeout, 5);
        let statement = seconds(self.statement_timeout, 10);
        let answer = statement.saturating_add(GRACE);
        let mut options = config.get_options().unwrap_or_default().to_owned();
        if !options.is_empty() {
            options.push(' ');
        }
        options.push_str(&format!("-c statement_timeout={}s", statement.as_secs()));
        config.options(options);
        if config.get_application_name().is_none() {
            config.application_name("bitrix-rest");
        }
        config.connect_timeout(connect);
        // What was sent and nobody confirms.
        config.tcp_user_timeout(answer);
        if config.get_keepalives_idle() == Config::new().get_keepalives_idle() {
            // Two hours, if not said otherwise: longer than a firewall remembers a connection.
            config.keepalives_idle(Duration::from_secs(30));
        }
        if config.get_keepalives_interval().is_none() {
            config.keepalives_interval(Duration::from_secs(10));
        }
        if config.get_keepalives_retries().is_none() {
            config.keepalives_retries(3);
        }
        Ok(Address {
            name: name(&config),
            config,
            tls,
            pool: usize::try_from(self.pool.unwrap_or(16)).unwrap_or(usize::MAX),
            wait: seconds(self.pool_wait, 5),
            // One host after the other.
            connect: connect.saturating_mul(count),
            answer,
        })
    }

    fn trust(&self) -> Result<(SslMode, Option<Trust>), Wrong> {
        let roots = self.sslrootcert.as_deref();
        if roots == Some("") {
            return Err(wrong(
                "`sslrootcert` is empty",
                "give the path of the root certificates in PEM, or leave it out",
            ));
        }
        // By this word libpq means those that the system knows.
        let file = roots.filter(|path| *path != "system").map(PathBuf::from);
        let unnamed = match (roots, &file) {
            (None, _) => Trust::Any,
            (Some(_), Some(file)) => Trust::Issuer(file.clone()),
            // Anyone can have a certificate of theirs, so the host is all that counts.
            (Some(_), None) => Trust::Host(None),
        };
        Ok(match self.sslmode.as_deref().unwrap_or("prefer") {
            "disable" => (SslMode::Disable, None),
            "prefer" => (SslMode::Prefer, Some(unnamed)),
            "require" => (SslMode::Require, Some(unnamed)),
            "verify-full" => (SslMode::Require, Some(Trust::Host(file))),
            "verify-ca" => {
                return Err(wrong(
                    "`sslmode=verify-ca` is not offered",
                    "use verify-full, which checks the host, too",
                ));
            }
            _ => {
                return Err(wrong(
                    "`sslmode` is none of disable, prefer, require, verify-full",
                    "use verify-full over networks that others use, too",
                ));
            }
        })
    }
}

fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && text.len() <= 40
}

fn number(name: &str, value: &str, most: u64) -> Result<u64, Wrong> {
    let parsed: Option<u64> = value.parse().ok();
    parsed
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| {
            wrong(
                format!("`{name}` is no whole number from 1 to {most}"),
                "correct it or leave it out",
            )
        })
}

/// `%2F` is a slash.
fn decoded(name: &str, value: &str) -> Result<String, Wrong> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => digit(high).zip(digit(low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = tail.get(2..).unwrap_or_default();
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).map_err(|_| {
        let what = if is_name(name) { name } else { "a parameter" };
        wrong(format!("`{what}` is no UTF-8"), "correct it")
    })
}

/// What it is called in messages.
fn name(config: &Config) -> String {
    let mut name = "postgres://".to_owned();
    if let Some(user) = config.get_user() {
        name.push_str(user);
        name.push('@');
    }
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);
    let mut hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(host) => host.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    if hosts.is_empty() {
        hosts = addresses.collect();
    }
    let ports = config.get_ports();
    for (at, host) in hosts.iter().enumerate() {
        if at > 0 {
            name.push(',');
        }
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        name.push_str(&format!("{host}:{port}"));
    }
    if let Some(database) = config.get_dbname() {
        name.push('/');
        name.push_str(database);
    }
    name
}

#[cfg(test)]
mod tests;
