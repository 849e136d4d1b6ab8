#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask() -> Result<bool, Error>
where
    u8: Copy,
{
    Ok(true)
}

fn main() {}
