//! An entity of one's own, from end to end: `demo.item.add`, `get`, `list`, `update`, `delete` and `fields`.
//!
//! It is the model of how such methods are written: [`Item`] says what is kept, [`ItemFields`] what a list may be asked for,
//! [`ItemError`] what can go wrong, [`ItemAdded`] and its like what applications are told of, and each method is one function. The rows are kept by [`Rows`], in whatever store the server
//! has; there is no table to declare and no SQL to write. All methods need the scope `demo`.

mod error;
mod events;
mod fields;
mod item;
mod methods;
mod seed;
mod server;

pub use bitrix_rest_methods::Rows;
pub use error::ItemError;
pub use events::{ItemAdded, ItemDeleted, ItemId, ItemUpdated};
pub use fields::{FieldDescription, ItemFields};
pub use item::{Change, Item, NewItem, Row};
pub use methods::{
    DemoItemAdd, DemoItemDelete, DemoItemFields, DemoItemGet, DemoItemList, DemoItemUpdate,
    demo_item_add, demo_item_delete, demo_item_fields, demo_item_get, demo_item_list,
    demo_item_update,
};
pub use seed::{SEEDED, seed};
pub use server::api;
