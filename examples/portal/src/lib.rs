//! A stand-in Bitrix24 portal for tests and development: the methods of [`bitrix_rest_methods`] over accounts from a
//! file or from commands, all kept in a SQLite file, in PostgreSQL, or in memory.
//!
//! ```sh
//! portal serve                          # a demo portal on 127.0.0.1:8624, kept in portal-data/portal.db
//! portal serve --store memory:          # the same, gone with the process
//! portal serve --tls-self-signed        # over https, with a certificate authority of its own
//! portal serve --config portal.toml     # your own users, applications, tokens and webhooks
//! portal webhook add --user 1           # beside it: seen at once
//! portal export backup.jsonl            # everything, to move or to keep
//! ```

mod admin;
mod cli;
mod clock;
mod config;
mod demo;
mod failure;
mod faults;
mod listen;
mod lock;
mod log;
mod metrics;
mod place;
mod private;
mod reach;
mod ready;
mod rules;
mod seed;
mod serve;
mod served;
mod store;
mod tariffs;
mod tls;
mod transfer;

pub use admin::{
    AppCommand, EventCommand, FaultCommand, MethodsOptions, OpenapiOptions, TokenCommand,
    UserCommand, WebhookCommand,
};
pub use cli::{Cli, Command, ExportOptions, ImportOptions, Place, ServeOptions};
pub use failure::Failure;
pub use tls::TlsOptions;

/// Does what the command line says.
///
/// # Errors
/// [`Failure::Usage`]: the command line, the configuration or the address of the store is wrong. [`Failure::Runtime`]: all
/// else that did not work out.
pub async fn run(place: &Place, command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(options) => serve::serve(place, &options).await,
        Command::User(command) => admin::user(place, command).await,
        Command::App(command) => admin::app(place, command).await,
        Command::Webhook(command) => admin::webhook(place, command).await,
        Command::Token(command) => admin::token(place, command).await,
        Command::Event(command) => admin::event(place, command).await,
        Command::Fault(command) => admin::fault(place, command).await,
        Command::Methods(options) => admin::methods(&options),
        Command::Openapi(options) => admin::openapi(&options),
        Command::Export(options) => transfer::export(place, &options).await,
        Command::Import(options) => transfer::import(place, &options).await,
    }
}
