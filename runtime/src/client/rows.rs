//! Lists, page by page.

use std::fmt;
use std::marker::PhantomData;
use std::vec::IntoIter;

use super::{Error, Portal};
use crate::call::{Page, Version};
use crate::method::{FromReply, Method, MethodResult, Paged};
use crate::params::Array;

/// The rows of a list; made by [`Portal::rows`]. A page is asked for when the one before it is used up.
///
/// It is a stream, too, wherever one is needed; with the crate `futures-util`:
/// `stream::unfold(rows, async |mut rows| Some((rows.next().await?, rows)))`.
pub struct Rows<M, T> {
    portal: Portal,
    parameters: Array,
    /// Where the next page begins; none after the last, and after an error.
    next: Option<i64>,
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
        Self {
            portal,
            parameters: request.into_parameters(),
            next: Some(0),
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
                pagination.insert("limit", limit());
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
            // It does not say whether more remain (P-165).
            Version::V3 => {
                let is_full = page.items.len() >= Page::SIZE;
                is_full.then(|| start.saturating_add(limit()))
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

/// Rows of a page.
fn limit() -> i64 {
    i64::try_from(Page::SIZE).unwrap_or(i64::MAX)
}

impl<M, T> fmt::Debug for Rows<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows")
            .field("portal", &self.portal)
            .field("next", &self.next)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}
