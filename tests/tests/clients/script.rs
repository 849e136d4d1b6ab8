//! Scripts of tests in other languages: each runs against a portal of its own, to its end and within a time.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use bitrix_rest_tests::portal::Portal;
use serde_json::json;
use tempfile::TempDir;

use crate::proxy::Proxy;

/// Far more than the slowest of them needs.
const PATIENCE: Duration = Duration::from_secs(180);

/// The users that are in no file, so that lists have three pages.
const USERS: std::ops::RangeInclusive<u32> = 4..=134;

/// The entries of the event log, three pages, too.
const ENTRIES: std::ops::RangeInclusive<u32> = 1..=130;

/// What the portal is made of: files of `tests/clients`.
pub const PORTAL: &[&str] = &["portal.toml"];

/// The same on a bad day.
pub const FAULTY_PORTAL: &[&str] = &["portal.toml", "faults.toml"];

/// What a script that ended said.
pub struct Ended {
    pub success: bool,
    pub output: String,
}

/// The folder of this test's files in the repository.
pub fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Where `tests/clients/install` has put the clients.
pub fn installed() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/clients");
    assert!(
        folder.join("installed").exists(),
        "the published clients are not there: run `tests/clients/install`, or `tests/run`"
    );
    folder
}

/// Runs a command beside a portal that has just been started, and gives what it said, with the portal's log if it failed.
pub fn run(command: &mut Command, files: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (config, tls, log) = (at("portal.toml"), at("tls"), at("portal.log"));
    let store = format!("sqlite:{}", at("portal.db"));
    fs::write(&config, configuration(files)).unwrap();
    let entries = at("entries.jsonl");
    fs::write(&entries, log_entries()).unwrap();
    let imported = Portal::run(&["--store", &store, "import", &entries]).unwrap();
    assert!(imported.status.success(), "{imported:?}");
    let portal = Portal::start_with_log(
        &[
            "--config",
            &config,
            "--store",
            &store,
            "--tls-self-signed",
            "--tls-folder",
            &tls,
        ],
        Path::new(&log),
    )
    .unwrap();
    let proxy = Proxy::to(portal.address());
    let authority = format!("{tls}/ca.pem");
    let (_, port) = portal.address().rsplit_once(':').unwrap();
    command
        // Nothing of the machine's own proxies and certificates.
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.path())
        .env("LANG", "C.UTF-8")
        .env("HTTPS_PROXY", format!("http://{}", proxy.address))
        .env("NO_PROXY", "localhost")
        .env("REQUESTS_CA_BUNDLE", &authority)
        .env("NODE_EXTRA_CA_CERTS", &authority)
        .env("PORTAL", Portal::program().unwrap())
        .env("PORTAL_ADDRESS", format!("localhost:{port}"))
        .env("PORTAL_CONFIG", &config)
        .env("PORTAL_STORE", &store);
    let (status, mut output) = finish(command, &folder);
    assert_eq!(proxy.strangers(), [""; 0], "hosts that nobody should call");
    let success = status.success();
    if !success {
        let log = fs::read_to_string(&log).unwrap();
        let last = log.lines().rev().take(50).collect::<Vec<_>>();
        let last = last.into_iter().rev().collect::<Vec<_>>().join("\n");
        write!(output, "\n{status}; the portal's log ends:\n{last}").unwrap();
    }
    Ended { success, output }
}

fn configuration(files: &[&str]) -> String {
    let mut config = String::new();
    for file in files {
        config += &fs::read_to_string(sources().join(file)).unwrap();
    }
    for id in USERS {
        let user = format!("id = {id}\nlogin = \"user{id}\"\nname = \"User {id}\"");
        write!(config, "\n[[users]]\n{user}\n").unwrap();
    }
    config
}

/// As an export has them: nothing else writes this log.
fn log_entries() -> String {
    let of_portal = |content: serde_json::Value| {
        let mut line = json!({"portal": "portal.clients"});
        line.as_object_mut()
            .unwrap()
            .extend(content.as_object().unwrap().clone());
        format!("{line}\n")
    };
    let table = json!({"table": {"name": "main.eventlog", "last": ENTRIES.end()}});
    let mut lines = format!(
        "{}\n",
        json!({"format": "bitrix-rest-portal", "version": 1})
    );
    lines += &of_portal(table);
    for id in ENTRIES {
        let entry = json!({
            "timestampX": format!("2026-01-01T00:{:02}:{:02}+00:00", id / 60, id % 60),
            "severity": if id % 10 == 0 { "SECURITY" } else { "INFO" },
            "auditTypeId": if id % 2 == 0 { "USER_AUTHORIZE" } else { "USER_LOGOUT" },
            "moduleId": "main",
            "userId": id % 7,
            "description": format!("запись {id}"),
        });
        let row = json!({"row": {"table": "main.eventlog", "id": id, "version": 1, "key": null, "value": entry}});
        lines += &of_portal(row);
    }
    // The table and its rows.
    lines += &format!("{}\n", json!({"end": ENTRIES.end() + 1}));
    lines
}

fn finish(command: &mut Command, folder: &TempDir) -> (ExitStatus, String) {
    let path = folder.path().join("output");
    let file = File::create(&path).unwrap();
    let mut child = command
        .stdout(file.try_clone().unwrap())
        .stderr(file)
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {:?}: {error}", command.get_program()));
    let status = wait(&mut child);
    let output = fs::read_to_string(&path).unwrap();
    let status = status.unwrap_or_else(|| panic!("not done within {PATIENCE:?}: {output}"));
    (status, output)
}

fn wait(child: &mut Child) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}
