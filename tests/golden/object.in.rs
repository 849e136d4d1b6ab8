/// A town.
#[derive(Serialize, Object)]
#[serde(rename_all = "camelCase")]
#[object(name = "TownDto", crate = renamed)]
struct Town {
    /// By which it is found.
    #[object(filterable, sortable, title = "ID")]
    id: u64,
    /// What it is called.
    #[object(editable, required(add))]
    long_name: String,
    #[object(relation)]
    people: Vec<Person>,
    #[serde(skip)]
    not_told: u8,
}
