use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;

use crate::Task;
//* each method

/// Parameters of `taskNN.get`.
#[derive(Deserialize)]
struct TaskNNGet {
    /// Whose task.
    user_id: u64,
    /// Its new title.
    title: Option<String>,
}

/// Answers task NN.
async fn taskNN_get(Json(task): Json<TaskNNGet>) -> Result<Json<Task>, StatusCode> {
    Ok(Json(Task {
        user_id: task.user_id,
        title: task.title.unwrap_or_default(),
    }))
}
//* end

pub fn routes() -> Router {
    Router::new()
//* each method
        .route("/taskNN.get", post(taskNN_get))
//* end
}
