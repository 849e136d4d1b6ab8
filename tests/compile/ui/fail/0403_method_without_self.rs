//~ mistakes: 4
#![allow(unused)]

use bitrix_rest::{Error, rest_method};

// No macro can see that it stands in an `impl` block: these are the compiler's words for what it finds there.
struct Service;

impl Service {
    #[rest_method("acme.ask", scope = "basic")]
    async fn ask() -> Result<bool, Error> {
        Ok(true)
    }
}

fn main() {}
