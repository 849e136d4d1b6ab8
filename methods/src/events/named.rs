//! Events that are fired by their names: by a command, a test, or what else has no value of their type.

use bitrix_rest::params::encode::EncodeError;
use bitrix_rest::{Array, Value};

use super::Events;
use super::declaration::{EventType, Receiver};
use super::delivery::Receipt;
use super::fire::{Happened, To};
use crate::store::StoreError;

/// Why an event was not fired.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FireError {
    /// No event of this name is declared.
    #[error("there is no event `{name}`; there are {}", .declared.join(", "))]
    Unknown {
        /// The name, as it was said.
        name: String,
        /// Those that are declared, in upper case.
        declared: Vec<String>,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An event with data that somebody says.
struct Named {
    declared: &'static EventType,
    data: Array,
}

impl Happened for Named {
    fn declared(&self) -> &'static EventType {
        self.declared
    }

    fn prepare(&self, _: &Receiver<'_>) -> Result<Option<Value>, EncodeError> {
        Ok(Some(self.data.clone().into()))
    }
}

impl Events {
    /// Fires an event that is declared, by its name in any case, with this `data`, and waits until every handler was called: so
    /// an integrator sees what a handler does with it. It goes to all applications that bound it, or to the one with this
    /// `client_id`, with the tokens that its declaration says. Every receiver gets the same: a `prepare` of the declaration is
    /// not asked.
    ///
    /// ```
    /// use bitrix_rest::Array;
    /// use bitrix_rest_methods::Events;
    /// use bitrix_rest_methods::events::{FireError, Receipt};
    ///
    /// async fn pay(events: &Events) -> Result<Vec<Receipt>, FireError> {
    ///     let data = Array::from_iter([("CODE", "my.app"), ("STATUS", "P"), ("PAYMENT_EXPIRED", "N")]);
    ///     events.by_user(1).fire_named("onAppPayment", data, Some("app.1")).await
    /// }
    /// ```
    ///
    /// # Errors
    /// No event has this name, or the store failed.
    pub async fn fire_named(
        &self,
        name: &str,
        data: Array,
        client_id: Option<&str>,
    ) -> Result<Vec<Receipt>, FireError> {
        let catalogue = &self.shared.catalogue;
        let declared = catalogue.get(&name.to_uppercase());
        let declared = declared.ok_or_else(|| FireError::Unknown {
            name: name.to_owned(),
            declared: catalogue.all(),
        })?;
        let to = client_id.map_or(To::Everybody, To::Application);
        Ok(self.tell_now(&Named { declared, data }, to).await?)
    }
}
