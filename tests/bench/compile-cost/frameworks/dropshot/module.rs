use dropshot::{
    ApiDescription, ApiDescriptionRegisterError, HttpError, HttpResponseOk, RequestContext,
    TypedBody, endpoint,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::Task;
//* each method

/// Parameters of `taskNN.get`.
#[derive(Deserialize, JsonSchema)]
struct TaskNNGet {
    /// Whose task.
    user_id: u64,
    /// Its new title.
    title: Option<String>,
}

/// Answers task NN.
#[endpoint { method = POST, path = "/taskNN.get" }]
async fn taskNN_get(
    _: RequestContext<()>,
    body: TypedBody<TaskNNGet>,
) -> Result<HttpResponseOk<Task>, HttpError> {
    let task = body.into_inner();
    Ok(HttpResponseOk(Task {
        user_id: task.user_id,
        title: task.title.unwrap_or_default(),
    }))
}
//* end

pub fn register(api: &mut ApiDescription<()>) -> Result<(), ApiDescriptionRegisterError> {
//* each method
    api.register(taskNN_get)?;
//* end
    Ok(())
}
