//! Methods in jsonrpsee.

//* each module
mod tasks_NN;
//* end

use jsonrpsee::RpcModule;
use jsonrpsee::core::RegisterMethodError;
use serde::Serialize;

/// What every method answers.
#[derive(Clone, Serialize)]
pub struct Task {
    pub user_id: u64,
    pub title: String,
}

pub fn module() -> Result<RpcModule<()>, RegisterMethodError> {
    let mut module = RpcModule::new(());
//* each module
    module.merge(tasks_NN::module())?;
//* end
    Ok(module)
}
