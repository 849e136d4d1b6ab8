//! What happens to items, told to the applications that bound a handler to it.

use bitrix_rest_methods::declare_event;
use bitrix_rest_methods::events::EventType;
use serde::Serialize;

/// `ONDEMOITEMADD`: an item was added.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ItemAdded {
    /// Which.
    pub fields: ItemId,
}

/// `ONDEMOITEMUPDATE`: fields of an item were changed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ItemUpdated {
    /// Which.
    pub fields: ItemId,
}

/// `ONDEMOITEMDELETE`: an item was deleted.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ItemDeleted {
    /// Which.
    pub fields: ItemId,
}

/// Of an item an event says no more than its id, as those of the CRM do: who may see the rest asks for it, with the token that
/// comes with the event.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub struct ItemId {
    /// By which it is found.
    pub id: u64,
}

declare_event!(ItemAdded, EventType::new("onDemoItemAdd", "demo"));
declare_event!(ItemUpdated, EventType::new("onDemoItemUpdate", "demo"));
declare_event!(ItemDeleted, EventType::new("onDemoItemDelete", "demo"));
