//! PostgreSQL servers that are thrown away: each in a folder of its own, on a free port, ended with the test in any case.

use std::fs;
use std::io::{self, Write};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::tools::run;

const PACKAGE: &str = "postgresql";
/// Debian installs the binaries of each version in `<here>/<version>/bin`.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Durability is what is tested, so `fsync` stays on.
const SETTINGS: &str = "\
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 32MB
fsync = on
synchronous_commit = on
log_min_messages = warning
";

/// The user that [`Cluster::url`] names.
pub const USER: &str = "postgres";
/// Its password. The server asks for it by SCRAM.
pub const PASSWORD: &str = "throw-away";

/// A PostgreSQL server. When dropped, it is ended and everything of it removed; when the process of the test is killed,
/// too.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    bin: PathBuf,
    watcher: Watcher,
}

/// How a server is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In order; open connections are closed.
    Fast,
    /// Without writing anything more, as if the machine had lost its power.
    Immediate,
}

#[derive(Debug)]
enum Server {
    Own {
        folder: PathBuf,
        port: u16,
    },
    /// `DATABASE_URL`.
    Given(String),
}

/// The server for all tests of this process: that of `DATABASE_URL` if it is set (a libpq URL of a user who may create
/// databases), else one of its own. The databases that tests make are dropped when the process ends.
///
/// # Errors
/// As [`Cluster::start`].
pub fn shared() -> io::Result<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
    SHARED
        .get_or_init(|| {
            let cluster = match std::env::var("DATABASE_URL") {
                Ok(url) if !url.is_empty() => Cluster::given(url),
                _ => Cluster::start(),
            };
            cluster.map_err(|error| error.to_string())
        })
        .as_ref()
        .map_err(|error| io::Error::other(error.clone()))
}

impl Cluster {
    /// A new server, whatever `DATABASE_URL` says.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or it does not start: the error says what to do, or has the server's log.
    pub fn start() -> io::Result<Self> {
        let bin = binaries()?;
        let folder = std::env::temp_dir().join(unique("bitrix-rest-postgres-"));
        // First of all, so that nothing is left behind whatever fails below.
        let watcher = Watcher::of_folder(&bin, &folder)?;
        let mut cluster = Self {
            server: Server::Own { folder, port: 0 },
            bin,
            watcher,
        };
        cluster.initialize()?;
        // Between choosing a port and listening on it, another process may take it.
        let mut attempt = 0;
        loop {
            let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            if let Server::Own { port, .. } = &mut cluster.server {
                *port = free;
            }
            attempt += 1;
            match cluster.start_again() {
                Ok(()) => return Ok(cluster),
                Err(error) if attempt == 3 => return Err(error),
                Err(_) => {}
            }
        }
    }

    fn given(url: String) -> io::Result<Self> {
        let bin = binaries()?;
        let watcher = Watcher::of_databases(&bin, &url)?;
        Ok(Self {
            server: Server::Given(url),
            bin,
            watcher,
        })
    }

    fn initialize(&self) -> io::Result<()> {
        let (folder, _) = self.own()?;
        done(
            self.as_server("mkdir").args(["-m", "755"]).arg(folder),
            "coreutils",
        )?;
        let secret = folder.join("password");
        fs::write(&secret, PASSWORD)?;
        done(
            self.as_server(self.bin.join("initdb"))
                .current_dir(folder)
                .args([
                    "--no-sync",
                    "--data-checksums",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                ])
                .args(["--auth-local=reject", "--auth-host=scram-sha-256"])
                .arg(format!("--username={USER}"))
                .arg(format!("--pwfile={}", secret.display()))
                .arg("--pgdata")
                .arg(data(folder)),
            PACKAGE,
        )?;
        self.configure(SETTINGS)?;
        self.configure(&format!(
            "unix_socket_directories = '{}'\n",
            folder.display()
        ))
    }

