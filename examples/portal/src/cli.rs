//! The command line.

use std::path::PathBuf;

use bitrix_rest::Secret;
use clap::{Args, Parser, Subcommand};

use crate::TlsOptions;
use crate::admin::{
    AppCommand, EventCommand, FaultCommand, MethodsOptions, OpenapiOptions, TokenCommand,
    UserCommand, WebhookCommand,
};

/// A stand-in Bitrix24 portal for tests and development.
///
/// It answers the methods of the basic scope (options, batch, events, users and what tells of the portal), signs users in by
/// OAuth as a portal does, keeps what is written in a file or a database, and needs no account anywhere.
///
/// The exit code is 0 if all was done; 2 if the command line, the configuration or the address of the store is wrong; 1 if
/// anything else failed.
#[derive(Debug, Parser)]
#[command(name = "portal", version)]
pub struct Cli {
    /// Which portal, and where it is kept.
    #[command(flatten)]
    pub place: Place,

    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Which portal, and where it is kept: what all commands need to know.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Which portal, and where it is kept")]
pub struct Place {
    /// Where everything is kept: memory:, sqlite:PATH or postgres://USER@HOST/DATABASE [default: sqlite:portal-data/portal.db]
    ///
    /// `memory:` is gone with the process. `sqlite:PATH` is a file, made if there is none, in a folder of which the same holds;
    /// a relative path begins in the current folder. A database of PostgreSQL may be shared by many portals and processes; others
    /// see a password on the command line, so put an address with one into the environment.
    #[arg(
        long,
        global = true,
        value_name = "STORE",
        env = "PORTAL_STORE",
        hide_env_values = true
    )]
    pub store: Option<Secret>,

    /// A TOML file that says what a portal is made of: users, applications, tokens, webhooks, limits
    ///
    /// The file examples/portal/portal.toml shows and explains all of it. Mistakes are reported together, with line and
    /// column; references between entries are checked once every entry can be read.
    ///
    /// `portal serve` writes its accounts to the store at every start: the file is the truth for what it names, and what was
    /// added by a command stays. The other commands take from it only where the store is and which portal it is about.
    #[arg(long, global = true, value_name = "FILE", env = "PORTAL_CONFIG")]
    pub config: Option<PathBuf>,

    /// The member id of the portal: accounts and options belong to it [default: portal.demo]
    #[arg(long, global = true, value_name = "ID")]
    pub portal: Option<String>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal until SIGINT (Ctrl-C) or SIGTERM.
    ///
    /// Without a configuration it serves a demo: the users 1 (an administrator), 2 and 3, the application `app.demo`, a token
    /// for each user and two webhooks, with fixed secrets; ready commands to call them are printed. They are written for a
    /// portal that has no user in the store yet, and never again.
    ///
    /// Of one SQLite file there is one server at a time; the other commands work beside it, and it sees at once what they change.
    /// Of one PostgreSQL database there may be any number.
    ///
    /// /healthz answers 200 while the process lives, /readyz only while the store can be reached, else 503.
    ///
    /// On SIGINT or SIGTERM running calls end and the exit code is 0; it is 2 if the options or the configuration are wrong,
    /// 1 if serving fails.
    Serve(ServeOptions),
    /// Add, list and revoke users.
    #[command(subcommand)]
    User(UserCommand),
    /// Add, list and revoke applications; install, update and remove them, and tell them so.
    #[command(subcommand)]
    App(AppCommand),
    /// Add, list and revoke webhooks.
    #[command(subcommand)]
    Webhook(WebhookCommand),
    /// Add, list, expire and revoke access tokens and refresh tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Fire an event, and see what handlers answer.
    #[command(subcommand)]
    Event(EventCommand),
    /// Make calls fail, wait or lose their connection, on a portal that runs.
    ///
    /// So that a client can be tested with what a real portal does on a bad day. It needs the private listener of the portal:
    /// start it with `portal serve --admin 127.0.0.1:8625`. Faults are gone with the process; those of a `[[faults]]` in the
    /// configuration are on from the start. When one strikes, the log says so.
    #[command(subcommand)]
    Fault(FaultCommand),
    /// List the methods of the portal: name, generations of REST, scope and what it does.
    Methods(MethodsOptions),
    /// Print the OpenAPI document of the portal's methods, as /openapi.json has it.
    Openapi(OpenapiOptions),
    /// Write everything that a store keeps to a file, as JSON lines.
    ///
    /// It is what the store held at one moment, whatever is written meanwhile. Secrets are in it as their hashes.
    Export(ExportOptions),
    /// Read what `portal export` wrote into a store.
    ///
    /// All of it is checked before anything is written.
    Import(ImportOptions),
}

