//! A table whose rows have values of one type.

use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Row, RowChange, Rows};
use crate::StoreError;

/// Rows that are read together where all are asked for.
const PAGE: usize = 500;

/// How often a change is tried while others change the same row. Of those who collide one gets through each time.
const ATTEMPTS: usize = 100;

/// A table of a portal; cheap to clone.
pub struct Table<T> {
    rows: Rows,
    name: Arc<str>,
    value: PhantomData<fn() -> T>,
}

/// A row, its value read.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// By which it is found.
    pub id: u64,
    /// How often it was written.
    pub version: u64,
    /// What no other row of its table has.
    pub key: Option<Box<str>>,
    /// What is kept.
    pub value: T,
}

impl<T: Serialize + DeserializeOwned> Table<T> {
    pub(super) fn new(rows: Rows, name: &str) -> Self {
        Self {
            rows,
            name: name.into(),
            value: PhantomData,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The row with this id.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if its value is not one of this type; else as the store fails.
    pub async fn get(&self, id: u64) -> Result<Option<Stored<T>>, StoreError> {
        let row = self.rows.get(&self.name, id).await?;
        row.map(|row| self.read(row)).transpose()
    }

    /// The row with this key.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn find(&self, key: &str) -> Result<Option<Stored<T>>, StoreError> {
        let row = self.rows.find(&self.name, key).await?;
        row.map(|row| self.read(row)).transpose()
    }

    /// The first `limit` rows whose id is greater than `after`, by id.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn list(&self, after: u64, limit: usize) -> Result<Vec<Stored<T>>, StoreError> {
        let rows = self.rows.list(&self.name, after, limit).await?;
        rows.into_iter().map(|row| self.read(row)).collect()
    }

