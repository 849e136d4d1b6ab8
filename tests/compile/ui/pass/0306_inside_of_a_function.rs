#![deny(warnings)]

use bitrix_rest::{Error, Method, rest_method};

fn main() {
    #[rest_method("acme.ask", scope = "basic")]
    async fn ask(#[param] id: u64) -> Result<u64, Error> {
        Ok(id)
    }

    assert_eq!(AcmeAsk { id: 1 }.into_parameters().len(), 1);
    let _ = ask(1);
}
