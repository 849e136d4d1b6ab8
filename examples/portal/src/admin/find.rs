//! What commands refer to.

use bitrix_rest::Scopes;
use bitrix_rest_methods::accounts::{
    Account, AccountKind, Accounts, ApplicationRecord, UserRecord,
};

use crate::{Failure, rules};

/// How many accounts are read or written at once.
pub(super) const PAGE: usize = 500;

/// The user with this id.
pub(super) async fn user(accounts: &Accounts, id: u64) -> Result<UserRecord, Failure> {
    accounts.user(id).await?.ok_or_else(|| {
        Failure::Runtime(format!(
            "there is no user {id}; `portal user list` lists them"
        ))
    })
}

/// The application with this `client_id`.
pub(super) async fn application(
    accounts: &Accounts,
    id: &str,
) -> Result<ApplicationRecord, Failure> {
    accounts.application(id).await?.ok_or_else(|| {
        Failure::Runtime(format!(
            "there is no application `{id}`; `portal app list` lists them"
        ))
    })
}

/// All accounts of a kind.
pub(crate) async fn all(accounts: &Accounts, kind: AccountKind) -> Result<Vec<Account>, Failure> {
    let mut all: Vec<Account> = Vec::new();
    loop {
        let last = all.last().map(Account::key);
        let page = accounts.list(kind, last.as_ref(), PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Scopes as they were written.
pub(super) fn scopes(codes: &[String]) -> Result<Scopes, Failure> {
    for code in codes {
        rules::scope(code).map_err(|text| {
            Failure::Usage(format!(
                "{text}; write --scope crm,task or --scope crm --scope task"
            ))
        })?;
    }
    Ok(codes.iter().map(String::as_str).collect())
}

/// Scopes as they are listed.
pub(super) fn codes(scopes: &Scopes) -> Vec<String> {
    scopes.iter().map(str::to_owned).collect()
}
