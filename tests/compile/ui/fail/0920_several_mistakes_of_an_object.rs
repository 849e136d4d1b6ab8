//~ mistakes: 4
#![allow(unused)]

use bitrix_rest::Object;

#[derive(serde::Serialize, Object)]
#[object(nam = "TownDto")]
struct Town {
    #[object(sortable, required)]
    id: u64,
    long_name: String,
    #[object(relation, editable)]
    people: Vec<Town>,
}

fn main() {}
