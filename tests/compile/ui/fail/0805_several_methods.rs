//~ mistakes: 2
#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("acme.ask", scope = "basik")]
async fn ask() -> Result<bool, Error> {
    Ok(true)
}

#[rest_method("acme.tell")]
async fn tell() -> Result<bool, Error> {
    Ok(true)
}

fn main() {}
