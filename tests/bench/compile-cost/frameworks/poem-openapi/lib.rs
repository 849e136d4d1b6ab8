//! Methods in poem-openapi.

//* each module
mod tasks_NN;
//* end

use poem::IntoEndpoint;
use poem_openapi::{Object, OpenApiService};

/// What every method answers.
#[derive(Object)]
pub struct Task {
    pub user_id: u64,
    pub title: String,
}

pub fn service() -> impl IntoEndpoint {
    let apis = (
        (), // a tuple of one is no API
//* each module
        tasks_NN::Api,
//* end
    );
    OpenApiService::new(apis, "tasks", "1.0")
}
