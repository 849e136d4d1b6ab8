//! The server around the methods.

use bitrix_rest::{AuthKind, BuildError, Caller, Credentials, Refusal, RestApi, User};
use bitrix_rest_methods::Events;

use crate::{
    DemoItemAdd, DemoItemDelete, DemoItemFields, DemoItemGet, DemoItemList, DemoItemUpdate, Rows,
};

/// The six methods on these rows, telling of what they do by these events, for two webhooks of user 1: `secret` holds the scope, `other` does not.
///
/// Each is named, since the crate that has [`Rows`] has methods of its own: a server that wants those, too, says
/// [`RestApi::collect`] and provides what they need. With them come `event.bind` and the like, by which applications say
/// where they want to be told.
///
/// # Errors
/// None but mistakes in this crate, such as state that is not provided.
pub fn api(rows: Rows, events: Events) -> Result<RestApi, BuildError> {
    RestApi::explicit()
        .method::<DemoItemAdd>()
        .method::<DemoItemDelete>()
        .method::<DemoItemFields>()
        .method::<DemoItemGet>()
        .method::<DemoItemList>()
        .method::<DemoItemUpdate>()
        .state(rows)
        .state(events)
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
        Ok(caller.with_scopes(["demo"]))
    } else if user == "1" && code.matches("other") {
        Ok(caller.with_scopes(["crm"]))
    } else {
        Err(Refusal::InvalidCredentials)
    }
}
