//! The one thread that writes. Writes that come while the disk is busy share the next commit: the more callers, the fewer
//! flushes for each.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;

use super::failed;
use super::logins::Logins;
use super::open::Identity;
use crate::StoreError;

/// The most writes that share a commit.
const GROUP: usize = 256;

/// A write. It may be run a second time, after the first was rolled back.
type Work = Box<dyn Fn(&Connection) -> Result<(), StoreError> + Send>;

/// What is written to.
struct Place {
    path: PathBuf,
    identity: Identity,
    logins: Arc<Logins>,
}

struct Job {
    work: Work,
    /// Whether accounts are changed.
    accounts: bool,
    done: oneshot::Sender<Result<(), StoreError>>,
}

/// Where writes are handed in; the thread ends when the last one is gone.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    jobs: Sender<Job>,
    /// Whether the last commit did not work.
    failing: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        path: &Path,
        logins: Arc<Logins>,
    ) -> std::io::Result<(Self, JoinHandle<()>)> {
        let place = Place {
            identity: Identity::of(path)?,
            path: path.to_owned(),
            logins,
        };
        let (sender, jobs) = channel();
        let failing = Arc::new(AtomicBool::new(false));
        let told = failing.clone();
        let thread = thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || run(connection, &jobs, &place, &told))?;
        let writer = Self {
            jobs: sender,
            failing,
        };
        Ok((writer, thread))
    }

    /// Answers once the write is on the disk. `accounts` says that it changes what logins are made of.
    pub(super) async fn write(
        &self,
        accounts: bool,
        work: impl Fn(&Connection) -> Result<(), StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let (done, answer) = oneshot::channel();
        let work = Box::new(work);
        self.jobs
            .send(Job {
                work,
                accounts,
                done,
            })
            .map_err(|_| super::closed())?;
        answer.await.map_err(|_| super::closed())?
    }

    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }
}

fn run(mut connection: Connection, jobs: &Receiver<Job>, place: &Place, failing: &AtomicBool) {
    let mut group = Vec::with_capacity(GROUP);
    let mut pace = Pace::default();
    loop {
        group.extend(jobs.try_iter().take(GROUP));
        // Who was answered just now cannot be back yet: these came during the commit.
        let meanwhile = group.len();
        if meanwhile == 0 {
            match jobs.recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        pace.gather(jobs, &mut group, meanwhile);
        let (begun, size) = (Instant::now(), group.len());
        let worked = commit(&mut connection, &mut group, place);
        failing.store(!worked, Ordering::Relaxed);
        pace.note(begun.elapsed(), size);
    }
    // The log goes into the file, so that a copy of the file alone is complete.
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
    match connection.query_row(checkpoint, [], |row| row.get::<_, i64>(0)) {
        Ok(0) => {}
        Ok(_) => tracing::info!("another program reads the file, so its log stays beside it"),
        Err(error) => tracing::warn!(%error, "the log stays beside the file"),
    }
}

/// How long to wait for writes that are likely to come.
///
/// Whoever was just answered tends to write again. Where a flush takes longer than a caller needs to come back, to wait for
/// those callers makes one commit of two; where it is quick, that would only delay.
#[derive(Debug, Default)]
struct Pace {
    /// What a commit takes, as lately seen.
    commit: Duration,
    /// Writes of the last commit.
    last: usize,
    /// Commits to go before waiting is tried again, since those who were waited for did not come in time.
    rest: u32,
}

impl Pace {
    /// Below this a commit is not worth waiting for.
    const QUICK: Duration = Duration::from_micros(400);
    const LONGEST: Duration = Duration::from_millis(2);
    const REST: u32 = 16;

    fn note(&mut self, commit: Duration, size: usize) {
        // One in four, so that a single slow flush does not count for long.
        self.commit = (self.commit * 3 + commit) / 4;
        self.last = size;
    }

    fn gather(&mut self, jobs: &Receiver<Job>, group: &mut Vec<Job>, meanwhile: usize) {
        let expected = (self.last + meanwhile).min(GROUP);
        if self.commit < Self::QUICK {
            return;
        }
        if self.rest > 0 {
            self.rest -= 1;
            return;
        }
        let until = Instant::now() + (self.commit / 2).min(Self::LONGEST);
        while group.len() < expected {
            let left = until.saturating_duration_since(Instant::now());
            match jobs.recv_timeout(left) {
                Ok(job) => group.push(job),
                Err(_) => {
                    self.rest = Self::REST;
                    return;
                }
            }
        }
    }
}

/// Writes a group with one commit. If that does not work, each alone: one that cannot be written takes no other with it.
/// Says whether the engine did all of it.
fn commit(connection: &mut Connection, group: &mut Vec<Job>, place: &Place) -> bool {
    if group.len() > 1 {
        match together(connection, group, place) {
            Ok(results) => {
                for (job, result) in group.drain(..).zip(results) {
                    answer(job, result);
                }
                return true;
            }
            // Whoever holds the lock would make each of them wait as long again.
            Err(error) if is_busy(&error) => {
                for job in group.drain(..) {
                    answer(job, Err(StoreError::failed(BUSY)));
                }
                return false;
            }
            Err(error) => {
                tracing::debug!(
                    ?error,
                    writes = group.len(),
                    "a shared commit failed; each is tried alone"
                );
            }
        }
    }
    let mut worked = true;
    for job in group.drain(..) {
        let alone = together(connection, std::slice::from_ref(&job), place);
        let result = match alone {
            Ok(results) => results.into_iter().next().unwrap_or(Ok(())),
            Err(error) => {
                worked = false;
                Err(error)
            }
        };
        answer(job, result);
    }
    worked
}

const BUSY: &str = "another program keeps the database locked";

fn is_busy(error: &StoreError) -> bool {
    let StoreError::Failed(cause) = error else {
        return false;
    };
    cause
        .downcast_ref::<rusqlite::Error>()
        .is_some_and(|error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
}

fn answer(job: Job, result: Result<(), StoreError>) {
    // A caller who went away does not undo the write.
    let _ = job.done.send(result);
}

/// What each write says, once all are on the disk. If it fails, none of them is.
fn together(
    connection: &mut Connection,
    group: &[Job],
    place: &Place,
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    // SQLite would go on writing to a file that nobody finds any more.
    if Identity::of(&place.path).ok() != Some(place.identity) {
        return Err(StoreError::failed(format!(
            "{} was removed or replaced while it was in use; start again",
            place.path.display()
        )));
    }
    // What a rollback that failed left over must not meet this group.
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(failed)?;
    }
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(failed)?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        match (job.work)(&transaction) {
            // The engine failed, and all of the group with it.
            Err(error @ StoreError::Failed(_)) => return Err(error),
            result => results.push(result),
        }
    }
    transaction.commit().map_err(failed)?;
    if group.iter().any(|job| job.accounts) {
        place.logins.changed();
    }
    Ok(results)
}
