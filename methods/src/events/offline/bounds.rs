//! How long an offline queue gets, and how old what is in it: so that a queue which nobody reads does not grow for ever.

use super::{ATTEMPTS, Queue, Waiting, busy};
use crate::accounts::{Account, AccountKind};
use crate::events::Events;
use crate::rows::Stored;
use crate::store::StoreError;

/// Seconds that a row lives: one that is reserved from then on (P-246), one that waits from its last change on.
const LIFETIME: u64 = 30 * 24 * 3600;

/// How many rows are looked at beside one that is new: the first ones, which are the oldest for the most part.
const BESIDE: usize = 8;

/// Rows that are looked at, or removed, together.
const PAGE: usize = 500;

impl Waiting {
    /// Whether it has lived long enough.
    pub(super) fn is_over(&self, now: u64) -> bool {
        self.reserved.unwrap_or(self.time).saturating_add(LIFETIME) <= now
    }
}

impl Queue {
    /// After this row was added: removes a few that are over, and of more than `limit` rows those that came first. Answers how
    /// many of the latter.
    pub(super) async fn make_room(
        &self,
        added: u64,
        now: u64,
        limit: u64,
    ) -> Result<u64, StoreError> {
        let first = self.table.list(0, BESIDE).await?;
        self.remove_over(&first, now).await?;
        let is_over = |row: &&Stored<Waiting>| row.value.is_over(now);
        let first = first.iter().find(|row| !is_over(row));
        let span = first.map_or(0, |first| added.saturating_sub(first.id) + 1);
        // Ids rise: there are no more rows than ids.
        if span <= limit {
            return Ok(0);
        }
        let excess = self.table.count().await?.saturating_sub(limit);
        let excess = usize::try_from(excess).unwrap_or(PAGE).min(PAGE);
        if excess == 0 {
            return Ok(0);
        }
        // What somebody works on goes only if there is nothing else.
        let first = self.table.list(0, PAGE).await?;
        let (waiting, reserved): (Vec<_>, Vec<_>) =
            first.iter().partition(|row| row.value.reserved.is_none());
        self.remove(waiting.into_iter().chain(reserved).take(excess))
            .await
    }

    /// Removes all rows that are over, and answers how many.
    async fn prune(&self, now: u64) -> Result<u64, StoreError> {
        let (mut after, mut count) = (0, 0);
        loop {
            let page = self.table.list(after, PAGE).await?;
            count += self.remove_over(&page, now).await?;
            match page.last() {
                Some(last) => after = last.id,
                None => return Ok(count),
            }
        }
    }

    async fn remove_over(&self, rows: &[Stored<Waiting>], now: u64) -> Result<u64, StoreError> {
        let over = rows.iter().filter(|row| row.value.is_over(now));
        self.remove(over).await
    }

    /// Removes these, if they are as they were read.
    async fn remove(
        &self,
        rows: impl IntoIterator<Item = &Stored<Waiting>>,
    ) -> Result<u64, StoreError> {
        let deleting = |row: &Stored<Waiting>| self.table.deleting(row.id, Some(row.version));
        let changes: Vec<_> = rows.into_iter().map(deleting).collect();
        if changes.is_empty() {
            return Ok(0);
        }
        let count = u64::try_from(changes.len()).unwrap_or(u64::MAX);
        match self.rows.write(changes).await {
            Ok(_) => Ok(count),
            // Another is at it, too; none was removed here, and the next one looks again.
            Err(StoreError::Missing(_) | StoreError::Changed(_)) => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// Removes everything.
    pub(in crate::events) async fn clear(&self) -> Result<(), StoreError> {
        let mut failures = 0;
        loop {
            let page = self.table.list(0, PAGE).await?;
            if page.is_empty() {
                return Ok(());
            }
            if self.remove(&page).await? == 0 {
                failures += 1;
                if failures == ATTEMPTS {
                    return Err(busy());
                }
                tokio::task::yield_now().await;
            }
        }
    }
}

impl Events {
    /// Removes from the offline queues of all applications what nobody fetched for 30 days, and what was reserved as long ago;
    /// returns how many rows.
    ///
    /// A server need not call this for queues that changes are written to, or that are read: there some go each time. It is
    /// for those to which nothing happens any more; once an hour is often enough.
    ///
    /// # Errors
    /// As the store fails.
    pub async fn prune(&self) -> Result<u64, StoreError> {
        let accounts = self.shared.oauth.accounts();
        let (mut after, mut count) = (None, 0);
        loop {
            let kind = AccountKind::Application;
            let page = accounts.list(kind, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(count);
            };
            after = Some(last.key());
            for account in &page {
                if let Account::Application(application) = account {
                    let queue = Queue::of(&self.shared.rows, &application.client_id);
                    count += queue.prune(accounts.now()).await?;
                }
            }
        }
    }
}
