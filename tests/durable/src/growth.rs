//! What a hundred thousand settings cost in memory and on the disk.

use std::path::Path;
use std::thread;
use std::time::Duration;

use bitrix_rest_tests::accounts::path_of;
use bitrix_rest_tests::client::Client;
use bitrix_rest_tests::portal::Portal;
use bitrix_rest_tests::process::memory;
use serde_json::json;

use crate::Failure;

const SETS: usize = 100_000;
const WRITERS: usize = 32;

pub(crate) fn measure(portal: &Portal, database: &Path) -> Result<(), Failure> {
    let before = memory(portal.id())?;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let address = portal.address().to_owned();
            thread::spawn(move || write(&address, writer))
        })
        .collect();
    for writer in writers {
        writer.join().map_err(|_| "a writer ended")??;
    }
    let after = memory(portal.id())?;
    let size = |suffix: &str| {
        let mut path = database.as_os_str().to_owned();
        path.push(suffix);
        std::fs::metadata(path).map_or(0, |found| found.len() / 1024)
    };
    println!(
        "\nafter {SETS} sets of a key each (SQLite): memory {before} KiB before, {after} KiB after; file {} KiB, log {} KiB",
        size(""),
        size("-wal")
    );
    Ok(())
}

fn write(address: &str, writer: usize) -> Result<(), Failure> {
    let mut client = Client::new(address, Duration::from_secs(30));
    let path = format!("{}/user.option.set", path_of(1));
    for number in (writer..SETS).step_by(WRITERS) {
        let key = format!("setting.{number}");
        let answer = client.post(&path, &json!({"options": {key: format!("value {number}")}}))?;
        if answer.status != 200 {
            return Err(format!("{answer:?}").into());
        }
    }
    Ok(())
}
