//! The threads that read, so that a slow disk holds up no task of the server.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::StoreError;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// Where reads are handed in; the threads end when the last one is gone.
#[derive(Debug, Clone)]
pub(super) struct Readers(Sender<Job>);

impl Readers {
    /// A thread for each connection.
    pub(super) fn start(
        connections: Vec<Connection>,
    ) -> std::io::Result<(Self, Vec<JoinHandle<()>>)> {
        let (sender, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let threads = connections.into_iter().map(|connection| {
            let jobs = jobs.clone();
            thread::Builder::new()
                .name("sqlite-reader".to_owned())
                .spawn(move || run(&connection, &jobs))
        });
        let threads = threads.collect::<std::io::Result<_>>()?;
        Ok((Self(sender), threads))
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Nobody may be waiting any more.
            if !done.is_closed() {
                let _ = done.send(read(connection));
            }
        });
        self.0.send(job).map_err(|_| super::closed())?;
        answer.await.map_err(|_| super::closed())?
    }
}

fn run(connection: &Connection, jobs: &Mutex<Receiver<Job>>) {
    loop {
        // One thread waits for the next read, the others for this lock.
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(connection),
            Err(_) => return,
        }
    }
}
