//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// A stand-in Bitrix24 portal for tests and development.
///
/// It answers the REST methods user.option.get, user.option.set, app.option.get, app.option.set and server.time exactly as
/// a portal does, keeps everything in memory, and needs no account anywhere.
#[derive(Debug, Parser)]
#[command(name = "portal", version)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the portal until SIGINT (Ctrl-C) or SIGTERM.
    ///
    /// Without a configuration it serves a demo: the users 1 (an administrator), 2 and 3, the application `app.demo`, a token
    /// for each user and two webhooks, with fixed secrets; ready commands to call them are printed.
    ///
    /// On SIGINT or SIGTERM running calls end and the exit code is 0; it is 2 if the options or the configuration are wrong,
    /// 1 if serving fails.
    Serve(ServeOptions),
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

    /// Users, applications, tokens and webhooks, as a TOML file
    ///
    /// The file examples/portal/portal.toml shows and explains all of it. Mistakes are reported together, with line and
    /// column; references between entries are checked once every entry can be read.
    #[arg(long, value_name = "FILE", env = "PORTAL_CONFIG")]
    pub config: Option<PathBuf>,

    /// The zone that dates are written in: Europe/Berlin, +03:00, UTC [default: UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub time_zone: Option<String>,

    /// Write JSON with the escapes of PHP, byte for byte
    #[arg(long)]
    pub php_escaping: bool,

    /// Refuse webhooks over plain HTTP, as a portal of Bitrix24 does
    ///
    /// The stand-in speaks plain HTTP and takes webhooks over it unless told so. With this option webhooks need a proxy in
    /// front that ends TLS; see --behind-proxy.
    #[arg(long)]
    pub https_only_webhooks: bool,

    /// Believe `X-Forwarded-Proto: https`; only behind a proxy that sets it itself
    #[arg(long)]
    pub behind_proxy: bool,

    /// What to log to stderr: error, warn, info, debug, trace, off, or a filter such as bitrix_rest=debug
    ///
    /// A call is logged with its method, user, application, status, error code and time; never with its parameters or
    /// credentials, at no level. A part of the program is named with its level, as in bitrix_rest=debug.
    #[arg(long, value_name = "FILTER", env = "RUST_LOG", default_value = "info")]
    pub log: String,
}
