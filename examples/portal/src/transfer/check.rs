//! Whether a file can be imported: read to its end, before anything is written.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufRead};

use bitrix_rest_methods::accounts::{Account, AccountKey};
use bitrix_rest_methods::store::Record;

use super::lines::Lines;
use super::{End, FORMAT, Header, VERSION};
use crate::rules;

/// How many mistakes are told.
const MANY: usize = 20;

/// What a file has.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) records: u64,
    /// The member ids of its portals.
    pub(super) portals: BTreeSet<String>,
}

/// Reads all of it; what is wrong is told with the numbers of lines.
pub(super) fn check(input: impl BufRead) -> io::Result<Result<Contents, Vec<(u64, String)>>> {
    let mut lines = Lines::new(input);
    match lines.next()? {
        None => return Ok(Err(vec![(1, "there is nothing in it".to_owned())])),
        Some((number, line)) => {
            if let Err(text) = line.map_err(str::to_owned).and_then(check_header) {
                return Ok(Err(vec![(number, text)]));
            }
        }
    }
    let (mut contents, mut mistakes) = (Contents::default(), Vec::new());
    let mut accounts = HashMap::new();
    let mut end = None;
    while let Some((number, line)) = lines.next()? {
        let read = line.map_err(str::to_owned).and_then(|line| {
            if end.is_some() {
                return Err("something follows the end".to_owned());
            }
            if let Some(found) = the_end(line) {
                end = Some((number, found));
                return Ok(());
            }
            // A line with a mistake counts, or its mistake would be told twice.
            contents.records += 1;
            let record = Record::from_json(line).map_err(|error| error.to_string())?;
            unique(&mut accounts, &record, number)?;
            if !contents.portals.contains(record.portal()) {
                contents.portals.insert(record.portal().to_owned());
            }
            Ok(())
        });
        if let Err(text) = read {
            mistakes.push((number, text));
            if mistakes.len() == MANY {
                mistakes.push((
                    number,
                    "that is enough; what follows was not read".to_owned(),
                ));
                return Ok(Err(mistakes));
            }
        }
    }
    match end {
        None => mistakes.push((
            lines.number(),
            "the file ends without a line {\"end\":…}: it was cut off".to_owned(),
        )),
        Some((number, end)) if end != contents.records => mistakes.push((
            number,
            format!(
                "{end} records were written, here are {}: lines are missing or were added",
                contents.records
            ),
        )),
        Some(_) => {}
    }
    Ok(if mistakes.is_empty() {
        Ok(contents)
    } else {
        Err(mistakes)
    })
}

/// No two records have what only one may have: they would replace each other, or be refused half-way.
fn unique(seen: &mut HashMap<String, u64>, record: &Record, line: u64) -> Result<(), String> {
    for (compared, name) in names(record)? {
        if let Some(earlier) = seen.insert(format!("{}\0{compared}", record.portal()), line) {
            return Err(format!("{name} is in line {earlier}, too"));
        }
    }
    Ok(())
}

/// What only one record may have: as it is compared, and how a message names it.
fn names(record: &Record) -> Result<Vec<(String, String)>, String> {
    match record {
        Record::Account { account, .. } => account_names(account),
        Record::Table { name, .. } => {
            let table = format!("table `{name}`");
            Ok(vec![(table.clone(), table)])
        }
        Record::Row { table, row, .. } => {
            let name = format!("row {} of table `{table}`", row.id);
            let mut names = vec![(name.clone(), name)];
            if let Some(key) = &row.key {
                let name = format!("the key `{key}` of table `{table}`");
                names.push((format!("key {table}\0{key}"), name));
            }
            Ok(names)
        }
        _ => Ok(Vec::new()),
    }
}

fn account_names(account: &Account) -> Result<Vec<(String, String)>, String> {
    // Never more of a secret than lists show.
    let key = account.key();
    let whole = match &key {
        AccountKey::Token(hash) | AccountKey::RefreshToken(hash) | AccountKey::Code(hash) => {
            hash.to_hex()
        }
        _ => String::new(),
    };
    let mut names = vec![(format!("{key} {whole}"), key.to_string())];
    match account {
        Account::User(user) => {
            rules::user_id(user.id)?;
            rules::login(&user.login)?;
            let name = format!("the login `{}`", user.login);
            names.push((name.clone(), name));
        }
        Account::Webhook(hook) => names.push((
            format!("code {} {}", hook.user, hook.code.to_hex()),
            format!("the code of webhook {} of user {}", hook.id, hook.user),
        )),
        _ => {}
    }
    Ok(names)
}

