//~ mistakes: 8
#![allow(unused)]

use bitrix_rest::{Error, rest_method};

#[rest_method("Acme.Ask", scope = "basik", privat)]
fn ask(
    #[param(non_emtpy)] name: &str,
    #[param] start: u64,
) {
}

fn main() {}
