//! Where everything is kept: addresses, and opening what is there.

use std::fmt;
use std::io::{ErrorKind, Write, stderr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use bitrix_rest::Secret;
use bitrix_rest_methods::store::{OpenError, OpenErrorKind};
use bitrix_rest_methods::{MemoryStore, PostgresStore, SqliteStore, Store};

use crate::Failure;
use crate::lock::{Lock, Mark, Running, server_of};

/// Where everything is kept if nothing is said.
pub(crate) const DEFAULT: &str = "sqlite:portal-data/portal.db";

const FORMS: &str = "write memory:, sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE";

/// Where a store is. Shown without its password.
#[derive(Debug, Clone)]
pub(crate) enum Address {
    Memory,
    Sqlite(PathBuf),
    Postgres(Secret),
}

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be served, by one process.
    Serve,
    /// To be written, beside a server. Made if there is none.
    Write,
    /// For what can only be there if the store is.
    Use,
}

/// An open store.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) store: Arc<dyn Store>,
    /// Held until the end.
    lock: Option<Lock>,
}

impl Address {
    /// Reads an address. What is wrong is said without the text: it may have a password in it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "memory:" {
            return Ok(Self::Memory);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.into()));
        }
        let Some(path) = text.strip_prefix("sqlite:") else {
            return Err(format!("this is no address of a store; {FORMS}"));
        };
        // As other programs write it: sqlite:///absolute/path.
        let path = path.strip_prefix("//").unwrap_or(path);
        match path {
            "" => Err(format!("`sqlite:` needs the path of a file; {FORMS}")),
            // To SQLite these are no files.
            ":memory:" => {
                Err("a store that is gone with the process is written `memory:`".to_owned())
            }
            _ if path.starts_with("file:") => {
                Err(format!("`sqlite:` takes a path and no URI; {FORMS}"))
            }
            path => Ok(Self::Sqlite(path.into())),
        }
    }

    /// Opens what is there, or makes it.
    pub(crate) async fn open(&self, purpose: Purpose) -> Result<Opened, Failure> {
        match self {
            Self::Memory => Ok(Opened {
                store: Arc::new(MemoryStore::new()),
                lock: None,
            }),
            Self::Sqlite(path) => open_sqlite(path, purpose).await,
            Self::Postgres(url) => {
                let store = PostgresStore::connect(url.expose())
                    .await
                    .map_err(refused)?;
                Ok(Opened {
                    store: Arc::new(store),
                    lock: None,
                })
            }
        }
    }
}

impl Address {
    /// The portal that serves it now, where that can be known.
    pub(crate) fn server(&self) -> Result<Option<Running>, Failure> {
        match self {
            Self::Sqlite(path) => server_of(&real(path)),
            Self::Memory | Self::Postgres(_) => Ok(None),
        }
    }
}

impl Opened {
    /// Tells commands on the same store which address the replies of this portal name.
    pub(crate) fn tell(&self, address: &str) -> Result<(), Failure> {
        match &self.lock {
            Some(lock) => lock.tell(address),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::Sqlite(path) => path.display().fmt(f),
            Self::Postgres(url) => f.write_str(&without_password(url.expose())),
        }
    }
}

/// Host and database. Where the text is not clear enough to know what the password is, nothing is shown.
fn without_password(url: &str) -> String {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let (head, query) = rest.split_once('?').unwrap_or((rest, ""));
    match head.rsplit_once('@') {
        Some((_, host)) => format!("postgres://{host}"),
        None if query.contains('@') => "postgres://…".to_owned(),
        None => format!("postgres://{head}"),
    }
}

