//! What can go wrong between here and the server, and what follows from it.

use std::error::Error;
use std::time::Duration;

use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::StoreError;

/// Why a piece of work was not done.
#[derive(Debug)]
pub(super) enum Fault {
    /// The server said so, or the connection broke.
    Postgres(tokio_postgres::Error),
    /// No answer in this time.
    TimedOut(&'static str, Duration),
    /// Every connection of the pool was busy all the time.
    Busy { size: usize, wait: Duration },
    /// The store was closed.
    Closed,
    /// It is no matter of the server.
    Store(StoreError),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Fault {
    pub(super) fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Postgres(error) => error.code(),
            _ => None,
        }
    }

    /// The constraint that was violated.
    pub(super) fn constraint(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) => error.as_db_error()?.constraint(),
            _ => None,
        }
    }

    pub(super) fn has(&self, codes: &[SqlState]) -> bool {
        self.code().is_some_and(|code| codes.contains(code))
    }

    /// Two were in each other's way: the whole was undone, and may go well the next time.
    pub(super) fn is_collision(&self) -> bool {
        self.has(&[
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ])
    }

    /// The connection is of no use any more.
    pub(super) fn loses_connection(&self) -> bool {
        match self {
            Self::Postgres(error) => match error.as_db_error() {
                Some(said) => {
                    let fatal = matches!(
                        said.parsed_severity(),
                        Some(Severity::Fatal | Severity::Panic)
                    );
                    fatal || self.refuses_connection() || self.has(&GOING_DOWN)
                }
                // The stream broke, or says what nobody asked for.
                None => true,
            },
            Self::TimedOut(..) => true,
            Self::Busy { .. } | Self::Closed | Self::Store(_) => false,
        }
    }

    /// The server did nothing because of what became of this connection: it leads to a standby now, or what was prepared
    /// on it does not fit any more.
    pub(super) fn refuses_connection(&self) -> bool {
        self.has(&[
            SqlState::READ_ONLY_SQL_TRANSACTION,
            SqlState::INVALID_SQL_STATEMENT_NAME,
            SqlState::FEATURE_NOT_SUPPORTED,
        ])
    }

    /// What the caller of a store is told.
    pub(super) fn into_store_error(self, store: &str) -> StoreError {
        match self {
            Self::Store(error) => error,
            other => StoreError::failed(format!("{store}: {}", other.text())),
        }
    }

    /// Without values of parameters: those may be secrets.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Postgres(error) => match error.as_db_error() {
                Some(said) => said_by_server(said),
                None => with_sources(error),
            },
            Self::TimedOut(what, limit) => {
                format!("{what} took longer than {} s", limit.as_secs())
            }
            Self::Busy { size, wait } => format!(
                "all {size} connections of the pool were busy for {} s: raise `pool` in the URL (and `max_connections` of the \
                 server), or `pool_wait`",
                wait.as_secs()
            ),
            Self::Closed => "it was closed".to_owned(),
            Self::Store(error) => error.to_string(),
        }
    }
}

const GOING_DOWN: [SqlState; 3] = [
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
];

/// Not the details, which quote rows.
fn said_by_server(said: &DbError) -> String {
    let mut text = format!("{} (SQLSTATE {})", said.message(), said.code().code());
    if *said.code() == SqlState::QUERY_CANCELED {
        text.push_str(": it waited for a lock or the server is overloaded; the limit is `statement_timeout` in the URL");
    }
    if *said.code() == SqlState::READ_ONLY_SQL_TRANSACTION {
        text.push_str(": this server only reads; with several hosts in the URL, `target_session_attrs=read-write` finds the one that writes");
    }
    text
}

fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
