//! Many calls in one request.

mod commands;
mod entry;
mod reference;
mod send;

use std::future::IntoFuture;
use std::pin::Pin;

pub use commands::{Command, Commands};
pub use reference::{Refer, Reference, Referring};

use super::{Error, Portal};

/// A batch that was put together by [`Portal::batch`], and is sent when it is awaited.
#[must_use = "await it"]
pub struct BatchCall<C> {
    portal: Portal,
    commands: C,
}

impl<C: Commands> BatchCall<C> {
    pub(super) const fn new(portal: Portal, commands: C) -> Self {
        Self { portal, commands }
    }

    /// Sends it, and goes on after commands that fail: a result for each.
    ///
    /// REST 3.0 has no such batch (P-139).
    ///
    /// # Errors
    /// The batch as a whole was refused, or not answered.
    pub async fn each(self) -> Result<C::Results, Error> {
        let read = send::run(&self.portal, self.commands.entries(), false).await?;
        Ok(C::results(read))
    }
}

impl<C: Commands> IntoFuture for BatchCall<C> {
    type Output = Result<C::Answers, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let read = send::run(&self.portal, self.commands.entries(), true).await?;
            C::answers(read)
        })
    }
}
