//! How an event gets to its receiver.

use std::fmt;

use bitrix_rest::BoxFuture;
use bitrix_rest::http::{StatusCode, Uri};

use super::handler;

/// A form on its way to a receiver.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// The address of the handler.
    pub url: Uri,
    /// The body, `application/x-www-form-urlencoded` (P-240). It has tokens in it.
    pub form: String,
}

/// Without what may be secret.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("receiver", &handler::receiver(&self.url))
            .finish_non_exhaustive()
    }
}

/// Why a receiver did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SendError(String);

impl SendError {
    /// With what went wrong. The log shows it, so it has no secret in it: neither the path nor the query of the address.
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

/// Sends events (P-302). Behind the feature `delivery` is `HttpSender`.
///
/// ```
/// use bitrix_rest::BoxFuture;
/// use bitrix_rest::http::StatusCode;
/// use bitrix_rest_methods::events::{Delivery, SendError, Sender};
///
/// /// Prints where events would go.
/// struct Dry;
///
/// impl Sender for Dry {
///     fn send(&self, delivery: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>> {
///         Box::pin(async move {
///             println!("{} bytes to {:?}", delivery.form.len(), delivery.url.host());
///             Ok(StatusCode::OK)
///         })
///     }
/// }
/// ```
pub trait Sender: Send + Sync + 'static {
    /// Posts the form, once, and answers the status of the receiver. What takes too long is dropped half-way.
    fn send(&self, delivery: Delivery) -> BoxFuture<'_, Result<StatusCode, SendError>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_shows_no_secret() {
        let delivery = Delivery {
            url: Uri::from_static("https://app.example/path?key=secret"),
            form: "auth%5Baccess_token%5D=secret".to_owned(),
        };
        let shown = format!("{delivery:?}");
        assert_eq!(shown, r#"Delivery { receiver: "app.example", .. }"#);
    }
}
