//! The tables, in versions.

use tokio::time::sleep;
use tokio_postgres::error::SqlState;

use super::engine::pause;
use super::fault::Fault;
use super::session::Session;

/// Each leads from the version before to its own, the first to 1. One that was ever published is not changed.
const MIGRATIONS: [&str; 4] = [
    include_str!("1.sql"),
    include_str!("2.sql"),
    include_str!("3.sql"),
    include_str!("4.sql"),
];
const VERSION: &str = "SELECT max(version) FROM rest_schema";
/// How often it is looked again, after another process was at it at the same time.
const ATTEMPTS: u32 = 10;

/// Why the tables cannot be used.
pub(super) enum Refused {
    /// By versions.
    Newer { found: i64, known: i64 },
    /// Something else has their names.
    Foreign(String),
    /// What the engine said.
    Fault(Fault),
}

/// Brings the tables to the last version. Of several processes that do so at once, one does each step: whoever comes second
/// collides with it, sees its work, and goes on from there. No locks of an engine's own are needed.
pub(super) async fn apply(session: &mut Session) -> Result<(), Refused> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let mut attempt = 0;
    loop {
        let found = version(session).await?;
        if found > known {
            return Err(Refused::Newer { found, known });
        }
        let next = usize::try_from(found)
            .ok()
            .and_then(|at| MIGRATIONS.get(at));
        let Some(migration) = next else {
            return match found {
                0.. => Ok(()),
                _ => Err(Refused::Foreign(format!(
                    "the version in its table rest_schema is {found}"
                ))),
            };
        };
        let Err(fault) = step(session, migration, found + 1).await else {
            continue;
        };
        attempt += 1;
        if !is_race(&fault) {
            return Err(Refused::Fault(fault));
        }
        if attempt == ATTEMPTS {
            // Whoever else made it had the time to say so.
            return Err(match fault.has(&[SqlState::DUPLICATE_TABLE]) {
                true => Refused::Foreign(format!(
                    "it has a table of ours without a version ({})",
                    fault.text()
                )),
                false => Refused::Fault(fault),
            });
        }
        sleep(pause(attempt)).await;
    }
}

/// 0: there is nothing yet.
async fn version(session: &mut Session) -> Result<i64, Refused> {
    let rows = match session.rows(VERSION, &[]).await {
        Ok(rows) => rows,
        Err(fault) if fault.has(&[SqlState::UNDEFINED_TABLE]) => return Ok(0),
        Err(fault) if fault.has(&[SqlState::UNDEFINED_COLUMN]) => {
            return Err(Refused::Foreign(
                "its table rest_schema is not ours".to_owned(),
            ));
        }
        Err(fault) => return Err(Refused::Fault(fault)),
    };
    let version = rows.first().map(|row| row.try_get::<_, Option<i64>>(0));
    match version.transpose() {
        Ok(version) => Ok(version.flatten().unwrap_or(0)),
        Err(_) => Err(Refused::Foreign(
            "the versions in its table rest_schema are no bigint".to_owned(),
        )),
    }
}

/// All of it or nothing.
async fn step(session: &mut Session, migration: &str, version: i64) -> Result<(), Fault> {
    session.begin("BEGIN").await?;
    let record = format!("INSERT INTO rest_schema (version) VALUES ({version})");
    let done = async {
        session.run(migration).await?;
        session.run(&record).await
    };
    match done.await {
        Ok(()) => match session.commit().await {
            // Nothing is open any more after a COMMIT that was answered, whatever the answer.
            Err(fault) if !fault.loses_connection() => {
                session.unfit = false;
                Err(fault)
            }
            committed => committed,
        },
        Err(fault) => {
            if !fault.loses_connection() {
                session.roll_back().await?;
            }
            Err(fault)
        }
    }
}

fn is_race(fault: &Fault) -> bool {
    fault.is_collision()
        || fault.has(&[
            SqlState::UNIQUE_VIOLATION,
            SqlState::DUPLICATE_TABLE,
            SqlState::DUPLICATE_OBJECT,
            // A table that is being made is not quite there.
            SqlState::INTERNAL_ERROR,
            SqlState::UNDEFINED_TABLE,
        ])
}
