//! Methods in plain axum.

//* each module
mod tasks_NN;
//* end

use axum::Router;
use serde::Serialize;

/// What every method answers.
#[derive(Serialize)]
pub struct Task {
    pub user_id: u64,
    pub title: String,
}

pub fn router() -> Router {
    Router::new()
//* each module
        .merge(tasks_NN::routes())
//* end
}
