//! Pages of lists.

use super::{Call, FromCall, Version};
use crate::error::{Error, Exception};
use crate::method::{Paged, Requirements};
use crate::params::{Array, Value};
use crate::text::json::quoted;

/// The page of a list that the caller asks for: with `start` (P-40, P-57), in REST 3.0 with `pagination` (P-184).
///
/// ```
/// use bitrix_rest::{Error, Page, Paged, rest_method};
///
/// /// Lists the numbers below 120, 50 a page.
/// #[rest_method("demo.numbers", scope = "basic", read_only)]
/// async fn demo_numbers(page: Page) -> Result<Paged<u64>, Error> {
///     let rows = (page.offset()..120).take(page.limit()).collect();
///     Ok(page.of(rows, 120))
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    offset: u64,
    limit: usize,
    counted: bool,
}

impl Page {
    /// Rows of a page (P-57, P-156); in REST 3.0 those of one that does not say how many (P-184).
    pub const SIZE: usize = 50;
    /// Rows that a page of REST 3.0 has at most, whatever is asked for (P-184).
    pub const MOST: usize = 1000;

    /// Rows before this page.
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// Rows that this page holds at most.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Whether the caller wants `total` and `next`; a negative `start` says no, and saves the count (P-40).
    pub const fn is_counted(&self) -> bool {
        self.counted
    }

    /// The answer: these rows of `total` in all. Adds `next` if rows remain (P-58); without rows there is none, or clients would
    /// ask for the same page forever.
    pub fn of<T>(&self, items: Vec<T>, total: u64) -> Paged<T> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let end = self.offset.saturating_add(items.len() as u64);
        Paged {
            next: (self.counted && end < total && !items.is_empty()).then(|| number(end)),
            total: self.counted.then(|| number(total)),
            items,
        }
    }
}

impl Page {
    /// The answer from all rows that are asked for: those of this page alone.
    pub fn cut<T>(&self, rows: Vec<T>) -> Paged<T> {
        let total = rows.len() as u64;
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let items = rows.into_iter().skip(offset).take(self.limit());
        self.of(items.collect(), total)
    }
}

impl FromCall for Page {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        match call.version() {
            Version::V2 => Ok(Self {
                offset: u64::try_from(call.start).unwrap_or(0),
                limit: Self::SIZE,
                counted: call.start >= 0,
            }),
            Version::V3 => match call.parameters().get("pagination") {
                None | Some(Value::Null) => Self::of_v3(&Array::new()),
                Some(Value::Array(pagination)) => Self::of_v3(pagination),
                Some(_) => None,
            }
            .ok_or_else(|| {
                let asked = quoted(&call.parameters().get("pagination"));
                Exception::InvalidPagination(asked).into()
            }),
        }
    }

    fn requirements(requirements: &mut Requirements) {
        requirements.page = true;
    }
}

impl Page {
    /// P-184.
    fn of_v3(pagination: &Array) -> Option<Self> {
        let limit = Self::limit_of(pagination)?;
        // The official SDK for JavaScript says page 0 and means none.
        let page = number(pagination, "page")?.filter(|page| *page > 0);
        let offset = match page {
            Some(page) => page.saturating_sub(1).saturating_mul(limit as u64),
            None => number(pagination, "offset")?.unwrap_or(0),
        };
        Some(Self {
            offset,
            limit,
            counted: false,
        })
    }

    /// How many rows `limit` asks for; none if that makes no sense.
    pub(crate) fn limit_of(asked: &Array) -> Option<usize> {
        let limit = number(asked, "limit")?.unwrap_or(Self::SIZE as u64);
        let most = Self::MOST as u64;
        (limit > 0).then(|| usize::try_from(limit.min(most)).unwrap_or(Self::MOST))
    }
}

/// A number that may be absent; none if something else is sent.
fn number(asked: &Array, name: &str) -> Option<Option<u64>> {
    match asked.get(name) {
        None | Some(Value::Null) => Some(None),
        Some(Value::Int(number)) => u64::try_from(*number).ok().map(Some),
        Some(Value::Text(text)) => text.parse().ok().map(Some),
        Some(_) => None,
    }
}