/// Options of `portal serve`. What is not given comes from the configuration.
#[derive(Debug, Default, Args)]
pub struct ServeOptions {
    /// Where to listen, as host:port; port 0 takes a free one [default: 127.0.0.1:8624]
    ///
    /// The address that was taken is printed. Use 0.0.0.0:8624 to be reached from other machines; the secrets of the demo are
    /// public, so write a configuration first.
    #[arg(long, value_name = "ADDR", env = "PORTAL_LISTEN")]
    pub listen: Option<String>,

    /// The address that clients reach the portal by, for replies that name it [default: the one that is listened on]
    ///
    /// The sign-in, the authorization server and events answer with absolute addresses. They never come from a request, whose
    /// Host header anybody may write; so where a proxy or another name is in between, say it here, as
    /// `https://portal.test`.
    #[arg(long, value_name = "URL", env = "PORTAL_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Where to listen privately, as host:port: /metrics for Prometheus, and `portal fault` [default: nowhere]
    ///
    /// Whoever reaches it sees the metrics and can make calls fail, without credentials: keep it on this machine. Callers never
    /// reach it by the address of the portal. Pages of a browser are refused: who asks names an address, localhost, or the host
    /// that stands here. What it serves is not counted, and without it nothing is.
    #[arg(long, value_name = "ADDRESS", env = "PORTAL_ADMIN")]
    pub admin: Option<String>,

    /// The zone that dates are written in: Europe/Berlin, +03:00, UTC [default: UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub time_zone: Option<String>,

    /// Write JSON with the escapes of PHP, byte for byte
    #[arg(long)]
    pub php_escaping: bool,

    /// Refuse webhooks over plain HTTP, as a portal of Bitrix24 does
    ///
    /// The stand-in takes webhooks over plain HTTP unless told so. With this option webhooks need TLS: see --tls-self-signed and
    /// --tls-cert, or, where a proxy in front ends TLS, --behind-proxy.
    #[arg(long)]
    pub https_only_webhooks: bool,

    /// Believe `X-Forwarded-Proto: https` and the last address of `X-Forwarded-For`; only behind a proxy that sets both itself
    #[arg(long)]
    pub behind_proxy: bool,

    /// What to log to stderr: error, warn, info, debug, trace, off, or a filter such as bitrix_rest=debug
    ///
    /// A call is logged with its method, user, application, status, error code and time; never with its parameters or
    /// credentials, at no level. A part of the program is named with its level, as in bitrix_rest=debug.
    #[arg(long, value_name = "FILTER", env = "RUST_LOG", default_value = "info")]
    pub log: String,

    /// Whether https is served, and with which certificate.
    #[command(flatten)]
    pub tls: TlsOptions,
}

/// Options of `portal export`.
#[derive(Debug, Args)]
pub struct ExportOptions {
    /// The file to write; - is stdout
    ///
    /// A file appears under its name once it is complete, readable for its owner alone; one of that name is replaced.
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
}

/// Options of `portal import`.
#[derive(Debug, Args)]
pub struct ImportOptions {
    /// The file to read; - is stdin
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,

    /// Write into a portal that holds something already
    ///
    /// What the file has replaces what is there under the same name; all else stays. Without it such a portal is refused.
    #[arg(long)]
    pub merge: bool,
}
