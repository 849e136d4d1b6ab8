//! The methods of the scope.

use bitrix_rest::{Array, CurrentUser, Page, Paged, State, Truthy, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Sagas, SigurdError};

/// What `sigurdtest.test` answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Echo {
    /// The user who called.
    pub user: u64,
    /// What the caller sent.
    pub query: Array,
}

/// Says back what it was sent.
#[rest_method("sigurdtest.test", scope = custom("sigurdtest"), read_only)]
pub async fn sigurdtest_test(
    user: CurrentUser,
    /// Whether to fail.
    #[param(default)]
    error: Truthy,
    /// Anything else.
    #[param(rest)]
    query: Array,
) -> Result<Echo, SigurdError> {
    if error.0 {
        return Err(SigurdError::Unpaid { price: 30 });
    }
    Ok(Echo {
        user: user.id,
        query,
    })
}

/// A saga.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Saga {
    /// The number of the saga, from 1.
    pub id: u64,
    /// Its title.
    pub title: String,
}

/// Lists the sagas, 50 a page.
#[rest_method("sigurdtest.saga.list", scope = custom("sigurdtest"), read_only)]
pub async fn sigurdtest_saga_list(
    page: Page,
    State(sagas): State<Sagas>,
) -> Result<Paged<Saga>, SigurdError> {
    Ok(page.of(sagas.rows(page.offset(), page.limit()), sagas.count()))
}