    /// Lines for `postgresql.conf`; they count from the next start.
    ///
    /// # Errors
    /// The file cannot be written; the server is that of `DATABASE_URL`.
    pub fn configure(&self, lines: &str) -> io::Result<()> {
        let path = data(self.own()?.0).join("postgresql.conf");
        let mut file = fs::OpenOptions::new().append(true).open(path)?;
        file.write_all(lines.as_bytes())
    }

    /// A file that the server alone may read, such as the key of its certificate.
    ///
    /// # Errors
    /// It cannot be written; the server is that of `DATABASE_URL`.
    pub fn add_file(&self, name: &str, content: &[u8]) -> io::Result<PathBuf> {
        let data = data(self.own()?.0);
        let path = data.join(name);
        fs::write(&path, content)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
        let owner = fs::metadata(&data)?;
        chown(&path, Some(owner.uid()), Some(owner.gid()))?;
        Ok(path)
    }

    /// The URL of a database of this server, with its password.
    pub fn url(&self, database: &str) -> String {
        match &self.server {
            Server::Own { port, .. } => {
                format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{port}/{database}")
            }
            Server::Given(url) => with_database(url, database),
        }
    }

    /// Creates an empty database and gives its URL.
    ///
    /// # Errors
    /// The server refuses.
    pub fn create_database(&self) -> io::Result<String> {
        let name = unique("rest_").replace('-', "_");
        self.watcher.tell(&name)?;
        let home = match &self.server {
            Server::Own { .. } => self.url("postgres"),
            Server::Given(url) => url.clone(),
        };
        self.sql(&home, &format!("CREATE DATABASE {name}"))?;
        Ok(self.url(&name))
    }

    /// Runs statements in the database of this URL with `psql`; what they answer, fields separated by `|`.
    ///
    /// # Errors
    /// What the server says.
    pub fn sql(&self, url: &str, statements: &str) -> io::Result<String> {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url])
            .args(["-c", statements]);
        done(&mut psql, PACKAGE).map(|text| text.trim_end().to_owned())
    }

    /// The process that listens.
    ///
    /// # Errors
    /// It does not run; the server is that of `DATABASE_URL`.
    pub fn pid(&self) -> io::Result<u32> {
        let text = fs::read_to_string(data(self.own()?.0).join("postmaster.pid"))?;
        let pid = text
            .lines()
            .next()
            .and_then(|line| line.trim().parse().ok());
        pid.ok_or_else(|| io::Error::other(format!("no process id: {text}")))
    }

    /// Stops the server and waits until it has ended.
    ///
    /// # Errors
    /// It does not run; the server is that of `DATABASE_URL`.
    pub fn stop(&self, mode: Mode) -> io::Result<()> {
        let (folder, _) = self.own()?;
        let mode = match mode {
            Mode::Fast => "fast",
            Mode::Immediate => "immediate",
        };
        let mut control = self.as_server(self.bin.join("pg_ctl"));
        control.args(["stop", "-s", "-w", "-m", mode, "-D"]);
        done(control.arg(data(folder)), PACKAGE).map(drop)
    }

    /// Starts a stopped server, on the same port, and waits until it serves.
    ///
    /// # Errors
    /// It does not start: with its log. The server is that of `DATABASE_URL`.
    pub fn start_again(&self) -> io::Result<()> {
        let (folder, port) = self.own()?;
        let log = folder.join("log");
        let mut control = self.as_server(self.bin.join("pg_ctl"));
        control
            .current_dir(folder)
            .args(["start", "-s", "-w", "-o", &format!("-p {port}"), "-l"])
            .arg(&log)
            .arg("-D")
            .arg(data(folder))
            // It would wait for the end of the server's output.
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        done(&mut control, PACKAGE).map(drop).map_err(|error| {
            let log = fs::read_to_string(&log).unwrap_or_default();
            io::Error::other(format!("{error}\n{log}"))
        })
    }

    fn own(&self) -> io::Result<(&Path, u16)> {
        match &self.server {
            Server::Own { folder, port } => Ok((folder, *port)),
            Server::Given(_) => Err(io::Error::other(
                "the server of DATABASE_URL is not for this test to change: use `Cluster::start`",
            )),
        }
    }

    /// PostgreSQL does not run as root.
    fn as_server(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid=postgres", "--regid=postgres", "--init-groups"])
            .arg(program);
        command
    }
}

