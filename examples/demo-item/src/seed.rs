//! Items to begin with.

use bitrix_rest::DateTime;
use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::rows::RowChange;

use crate::methods::items;
use crate::{Item, Rows};

/// 2026-01-01, in Unix seconds.
const NEW_YEAR: i64 = 1_767_225_600;

/// How many items [`seed`] adds: five pages.
pub const SEEDED: u64 = 250;

/// The key of the first of them: of two servers that begin at the same time, one adds them.
const FIRST: &str = "first of the seed";

/// Adds items to a table that has none, the same ones in every store. All in one write: whoever looks sees none or all.
///
/// # Errors
/// Whatever the store says.
pub async fn seed(rows: &Rows) -> Result<(), StoreError> {
    let items = items(rows);
    if !items.list(0, 1).await?.is_empty() {
        return Ok(());
    }
    let mut changes = Vec::new();
    for number in 1..=SEEDED {
        let key = (number == 1).then_some(FIRST);
        changes.extend(item(number).map(|item| items.inserting(key, &item)));
    }
    let changes: Result<Vec<RowChange>, StoreError> = changes.into_iter().collect();
    match rows.write(changes?).await {
        // Another server began at the same time.
        Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// An hour after the one before. None, if there is no such hour.
fn item(number: u64) -> Option<Item> {
    let seconds = NEW_YEAR.checked_add_unsigned(number * 3600)?;
    Some(Item {
        title: format!("Item {number}"),
        // All different, and in another order than the ids.
        price: (number * 37 % 251) as f64 + 0.5,
        active: !number.is_multiple_of(10),
        date_create: DateTime::from_unix(seconds, 0)?,
    })
}
