#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
#[must_use]
#[inline]
#[cfg_attr(all(), allow(unused_variables))]
async fn ask(
    #[param]
    #[cfg_attr(any(), cfg(any()))]
    id: u64,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
