//! Everything in a PostgreSQL database.

mod accounts;
mod address;
mod engine;
mod export;
mod fault;
mod meter;
mod migrations;
mod open;
mod options;
mod rows;
mod session;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use bitrix_rest::BoxFuture;
use tokio::time::timeout;

use super::{Export, OpenError, Store, StoreError};
use crate::limits::Meter;
use crate::{Accounts, Options, Rows};
use accounts::PostgresAccounts;
use engine::Engine;
use export::PostgresExport;
use fault::Fault;
use meter::PostgresMeter;
use options::PostgresOptions;
use rows::PostgresRows;

/// How long [`Store::check`] waits for an answer.
const CHECK: Duration = Duration::from_secs(2);
const WRITABLE: &str = "SELECT current_setting('transaction_read_only')";

/// Keeps everything in a PostgreSQL database, shared by any number of processes.
///
/// Nothing is kept in the process, so every process sees at once what another has written. A write is answered once the server
/// has committed it: how durable that is, is said by its `fsync` and `synchronous_commit`. Connections are made again as the
/// server comes back; work that was undone because it collided is done again. A write whose connection broke before its answer
/// came fails, although it may have been done.
///
/// Needs a tokio runtime with I/O and time.
///
/// ```no_run
/// use bitrix_rest_methods::accounts::UserRecord;
/// use bitrix_rest_methods::{PostgresStore, Store};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresStore::connect("postgres://portal:secret@db.example.com/portal?sslmode=verify-full").await?;
/// store.accounts("my-portal").put(UserRecord::new(1, "ada")).await?;
/// # Ok(()) }
/// ```
///
/// # The URL
///
/// `postgres://user:password@host:port/database`, with several hosts separated by commas, and these parameters:
///
/// | | | without it |
/// |---|---|---|
/// | `sslmode` | `disable`; `prefer`: encrypted if the server can; `require`: encrypted, the certificate is checked only against `sslrootcert`; `verify-full`: encrypted, and the certificate is one for this host | `prefer` |
/// | `sslrootcert` | a file of root certificates in PEM, or `system` | those of the system, for `verify-full` |
/// | `pool` | connections at most | 16 |
/// | `pool_wait` | seconds that a call waits for one of them | 5 |
/// | `statement_timeout` | seconds that the server may take for a statement | 10 |
/// | `connect_timeout` | seconds until a connection stands, for each host | 5 |
/// | `target_session_attrs` | `read-write`: of several hosts, the one that writes | `any` |
///
/// Besides, those of libpq: `application_name`, `channel_binding`, `dbname`, `host`, `hostaddr`, `keepalives`,
/// `keepalives_idle`, `keepalives_interval`, `keepalives_retries`, `load_balance_hosts`, `options`, `password`, `port`,
/// `sslnegotiation`, `user`. Tables are made in the first schema of the `search_path`.
///
/// # Through a pooler
///
/// Statements keep no state between them, so a pooler may hand out connections per transaction. It must know prepared
/// statements (PgBouncer: `max_prepared_statements` above 0) and let `options` pass, in which `statement_timeout` is sent
/// (`ignore_startup_parameters = options`; set the timeout on the role then).
#[derive(Debug)]
pub struct PostgresStore {
    engine: Arc<Engine>,
}

impl PostgresStore {
    /// Connects, and makes or updates the tables. Several processes may do so at the same time.
    ///
    /// # Errors
    /// Every [`OpenErrorKind`](super::OpenErrorKind) but `InUse` and `Damaged`. The password is in none of them.
    pub async fn connect(url: &str) -> Result<Self, OpenError> {
        let engine = Arc::new(open::open(url).await?);
        Ok(Self { engine })
    }

    async fn is_writable(&self) -> Result<(), StoreError> {
        let asked = timeout(CHECK, self.engine.rows(WRITABLE, &[])).await;
        let rows =
            asked.map_err(|_| self.engine.explain(Fault::TimedOut("the answer", CHECK)))??;
        let setting = rows.first().map(|row| row.try_get::<_, &str>(0));
        match setting
            .transpose()
            .map_err(|error| self.engine.explain(error))?
        {
            Some("off") => Ok(()),
            _ => Err(StoreError::failed(format!(
                "{}: this server only reads",
                self.engine.name()
            ))),
        }
    }
}

impl Store for PostgresStore {
    fn options(&self) -> Options {
        Options::new(Arc::new(PostgresOptions(self.engine.clone())))
    }

    fn accounts(&self, portal: &str) -> Accounts {
        Accounts::new(Arc::new(PostgresAccounts {
            engine: self.engine.clone(),
            portal: portal.into(),
        }))
    }

    fn rows(&self, portal: &str) -> Rows {
        Rows::new(Arc::new(PostgresRows {
            engine: self.engine.clone(),
            portal: portal.into(),
        }))
    }

    fn meter(&self) -> Arc<dyn Meter> {
        Arc::new(PostgresMeter::new(self.engine.clone()))
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.is_writable())
    }

    /// That the server answers; every row is compared with its checksum when it is read.
    fn verify(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        self.check()
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Box::pin(async {
            let export = PostgresExport::begin(&self.engine).await;
            let export = export.map_err(|fault| self.engine.explain(fault))?;
            Ok(Box::new(export) as Box<dyn Export>)
        })
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.engine.close())
    }
}
