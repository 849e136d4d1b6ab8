#![allow(unused)]

use bitrix_rest::{Error, State, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(State(base): State<u64>, #[param] id: u64) -> Result<u64, Error> {
    if id == 0 { Ok(base) } else { Box::pin(ask(State(base + id), id - 1)).await }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert_eq!(ask(State(1), 3).await.ok(), Some(7));
}
