//! Opening a file, and what stands in the way.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::store::open::{OpenError, OpenErrorKind};

/// "b24p": what the header of our files says, so that no other database is taken for one.
const APPLICATION_ID: i32 = 0x6232_3470;

/// How long a write waits for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each brings the schema one version further. Never changed once released; new ones are added at the end.
const MIGRATIONS: &[&str] = &[
    include_str!("1.sql"),
    include_str!("2.sql"),
    include_str!("3.sql"),
];

/// What can be repaired by nobody but its owner.
const RESTORE: &str = "restore a copy of the file, or move it away to begin anew";

/// Opens the file, makes it if there is none, and brings its schema up to date. Gives its real path, too: whoever opens it by
/// another name must find the same files beside it.
pub(super) fn open(path: &Path) -> Result<(Connection, PathBuf), OpenError> {
    make(path)?;
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if has_other_names(&real) {
        return Err(OpenError::new(
            OpenErrorKind::Denied,
            shown(path),
            "the file has another name (a hard link), by which its log would not be found",
            "remove the other name, or copy the file",
        ));
    }
    let mut connection = connect(&real).map_err(|error| explain(path, error))?;
    // The file remembers it, for every later connection.
    let mode: String = connection
        .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
        .map_err(|error| explain(path, error))?;
    if mode != "wal" {
        return Err(OpenError::new(
            OpenErrorKind::Failed,
            shown(path),
            format!("the file system does not allow a write-ahead log (`{mode}` instead)"),
            "name a file on a local disk",
        ));
    }
    migrate(path, &mut connection)?;
    Ok((connection, real))
}

/// Which file a path leads to, so that one that was removed or replaced is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).map(|found| Self(found.dev(), found.ino()))
    }

    /// Elsewhere a file that is open can be neither removed nor replaced.
    #[cfg(not(unix))]
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self(0, 0))
    }
}

#[cfg(unix)]
fn has_other_names(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| std::os::unix::fs::MetadataExt::nlink(&found) > 1)
}

/// Elsewhere SQLite itself keeps a second process out of its log.
#[cfg(not(unix))]
fn has_other_names(_: &Path) -> bool {
    false
}

/// One more connection to a file that was opened before.
pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    // FULL: a commit is acknowledged once the log is on the disk. A page that makes no sense is an error at once and not a
    // wrong answer later.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; \
         PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; \
         PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

/// One that cannot write.
pub(super) fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let connection = connect(path)?;
    connection.execute_batch("PRAGMA query_only = ON")?;
    Ok(connection)
}

/// Makes the file if there is none, for its owner alone; its log gets the same mode from SQLite.
///
/// A file that is there is not opened here: to close it would take away the locks that this process may have on it.
fn make(path: &Path) -> Result<(), OpenError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let error = match options.open(path) {
        Ok(_) => return Ok(()),
        Err(error) => error,
    };
    let found = fs::metadata(path);
    if found.as_ref().is_ok_and(|found| !found.is_dir()) {
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let (kind, what, remedy) = match error.kind() {
        io::ErrorKind::NotFound => (
            OpenErrorKind::Address,
            match folder {
                Some(folder) => format!("there is no folder {}", folder.display()),
                None => "there is no such place".to_owned(),
            },
            "make the folder, or name another file",
        ),
        _ if found.is_ok() => (
            OpenErrorKind::Address,
            "it is a folder".to_owned(),
            "name a file in it",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            OpenErrorKind::Denied,
            "this user may not write there".to_owned(),
            "allow reading and writing of the file and its folder, or name another file",
        ),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            OpenErrorKind::Failed,
            "the disk is full".to_owned(),
            "make room, or name a file on another disk",
        ),
        _ => (
            OpenErrorKind::Failed,
            "the file cannot be made or written".to_owned(),
            "see what the system says, or name another file",
        ),
    };
    Err(OpenError::new(kind, shown(path), what, remedy).because(error))
}

fn migrate(path: &Path, connection: &mut Connection) -> Result<(), OpenError> {
    let failed = |error| explain(path, error);
    let known = MIGRATIONS.len();
    // Two processes that start at the same time: one waits here, and then has nothing left to do.
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let number = |pragma: &str| transaction.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let version = number("PRAGMA user_version").map_err(failed)?;
    let owner = number("PRAGMA application_id").map_err(failed)?;
    let tables = number("SELECT count(*) FROM sqlite_schema").map_err(failed)?;
    if owner != i64::from(APPLICATION_ID) && (tables > 0 || owner != 0 || version != 0) {
        return Err(OpenError::new(
            OpenErrorKind::Foreign,
            shown(path),
            "it is the database of another program",
            "name another file",
        ));
    }
    let done = match usize::try_from(version) {
        Ok(version) if version <= known => version,
        _ => {
            let known = i64::try_from(known).unwrap_or(i64::MAX);
            return Err(OpenError::newer(shown(path), version, known));
        }
    };
    for (version, migration) in (1..).zip(MIGRATIONS).skip(done) {
        transaction.execute_batch(migration).map_err(failed)?;
        transaction
            .pragma_update(None, "user_version", version)
            .map_err(failed)?;
    }
    if done < known {
        transaction
            .pragma_update(None, "application_id", APPLICATION_ID)
            .map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}

pub(super) fn shown(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

/// What an error of SQLite means to the one who starts the program.
pub(super) fn explain(path: &Path, error: rusqlite::Error) -> OpenError {
    let (kind, what, remedy) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => {
            (OpenErrorKind::Damaged, "the file is damaged", RESTORE)
        }
        Some(ErrorCode::NotADatabase) => (
            OpenErrorKind::Foreign,
            "it is no SQLite database, or damaged at its beginning",
            "name another file, or restore a copy of this one",
        ),
        Some(ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::CannotOpen) => (
            OpenErrorKind::Denied,
            "this user may not write there",
            "allow reading and writing of the file and its folder, or name another file",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            OpenErrorKind::InUse,
            "another program keeps it locked",
            "end that program, or name another file",
        ),
        Some(ErrorCode::DiskFull) => (
            OpenErrorKind::Failed,
            "the disk is full",
            "make room, or name a file on another disk",
        ),
        _ => (
            OpenErrorKind::Failed,
            "SQLite failed",
            "see what it says, or name another file",
        ),
    };
    OpenError::new(kind, shown(path), what, remedy).because(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_of_any_older_version_is_brought_up_to_date_and_keeps_its_rows() {
        for older in 1..MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("portal.db");
            let connection = Connection::open(&path).unwrap();
            for migration in &MIGRATIONS[..older] {
                connection.execute_batch(migration).unwrap();
            }
            connection
                .execute_batch(&format!(
                    "PRAGMA user_version = {older}; PRAGMA application_id = {APPLICATION_ID}; \
                     INSERT INTO rest_users VALUES ('portal', 1, 'ada', 'a record', 0)"
                ))
                .unwrap();
            drop(connection);
            let (connection, _) = open(&path).unwrap();
            let number = |query: &str| -> usize {
                let number = connection.query_row(query, [], |row| row.get::<_, i64>(0));
                number.unwrap().try_into().unwrap()
            };
            assert_eq!(number("PRAGMA user_version"), MIGRATIONS.len());
            assert_eq!(number("SELECT count(*) FROM rest_users"), 1);
            assert_eq!(number("SELECT count(*) FROM rest_codes"), 0);
            assert_eq!(number("SELECT count(*) FROM rest_rows"), 0);
        }
    }
}
