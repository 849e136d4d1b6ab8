//! What fields an item has, and which a list may be asked for.

use bitrix_rest::listing::ListFields;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `demo.item.list` may be filtered and sorted by: a field that is not named here is refused.
#[derive(Debug)]
pub struct ItemFields;

impl ListFields for ItemFields {
    const FILTER: &'static [&'static str] = &["ID", "TITLE", "PRICE", "ACTIVE", "DATE_CREATE"];
    const ORDER: &'static [&'static str] = &["ID", "TITLE", "PRICE", "DATE_CREATE"];
    const TIMES: &'static [&'static str] = &["DATE_CREATE"];
}

/// What `demo.item.fields` says of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FieldDescription {
    /// `integer`, `string`, `double`, `boolean` or `datetime`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether it must be given when an item is added.
    pub is_required: bool,
    /// Whether callers cannot write it.
    pub is_read_only: bool,
    /// What people call it.
    pub title: String,
}

/// Name, type, whether it is required, whether it is read-only, title.
pub(crate) const FIELDS: [(&str, &str, bool, bool, &str); 5] = [
    ("ID", "integer", false, true, "ID"),
    ("TITLE", "string", true, false, "Title"),
    ("PRICE", "double", false, false, "Price"),
    ("ACTIVE", "boolean", false, false, "Active"),
    ("DATE_CREATE", "datetime", false, true, "Created on"),
];
