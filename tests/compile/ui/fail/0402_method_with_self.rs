#![allow(unused)]

use bitrix_rest::{Error, rest_method};

struct Service;

impl Service {
    #[rest_method("acme.ask", scope = "basic")]
    async fn ask(&self) -> Result<bool, Error> {
        Ok(true)
    }
}

fn main() {}
