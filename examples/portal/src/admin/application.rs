//! `portal app …`

use bitrix_rest_methods::accounts::{
    Access, Account, AccountKind, Accounts, ApplicationRecord, ApplicationStatus, SecretHash,
    new_client_id, new_secret,
};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::find;
use super::life::LifeCommand;
use super::output::{Format, Output, Row, yes};
use crate::config::Status;
use crate::{Failure, rules};

/// What can be done with applications.
#[derive(Debug, Subcommand)]
pub enum AppCommand {
    /// With what the portal knows of them.
    #[command(flatten)]
    Record(RecordCommand),
    /// With what they are told of by events.
    #[command(flatten)]
    Life(LifeCommand),
}

/// What can be done with what the portal knows of applications.
#[derive(Debug, Subcommand)]
pub enum RecordCommand {
    /// Add an application; its secret is shown this once.
    Add(AppAdd),
    /// List the applications, those that are switched off too.
    List(Format),
    /// Switch an application off: its tokens are refused from now on.
    ///
    /// It stays listed, not active, and so do its options. A configuration that names it is the truth at the next start with it.
    Revoke(AppRevoke),
}

/// Options of `portal app add`.
#[derive(Debug, Args)]
pub struct AppAdd {
    /// The client id [default: `local.` and random characters]
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    /// The code that it has in the catalogue
    #[arg(long, default_value = "", hide_default_value = true)]
    code: String,

    /// A scope that it is granted, besides basic; several with commas, or the option repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    scope: Vec<String>,

    /// Where its sign-in by browser ends: an absolute address [default: it has no such sign-in]
    #[arg(long, value_name = "URL")]
    redirect_uri: Option<String>,

    /// How it came to the portal
    #[arg(long, value_enum, default_value_t)]
    status: Status,

    /// The ids of the users who may use it, with commas [default: everybody]
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    access: Vec<u64>,
}

/// Options of `portal app revoke`.
#[derive(Debug, Args)]
pub struct AppRevoke {
    /// The client id
    client_id: String,
}

#[derive(Debug, Serialize)]
struct Line {
    client_id: String,
    code: String,
    status: ApplicationStatus,
    scopes: Vec<String>,
    /// None is everybody.
    access: Option<Vec<u64>>,
    active: bool,
}

pub(super) async fn run(accounts: &Accounts, command: RecordCommand) -> Result<Output, Failure> {
    match command {
        RecordCommand::Add(options) => add(accounts, options).await,
        RecordCommand::List(format) => {
            let found = find::all(accounts, AccountKind::Application).await?;
            let lines: Vec<Line> = found.into_iter().filter_map(Line::of).collect();
            Output::list(&lines, &format)
        }
        RecordCommand::Revoke(AppRevoke { client_id }) => revoke(accounts, &client_id).await,
    }
}

async fn add(accounts: &Accounts, options: AppAdd) -> Result<Output, Failure> {
    let scopes = find::scopes(&options.scope)?;
    let id = match options.client_id {
        Some(id) => id,
        None => new_client_id()?,
    };
    rules::client_id(&id).map_err(Failure::Usage)?;
    for user in &options.access {
        find::user(accounts, *user).await?;
    }
    let secret = new_secret()?;
    let mut application = ApplicationRecord::new(id.as_str(), SecretHash::of(secret.expose()));
    application.code = options.code;
    application.scopes = scopes;
    application.status = options.status.into();
    if let Some(uri) = options.redirect_uri {
        rules::redirect_uri(&uri).map_err(Failure::Usage)?;
        application.redirect_uri = Some(uri);
    }
    if !options.access.is_empty() {
        application.access = Access::Users(options.access);
    }
    accounts.add(application).await?;
    Ok(Output::Done(format!(
        "application `{id}` was added; its secret is shown this once\n\
         client_id: {id}\n\
         client_secret: {}\n",
        secret.expose()
    )))
}

async fn revoke(accounts: &Accounts, id: &str) -> Result<Output, Failure> {
    let mut application = find::application(accounts, id).await?;
    if !application.active {
        return Ok(Output::Done(format!(
            "application `{id}` was switched off before\n"
        )));
    }
    application.active = false;
    accounts.put(application).await?;
    Ok(Output::Done(format!(
        "application `{id}` is switched off\n"
    )))
}

impl Line {
    fn of(account: Account) -> Option<Self> {
        let Account::Application(application) = account else {
            return None;
        };
        Some(Self {
            client_id: application.client_id.to_string(),
            code: application.code,
            status: application.status,
            scopes: find::codes(&application.scopes),
            access: match application.access {
                Access::Users(users) => Some(users),
                _ => None,
            },
            active: application.active,
        })
    }
}

impl Row for Line {
    const HEADER: &'static [&'static str] =
        &["CLIENT ID", "CODE", "STATUS", "SCOPES", "ACCESS", "ACTIVE"];

    fn cells(&self) -> Vec<String> {
        let access = match &self.access {
            Some(users) => users
                .iter()
                .map(u64::to_string)
                .collect::<Vec<_>>()
                .join(","),
            None => "everybody".to_owned(),
        };
        vec![
            self.client_id.clone(),
            self.code.clone(),
            word(self.status),
            self.scopes.join(","),
            access,
            yes(self.active),
        ]
    }
}

/// As `--status` takes it.
fn word(status: ApplicationStatus) -> String {
    let word = serde_json::to_value(status).ok();
    word.as_ref()
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default()
        .to_owned()
}
