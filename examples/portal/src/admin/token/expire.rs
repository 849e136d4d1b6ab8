//! `portal token expire`

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{Account, AccountKey, AccountKind, Accounts, Change};

use super::{Filter, beginning_with, only, unknown};
use crate::admin::find;
use crate::admin::output::Output;
use crate::{Failure, clock};

pub(super) async fn run(
    accounts: &Accounts,
    id: Option<&str>,
    filter: &Filter,
) -> Result<Output, Failure> {
    let Some(id) = id else {
        let found = find::all(accounts, AccountKind::Token).await?;
        let mut count = 0_u64;
        for account in found.into_iter().filter(|account| filter.chooses(account)) {
            count += u64::from(expire(accounts, account).await?);
        }
        return Ok(Output::Done(format!("ended: access tokens {count}\n")));
    };
    if let Some(key) = only(&beginning_with(accounts, AccountKind::Token, id).await?)? {
        return one(accounts, key).await;
    }
    let refresh = beginning_with(accounts, AccountKind::RefreshToken, id).await?;
    Err(match refresh.is_empty() {
        true => unknown(),
        false => Failure::Runtime(
            "this is a refresh token: clients see no difference between one that has ended and none, so remove it with \
             `portal token revoke`"
                .to_owned(),
        ),
    })
}

async fn one(accounts: &Accounts, key: &AccountKey) -> Result<Output, Failure> {
    let account = accounts.get(key).await?.ok_or_else(unknown)?;
    Ok(Output::Done(match expire(accounts, account).await? {
        true => format!("{key} has ended\n"),
        false => format!("{key} had ended already\n"),
    }))
}

/// Whether it lived until now.
async fn expire(accounts: &Accounts, account: Account) -> Result<bool, Failure> {
    let now = clock::now();
    let key = account.key();
    let Account::Token(mut token) = account else {
        return Ok(false);
    };
    if token.expires <= now {
        return Ok(false);
    }
    token.expires = now;
    // One that somebody removed meanwhile does not come back.
    match accounts
        .write(vec![Change::Remove(key), Change::Add(token.into())])
        .await
    {
        Ok(()) => Ok(true),
        Err(StoreError::Missing(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