/// A process that waits for the end of this one (its input ends, in whatever way) and then clears up.
#[derive(Debug)]
struct Watcher {
    process: Child,
    input: Mutex<Option<ChildStdin>>,
}

impl Watcher {
    fn of_folder(bin: &Path, folder: &Path) -> io::Result<Self> {
        // More than once: what was being started or set up may still be writing.
        let script = "cat >/dev/null; for attempt in 1 2 3 4 5 6 7 8 9 10; do \
            $3 \"$1\" stop -s -w -m immediate -D \"$2/data\"; \
            rm -rf \"$2\" && exit; sleep 1; done";
        let drop_root = if is_root() {
            "setpriv --reuid=postgres --regid=postgres --init-groups"
        } else {
            ""
        };
        Self::of(
            script,
            &[
                bin.join("pg_ctl").as_ref(),
                folder.as_ref(),
                drop_root.as_ref(),
            ],
        )
    }

    fn of_databases(bin: &Path, url: &str) -> io::Result<Self> {
        let script = "all=; while read -r name; do all=\"$all $name\"; done; \
            for name in $all; do \
                \"$1\" -X -q -d \"$2\" -c \"DROP DATABASE IF EXISTS $name WITH (FORCE)\" \
                || \"$1\" -X -q -d \"$2\" -c \"DROP DATABASE IF EXISTS $name\"; done";
        Self::of(script, &[bin.join("psql").as_ref(), url.as_ref()])
    }

    fn of(script: &str, arguments: &[&std::ffi::OsStr]) -> io::Result<Self> {
        let mut process = Command::new("sh")
            // What ends the tests from a terminal does not end this.
            .args(["-c", &format!("trap '' INT TERM HUP; {script}"), "clear-up"])
            .args(arguments)
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let input = Mutex::new(process.stdin.take());
        Ok(Self { process, input })
    }

    /// A database that is to be dropped at the end.
    fn tell(&self, name: &str) -> io::Result<()> {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *input {
            Some(input) => writeln!(input, "{name}"),
            None => Err(io::Error::other("the cluster ends")),
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        drop(input.take());
        let _ = self.process.wait();
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Unique on this machine.
fn unique(prefix: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let time = SystemTime::now().duration_since(UNIX_EPOCH);
    format!(
        "{prefix}{}-{}-{}",
        std::process::id(),
        time.map_or(0, |time| time.as_millis()),
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

/// The newest version that is installed.
fn binaries() -> io::Result<PathBuf> {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let number = |path: &Path| -> Option<u32> { path.file_name()?.to_str()?.parse().ok() };
    versions
        .map(|entry| entry.path())
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(|path| number(path))
        .map(|path| path.join("bin"))
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::NotFound,
                format!("no PostgreSQL in {VERSIONS}; install it with `apt-get install {PACKAGE}`, or run `tests/run`"),
            )
        })
}

/// Runs a program that must succeed; its output.
fn done(command: &mut Command, package: &str) -> io::Result<String> {
    let output = run(command.stdin(Stdio::null()), package)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let program = command.get_program().to_string_lossy().into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("{program} failed: {said}")))
}

fn with_database(url: &str, database: &str) -> String {
    let (rest, query) = match url.split_once('?') {
        Some((rest, query)) => (rest, format!("?{query}")),
        None => (url, String::new()),
    };
    let start = rest.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = rest.split_at(start);
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}{host}/{database}{query}")
}
