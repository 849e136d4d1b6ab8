//! What an entry of the log is.

use bitrix_rest::{DateTime, Object};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An entry of the event log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
pub struct EventLog {
    /// By which it is found. The store gives it.
    #[object(filterable, sortable, title = "ID")]
    #[serde(default)]
    pub id: u64,
    /// When it happened.
    #[object(filterable, sortable)]
    pub timestamp_x: DateTime,
    /// How much it matters.
    #[object(filterable, sortable)]
    pub severity: Severity,
    /// What happened, such as `USER_AUTHORIZE`.
    #[object(filterable, sortable)]
    pub audit_type_id: String,
    /// The module that it happened in.
    #[object(filterable, sortable)]
    pub module_id: String,
    /// What it happened to.
    #[object(filterable)]
    pub item_id: Option<String>,
    /// The address that it came from.
    #[object(filterable)]
    pub remote_addr: Option<String>,
    /// The user who did it.
    #[object(filterable, sortable)]
    pub user_id: Option<u64>,
    /// More of it, in words.
    pub description: Option<String>,
}

/// How much an event matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Somebody tried what they may not.
    Security,
    /// Something is broken.
    Error,
    /// Something may break.
    Warning,
    /// Something happened.
    Info,
}
