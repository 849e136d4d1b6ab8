//! Logins that were looked up, kept while no account changes in any process.
//!
//! Beside the database stands a file with a number that every change of accounts replaces, after its commit and before it
//! is acknowledged. To read eight bytes of it costs less than a query, and tells whether what was looked up still holds.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::accounts::cache::LoginCache;

/// However still it is: what another program changes without replacing the number is seen after this time.
const LIFETIME: Duration = Duration::from_secs(1);

/// The logins of all portals of a file.
#[derive(Debug)]
pub(super) struct Logins {
    number: File,
    /// The number that the logins belong to.
    seen: AtomicU64,
    opened: Instant,
    /// When they were last thrown away, in milliseconds since `opened`.
    begun: AtomicU64,
    portals: Mutex<HashMap<Arc<str>, Arc<LoginCache>>>,
}

impl Logins {
    pub(super) fn open(database: &Path) -> io::Result<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push("-logins");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let logins = Self {
            number: options.open(path)?,
            seen: AtomicU64::new(0),
            opened: Instant::now(),
            begun: AtomicU64::new(0),
            portals: Mutex::default(),
        };
        // Whatever happened before this process began.
        logins.changed();
        Ok(logins)
    }

    pub(super) fn of(&self, portal: &Arc<str>) -> Arc<LoginCache> {
        let mut portals = self.portals.lock().unwrap_or_else(PoisonError::into_inner);
        portals.entry(portal.clone()).or_default().clone()
    }

    /// To be asked before logins are used: throws them away if they may no longer hold.
    pub(super) fn refresh(&self) {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        let lifetime = LIFETIME.as_millis();
        let old = u128::from(now.saturating_sub(self.begun.load(Ordering::Relaxed))) >= lifetime;
        let found = read(&self.number).ok();
        if old || found != Some(self.seen.load(Ordering::Acquire)) {
            self.begun.store(now, Ordering::Relaxed);
            // First: who finds the number unchanged relies on it.
            self.clear();
            self.seen
                .store(found.unwrap_or_default(), Ordering::Release);
        }
    }

    /// To be said after accounts were changed, and before that is acknowledged.
    pub(super) fn changed(&self) {
        // Nobody else draws the same number: every hasher begins with other keys.
        let number = RandomState::new().hash_one(Instant::now());
        if let Err(error) = write(&self.number, number) {
            tracing::warn!(%error, "other processes learn of changed accounts a second later");
        }
        self.clear();
    }

    fn clear(&self) {
        let portals = self.portals.lock().unwrap_or_else(PoisonError::into_inner);
        for logins in portals.values() {
            logins.clear();
        }
    }
}

#[cfg(unix)]
fn read(file: &File) -> io::Result<u64> {
    let mut bytes = [0; 8];
    std::os::unix::fs::FileExt::read_exact_at(file, &mut bytes, 0)?;
    Ok(u64::from_le_bytes(bytes))
}

#[cfg(unix)]
fn write(file: &File, number: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, &number.to_le_bytes(), 0)
}

#[cfg(windows)]
fn read(file: &File) -> io::Result<u64> {
    let mut bytes = [0; 8];
    let length = std::os::windows::fs::FileExt::seek_read(file, &mut bytes, 0)?;
    match length {
        8 => Ok(u64::from_le_bytes(bytes)),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

#[cfg(windows)]
fn write(file: &File, number: u64) -> io::Result<()> {
    std::os::windows::fs::FileExt::seek_write(file, &number.to_le_bytes(), 0).map(drop)
}
