use bitrix_rest::Object;

#[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema, Object)]
struct Town {
    #[object(editable, pattern = "^[A-Z]{3}$", length = ..=3)]
    code: String,
}

fn main() {
    let _ = Town::object();
}
