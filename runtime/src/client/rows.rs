//! Lists, page by page.

use std::fmt;
use std::marker::PhantomData;
use std::vec::IntoIter;

use super::{Error, Portal};
use crate::call::{Page, Version};
use crate::method::{FromReply, Method, MethodResult, Paged};
use crate::params::{Array, Value};

/// The rows of a list; made by [`Portal::rows`]. A page is asked for when the one before it is used up.
///
/// It is a stream, too, wherever one is needed; with the crate `futures-util`:
/// `stream::unfold(rows, async |mut rows| Some((rows.next().await?, rows)))`.
pub struct Rows<M, T> {
    portal: Portal,
    parameters: Array,
    /// Where the next page begins; none after the last, and after an error.
    next: Option<i64>,
    /// Rows of a page of REST 3.0.
    limit: i64,
    total: Option<i64>,
    page: IntoIter<T>,
    method: PhantomData<fn() -> M>,
}

impl<M, T> Rows<M, T>
where
    M: Method<Outcome: MethodResult<Answer = Paged<T>>>,
    Paged<T>: FromReply,
{
    pub(super) fn new(portal: Portal, request: M) -> Self {
        let parameters = request.into_parameters();
        let asked = parameters.get("pagination").and_then(Value::as_array);
        let asked = |name| asked.and_then(|asked| asked.get(name)).map(Value::intval);
        Self {
            next: Some(asked("offset").unwrap_or(0)),
            limit: asked("limit").unwrap_or(PAGE),
            portal,
            parameters,
            total: None,
            page: Vec::new().into_iter(),
            method: PhantomData,
        }
    }

    /// The next row; none after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(row) = self.page.next() {
                return Some(Ok(row));
            }
            match self.turn().await? {
                Ok(()) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// All rows that are left.
    ///
    /// # Errors
    /// A page could not be had. The rows before it are gone.
    pub async fn all(mut self) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        loop {
            rows.extend(self.page.by_ref());
            match self.turn().await {
                Some(turned) => turned?,
                None => return Ok(rows),
            }
        }
    }

    /// The count of all rows, as the last page said; none before the first, and in REST 3.0, which does not count.
    pub const fn total(&self) -> Option<i64> {
        self.total
    }

    /// Asks for the next page; nothing if there is none.
    async fn turn(&mut self) -> Option<Result<(), Error>> {
        // Whoever stops here has not moved on: the page is asked for again.
        let start = self.next?;
        let version = self.portal.version_of::<M>();
        let mut parameters = self.parameters.clone();
        match version {
            Version::V2 => {
                parameters.insert("start", start);
            }
            Version::V3 => {
                let mut pagination = Array::new();
                pagination.insert("limit", self.limit);
                pagination.insert("offset", start);
                parameters.insert("pagination", pagination);
            }
        }
        let page = match self.portal.send::<M>(parameters).await {
            Ok(page) => page,
            Err(error) => {
                self.next = None;
                return Some(Err(error));
            }
        };
        self.next = match version {
            Version::V2 => page.next,
            // It does not say whether more remain (P-165), nor how many it gives at most.
            Version::V3 => {
                let rows = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
                let is_last = rows == 0 || rows < self.limit.min(PAGE);
                (!is_last).then(|| start.saturating_add(rows))
            }
        };
        self.total = page.total;
        self.page = page.items.into_iter();
        if self.next.is_some_and(|next| next <= start) {
            self.next = None;
            let error = Error::reply("the list does not go on: its next page is none behind this");
            return Some(Err(error.of(M::DESCRIPTOR.name())));
        }
        Some(Ok(()))
    }
}

/// Rows of a page, unless others are asked for; and so many every portal gives.
#[allow(clippy::cast_possible_wrap)]
const PAGE: i64 = Page::SIZE as i64;

impl<M, T> fmt::Debug for Rows<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("portal", &self.portal)
            .field("next", &self.next)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}
