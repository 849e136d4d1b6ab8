//! The pool, and work that is done on its connections, again if need be.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::{BuildError, Manager, Object, Pool, PoolError, TimeoutType};
use tokio::time::sleep;
use tokio_postgres::Row;

use super::address::Address;
use super::fault::Fault;
use super::session::{Connector, Parameters, Session};
use crate::StoreError;
use crate::store::{OpenError, OpenErrorKind};

/// Work that can be begun anew on another connection, as long as nothing of it was done.
pub(super) trait Work: Sync {
    type Out: Send;

    fn run<'s>(
        &'s self,
        session: &'s mut Session,
    ) -> impl Future<Output = Result<Self::Out, Fault>> + Send + 's;
}

/// How often work that collides is begun in all.
const ATTEMPTS: u32 = 12;
/// The first pause before it is begun again; doubled each time, and shortened by chance.
const PAUSE: Duration = Duration::from_millis(4);
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// What all stores of a database share.
pub(super) struct Engine {
    pool: Pool<Connector>,
    name: String,
    size: usize,
    wait: Duration,
    answer: Duration,
}

impl Engine {
    pub(super) fn new(address: &Address) -> Result<Self, OpenError> {
        let pool = Pool::builder(Connector::new(address)?)
            .max_size(address.pool)
            .wait_timeout(Some(address.wait))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error: BuildError| {
                let what = "no pool of connections can be made";
                OpenError::new(OpenErrorKind::Failed, &address.name, what, "see the cause")
                    .because(error)
            })?;
        Ok(Self {
            pool,
            name: address.name.clone(),
            size: address.pool,
            wait: address.wait,
            answer: address.answer,
        })
    }

    /// Without the password.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn session(&self) -> Result<Object<Connector>, Fault> {
        self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(fault) => fault,
            PoolError::Timeout(TimeoutType::Wait) => Fault::Busy {
                size: self.size,
                wait: self.wait,
            },
            PoolError::Closed => Fault::Closed,
            other => Fault::Store(StoreError::failed(format!("{other:?}"))),
        })
    }

    /// A connection beside the pool, for something long.
    pub(super) async fn session_aside(&self) -> Result<Session, Fault> {
        if self.pool.is_closed() {
            return Err(Fault::Closed);
        }
        self.pool.manager().create().await
    }

    /// Does this, all of it or nothing.
    pub(super) async fn run<W: Work>(&self, work: &W) -> Result<W::Out, Fault> {
        let begun = Instant::now();
        let mut reconnected = false;
        let mut attempt = 0;
        loop {
            let mut session = self.session().await?;
            let fault = match work.run(&mut session).await {
                Ok(out) => return Ok(out),
                Err(fault) => fault,
            };
            attempt += 1;
            let again = if fault.loses_connection() {
                let nothing_done = !session.sent || fault.refuses_connection();
                session.unfit = true;
                self.forget_idle();
                tracing::warn!(
                    store = self.name,
                    error = fault.text(),
                    "a connection is lost"
                );
                // Silence is not asked twice: it takes too long.
                let silent = matches!(fault, Fault::TimedOut(..));
                nothing_done && !silent && !std::mem::replace(&mut reconnected, true)
            } else {
                fault.is_collision() && attempt < ATTEMPTS && begun.elapsed() < self.answer
            };
            drop(session);
            if !again {
                return Err(fault);
            }
            if fault.is_collision() {
                sleep(pause(attempt)).await;
            }
        }
    }

    /// Connections that nobody uses and that go where one was just lost.
    fn forget_idle(&self) {
        let now = Instant::now();
        self.pool.retain(|session, _| session.born > now);
    }

    pub(super) async fn rows(
        &self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, StoreError> {
        let work = Rows { sql, parameters };
        self.run(&work).await.map_err(|fault| self.explain(fault))
    }

    pub(super) async fn execute(
        &self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<u64, StoreError> {
        let work = Execute { sql, parameters };
        self.run(&work).await.map_err(|fault| self.explain(fault))
    }

    pub(super) fn explain(&self, fault: impl Into<Fault>) -> StoreError {
        fault.into().into_store_error(&self.name)
    }

    /// Waits for work that is under way, no longer than it may take.
    pub(super) async fn close(&self) {
        self.pool.close();
        let begun = Instant::now();
        loop {
            // One that was given back for somebody who was waiting stays behind in a closed pool.
            self.pool.retain(|_, _| false);
            if self.pool.status().size == 0 || begun.elapsed() >= self.answer {
                return;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("name", &self.name)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// Between a half and all of it, so that those who collided do not meet again.
pub(super) fn pause(attempt: u32) -> Duration {
    let full = PAUSE
        .saturating_mul(1 << attempt.min(10))
        .min(LONGEST_PAUSE);
    let chance = RandomState::new().hash_one(attempt) % 512;
    full.mul_f64((512 + chance) as f64 / 1024.0)
}

struct Rows<'a> {
    sql: &'static str,
    parameters: Parameters<'a>,
}

impl Work for Rows<'_> {
    type Out = Vec<Row>;

    async fn run(&self, session: &mut Session) -> Result<Vec<Row>, Fault> {
        session.rows(self.sql, self.parameters).await
    }
}

struct Execute<'a> {
    sql: &'static str,
    parameters: Parameters<'a>,
}

impl Work for Execute<'_> {
    type Out = u64;

    async fn run(&self, session: &mut Session) -> Result<u64, Fault> {
        session.execute(self.sql, self.parameters).await
    }
}
