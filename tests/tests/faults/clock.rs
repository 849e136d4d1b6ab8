//! The clock is set back.

use super::*;

#[test]
fn a_clock_that_is_set_back() {
    let place = Place::new();
    let store = place.sqlite();
    let time = place.file("time");
    fs::write(&time, "+0\n").unwrap();
    let library = fs::read_dir("/usr/lib")
        .unwrap()
        .flatten()
        .find_map(|folder| {
            let path = folder.path().join("faketime/libfaketime.so.1");
            path.exists().then_some(path)
        });
    let library = library.expect("install the Debian package `libfaketime`, or run `tests/run`");
    let mut under = Command::new("env");
    under.arg(format!("LD_PRELOAD={}", library.display()));
    under.arg(format!("FAKETIME_TIMESTAMP_FILE={}", time.display()));
    under.args(["FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]);
    let portal =
        Portal::start_by(&mut under, &place.arguments(&store), &place.file("log")).unwrap();
    let year = |portal: &Portal| {
        let answer = client(portal)
            .get(&format!("{}/server.time", path_of(1)))
            .unwrap();
        let text = answer.result().as_str().unwrap_or_default().to_owned();
        text.get(..4)
            .and_then(|year| year.parse::<i32>().ok())
            .unwrap()
    };
    let before = year(&portal);
    let load = load(&portal, 8);
    assert!(load.wait_for(100, DEADLINE));
    set(&portal, "first");
    fs::write(&time, "-2y\n").unwrap();
    assert_eq!(year(&portal), before - 2);
    set(&portal, "second");
    set(&portal, "first");
    let (outcome, refused) = settle(&portal, load, &place);
    assert!(refused.is_empty(), "{refused:?}");
    // The order of first insertion does not come from a clock (P-213).
    let answer = client(&portal)
        .get(&format!("{}/user.option.get", path_of(2)))
        .unwrap();
    let keys: Vec<&String> = answer.result().as_object().unwrap().keys().collect();
    assert_eq!(keys, ["first", "second"]);
    row(
        "clock set back by two years under load",
        &format!("nothing; {outcome}"),
        "(nothing)",
    );
}

fn set(portal: &Portal, key: &str) {
    let path = format!("{}/user.option.set", path_of(2));
    let body = serde_json::json!({ "options": { key: 1 } });
    assert_eq!(client(portal).post(&path, &body).unwrap().status, 200);
}
