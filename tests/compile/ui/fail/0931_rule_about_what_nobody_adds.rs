#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[object(at_least_one_of(email, phone), only_one_of(phone, site))]
struct Contact {
    #[object(editable)]
    name: String,
    #[object(editable)]
    email: Option<String>,
    #[object(editable(update))]
    phone: Option<String>,
    site: Option<String>,
}

fn main() {}
