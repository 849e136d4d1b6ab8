#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Object)]
struct Town {
    #[serde(alias = "title")]
    #[object(editable, length = ..=50)]
    name: String,
}

fn main() {}
