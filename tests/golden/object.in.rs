/// A town.
#[derive(Serialize, Object)]
#[serde(rename_all = "camelCase")]
#[object(name = "TownDto", at_least_one_of(long_name, mail), crate = renamed)]
struct Town {
    /// By which it is found.
    #[object(filterable, sortable, title = "ID")]
    id: u64,
    /// What it is called.
    #[object(editable, required(add))]
    long_name: String,
    #[object(editable, email, one_of = ["a@b.c", "d@e.f"], pattern = "^[a-z]", length = ..=9)]
    mail: Option<String>,
    #[object(editable, range = 1..=9, with = checks::known)]
    level: u8,
    #[object(editable, non_empty)]
    short_name: String,
    #[object(editable, nested)]
    address: Address,
    #[object(relation)]
    people: Vec<Person>,
    #[serde(skip)]
    not_told: u8,
}
