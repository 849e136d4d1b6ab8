use jsonrpsee::RpcModule;
use jsonrpsee::core::{RpcResult, async_trait};
use jsonrpsee::proc_macros::rpc;

use crate::Task;

#[rpc(server)]
pub trait Api {
//* each method
    /// Answers task NN.
    #[method(name = "taskNN.get")]
    async fn taskNN_get(&self, user_id: u64, title: Option<String>) -> RpcResult<Task>;
//* end
}

struct Server;

#[async_trait]
impl ApiServer for Server {
//* each method
    async fn taskNN_get(&self, user_id: u64, title: Option<String>) -> RpcResult<Task> {
        Ok(Task {
            user_id,
            title: title.unwrap_or_default(),
        })
    }
//* end
}

pub fn module() -> RpcModule<impl ApiServer> {
    Server.into_rpc()
}
