//! Methods in this framework.

//* each module
mod tasks_NN;
//* end

use bitrix_rest::{BuildError, Caller, Credentials, Refusal, RestApi};
use schemars::JsonSchema;
use serde::Serialize;

/// What every method answers.
#[derive(Serialize, JsonSchema)]
pub struct Task {
    pub user_id: u64,
    pub title: String,
}

fn nobody(_: &Credentials) -> Result<Caller, Refusal> {
    Err(Refusal::InvalidCredentials)
}

pub fn api() -> Result<RestApi, BuildError> {
    RestApi::collect().authenticator(nobody).build()
}
