//! Records into a store: many at once, yet the options of an owner in their order.

use std::collections::HashSet;
use std::io::BufRead;
use std::sync::Arc;

use bitrix_rest::Array;
use bitrix_rest_methods::accounts::Change;
use bitrix_rest_methods::options::Owner;
use bitrix_rest_methods::rows::RowChange;
use bitrix_rest_methods::store::Record;
use bitrix_rest_methods::{Options, Store, StoreError};
use tokio::task::JoinSet;

use super::check::the_end;
use super::lines::Lines;
use super::progress::Progress;
use crate::failure::explained;

/// The most records of one write.
const BATCH: u64 = 500;

/// The most bytes of lines of one write, about: values may be large.
const BATCH_BYTES: usize = 1 << 20;

/// The most owners whose options are written at the same time.
const OWNERS: usize = 64;

/// Writes the records of a file that was checked. What went wrong, if anything did; everything that was begun has ended then.
pub(super) async fn write(
    store: &dyn Store,
    input: impl BufRead,
    records: u64,
    progress: &mut Progress,
) -> Result<(), String> {
    let mut writer = Writer {
        store,
        options: store.options(),
        batch: Batch::default(),
        busy: HashSet::new(),
        running: JoinSet::new(),
        progress,
    };
    let read = writer.read(input, records).await;
    let flushed = match read {
        Ok(()) => writer.flush().await,
        failed => failed,
    };
    let mut outcome = flushed;
    while let Some(ended) = writer.one_ended().await {
        outcome = outcome.and(ended);
    }
    outcome
}

struct Writer<'s> {
    store: &'s dyn Store,
    options: Options,
    batch: Batch,
    /// Whose options are being written.
    busy: HashSet<Owner>,
    running: JoinSet<Written>,
    progress: &'s mut Progress,
}

/// Consecutive lines that are written together.
#[derive(Default)]
struct Batch {
    first: u64,
    last: u64,
    records: u64,
    bytes: usize,
    content: Content,
}

#[derive(Default)]
enum Content {
    #[default]
    Nothing,
    Accounts(Arc<str>, Vec<Change>),
    Options(Owner, Array),
    Rows(Arc<str>, Vec<RowChange>),
}

struct Written {
    owner: Owner,
    records: u64,
    outcome: Result<(), String>,
}

impl Writer<'_> {
    async fn read(&mut self, input: impl BufRead, records: u64) -> Result<(), String> {
        let mut lines = Lines::new(input);
        // The file may have changed since it was checked.
        let changed = |number: u64| format!("line {number} is not what was checked before");
        let unread = |error| format!("it cannot be read: {error}");
        lines.next().map_err(unread)?;
        for _ in 0..records {
            let Some((number, line)) = lines.next().map_err(unread)? else {
                return Err("it became shorter while it was read".to_owned());
            };
            let line = line.map_err(|_| changed(number))?;
            if the_end(line).is_some() {
                return Err(changed(number));
            }
            let record = Record::from_json(line).map_err(|_| changed(number))?;
            if !self.batch.takes(&record) {
                self.flush().await?;
            }
            self.batch
                .add(number, line.len(), record)
                .map_err(|()| changed(number))?;
        }
        Ok(())
    }

    /// Writes what was gathered; options without waiting for them.
    async fn flush(&mut self) -> Result<(), String> {
        let batch = std::mem::take(&mut self.batch);
        let (records, place) = (batch.records, batch.place());
        match batch.content {
            Content::Nothing => {}
            Content::Accounts(portal, changes) => {
                let written = self.store.accounts(&portal).write(changes).await;
                written.map_err(|error| failed(&place, &error))?;
                self.progress.add(records);
            }
            Content::Rows(portal, changes) => {
                let written = self.store.rows(&portal).write(changes).await;
                written.map_err(|error| failed(&place, &error))?;
                self.progress.add(records);
            }
            Content::Options(owner, options) => {
                while self.running.len() >= OWNERS || self.busy.contains(&owner) {
                    match self.one_ended().await {
                        Some(ended) => ended?,
                        None => break,
                    }
                }
                self.busy.insert(owner.clone());
                let store = self.options.clone();
                self.running.spawn(async move {
                    let written = store.set(&owner, options).await;
                    Written {
                        owner,
                        records,
                        outcome: written.map_err(|error| failed(&place, &error)),
                    }
                });
            }
        }
        Ok(())
    }

    /// Waits for one of those that are being written; none if there is none.
    async fn one_ended(&mut self) -> Option<Result<(), String>> {
        let Written {
            owner,
            records,
            outcome,
        } = match self.running.join_next().await? {
            Ok(written) => written,
            Err(error) => return Some(Err(error.to_string())),
        };
        self.busy.remove(&owner);
        if outcome.is_ok() {
            self.progress.add(records);
        }
        Some(outcome)
    }
}

impl Batch {
    /// Whether a record can be written together with those before it.
    fn takes(&self, record: &Record) -> bool {
        let same = match (&self.content, record) {
            (Content::Nothing, _) => true,
            (Content::Accounts(portal, _), Record::Account { portal: other, .. }) => {
                portal == other
            }
            (Content::Options(owner, _), Record::Option { owner: other, .. }) => owner == other,
            (
                Content::Rows(portal, _),
                Record::Table { portal: other, .. } | Record::Row { portal: other, .. },
            ) => portal == other,
            _ => false,
        };
        same && self.records < BATCH && self.bytes < BATCH_BYTES
    }

    fn add(&mut self, number: u64, bytes: usize, record: Record) -> Result<(), ()> {
        if self.records == 0 {
            self.first = number;
        }
        self.last = number;
        self.records += 1;
        self.bytes += bytes;
        self.content.add(record)
    }

    fn place(&self) -> String {
        match self.first == self.last {
            true => format!("line {}", self.first),
            false => format!("lines {} to {}", self.first, self.last),
        }
    }
}

impl Content {
    /// Adds what can be written together with what is there; what cannot takes its place.
    fn add(&mut self, record: Record) -> Result<(), ()> {
        match record {
            Record::Account { portal, account } => {
                let change = Change::Put(account);
                match self {
                    Self::Accounts(_, changes) => changes.push(change),
                    content => *content = Self::Accounts(portal, vec![change]),
                }
            }
            Record::Option { owner, key, value } => match self {
                Self::Options(_, options) => {
                    options.insert(key, value);
                }
                content => *content = Self::Options(owner, [(key, value)].into_iter().collect()),
            },
            Record::Table { portal, name, last } => {
                let table = (*name).into();
                self.add_row(portal, RowChange::Reserve { table, last });
            }
            Record::Row { portal, table, row } => {
                let table = (*table).into();
                self.add_row(portal, RowChange::Put { table, row });
            }
            _ => return Err(()),
        }
        Ok(())
    }

    fn add_row(&mut self, portal: Arc<str>, change: RowChange) {
        match self {
            Self::Rows(_, changes) => changes.push(change),
            content => *content = Self::Rows(portal, vec![change]),
        }
    }
}

fn failed(place: &str, error: &StoreError) -> String {
    format!("{place}: {}", explained(error))
}
