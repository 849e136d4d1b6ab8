//! `portal event fire`: an event that a module of the portal, or its shop, would fire.

use bitrix_rest::Array;
use bitrix_rest::params::query::{FormLimits, insert_variable};
use bitrix_rest_methods::accounts::Accounts;
use bitrix_rest_methods::events::FireError;
use bitrix_rest_methods::{Events, Store};
use clap::{Args, Subcommand};

use super::find;
use super::life::{Called, acting, lines};
use super::output::Output;
use crate::{Failure, Place};

/// What is done with events.
#[derive(Debug, Subcommand)]
pub enum EventCommand {
    /// Fire an event that the portal knows, as if it had happened: the handlers that were bound to it are called, with tokens,
    /// and offline queues get it.
    ///
    /// So a handler can be tried for what the portal itself never does, such as a payment: `portal event fire ONAPPPAYMENT
    /// --data STATUS=P --data DAYS=30`. What each handler answers is printed.
    Fire(EventFire),
}

/// Options of `portal event fire`.
#[derive(Debug, Args)]
pub struct EventFire {
    /// The name of the event, in any case; the method `events` lists them
    name: String,

    /// What the handlers get as `data`: KEY=VALUE, or KEY[KEY]=VALUE, as often as needed
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    data: Vec<(String, String)>,

    /// The client id of the application to tell [default: all that bound it]
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,

    /// The id of the user who acts, whose tokens handlers get that are bound for nobody [default: the first administrator]
    #[arg(long, value_name = "N")]
    user: Option<u64>,

    #[command(flatten)]
    called: Called,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE".to_owned()),
    }
}

pub(super) async fn run(place: &Place, command: EventCommand) -> Result<(), Failure> {
    let EventCommand::Fire(options) = command;
    let work = async |events: &Events, _: &dyn Store, accounts: &Accounts| {
        fire(&options, events, accounts).await
    };
    options.called.with_events(place, work).await
}

async fn fire(
    options: &EventFire,
    events: &Events,
    accounts: &Accounts,
) -> Result<Output, Failure> {
    if let Some(id) = &options.app {
        find::application(accounts, id).await?;
    }
    let mut data = Array::new();
    for (key, value) in &options.data {
        insert_variable(
            &mut data,
            key.as_bytes(),
            value.clone(),
            &FormLimits::default(),
        );
    }
    let events = events.by_user(acting(accounts, options.user).await?);
    let app = options.app.as_deref();
    let told = events.fire_named(&options.name, data, app).await?;
    let nobody = "no handler was called; applications that bound it offline find it in their queue";
    Ok(Output::Done(lines(&told, nobody)))
}

impl From<FireError> for Failure {
    fn from(error: FireError) -> Self {
        match error {
            FireError::Store(error) => error.into(),
            other => Self::Usage(other.to_string()),
        }
    }
}
