//! Bindings: which application hears of which event, and where.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::basic::MIN_TIMEOUT;
use crate::accounts::SecretHash;
use crate::rows::{Rows, Stored, Table};
use crate::store::StoreError;

/// The table of bindings.
const TABLE: &str = "rest.event";

/// A handler that an application bound to an event, or its wish to find the event in the offline queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Binding {
    /// The `client_id`.
    pub(super) application: Box<str>,
    /// The name of the event, in upper case.
    pub(super) event: Box<str>,
    /// The address; empty offline (P-235).
    pub(super) handler: Box<str>,
    /// The user whose token goes with the event; none is whoever acts (P-235).
    pub(super) user: Option<u64>,
    /// The change source that it was bound with (P-253).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) connector: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) offline: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) options: BTreeMap<Box<str>, serde_json::Value>,
    /// When the last `ONOFFLINEEVENT` was sent, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) noticed: Option<u64>,
}

impl Binding {
    /// What is unique (P-234): application, event, handler, user and connector.
    pub(super) fn key(&self) -> String {
        let user = self.user.unwrap_or_default().to_string();
        let parts = [
            &*self.application,
            &*self.event,
            &*self.handler,
            &user,
            self.connector.as_deref().unwrap_or_default(),
            if self.offline { "offline" } else { "online" },
        ];
        SecretHash::of_parts(&parts).to_hex()
    }

    /// Seconds that must be between two notices of waiting rows (P-254).
    pub(super) fn min_timeout(&self) -> u64 {
        let said = self.options.get(MIN_TIMEOUT);
        let seconds = said.and_then(serde_json::Value::as_i64).unwrap_or(1);
        u64::try_from(seconds).unwrap_or(0)
    }
}

/// All bindings of a portal.
#[derive(Debug, Clone)]
pub(super) struct Bindings(Table<Binding>);

impl Bindings {
    pub(super) fn new(rows: &Rows) -> Self {
        Self(rows.table(TABLE))
    }

    /// [`StoreError::Conflict`] if there is the same already.
    pub(super) async fn add(&self, binding: &Binding) -> Result<u64, StoreError> {
        self.0.insert(Some(&binding.key()), binding).await
    }

    /// Those that fit, by id.
    pub(super) async fn all(
        &self,
        fits: impl Fn(&Binding) -> bool,
    ) -> Result<Vec<Stored<Binding>>, StoreError> {
        let mut all = self.0.all().await?;
        all.retain(|row| fits(&row.value));
        Ok(all)
    }

    /// Removes those that fit, and says how many there were.
    pub(super) async fn remove(
        &self,
        fits: impl Fn(&Binding) -> bool,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        for row in self.all(fits).await? {
            match self.0.delete(row.id).await {
                Ok(()) => count += 1,
                // Somebody else was quicker.
                Err(StoreError::Missing(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(count)
    }

    /// Notes that a notice is sent now. Of all processes that want to at the same time one may.
    pub(super) async fn claim_notice(
        &self,
        row: &Stored<Binding>,
        now: u64,
    ) -> Result<bool, StoreError> {
        let timeout = row.value.min_timeout();
        let early = |last: u64| now < last.saturating_add(timeout);
        if timeout > 0 && row.value.noticed.is_some_and(early) {
            return Ok(false);
        }
        if timeout == 0 {
            return Ok(true);
        }
        let mut claimed = row.clone();
        claimed.value.noticed = Some(now);
        match self.0.update(&claimed).await {
            Ok(()) => Ok(true),
            Err(StoreError::Changed(_) | StoreError::Missing(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
