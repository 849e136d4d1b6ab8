//! The server around the methods.

use bitrix_rest::{AuthKind, BuildError, Caller, Credentials, Refusal, RestApi, User};

use crate::Saga;

/// A number of sagas; what a database would be.
#[derive(Debug, Clone, Copy)]
pub struct Sagas(
    /// How many.
    pub u64,
);

impl Sagas {
    /// How many there are.
    pub const fn count(self) -> u64 {
        self.0
    }

    /// At most `limit` of them, after the first `offset`.
    pub fn rows(self, offset: u64, limit: usize) -> Vec<Saga> {
        let saga = |id| Saga {
            id,
            title: format!("Saga {id}"),
        };
        (offset.saturating_add(1)..=self.0)
            .take(limit)
            .map(saga)
            .collect()
    }
}

/// All methods that are linked, for two webhooks of user 1: `secret` holds the scope, `other` does not.
///
/// # Errors
/// None but mistakes in this crate, such as state that is not provided.
pub fn api() -> Result<RestApi, BuildError> {
    RestApi::collect()
        .state(Sagas(120))
        .authenticator(who)
        .webhooks_over_http(true)
        .build()
}

fn who(credentials: &Credentials) -> Result<Caller, Refusal> {
    let Credentials::Webhook { user, code } = credentials else {
        return Err(Refusal::InvalidToken);
    };
    let caller = Caller::new(AuthKind::Webhook).with_user(User {
        id: 1,
        administrator: false,
    });
    if user == "1" && code.matches("secret") {
        Ok(caller.with_scopes(["sigurdtest"]))
    } else if user == "1" && code.matches("other") {
        Ok(caller.with_scopes(["crm"]))
    } else {
        Err(Refusal::InvalidCredentials)
    }
}
