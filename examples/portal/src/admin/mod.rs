//! The commands for accounts: on any store that keeps them, beside a server or without one.

mod application;
mod event;
mod fault;
mod find;
mod ids;
mod life;
mod method;
mod output;
mod token;
mod user;
mod webhook;

use bitrix_rest_methods::accounts::Accounts;

pub use application::AppCommand;
pub use event::EventCommand;
pub use fault::FaultCommand;
pub(crate) use find::all;
pub(crate) use ids::next_id;
pub use method::{MethodsOptions, OpenapiOptions};
pub(crate) use method::{methods, openapi};
pub use token::TokenCommand;
pub use user::UserCommand;
pub use webhook::WebhookCommand;

use crate::store::Purpose;
use crate::{Failure, Place};
use application::RecordCommand;
use output::Output;

/// `portal user …`
pub(crate) async fn user(place: &Place, command: UserCommand) -> Result<(), Failure> {
    let purpose = match command {
        UserCommand::Add(_) => Purpose::Write,
        _ => Purpose::Use,
    };
    at(place, purpose, async |accounts| {
        user::run(accounts, command).await
    })
    .await
}

/// `portal app …`
pub(crate) async fn app(place: &Place, command: AppCommand) -> Result<(), Failure> {
    let command = match command {
        AppCommand::Life(command) => return life::run(place, command).await,
        AppCommand::Record(command) => command,
    };
    let purpose = match command {
        RecordCommand::Add(_) => Purpose::Write,
        _ => Purpose::Use,
    };
    at(place, purpose, async |accounts| {
        application::run(accounts, command).await
    })
    .await
}

/// `portal webhook …`
pub(crate) async fn webhook(place: &Place, command: WebhookCommand) -> Result<(), Failure> {
    at(place, Purpose::Use, async |accounts| {
        webhook::run(accounts, command).await
    })
    .await
}

/// `portal token …`
pub(crate) async fn token(place: &Place, command: TokenCommand) -> Result<(), Failure> {
    at(place, Purpose::Use, async |accounts| {
        token::run(accounts, command).await
    })
    .await
}

/// `portal event …`
pub(crate) async fn event(place: &Place, command: EventCommand) -> Result<(), Failure> {
    event::run(place, command).await
}

/// `portal fault …`
pub(crate) async fn fault(place: &Place, command: FaultCommand) -> Result<(), Failure> {
    fault::run(place, command).await?.print()
}

/// Does something to the accounts of a portal, and says what it did.
async fn at(
    place: &Place,
    purpose: Purpose,
    work: impl AsyncFnOnce(&Accounts) -> Result<Output, Failure>,
) -> Result<(), Failure> {
    let portal = place.kept()?;
    let opened = portal.address.open(purpose).await?;
    let done = work(&opened.store.accounts(&portal.member_id)).await;
    opened.store.close().await;
    done?.print()
}
