use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use poem_openapi::payload::Json;

use crate::Task;

pub struct Api;

#[OpenApi]
impl Api {
//* each method
    /// Answers task NN.
    #[oai(path = "/taskNN.get", method = "post")]
    async fn taskNN_get(
        &self,
        /// Whose task.
        user_id: Query<u64>,
        /// Its new title.
        title: Query<Option<String>>,
    ) -> Result<Json<Task>> {
        Ok(Json(Task {
            user_id: user_id.0,
            title: title.0.unwrap_or_default(),
        }))
    }
//* end
}
