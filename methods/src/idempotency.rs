//! What calls with an `Idempotency-Key` were answered (P-171 – P-174), kept beside everything else: so a repetition may reach
//! another process than the call did.

use std::time::Duration;

use bitrix_rest::http::StatusCode;
use bitrix_rest::{
    Answered, AuthKind, Begun, BoxFuture, Claim, Error, Exception, IdempotencyStore, RepeatableCall,
};
use serde::{Deserialize, Serialize};

use crate::accounts::{Accounts, SecretHash};
use crate::rows::{Rows, Stored, Table};
use crate::store::StoreError;

/// The table.
const TABLE: &str = "rest.idempotency";
/// Seconds that an answer is kept (P-172).
const KEPT: u64 = 24 * 3600;
/// After so long a call that did not end counts as lost with its process.
const CLAIMED: Duration = Duration::from_secs(300);
/// So long a repetition waits for the call that runs: less than a call may take.
const PATIENCE: Duration = Duration::from_secs(50);
/// How long is waited for a call that runs, before it is looked at again: at first, and at most.
const WAIT: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));
/// So many of the oldest are looked at, and removed if they are over, whenever one is written: they become fewer.
const BESIDE: usize = 8;

/// Keeps answers in the rows of a portal.
///
/// Of calls with one key, in however many processes, one runs and the others wait for its answer, for up to 50 seconds. If
/// it does not end within five minutes, because its process did or because it is slow, the next one runs:
/// [`claim`](Self::claim) says how long a call of yours may take.
///
/// ```
/// use bitrix_rest::RestApi;
/// use bitrix_rest_methods::{Idempotency, MemoryStore, Store};
///
/// let store = MemoryStore::new();
/// let (rows, accounts) = (store.rows("my-portal"), store.accounts("my-portal"));
/// let builder = RestApi::collect().idempotency(Idempotency::new(&rows, accounts));
/// ```
#[derive(Debug, Clone)]
pub struct Idempotency {
    table: Table<Kept>,
    /// For their clock.
    accounts: Accounts,
    claim: Duration,
}

/// A call that runs, or what it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    /// Of what was asked for.
    request: Box<str>,
    /// When it is over, in Unix seconds.
    until: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<Answer>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    status: u16,
    /// As JSON text: its keys keep their order, its numbers their digits.
    result: Box<str>,
}

impl Idempotency {
    /// In these rows, by the clock of these accounts.
    pub fn new(rows: &Rows, accounts: Accounts) -> Self {
        Self {
            table: rows.table(TABLE),
            accounts,
            claim: CLAIMED,
        }
    }

    /// After how long a call that did not end counts as lost, so that a repetition runs: longer than the slowest method takes.
    /// Five minutes unless said otherwise; in whole seconds.
    #[must_use]
    pub const fn claim(mut self, claim: Duration) -> Self {
        self.claim = claim;
        self
    }

    async fn try_begin(&self, call: &RepeatableCall) -> Result<Begun, Error> {
        let (key, request) = (key(call), fingerprint(call));
        let (mut wait, longest) = WAIT;
        let mut waited = Duration::ZERO;
        loop {
            let now = self.accounts.now();
            let Some(row) = self.table.find(&key).await.map_err(Error::internal)? else {
                let claimed = Kept {
                    request: request.clone(),
                    until: now.saturating_add(self.claim.as_secs()),
                    answer: None,
                };
                match self.table.insert(Some(&key), &claimed).await {
                    Ok(id) => {
                        self.prune(now).await;
                        return Ok(self.first(id, key, claimed));
                    }
                    // Another was faster.
                    Err(StoreError::Conflict(_)) => continue,
                    Err(error) => return Err(Error::internal(error)),
                }
            };
            if row.value.until <= now {
                // Not written over: a new row has a new id, and stands behind those that are to be removed before it.
                self.remove(&row).await.map_err(Error::internal)?;
                continue;
            }
            if row.value.request != request {
                return Ok(Begun::Reused);
            }
            if let Some(answer) = row.value.answer {
                return Ok(Begun::Answered(Answered {
                    status: StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK),
                    result: answer.result.into(),
                }));
            }
            // Whoever waits longer than a caller does would run when nobody asks for it any more.
            if waited >= PATIENCE {
                let why = "A call with this Idempotency-Key still runs; repeat it later";
                return Err(Exception::Logic(why.to_owned()).into());
            }
            tokio::time::sleep(wait).await;
            waited += wait;
            wait = longest.min(wait * 2);
        }
    }

    fn first(&self, id: u64, key: String, value: Kept) -> Begun {
        Begun::First(Box::new(Claimed {
            idempotency: self.clone(),
            row: Stored {
                id,
                version: 1,
                key: Some(key.into()),
                value,
            },
        }))
    }

    /// Ids rise, so the oldest come first.
    async fn prune(&self, now: u64) {
        let pruned = async {
            for row in self.table.list(0, BESIDE).await? {
                if row.value.until <= now {
                    self.remove(&row).await?;
                }
            }
            Ok::<(), StoreError>(())
        };
        if let Err(error) = pruned.await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "what is over of Idempotency-Keys stays for now");
        }
    }

    /// Unless it is another's by now.
    async fn remove(&self, row: &Stored<Kept>) -> Result<(), StoreError> {
        match self.table.remove(row).await {
            Err(StoreError::Changed(_) | StoreError::Missing(_)) => Ok(()),
            other => other,
        }
    }
}

impl IdempotencyStore for Idempotency {
    fn begin<'a>(&'a self, call: &'a RepeatableCall) -> BoxFuture<'a, Result<Begun, Error>> {
        Box::pin(self.try_begin(call))
    }
}

/// A row that is ours, as long as it has this version.
struct Claimed {
    idempotency: Idempotency,
    row: Stored<Kept>,
}

impl Claim for Claimed {
    fn keep(mut self: Box<Self>, answered: Answered) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async move {
            let now = self.idempotency.accounts.now();
            self.row.value.until = now.saturating_add(KEPT);
            self.row.value.answer = Some(Answer {
                status: answered.status.as_u16(),
                result: answered.result.into(),
            });
            let kept = self.idempotency.table.update(&self.row).await;
            kept.map_err(Error::internal)
        })
    }

    fn forget(self: Box<Self>) -> BoxFuture<'static, Result<(), Error>> {
        Box::pin(async move {
            let removed = self.idempotency.remove(&self.row).await;
            removed.map_err(Error::internal)
        })
    }
}

/// Who called what with which key (P-172): a hash, as keys of rows are short.
fn key(call: &RepeatableCall) -> String {
    let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
    let application = call.application.as_ref();
    // Apart from each other: one's own may have any name.
    let (kind, name) = match call.kind {
        AuthKind::OAuth => ("oauth", ""),
        AuthKind::Webhook => ("webhook", ""),
        AuthKind::Custom(name) => ("custom", name),
        _ => ("other", ""),
    };
    let parts = [
        kind,
        name,
        application.map_or("", |application| application.client_id()),
        &number(call.webhook),
        &number(call.user),
        call.method,
        &call.key,
    ];
    SecretHash::of_parts(&parts).to_hex()
}

/// What was asked for may hold secrets, so its hash is kept.
fn fingerprint(call: &RepeatableCall) -> Box<str> {
    blake3::hash(&call.request).to_hex().as_str().into()
}
