//! One server for a SQLite file, and the memory that the file held something.
//!
//! Both are told by a file beside it, which stays: to remove it would be a race with the next server. Its lines are
//! `pid` and `address` of the last server, the address that its replies name, and `created` once the database was made.

use std::ffi::OsString;
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::Failure;

const CREATED: &str = "created";
const ADDRESS: &str = "address ";

/// The right to serve a file; held while it lives.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
    mark: Mark,
}

/// A server of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Running {
    pid: Option<u32>,
    /// The address that its replies name; none if it does not say so yet.
    pub(crate) address: Option<String>,
}

/// The file beside a database.
#[derive(Debug)]
pub(crate) struct Mark(PathBuf);

impl Lock {
    /// Takes the right to serve this database.
    pub(crate) fn take(database: &Path) -> Result<Self, Failure> {
        let mark = Mark::beside(database);
        let mut file = mark.open().map_err(|error| mark.failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let server = match pid(&mark) {
                    Some(pid) => format!(" (process {pid})"),
                    None => String::new(),
                };
                return Err(Failure::Runtime(format!(
                    "{} is served by another portal already{server}; stop that one, or take another --store",
                    database.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(mark.failed(&error)),
        }
        let created = mark.is_set()?;
        let own = format!(
            "pid {}\n{}",
            std::process::id(),
            if created { "created\n" } else { "" }
        );
        file.set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(own.as_bytes()))
            .map_err(|error| mark.failed(&error))?;
        Ok(Self { file, mark })
    }

    /// Tells commands beside the server which address its replies name.
    pub(crate) fn tell(&self, address: &str) -> Result<(), Failure> {
        let line = format!("{ADDRESS}{address}\n");
        (&self.file)
            .write_all(line.as_bytes())
            .map_err(|error| self.mark.failed(&error))
    }
}

/// The server of this database, if one runs.
pub(crate) fn server_of(database: &Path) -> Result<Option<Running>, Failure> {
    let mark = Mark::beside(database);
    let file = match File::open(&mark.0) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(mark.failed(&error)),
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let pid = pid(&mark);
            let text = mark.read().map_err(|error| mark.failed(&error))?;
            let address = text.lines().find_map(|line| line.strip_prefix(ADDRESS));
            Ok(Some(Running {
                pid,
                address: address.map(str::to_owned),
            }))
        }
        Err(TryLockError::Error(error)) => Err(mark.failed(&error)),
    }
}

impl fmt::Display for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => write!(f, "process {pid}"),
            None => f.write_str("a portal"),
        }
    }
}

/// Who has the lock. It was taken just now, maybe, so that the number is still to come.
fn pid(mark: &Mark) -> Option<u32> {
    for _ in 0..20 {
        let text = mark.read().ok()?;
        let found = text.lines().find_map(|line| line.strip_prefix("pid "));
        if let Some(pid) = found.and_then(|pid| pid.parse().ok()) {
            return Some(pid);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    None
}

impl Mark {
    pub(crate) fn beside(database: &Path) -> Self {
        let mut path = OsString::from(database);
        path.push(".lock");
        Self(path.into())
    }

    /// Whether the database was made once.
    pub(crate) fn is_set(&self) -> Result<bool, Failure> {
        let text = self.read().map_err(|error| self.failed(&error))?;
        Ok(text.lines().any(|line| line == CREATED))
    }

    /// Remembers that the database was made.
    pub(crate) fn set(&self) -> Result<(), Failure> {
        if self.is_set()? {
            return Ok(());
        }
        // One short line at the end: whoever writes at the same time writes the same.
        let line = format!("{CREATED}\n");
        self.open()
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .map_err(|error| self.failed(&error))
    }

    /// Forgets it: the file was removed on purpose. A crash before the next is made must not be taken for a loss.
    pub(crate) fn remove(&self) -> Result<(), Failure> {
        let rewrite = || {
            let text = self.read()?;
            let rest = text.lines().filter(|line| *line != CREATED);
            let rest: String = rest.flat_map(|line| [line, "\n"]).collect();
            let mut file = self.open()?;
            file.set_len(0)?;
            file.write_all(rest.as_bytes())
        };
        rewrite().map_err(|error| self.failed(&error))
    }

    fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        match File::open(&self.0) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(text)
    }

    fn open(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0)
    }

    fn failed(&self, error: &io::Error) -> Failure {
        // The first file that is made in the folder: what is wrong is likely to be wrong with all of them.
        let what = match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "this user may not write there; allow it, or take another --store"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "the disk is full; make room, or take another --store"
            }
            _ => "take another --store if that cannot be mended",
        };
        Failure::Runtime(format!("{self} cannot be written ({error}): {what}"))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}
