//! The disk is full; the folder may not be written.

use std::os::unix::fs::PermissionsExt;

use bitrix_rest_tests::tools;

use super::*;

/// No file of the portal may grow beyond this many bytes.
const LIMIT: u64 = 1_500_000;

/// A limit on the size of files takes the place of a full disk: writes fail in the same way, and it can be lifted.
#[test]
fn a_full_disk() {
    let place = Place::new();
    let store = place.sqlite();
    let mut limited = Command::new("sh");
    // Ignored, the signal becomes an error of the write.
    limited.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    let portal =
        Portal::start_by(&mut limited, &place.arguments(&store), &place.file("log")).unwrap();
    let load = load(&portal, 8);
    assert!(load.wait_for(100, DEADLINE));
    limit(&portal, &LIMIT.to_string());
    wait_until_ready(&portal, false);
    // What is there can be read all the while.
    assert_eq!(
        status_of(&portal, &format!("{}/user.option.get", path_of(2))),
        200
    );
    std::thread::sleep(Duration::from_millis(500));
    limit(&portal, "unlimited");
    let (outcome, refused) = settle(&portal, load, &place);
    let internal = only_internal_errors(&refused);
    assert!(internal > 0, "the limit was never reached: {outcome}");
    wait_until_ready(&portal, true);
    row(
        "disk full (limit on file size), then room again",
        &format!(
            "500 `INTERNAL_SERVER_ERROR` ({internal}) while full; reads go on; `/readyz` 503; {outcome}"
        ),
        &cause(&place.log()),
    );
}

fn limit(portal: &Portal, bytes: &str) {
    let mut command = Command::new("prlimit");
    command.args(["--pid", &portal.id().to_string()]);
    command.arg(format!("--fsize={bytes}:unlimited"));
    let output = tools::run(&mut command, "util-linux").unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_read_only_folder() {
    let place = Place::new();
    let folder = place.file("data");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let store = format!("sqlite:{}", folder.join("portal.db").display());
    // Root may write everywhere: then somebody else tries.
    let binary = place.file("portal");
    copy(Portal::program().unwrap(), &binary);
    for path in [place.folder.path(), &binary] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let root = fs::metadata("/proc/self").unwrap();
    let is_root = std::os::unix::fs::MetadataExt::uid(&root) == 0;
    let mut command = match is_root {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
            command.arg(&binary);
            command
        }
        false => Command::new(&binary),
    };
    command.args(["serve", "--listen", "127.0.0.1:0", "--store", &store]);
    let output = tools::run(&mut command, "util-linux").unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("data") && said.contains("may not write") && said.contains("another --store"),
        "{said}"
    );
    row(
        "read-only folder",
        "does not start, exit code 1",
        said.trim(),
    );
}

/// A success is told only after the disk has said so: with a flush that takes long, every answer takes as long.
#[test]
fn no_success_before_the_flush() {
    const FLUSH: Duration = Duration::from_millis(300);
    let place = Place::new();
    let library = tools::slow_flush(place.folder.path(), FLUSH).unwrap();
    let store = place.sqlite();
    let mut slow = Command::new("env");
    slow.arg(format!("LD_PRELOAD={}", library.display()));
    let portal = Portal::start_by(&mut slow, &place.arguments(&store), &place.file("log")).unwrap();
    let mut client = client(&portal);
    let path = format!("{}/user.option.set", path_of(1));
    for number in 0..3 {
        let asked = std::time::Instant::now();
        let body = serde_json::json!({"options": {"number": number}});
        assert_eq!(client.post(&path, &body).unwrap().status, 200);
        assert!(
            asked.elapsed() >= FLUSH,
            "answered after {:?}",
            asked.elapsed()
        );
    }
}

/// A database that is removed or replaced under a running portal is not written to in silence.
#[test]
fn a_file_that_is_taken_away() {
    let place = Place::new();
    let store = place.sqlite();
    let portal = place.start(&store);
    let mut client = client(&portal);
    let path = format!("{}/user.option.set", path_of(1));
    let body = serde_json::json!({"options": {"key": 1}});
    assert_eq!(client.post(&path, &body).unwrap().status, 200);
    fs::rename(place.file("portal.db"), place.file("elsewhere.db")).unwrap();
    assert_eq!(client.post(&path, &body).unwrap().status, 500);
    wait_until_ready(&portal, false);
    let beside = Portal::run(&["user", "add", "--login", "eve", "--store", &store]).unwrap();
    let said = String::from_utf8_lossy(&beside.stderr).into_owned();
    assert!(
        !beside.status.success() && said.contains("was removed while process"),
        "{said}"
    );
    fs::rename(place.file("elsewhere.db"), place.file("portal.db")).unwrap();
    assert_eq!(client.post(&path, &body).unwrap().status, 200);
    wait_until_ready(&portal, true);
    row(
        "database file moved away, and back",
        "500 `INTERNAL_SERVER_ERROR`, `/readyz` 503; then it goes on",
        &cause(&place.log()).replace(place.folder.path().to_str().unwrap(), "…"),
    );
}

/// Another name leads to the same lock, or is refused.
#[test]
fn a_file_with_two_names() {
    let place = Place::new();
    let store = place.sqlite();
    let portal = place.start(&store);
    std::os::unix::fs::symlink(place.file("portal.db"), place.file("link.db")).unwrap();
    let link = format!("sqlite:{}", place.file("link.db").display());
    let (code, said) = refuses(&place.arguments(&link));
    assert!(
        code == Some(1) && said.contains("served by another portal"),
        "{said}"
    );
    portal.kill().unwrap();
    fs::hard_link(place.file("portal.db"), place.file("hard.db")).unwrap();
    let (code, said) = refuses(&place.arguments(&store));
    assert!(code == Some(1) && said.contains("hard link"), "{said}");
    row(
        "a second name of the database",
        "symbolic: the lock holds; hard link: does not start, exit code 1",
        said.trim().lines().last().unwrap_or_default(),
    );
}
