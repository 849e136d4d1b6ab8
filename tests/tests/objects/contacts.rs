//! An object whose fields are checked when they are written, and its methods.

use bitrix_rest::http::StatusCode;
use bitrix_rest::object::{self, Add, FieldInfo, Fields, Select, Selected, Update};
use bitrix_rest::{ArgumentError, Created, Error, Items, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MOST: i64 = 10;

#[allow(clippy::ptr_arg, reason = "a check takes what the field holds")]
fn known(name: &String) -> Result<(), Error> {
    match name.as_str() {
        "nobody" => Err(ArgumentError::invalid("", "nobody is called so").into()),
        "coded" => Err(Error::new("NAME_TAKEN", StatusCode::BAD_REQUEST, "taken")),
        "denied" => Err(Error::new(
            "NAME_DENIED",
            StatusCode::FORBIDDEN,
            "not yours",
        )),
        "broken" => Err(Error::internal("the registry is down")),
        _ => Ok(()),
    }
}

/// A contact.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase", default)]
#[object(at_least_one_of(e_mail, phone_number), only_one_of(company, person))]
pub struct Contact {
    /// By which it is found.
    #[object(range = 1..)]
    pub id: u64,
    /// What it is called.
    #[object(editable, required(add), non_empty, length = ..=10, with = known)]
    pub name: String,
    /// How much it matters.
    #[object(editable, range = -1..=MOST)]
    pub rank: Option<i64>,
    /// What it costs.
    #[object(editable, range = ..=2.5)]
    pub price: f64,
    /// How to write to it.
    #[object(editable, email)]
    pub e_mail: Option<String>,
    /// How to call it.
    #[object(editable, phone)]
    pub phone_number: Option<String>,
    /// Where to read of it.
    #[object(editable, url, length = ..=20)]
    pub site: Option<String>,
    /// Of which kind.
    #[object(editable, one_of = ["lead", "client"])]
    pub kind: Option<String>,
    /// How many stars it has.
    #[object(editable, one_of = [1, 3, 5])]
    pub stars: Option<u8>,
    /// Words.
    #[object(editable, non_empty, length = 1..=2)]
    pub tags: Vec<String>,
    /// Of which company.
    #[object(editable)]
    pub company: Option<u64>,
    /// Of which person.
    #[object(editable)]
    pub person: Option<u64>,
    /// In short.
    #[object(editable, length = ..=8, pattern = r"^[A-Z]{2}-\d+$")]
    pub code: Option<String>,
    /// Where it is.
    #[object(editable, nested)]
    pub address: Option<Address>,
    /// Where else it is.
    #[object(editable, nested, length = ..=2)]
    pub addresses: Option<Vec<Address>>,
}

/// A place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
#[object(only_one_of(street, box_))]
pub struct Address {
    /// The town.
    #[object(non_empty)]
    pub town: String,
    /// The street.
    pub street: String,
    /// The box.
    #[serde(rename = "box")]
    pub box_: String,
    /// Where exactly.
    #[object(nested)]
    pub point: Option<Point>,
}

/// A point.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Point {
    /// How far north.
    #[object(range = -90.0..=90.0)]
    pub latitude: f64,
}

/// Adds a contact.
#[rest_method("demo.contact.add", scope = "basic", versions(v3))]
pub async fn demo_contact_add(fields: Fields<Contact, Add>) -> Result<Created, Error> {
    let contact = fields.onto(&Contact::default())?;
    Ok(Created(contact.rank.map_or(17, i64::unsigned_abs)))
}

/// Changes a contact, which has a phone number and a company.
#[rest_method("demo.contact.update", scope = "basic", versions(v3))]
pub async fn demo_contact_update(fields: Fields<Contact, Update>) -> Result<bool, Error> {
    let contact = Contact {
        phone_number: Some("112".into()),
        company: Some(5),
        ..Contact::default()
    };
    fields.onto(&contact)?;
    Ok(true)
}

/// Describes fields.
#[rest_method("demo.contact.field.list", scope = "basic", versions(v3), read_only)]
pub async fn demo_contact_field_list(
    select: Select<FieldInfo>,
) -> Result<Items<Selected<FieldInfo>>, Error> {
    Ok(object::field_list::<Contact>(&select))
}

/// Finds contacts: the same checks of parameters.
#[rest_method("demo.contact.find", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_contact_find(
    #[param(email)] mail: Option<String>,
    #[param(phone)] phone: Option<String>,
    #[param(url)] site: Option<String>,
    #[param(one_of = ["lead", "client"], default = "lead".to_owned())] kind: String,
    #[param(one_of = [1, 3])] stars: Option<u8>,
    #[param(pattern = "^[A-Z]", length = ..=9)] code: Option<String>,
) -> Result<bool, Error> {
    Ok(
        [mail, phone, site, code].iter().all(Option::is_none)
            || !kind.is_empty()
            || stars.is_some(),
    )
}
