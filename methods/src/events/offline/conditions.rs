//! Which rows of an offline queue, in which order (P-249).

use std::cmp::Ordering;

use bitrix_rest::listing::{Filter, ListFields, Order};
use bitrix_rest::{Array, Value};

use super::{Waiting, time};
use crate::rows::Stored;

/// Those of `event.offline.get`.
pub struct OfGet;

impl ListFields for OfGet {
    const FILTER: &'static [&'static str] = &["ID", "TIMESTAMP_X", "EVENT_NAME", "MESSAGE_ID"];
    const ORDER: &'static [&'static str] = Self::FILTER;
    const TIMES: &'static [&'static str] = &["TIMESTAMP_X"];
}

/// Those of `event.offline.list`.
pub struct OfList;

impl ListFields for OfList {
    const FILTER: &'static [&'static str] = &[
        "ID",
        "TIMESTAMP_X",
        "EVENT_NAME",
        "MESSAGE_ID",
        "PROCESS_ID",
        "ERROR",
    ];
    const ORDER: &'static [&'static str] = Self::FILTER;
    const TIMES: &'static [&'static str] = &["TIMESTAMP_X"];
}

/// A row with what of it is compared.
pub(super) struct Compared {
    /// Numbers are numbers, and times are written as they are answered.
    fields: Array,
    pub(super) row: Stored<Waiting>,
}

impl Compared {
    pub(super) fn new(row: Stored<Waiting>, zone: i32) -> Self {
        let waiting = &row.value;
        let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let text = |text: Option<&str>| Value::from(text.unwrap_or_default());
        let fields = Array::from_iter([
            ("ID", number(row.id)),
            ("TIMESTAMP_X", time(waiting, zone)),
            ("EVENT_NAME", text(Some(&waiting.event))),
            ("MESSAGE_ID", text(Some(&waiting.message))),
            ("PROCESS_ID", text(waiting.process.as_deref())),
            ("ERROR", number(waiting.failed.into())),
        ]);
        Self { fields, row }
    }

    /// Whether it is asked for.
    pub(super) fn is_accepted<F: ListFields>(&self, filter: &Filter<F>) -> bool {
        filter.accepts(&self.fields)
    }
}

/// Which of two rows comes first. Those that the order does not tell apart are sorted stably, and stay by their ids.
pub(super) fn compare<F: ListFields>(
    order: &Order<F>,
    one: &Compared,
    other: &Compared,
) -> Ordering {
    order.compare(&one.fields, &other.fields)
}

/// The first rows in an order, of however many come by their ids: it keeps no more than twice as many as are wanted.
pub(super) struct First<'a> {
    order: &'a Order<OfGet>,
    wanted: usize,
    kept: Vec<Compared>,
}

impl<'a> First<'a> {
    pub(super) const fn new(order: &'a Order<OfGet>, wanted: usize) -> Self {
        Self {
            order,
            wanted,
            kept: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, row: Compared) {
        self.kept.push(row);
        if self.kept.len() >= self.wanted.saturating_mul(2) {
            self.cut();
        }
    }

    /// Whether no row that was added to the queue at this time, or later, would be among the first: by time none of them is
    /// before another that was last changed until then.
    pub(super) fn is_settled(&mut self, added: Option<u64>) -> bool {
        if !self.order.by().is_empty() || self.kept.len() < self.wanted {
            return false;
        }
        self.cut();
        let last = self.kept.last().map(|last| last.row.value.time);
        added.is_some_and(|added| last.is_some_and(|last| last <= added))
    }

    /// By time, if the order says nothing (P-247).
    fn cut(&mut self) {
        match self.order.by().is_empty() {
            true => self.kept.sort_by_key(|kept| kept.row.value.time),
            false => self
                .kept
                .sort_by(|one, other| compare(self.order, one, other)),
        }
        self.kept.truncate(self.wanted);
    }

    pub(super) fn into_rows(mut self) -> Vec<Stored<Waiting>> {
        self.cut();
        self.kept.into_iter().map(|kept| kept.row).collect()
    }
}
