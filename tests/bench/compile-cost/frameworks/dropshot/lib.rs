//! Methods in dropshot.

//* each module
mod tasks_NN;
//* end

use dropshot::{ApiDescription, ApiDescriptionRegisterError};
use schemars::JsonSchema;
use serde::Serialize;

/// What every method answers.
#[derive(Serialize, JsonSchema)]
pub struct Task {
    pub user_id: u64,
    pub title: String,
}

pub fn api() -> Result<ApiDescription<()>, ApiDescriptionRegisterError> {
    let mut api = ApiDescription::new();
//* each module
    tasks_NN::register(&mut api)?;
//* end
    Ok(api)
}
