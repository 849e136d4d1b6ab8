//! What an item is: as it is kept, as it is shown, and as callers send it.

use bitrix_rest::DateTime;
use bitrix_rest_methods::rows::Stored;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An item, as it is kept. On the wire names are in upper case, as in the methods of Bitrix24.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Item {
    /// What it is called.
    pub title: String,
    /// What it costs.
    pub price: f64,
    /// Whether it can be had.
    pub active: bool,
    /// When it was added.
    pub date_create: DateTime,
}

/// An item, as it is shown: with the id that the store has given it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// By which it is found.
    #[serde(rename = "ID")]
    pub id: u64,
    /// The rest of it.
    #[serde(flatten)]
    pub item: Item,
}

impl From<Stored<Item>> for Row {
    fn from(stored: Stored<Item>) -> Self {
        Self {
            id: stored.id,
            item: stored.value,
        }
    }
}

/// The fields of an item to be added. Another field is a mistake that its sender should learn of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub struct NewItem {
    /// What it is called; not empty.
    pub title: String,
    /// What it costs, 0 if it is left out.
    #[serde(default)]
    pub price: f64,
    /// Whether it can be had, as it can if it is left out.
    #[serde(default = "yes")]
    pub active: bool,
}

/// Fields of an item to be changed: those that are left out stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub struct Change {
    /// What it is called; not empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<f64>,
    /// Whether it can be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

impl Change {
    /// Makes it.
    pub fn apply(&self, item: &mut Item) {
        if let Some(title) = &self.title {
            item.title.clone_from(title);
        }
        item.price = self.price.unwrap_or(item.price);
        item.active = self.active.unwrap_or(item.active);
    }
}

const fn yes() -> bool {
    true
}
