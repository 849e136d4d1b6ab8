use bitrix_rest::{Error, rest_method};

use crate::Task;
//* each method

/// Answers task NN.
#[rest_method("taskNN.get", scope = "basic")]
async fn taskNN_get(
    /// Whose task.
    #[param]
    user_id: u64,
    /// Its new title.
    #[param]
    title: Option<String>,
) -> Result<Task, Error> {
    Ok(Task {
        user_id,
        title: title.unwrap_or_default(),
    })
}
//* end
