//! The least that a durable writer on SQLite does: a thread that commits what has come, and callers that wait for it.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior, params};
use tokio::sync::oneshot;

use crate::Failure;

const SCHEMA: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; \
    CREATE TABLE options (position INTEGER PRIMARY KEY, portal TEXT NOT NULL, application TEXT NOT NULL, \
    user_id INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, \
    UNIQUE (portal, application, user_id, key)) STRICT";
const SET: &str = "INSERT INTO options (portal, application, user_id, key, value) VALUES (?, ?, ?, ?, ?) \
    ON CONFLICT (portal, application, user_id, key) DO UPDATE SET value = excluded.value";

struct Job {
    number: u64,
    done: oneshot::Sender<()>,
}

pub(crate) struct Writer(Sender<Job>);

impl Writer {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        let (sender, jobs) = channel();
        thread::spawn(move || {
            if let Err(error) = run(connection, &jobs) {
                eprintln!("the bare writer failed: {error}");
            }
        });
        Ok(Self(sender))
    }

    /// Sets per second of so many callers.
    pub(crate) fn measure(&self, writers: usize, each: Duration) -> Result<f64, Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        let begun = Instant::now();
        let callers: Vec<_> = (0..writers)
            .map(|_| {
                let jobs = self.0.clone();
                runtime.spawn(async move {
                    let mut count = 0u64;
                    while begun.elapsed() < each {
                        let (done, answer) = oneshot::channel();
                        let number = count % 1000;
                        jobs.send(Job { number, done })?;
                        answer.await?;
                        count += 1;
                    }
                    Ok::<u64, Failure>(count)
                })
            })
            .collect();
        let mut sum = 0;
        for caller in callers {
            sum += runtime.block_on(caller)??;
        }
        Ok(sum as f64 / begun.elapsed().as_secs_f64())
    }
}

fn run(mut connection: Connection, jobs: &Receiver<Job>) -> rusqlite::Result<()> {
    let mut group = Vec::new();
    while let Ok(first) = jobs.recv() {
        group.push(first);
        group.extend(jobs.try_iter());
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut set = transaction.prepare_cached(SET)?;
            for job in &group {
                let value = format!("\"value{:06}\"", job.number);
                set.execute(params!["portal.demo", "app.test", 1, "data", value])?;
                set.execute(params!["portal.demo", "app.test", 1, "data2", "\"value2\""])?;
            }
        }
        transaction.commit()?;
        for job in group.drain(..) {
            let _ = job.done.send(());
        }
    }
    Ok(())
}