async fn open_sqlite(path: &Path, purpose: Purpose) -> Result<Opened, Failure> {
    if size(path)?.is_none() && purpose == Purpose::Use {
        return Err(Failure::Runtime(format!(
            "there is no database {} yet; `portal serve` or an `add` makes one, and --store names another",
            path.display()
        )));
    }
    make_folder(path)?;
    // By whatever name it is called, the lock is beside the file itself.
    let real = real(path);
    let path = real.as_path();
    let lock = match purpose {
        Purpose::Serve => Some(Lock::take(path)?),
        _ => None,
    };
    let mark = Mark::beside(path);
    let marked = mark.is_set()?;
    match size(path)? {
        Some(0) if marked => {
            return Err(Failure::Runtime(format!(
                "{file} is empty, yet it held data once ({mark} says so); restore a copy of it, or remove both files to begin \
                 anew",
                file = path.display()
            )));
        }
        None => {
            if purpose != Purpose::Serve
                && let Some(server) = server_of(path)?
            {
                return Err(Failure::Runtime(format!(
                    "{} was removed while {server} serves it; end that portal first",
                    path.display()
                )));
            }
            if marked {
                mark.remove()?;
            }
            tracing::info!(file = %path.display(), "there is no database: a new one is made");
            if purpose == Purpose::Write {
                // A path that was mistyped is seen here.
                let _ = writeln!(stderr(), "portal: {} is a new database", path.display());
            }
        }
        _ => {}
    }
    let store = SqliteStore::open(path).await.map_err(refused)?;
    if purpose == Purpose::Serve {
        verify(&store, path).await?;
    }
    mark.set()?;
    Ok(Opened {
        store: Arc::new(store),
        lock,
    })
}

/// A server does not begin on data that are not what was written.
async fn verify(store: &SqliteStore, path: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    store.verify().await.map_err(|error| {
        Failure::Runtime(format!(
            "{}: {error}; restore a copy of the file, or move it away to begin anew",
            path.display()
        ))
    })?;
    tracing::debug!(
        milliseconds = begun.elapsed().as_millis(),
        "the store is whole"
    );
    Ok(())
}

/// Where a path leads, through links.
fn real(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    path.canonicalize()
        .ok()
        .or_else(in_folder)
        .unwrap_or_else(|| path.to_owned())
}

/// The bytes of a database, if there is one.
fn size(path: &Path) -> Result<Option<u64>, Failure> {
    match std::fs::metadata(path) {
        Ok(found) => Ok(Some(found.len())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::Runtime(format!("{}: {error}", path.display()))),
    }
}

/// The folder of a file, for its owner alone; one that is there stays as it is.
fn make_folder(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Failure::Runtime(format!(
            "the folder {} cannot be made: {error}; make it, or take another --store",
            folder.display()
        ))
    })
}

fn refused(error: OpenError) -> Failure {
    match error.kind() {
        OpenErrorKind::Address => Failure::Usage(error.to_string()),
        _ => Failure::Runtime(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn three_forms() {
        for (text, shown) in [
            ("memory:", "memory"),
            ("sqlite:a.db", "a.db"),
            ("sqlite:/tmp/a.db", "/tmp/a.db"),
            ("sqlite:///tmp/a.db", "/tmp/a.db"),
            ("postgres://host/base", "postgres://host/base"),
            ("postgresql://host/base", "postgres://host/base"),
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn all_else_is_refused_without_being_repeated() {
        for text in [
            "",
            "memory",
            "sqlite",
            "sqlite:",
            "sqlite::memory:",
            "sqlite:file:hush?mode=memory",
            "portal.db",
            "mysql://u:hush@host/base",
            "Postgres://u:hush@host/base",
        ] {
            let said = Address::parse(text).unwrap_err();
            assert!(said.contains("memory:") && !said.contains("hush"), "{said}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://user:hush@host/base",
            "postgres://user:hu@hush@host/base",
            "postgres://user:hu/hush@host/base",
            "postgres://user:hu?hush@host/base",
            "postgres://host/base?user=u&password=hush",
            "postgres://host/base?user=u&password=h@hush",
            "postgres://user:hush@host/base?password=h@hush",
        ] {
            let address = Address::parse(url).unwrap();
            let shown = format!("{address} {address:?}");
            assert!(
                !shown.contains("hush") && !shown.contains("user"),
                "{shown}"
            );
        }
    }
}
