use bitrix_rest::object::{Ask, Select, Selected, field};
use bitrix_rest::{Error, Item, Object, rest_method};

#[derive(Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema, Object)]
struct Town {
    #[object(filterable)]
    id: u64,
}

/// A town.
#[rest_method("demo.town.get", scope = "basic", versions(v3))]
async fn demo_town_get(select: Select<Town>) -> Result<Item<Selected<Town>>, Error> {
    Ok(Item(select.of(Town::default())))
}

fn main() {
    let request = DemoTownGet {}.ask().select(["id"]);
    let _ = request.filter(field("id").gt(1));
}
