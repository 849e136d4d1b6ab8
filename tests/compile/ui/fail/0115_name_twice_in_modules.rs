#![allow(unused)]

use bitrix_rest::{Error, rest_method};

mod one {
    use super::*;

    #[rest_method("acme.ask", scope = "basic")]
    pub async fn ask() -> Result<bool, Error> {
        Ok(true)
    }
}

mod two {
    use super::*;

    #[rest_method("acme.ask", scope = "crm")]
    pub async fn ask() -> Result<bool, Error> {
        Ok(true)
    }
}

fn main() {}
