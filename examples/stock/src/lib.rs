//! An object of REST 3.0 that callers write: the parts in a stock, `stock.part.add`, `update`, `get`, `list`, `tail`, `take`,
//! `delete`, `field.list` and `field.get`.
//!
//! It is the model of how such methods are written. [`Part`] says which fields there are, which of them callers may filter by,
//! sort by and write, and what must be true of what they write; each method is one function that takes what is asked
//! for as arguments, checked before it runs. Parts are kept by [`Rows`], in whatever store the server has: there is no table to
//! declare and no SQL to write.

mod methods;
mod part;

use bitrix_rest::{AuthKind, BuildError, Caller, Credentials, Refusal, RestApi};
use bitrix_rest_methods::Rows;

pub use methods::*;
pub use part::*;

/// The methods on these rows, for the webhook `/1/secret/`, which holds the scope `stock`.
///
/// # Errors
/// None but mistakes in this crate, such as state that is not provided.
pub fn api(rows: Rows) -> Result<RestApi, BuildError> {
    RestApi::explicit() // `collect()` would serve those of `bitrix-rest-methods`, too
        .method::<StockPartAdd>()
        .method::<StockPartDelete>()
        .method::<StockPartFieldGet>()
        .method::<StockPartFieldList>()
        .method::<StockPartGet>()
        .method::<StockPartList>()
        .method::<StockPartTail>()
        .method::<StockPartTake>()
        .method::<StockPartUpdate>()
        .state(rows)
        .authenticator(who)
        .webhooks_over_http(true)
        .build()
}

fn who(credentials: &Credentials) -> Result<Caller, Refusal> {
    match credentials {
        Credentials::Webhook { user, code } if user == "1" && code.matches("secret") => {
            Ok(Caller::new(AuthKind::Webhook).with_scopes(["stock"]))
        }
        _ => Err(Refusal::InvalidCredentials),
    }
}
