//! Several portals on one PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::Duration;

use bitrix_rest_tests::accounts::{path_of, write_configuration};
use bitrix_rest_tests::client::Client;
use bitrix_rest_tests::load::{Load, Outcome, Plan};
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::postgres;
use bitrix_rest_tests::tools::say;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

fn client(portal: &Portal) -> Client {
    Client::new(portal.address(), PATIENCE)
}

fn call(client: &mut Client, user: usize, method: &str, parameters: &Value) -> Value {
    let answer = client
        .post(&format!("{}/{method}", path_of(user)), parameters)
        .unwrap();
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.result().clone()
}

fn three() -> (tempfile::TempDir, [Portal; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let config = write_configuration(folder.path(), 3).unwrap();
    let url = postgres::shared().unwrap().create_database().unwrap();
    // All three at once on an empty database.
    let starting = [0; 3].map(|_| {
        let (config, url, folder) = (config.clone(), url.clone(), folder.path().to_owned());
        std::thread::spawn(move || Portal::serve(&config, &url, "warn", &folder).unwrap())
    });
    (folder, starting.map(|thread| thread.join().unwrap()))
}

#[test]
fn one_of_three_is_killed_under_load() {
    let (_folder, [first, second, third]) = three();
    let addresses = [&first, &second, &third].map(|portal| portal.address().to_owned());
    let load = Load::start(&Plan {
        addresses: addresses.to_vec(),
        path: path_of(1),
        writers: 30,
        persistent: false,
        patience: PATIENCE,
    });
    assert!(load.wait_for(300, PATIENCE));
    third.kill().unwrap();
    let before = load.acknowledged();
    assert!(
        load.wait_for(before + 300, PATIENCE),
        "the others do not go on"
    );
    let ledgers = load.finish();
    for portal in [&first, &second] {
        let stored = call(&mut client(portal), 1, "user.option.get", &json!({}));
        let outcome = Outcome::of(&ledgers, &stored);
        assert!(outcome.is_clean(), "{outcome}");
    }
    // Every writer of the two that live went on to the end.
    let broken: Vec<usize> = (0..30)
        .filter(|writer| !ledgers[*writer].refused.is_empty())
        .collect();
    assert!(broken.iter().all(|writer| writer % 3 == 2), "{broken:?}");
    let stored = call(&mut client(&first), 1, "user.option.get", &json!({}));
    let outcome = Outcome::of(&ledgers, &stored);
    say(&format!(
        "three portals on one PostgreSQL, one killed: {outcome}"
    ))
    .unwrap();
}

#[test]
fn what_one_writes_another_reads_at_once() {
    let (_folder, portals) = three();
    let mut clients = portals.each_ref().map(client);
    for round in 0..200 {
        let (writer, reader) = (round % 3, (round + 1 + round / 3 % 2) % 3);
        call(
            &mut clients[writer],
            1,
            "user.option.set",
            &json!({"options": {"round": round}}),
        );
        let read = call(
            &mut clients[reader],
            1,
            "user.option.get",
            &json!({"option": "round"}),
        );
        assert_eq!(
            read,
            json!(round),
            "written through {writer}, read through {reader}"
        );
        call(
            &mut clients[writer],
            1,
            "app.option.set",
            &json!({"options": {"round": round}}),
        );
        let read = call(
            &mut clients[reader],
            2,
            "app.option.get",
            &json!({"option": "round"}),
        );
        assert_eq!(read, json!(round));
    }
}

#[test]
fn different_keys_of_one_user_from_different_processes_all_survive() {
    const KEYS: usize = 150;
    let (_folder, portals) = three();
    let writers: Vec<_> = (0..12)
        .map(|writer| {
            let mut client = client(&portals[writer % 3]);
            std::thread::spawn(move || {
                for key in 0..KEYS {
                    let options =
                        json!({"options": {format!("{writer}.{key}"): key, "shared": writer}});
                    call(&mut client, 2, "user.option.set", &options);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let stored = call(&mut client(&portals[0]), 2, "user.option.get", &json!({}));
    for writer in 0..12 {
        // In the order in which this writer wrote them (P-213).
        let mine = format!("{writer}.");
        let keys = stored
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| key.starts_with(&mine));
        let expected: Vec<String> = (0..KEYS).map(|key| format!("{writer}.{key}")).collect();
        assert!(keys.eq(expected.iter()), "writer {writer}");
    }
    assert_eq!(stored.as_object().unwrap().len(), 12 * KEYS + 1);
}

/// 64 clients repeat one call at three portals.
// Proves: P-172, P-174
#[test]
fn of_repeated_calls_one_runs() {
    let (_folder, portals) = three();
    let path = "/rest/api/1/hook-1/demo.item.add";
    let add = |at: usize, key: &str| {
        let address = portals[at % 3].address().to_owned();
        let key = format!("Idempotency-Key: {key}\r\n");
        std::thread::spawn(move || {
            let body = json!({"fields": {"TITLE": "once"}});
            let mut client = Client::new(address, PATIENCE);
            client.post_with(path, &key, &body).unwrap()
        })
    };
    let mut ids = Vec::new();
    for round in ["first", "second", "third"] {
        let calls: Vec<_> = (0..64).map(|at| add(at, round)).collect();
        let answers = calls.into_iter().map(|call| call.join().unwrap());
        let mut all: Vec<Value> = answers
            .map(|answer| {
                assert_eq!(answer.status, 200, "{:?}", answer.body);
                answer.result()["id"].clone()
            })
            .collect();
        all.dedup();
        assert_eq!(all.len(), 1, "{round}: {all:?}");
        ids.extend(all);
    }
    // What was added is what was answered, and nothing else.
    let parameters = json!({"filter": {"TITLE": "once"}, "select": ["ID"]});
    let listed = call(&mut client(&portals[0]), 1, "demo.item.list", &parameters);
    let listed = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ID"].clone());
    assert_eq!(listed.collect::<Vec<_>>(), ids);
    say(&format!(
        "64 repetitions each of {} calls at three portals ran {} times",
        ids.len(),
        ids.len()
    ))
    .unwrap();
}