    /// All rows, by id. They are read in pages: what others write meanwhile may be seen or not.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn all(&self) -> Result<Vec<Stored<T>>, StoreError> {
        let mut all: Vec<Stored<T>> = Vec::new();
        loop {
            let after = all.last().map_or(0, |row| row.id);
            let page = self.list(after, PAGE).await?;
            let ended = page.len() < PAGE;
            all.extend(page);
            if ended {
                return Ok(all);
            }
        }
    }

    /// How many rows it has. It reads none of them.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn count(&self) -> Result<u64, StoreError> {
        self.rows.count(&self.name).await
    }

    /// Adds a row and answers its id.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another row has this key; else as [`write`](super::RowStore::write).
    pub async fn insert(&self, key: Option<&str>, value: &T) -> Result<u64, StoreError> {
        let ids = self.rows.write(vec![self.inserting(key, value)?]).await?;
        ids.first()
            .copied()
            .ok_or_else(|| StoreError::failed("a row that was inserted has no id"))
    }

    /// Writes key and value of a row that was read.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if it was changed since; [`StoreError::Conflict`] if another row has its key;
    /// [`StoreError::Missing`] if it is gone.
    pub async fn update(&self, row: &Stored<T>) -> Result<(), StoreError> {
        let change = self.updating(row)?;
        self.rows.write(vec![change]).await.map(drop)
    }

    /// Removes a row.
    ///
    /// # Errors
    /// [`StoreError::Missing`] if there is none.
    pub async fn delete(&self, id: u64) -> Result<(), StoreError> {
        let change = self.deleting(id, None);
        self.rows.write(vec![change]).await.map(drop)
    }

    /// Removes a row that was read.
    ///
    /// # Errors
    /// [`StoreError::Changed`] if it was changed since; [`StoreError::Missing`] if it is gone.
    pub async fn remove(&self, row: &Stored<T>) -> Result<(), StoreError> {
        let change = self.deleting(row.id, Some(row.version));
        self.rows.write(vec![change]).await.map(drop)
    }

    /// Changes the value of a row and answers it as it is then; none if there is no such row. If another changes it at the
    /// same time, `change` is called again with what the other left, so that neither change is lost.
    ///
    /// # Errors
    /// As [`update`](Self::update); [`StoreError::Changed`] only if others got in between a hundred times.
    pub async fn change(
        &self,
        id: u64,
        mut change: impl FnMut(&mut T),
    ) -> Result<Option<Stored<T>>, StoreError> {
        self.try_change::<StoreError>(id, |value| {
            change(value);
            Ok(())
        })
        .await
    }

    /// [`change`](Self::change) that may refuse: if `change` fails, nothing is written, and its error is answered. So what must
    /// hold is asked of the value that is changed, and not of one that was read before.
    ///
    /// The error is a type of the caller's that holds those of the store, too, like a
    /// [`RestError`](macro@bitrix_rest::RestError) with a variant for them. It is named in the call, since `?` alone leaves it open.
    ///
    /// ```
    /// use bitrix_rest_methods::rows::Table;
    /// use bitrix_rest_methods::{MemoryStore, Store, StoreError};
    ///
    /// #[derive(Debug, thiserror::Error)]
    /// enum TakeError {
    ///     #[error("only {0} left")]
    ///     TooFew(u64),
    ///     #[error(transparent)]
    ///     Store(#[from] StoreError),
    /// }
    ///
    /// async fn take(left: &Table<u64>, id: u64, wanted: u64) -> Result<Option<u64>, TakeError> {
    ///     let changed = left.try_change::<TakeError>(id, |left| {
    ///         *left = left.checked_sub(wanted).ok_or(TakeError::TooFew(*left))?;
    ///         Ok(())
    ///     });
    ///     Ok(changed.await?.map(|row| row.value))
    /// }
    ///
    /// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
    /// let table = MemoryStore::new().rows("my-portal").table("demo.stock");
    /// let id = table.insert(None, &5).await?;
    /// assert_eq!(take(&table, id, 3).await?, Some(2));
    /// assert!(matches!(take(&table, id, 3).await, Err(TakeError::TooFew(2))));
    /// assert_eq!(take(&table, 9, 3).await?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    ///
    /// # Errors
    /// That of `change`, at once; else as [`change`](Self::change), made one of the caller's.
    pub async fn try_change<E: From<StoreError>>(
        &self,
        id: u64,
        mut change: impl FnMut(&mut T) -> Result<(), E>,
    ) -> Result<Option<Stored<T>>, E> {
        let mut attempt = 1;
        loop {
            let Some(mut row) = self.get(id).await? else {
                return Ok(None);
            };
            let before = to_json(&row.value)?;
            change(&mut row.value)?;
            if to_json(&row.value)? == before {
                return Ok(Some(row));
            }
            match self.update(&row).await {
                Ok(()) => {
                    row.version += 1;
                    return Ok(Some(row));
                }
                Err(StoreError::Changed(_)) if attempt < ATTEMPTS => attempt += 1,
                Err(StoreError::Missing(_)) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
            tokio::task::yield_now().await;
        }
    }

    /// The change that [`insert`](Self::insert) makes, to be written together with others.
    ///
    /// # Errors
    /// [`StoreError::Unstorable`]: the value is nothing that JSON has.
    pub fn inserting(&self, key: Option<&str>, value: &T) -> Result<RowChange, StoreError> {
        Ok(RowChange::Insert {
            table: (*self.name).into(),
            key: key.map(Into::into),
            value: to_json(value)?,
        })
    }

    /// The change that [`update`](Self::update) makes, to be written together with others.
    ///
    /// # Errors
    /// As [`inserting`](Self::inserting).
    pub fn updating(&self, row: &Stored<T>) -> Result<RowChange, StoreError> {
        Ok(RowChange::Update {
            table: (*self.name).into(),
            id: row.id,
            version: Some(row.version),
            key: row.key.clone(),
            value: to_json(&row.value)?,
        })
    }

    /// The change that removes a row, of this version alone if one is given, to be written together with others.
    pub fn deleting(&self, id: u64, version: Option<u64>) -> RowChange {
        RowChange::Delete {
            table: (*self.name).into(),
            id,
            version,
        }
    }

    fn read(&self, row: Row) -> Result<Stored<T>, StoreError> {
        let Row {
            id,
            version,
            key,
            value,
        } = row;
        let value = serde_json::from_value(value).map_err(|error| {
            StoreError::Damaged(format!(
                "row {id} of table `{}` of portal `{}` cannot be read: {error}",
                self.name,
                self.rows.portal()
            ))
        })?;
        Ok(Stored {
            id,
            version,
            key,
            value,
        })
    }
}

fn to_json<T: Serialize>(value: &T) -> Result<Value, StoreError> {
    serde_json::to_value(value).map_err(|error| StoreError::Unstorable(error.to_string()))
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self {
            rows: self.rows.clone(),
            name: self.name.clone(),
            value: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table")
            .field("portal", self.rows.portal())
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
