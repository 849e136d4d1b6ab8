//! `portal user …`

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{Account, AccountKey, AccountKind, Accounts, UserRecord};
use clap::{Args, Subcommand};

use super::output::{Format, Output, Row, yes};
use super::{find, next_id};
use crate::{Failure, rules};

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user.
    Add(UserAdd),
    /// List the users, the dismissed ones too.
    List(Format),
    /// Dismiss a user: what runs as this user is refused from now on.
    ///
    /// The user stays listed, not active. A configuration that names the user is the truth at the next start with it.
    Revoke(UserRevoke),
}

/// Options of `portal user add`.
#[derive(Debug, Args)]
pub struct UserAdd {
    /// The login; webhooks may name their owner by it
    #[arg(long)]
    login: String,

    /// The id [default: one more than the largest]
    #[arg(long, value_name = "N")]
    id: Option<u64>,

    /// The first name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,

    /// The last name
    #[arg(long, default_value = "", hide_default_value = true)]
    last_name: String,

    /// May manage the portal
    #[arg(long)]
    administrator: bool,

    /// Dismissed from the beginning
    #[arg(long)]
    inactive: bool,
}

/// Options of `portal user revoke`.
#[derive(Debug, Args)]
pub struct UserRevoke {
    /// The id
    id: u64,
}

pub(super) async fn run(accounts: &Accounts, command: UserCommand) -> Result<Output, Failure> {
    match command {
        UserCommand::Add(options) => add(accounts, options).await,
        UserCommand::List(format) => {
            let found = find::all(accounts, AccountKind::User).await?;
            let users = found.into_iter().filter_map(|account| match account {
                Account::User(user) => Some(user),
                _ => None,
            });
            Output::list(&users.collect::<Vec<UserRecord>>(), &format)
        }
        UserCommand::Revoke(UserRevoke { id }) => revoke(accounts, id).await,
    }
}

async fn add(accounts: &Accounts, options: UserAdd) -> Result<Output, Failure> {
    rules::login(&options.login).map_err(Failure::Usage)?;
    if let Some(id) = options.id {
        rules::user_id(id).map_err(Failure::Usage)?;
    }
    loop {
        let id = match options.id {
            Some(id) => id,
            None => next_id(accounts, AccountKey::User).await?,
        };
        let mut user = UserRecord::new(id, &options.login);
        user.name.clone_from(&options.name);
        user.last_name.clone_from(&options.last_name);
        user.administrator = options.administrator;
        user.active = !options.inactive;
        match accounts.add(user).await {
            Ok(()) => {
                return Ok(Output::Done(format!(
                    "user {id} with the login `{}` was added\n",
                    options.login
                )));
            }
            // Somebody else took this id meanwhile; with the login it is another matter.
            Err(StoreError::Conflict(_))
                if options.id.is_none() && accounts.user(id).await?.is_some() => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn revoke(accounts: &Accounts, id: u64) -> Result<Output, Failure> {
    let mut user = find::user(accounts, id).await?;
    let login = user.login.clone();
    if !user.active {
        return Ok(Output::Done(format!(
            "user {id} with the login `{login}` was dismissed before\n"
        )));
    }
    user.active = false;
    accounts.put(user).await?;
    Ok(Output::Done(format!(
        "user {id} with the login `{login}` is dismissed\n"
    )))
}

impl Row for UserRecord {
    const HEADER: &'static [&'static str] = &[
        "ID",
        "LOGIN",
        "NAME",
        "LAST NAME",
        "ADMINISTRATOR",
        "ACTIVE",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.login.clone(),
            self.name.clone(),
            self.last_name.clone(),
            yes(self.administrator),
            yes(self.active),
        ]
    }
}