/// The last line has one number. No record is as short.
pub(super) fn the_end(line: &str) -> Option<u64> {
    if line.len() > 40 {
        return None;
    }
    let end: End = serde_json::from_str(line).ok()?;
    Some(end.end)
}

fn check_header(line: &str) -> Result<(), String> {
    let none = format!(
        "this is no export of a portal, which begins with {{\"format\":\"{FORMAT}\",\"version\":{VERSION}}}"
    );
    match serde_json::from_str(line) {
        Ok(Header { format, .. }) if format != FORMAT => Err(none),
        Ok(Header { version, .. }) if version != VERSION => Err(format!(
            "another version of the program wrote it (its format is version {version}, this one knows {VERSION})"
        )),
        Ok(_) => Ok(()),
        Err(_) => Err(none),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HEADER: &str = r#"{"format":"bitrix-rest-portal","version":1}"#;
    const RECORD: &str =
        r#"{"portal":"p","option":{"application":"a","user":null,"key":"k","value":1}}"#;

    const TABLE: &str = r#"{"portal":"p","table":{"name":"t","last":9}}"#;
    const ROW: &str =
        r#"{"portal":"p","row":{"table":"t","id":1,"version":1,"key":"k","value":{}}}"#;

    const USER: &str = r#"{"portal":"p","user":{"id":1,"login":"ada","name":"","last_name":"","administrator":false,"active":true}}"#;

    fn mistakes(lines: &[&str]) -> Vec<(u64, String)> {
        check(lines.join("\n").as_bytes()).unwrap().unwrap_err()
    }

    #[test]
    fn a_whole_file_is_read() {
        let text = format!("{HEADER}\n{RECORD}\n{RECORD}\n{{\"end\":2}}\n");
        let contents = check(text.as_bytes()).unwrap().unwrap();
        assert_eq!(contents.records, 2);
        assert_eq!(contents.portals.into_iter().collect::<Vec<_>>(), ["p"]);
    }

    #[test]
    fn each_mistake_has_its_line() {
        let newer = HEADER.replace('1', "2");
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        for (lines, line, text) in [
            (&[][..], 1, "nothing in it"),
            (&["{}"], 1, "no export of a portal"),
            (&[&newer], 1, "version 2, this one knows 1"),
            (&[HEADER], 1, "it was cut off"),
            (&[HEADER, RECORD], 2, "it was cut off"),
            (
                &[HEADER, USER, USER, r#"{"end":2}"#],
                3,
                "user 1 is in line 2, too",
            ),
            (
                &[HEADER, TABLE, ROW, TABLE, r#"{"end":3}"#],
                4,
                "table `t` is in line 2, too",
            ),
            (
                &[HEADER, ROW, ROW, r#"{"end":2}"#],
                3,
                "row 1 of table `t` is in line 2, too",
            ),
            (
                &[
                    HEADER,
                    ROW,
                    &ROW.replace(":1,\"v", ":2,\"v"),
                    r#"{"end":2}"#,
                ],
                3,
                "the key `k` of table `t` is in line 2, too",
            ),
            (
                &[HEADER, &ROW.replace("\"id\":1", "\"id\":0"), r#"{"end":1}"#],
                2,
                "ids and versions of rows are 1 to",
            ),
            (
                &[HEADER, &USER.replace("ada", "7"), r#"{"end":1}"#],
                2,
                "taken for an id",
            ),
            (
                &[
                    HEADER,
                    &USER.replace("ada", &"a".repeat(300)),
                    r#"{"end":1}"#,
                ],
                2,
                "at most 255",
            ),
            (
                &[HEADER, &RECORD.replace('1', &deep), r#"{"end":1}"#],
                2,
                "no JSON",
            ),
            (
                &[HEADER, RECORD, r#"{"end":2}"#],
                3,
                "2 records were written, here are 1",
            ),
            (
                &[HEADER, RECORD, r#"{"end":1}"#, RECORD],
                4,
                "follows the end",
            ),
            (&[HEADER, "", r#"{"end":1}"#], 2, "no JSON"),
            (
                &[HEADER, r#"{"portal":"p"}"#, r#"{"end":1}"#],
                2,
                "besides `portal`",
            ),
        ] {
            let found = mistakes(lines);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].0 == line && found[0].1.contains(text), "{found:?}");
        }
    }

    #[test]
    fn twenty_mistakes_are_enough() {
        let mut lines = vec![HEADER];
        lines.extend(["x"; 50]);
        let found = mistakes(&lines);
        assert_eq!((found.len(), found[20].0), (21, 21));
    }
}
