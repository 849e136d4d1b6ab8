//! Accounts of the configuration, put into the store when a portal starts.

use std::collections::HashMap;
use std::path::Path;

use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, Accounts, Change, Owner, UserRecord,
};
use bitrix_rest_methods::{Rows, StoreError};

use crate::admin::{all, next_id};
use crate::config::Config;
use crate::{Failure, clock};

/// How often it is tried to put everything while others write, too.
const ATTEMPTS: usize = 5;

/// Puts what the file says at every start; the demo, which is no file, only where there is no user yet, so that what was
/// revoked does not come back. The demo has items and an event log, too: what lists, filters and pages can be tried on. Whether
/// it was put.
pub(crate) async fn seed(
    file: Option<&Path>,
    config: &Config,
    accounts: &Accounts,
    rows: &Rows,
) -> Result<bool, Failure> {
    if file.is_none() {
        if !accounts.list(AccountKind::User, None, 1).await?.is_empty() {
            return Ok(false);
        }
        // Before the accounts: if this ends in between, the next start begins anew.
        demo_item::seed(rows).await?;
        event_log::seed(rows).await?;
    }
    // What of the file stands in the way of itself: users that swap their logins.
    let mut aside = Vec::new();
    for _ in 0..ATTEMPTS {
        let mut changes = std::mem::take(&mut aside);
        let now = clock::now();
        changes.extend(config.user_records().map(|user| Change::Put(user.into())));
        changes.extend(config.application_records(now).into_iter().map(Change::Put));
        changes.extend(webhooks(config, accounts, now).await?);
        match accounts.write(changes).await {
            Ok(()) => return Ok(true),
            Err(StoreError::Conflict(_)) => aside = make_way(file, config, accounts).await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::Runtime(
        "the accounts of the configuration could not be written, since others wrote at the same time; start again".to_owned(),
    ))
}

/// A webhook that is there already keeps its id; a new one gets the next that is free.
async fn webhooks(config: &Config, accounts: &Accounts, now: u64) -> Result<Vec<Change>, Failure> {
    let mut changes = Vec::new();
    let mut next = None;
    for mut webhook in config.webhook_records(now) {
        let found = accounts
            .webhook(Owner::Id(webhook.user), &webhook.code)
            .await?;
        if let Some(found) = found {
            webhook.id = found.credential().id;
            changes.push(Change::Put(webhook.into()));
            continue;
        }
        webhook.id = match next {
            Some(id) => id,
            None => next_id(accounts, AccountKey::Webhook).await?,
        };
        next = Some(webhook.id.saturating_add(1));
        changes.push(Change::Add(webhook.into()));
    }
    Ok(changes)
}

/// Users of the store whose login the file gives to another: one whom the file gives another login gets out of the way, in
/// the same write; of one whom it does not name nobody knows what to make.
async fn make_way(
    file: Option<&Path>,
    config: &Config,
    accounts: &Accounts,
) -> Result<Vec<Change>, Failure> {
    let users: Vec<UserRecord> = config.user_records().collect();
    let wanted: HashMap<&str, u64> = users
        .iter()
        .map(|user| (user.login.as_str(), user.id))
        .collect();
    let mut changes = Vec::new();
    for account in all(accounts, AccountKind::User).await? {
        let Account::User(mut user) = account else {
            continue;
        };
        let Some(id) = wanted.get(user.login.as_str()).filter(|id| **id != user.id) else {
            continue;
        };
        if !users.iter().any(|named| named.id == user.id) {
            let file =
                file.map_or_else(|| "the demo".to_owned(), |file| file.display().to_string());
            return Err(Failure::Runtime(format!(
                "{file} gives the login `{login}` to user {id}, but user {holder} of the store has it; change the login in \
                 the file, or name user {holder} there with another one",
                login = user.login,
                holder = user.id
            )));
        }
        user.login = format!("\u{1}{}", user.id);
        changes.push(Change::Put(user.into()));
    }
    Ok(changes)
}
