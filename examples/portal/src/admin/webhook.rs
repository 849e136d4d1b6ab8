//! `portal webhook …`

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, Accounts, SecretHash, WebhookRecord, new_secret,
};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::output::{Format, Output, Row, yes};
use super::{find, next_id};
use crate::{Failure, clock};

/// What can be done with webhooks.
#[derive(Debug, Subcommand)]
pub enum WebhookCommand {
    /// Add a webhook; its code is shown this once.
    Add(WebhookAdd),
    /// List the webhooks.
    List(Format),
    /// Remove a webhook: calls with it are refused from now on.
    ///
    /// A configuration that names it is the truth at the next start with it.
    Revoke(WebhookRevoke),
}

/// Options of `portal webhook add`.
#[derive(Debug, Args)]
pub struct WebhookAdd {
    /// The id of the owner, whom calls run as
    #[arg(long, value_name = "N")]
    user: u64,

    /// A scope of the calls, besides basic; several with commas, or the option repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    scope: Vec<String>,

    /// The application that it speaks for; `user.option.*` and `app.option.*` need one
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,

    /// How long it lives [default: it stays]
    #[arg(long, value_name = "SECONDS")]
    expires_in: Option<u64>,
}

/// Options of `portal webhook revoke`.
#[derive(Debug, Args)]
pub struct WebhookRevoke {
    /// The id
    id: u64,
}

#[derive(Debug, Serialize)]
struct Line {
    id: u64,
    user: u64,
    application: Option<String>,
    scopes: Vec<String>,
    active: bool,
    /// None stays.
    expires: Option<u64>,
}

pub(super) async fn run(accounts: &Accounts, command: WebhookCommand) -> Result<Output, Failure> {
    match command {
        WebhookCommand::Add(options) => add(accounts, options).await,
        WebhookCommand::List(format) => {
            let found = find::all(accounts, AccountKind::Webhook).await?;
            let lines: Vec<Line> = found.into_iter().filter_map(Line::of).collect();
            Output::list(&lines, &format)
        }
        WebhookCommand::Revoke(WebhookRevoke { id }) => revoke(accounts, id).await,
    }
}

async fn add(accounts: &Accounts, options: WebhookAdd) -> Result<Output, Failure> {
    let scopes = find::scopes(&options.scope)?;
    let user = find::user(accounts, options.user).await?.id;
    if let Some(id) = &options.app {
        find::application(accounts, id).await?;
    }
    let secret = new_secret()?;
    let code = secret.expose();
    let expires = options
        .expires_in
        .map(|seconds| clock::after(clock::now(), seconds));
    loop {
        let id = next_id(accounts, AccountKey::Webhook).await?;
        let mut webhook = WebhookRecord::new(id, user, SecretHash::of(code));
        webhook.scopes = scopes.clone();
        webhook.application = options.app.as_deref().map(Into::into);
        webhook.expires = expires;
        match accounts.add(webhook).await {
            Ok(()) => {
                return Ok(Output::Done(format!(
                    "webhook {id} of user {user} was added; its code is shown this once\n\
                     id: {id}\n\
                     code: {code}\n\
                     path: /rest/{user}/{code}/server.time\n"
                )));
            }
            // Somebody else took this id meanwhile: the code is new for sure.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn revoke(accounts: &Accounts, id: u64) -> Result<Output, Failure> {
    match accounts.remove(AccountKey::Webhook(id)).await {
        Ok(()) => Ok(Output::Done(format!("webhook {id} is removed\n"))),
        Err(StoreError::Missing(_)) => Err(Failure::Runtime(format!(
            "there is no webhook {id}; `portal webhook list` lists them"
        ))),
        Err(error) => Err(error.into()),
    }
}

impl Line {
    fn of(account: Account) -> Option<Self> {
        let Account::Webhook(webhook) = account else {
            return None;
        };
        Some(Self {
            id: webhook.id,
            user: webhook.user,
            application: webhook.application.map(|id| id.to_string()),
            scopes: find::codes(&webhook.scopes),
            active: webhook.active,
            expires: webhook.expires,
        })
    }
}

impl Row for Line {
    const HEADER: &'static [&'static str] =
        &["ID", "USER", "APPLICATION", "SCOPES", "ACTIVE", "EXPIRES"];

    fn cells(&self) -> Vec<String> {
        let expires = self
            .expires
            .map(|expires| clock::until(clock::now(), expires));
        vec![
            self.id.to_string(),
            self.user.to_string(),
            self.application.clone().unwrap_or_default(),
            self.scopes.join(","),
            yes(self.active),
            expires.unwrap_or_else(|| "never".to_owned()),
        ]
    }
}
