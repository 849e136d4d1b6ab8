//! What is called: methods of others are declared without a body.

use bitrix_rest::{Array, Created, DateTime, Error, Paged, Value, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The calling user.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct User {
    /// The id, which is a text here.
    pub id: String,
    /// Whether the user may manage the portal.
    pub admin: bool,
    /// The first name.
    pub name: String,
    /// The last name.
    pub last_name: String,
}

/// An item of the stand-in portal; what else it has is not looked at.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct Item {
    /// By which it is found.
    pub id: u64,
    /// What it is called.
    pub title: String,
    /// When it was added.
    pub date_create: DateTime,
}

/// Describes the calling user.
#[rest_method("profile", scope = "basic", read_only)]
pub async fn profile() -> Result<User, Error>;

/// Stores settings of the application for the calling user.
#[rest_method("user.option.set", scope = "basic")]
pub async fn user_option_set(#[param] options: Array) -> Result<bool, Error>;

/// Reads one of them.
#[rest_method("user.option.get", scope = "basic", read_only)]
pub async fn user_option_get(#[param] option: String) -> Result<Value, Error>;

/// Adds an item and answers its id.
#[rest_method("demo.item.add", scope = custom("demo"))]
pub async fn demo_item_add(#[param] fields: Array) -> Result<Created, Error>;

/// Answers an item. `read_only` methods may be repeated when an answer is lost.
#[rest_method("demo.item.get", scope = custom("demo"), read_only)]
pub async fn demo_item_get(#[param] id: u64) -> Result<Item, Error>;

/// Deletes an item.
#[rest_method("demo.item.delete", scope = custom("demo"))]
pub async fn demo_item_delete(#[param] id: u64) -> Result<bool, Error>;

/// Lists items, 50 a page.
#[rest_method("demo.item.list", scope = custom("demo"), read_only)]
pub async fn demo_item_list(
    #[param] filter: Option<Array>,
    #[param] order: Option<Array>,
) -> Result<Paged<Item>, Error>;
