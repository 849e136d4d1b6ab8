//! Ids of what is added.

use bitrix_rest_methods::accounts::{Account, AccountKey, Accounts};

use crate::Failure;

/// The id after the largest one there is; `key` makes a key of the kind in question.
pub(crate) async fn next_id(
    accounts: &Accounts,
    key: impl Fn(u64) -> AccountKey,
) -> Result<u64, Failure> {
    let last = i64::MAX.unsigned_abs();
    // The largest is in low..=high; a store answers what comes after an id, so halving finds it, however many there are.
    let (mut low, mut high) = (0, last);
    while low < high {
        let middle = low + (high - low) / 2;
        let after = key(middle);
        let page = accounts.list(after.kind(), Some(&after), 1).await;
        match page.map_err(Failure::from)?.first().map(Account::key) {
            Some(AccountKey::User(id) | AccountKey::Webhook(id)) => low = id.max(middle + 1),
            _ => high = middle,
        }
    }
    match low < last {
        true => Ok(low + 1),
        false => Err(Failure::Runtime(format!(
            "{} has the largest id there is, so none is left after it",
            key(last)
        ))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use bitrix_rest_methods::accounts::{SecretHash, UserRecord, WebhookRecord};
    use bitrix_rest_methods::{MemoryStore, Store};

    use super::*;

    #[tokio::test]
    async fn it_is_one_more_than_the_largest() {
        let accounts = MemoryStore::new().accounts("p");
        assert_eq!(next_id(&accounts, AccountKey::User).await.unwrap(), 1);
        for id in [1, 2, 3, 7, 4_000_000_000, i64::MAX.unsigned_abs() - 1] {
            let login = format!("u{id}");
            accounts.put(UserRecord::new(id, login)).await.unwrap();
            let next = next_id(&accounts, AccountKey::User).await.unwrap();
            assert_eq!(next, id + 1);
        }
        assert_eq!(next_id(&accounts, AccountKey::Webhook).await.unwrap(), 1);
        let last = i64::MAX.unsigned_abs();
        let webhook = WebhookRecord::new(last, 1, SecretHash::of("c"));
        accounts.put(webhook).await.unwrap();
        assert!(next_id(&accounts, AccountKey::Webhook).await.is_err());
    }
}
