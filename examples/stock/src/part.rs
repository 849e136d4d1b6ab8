//! What a part is, what goes wrong with it, and where it is kept.

use bitrix_rest::{Error, Object, RestError};
use bitrix_rest_methods::rows::Table;
use bitrix_rest_methods::{Rows, StoreError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part in stock. Of each it is known where it lies or who sells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
#[serde(default)] // so that typed requests can read a part of which they select a few fields
#[object(at_least_one_of(place, supplier_id))]
pub struct Part {
    /// By which it is found. The store gives it.
    #[object(filterable, sortable, title = "ID")]
    pub id: u64,
    /// What it is called.
    #[object(filterable, sortable, editable, required(add, update), length = 2..=60)]
    pub name: String,
    /// How much of it there is.
    #[object(filterable, sortable, editable, range = 0..=100_000)]
    pub quantity: u32,
    /// What it is counted in.
    #[object(filterable, sortable, editable)]
    pub unit: Unit,
    /// Where it lies.
    #[object(editable, nested)]
    pub place: Option<Place>,
    /// Who sells it.
    #[object(filterable, sortable, editable)]
    pub supplier_id: Option<u64>,
    /// Who sells it. Answered only if it is selected: `supplier.name`.
    #[object(relation)] // filled in by the methods that answer parts
    pub supplier: Option<Supplier>,
}

/// What parts are counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// One by one.
    #[default]
    Piece,
    /// By length.
    Metre,
    /// By volume.
    Litre,
}

/// A place on a shelf. It is written as a whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
pub struct Place {
    /// The room.
    #[object(non_empty)]
    pub room: String,
    /// The shelf, from below.
    #[object(range = 1..=9)]
    pub shelf: u8,
}

/// Who sells parts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Supplier {
    /// What it is called.
    pub name: String,
    /// How to call it.
    pub phone: String,
}

/// What the methods fail with. What callers must not ask for or write needs no word here: it is refused before a method runs.
#[derive(Debug, thiserror::Error, RestError)]
pub enum StockError {
    /// More is to be taken than there is.
    #[error("only {left} left")]
    #[rest(code = "TOO_FEW", status = 409)]
    TooFew {
        /// How much there is, for programs to read.
        #[rest(extra)]
        left: u32,
    },
    /// Answered as what it holds: there is no such part, or a rule of several fields is broken.
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] Error),
    /// The caller sees that something failed inside, the log sees why.
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
}

/// The name is enough: a table is there as soon as it has a row.
pub(crate) fn parts(rows: &Rows) -> Table<Part> {
    rows.table("stock.part")
}

/// Those who sell.
pub(crate) fn suppliers(rows: &Rows) -> Table<Supplier> {
    rows.table("stock.supplier")
}

/// Adds two suppliers, 1 and 2, to a store that has none.
///
/// # Errors
/// Whatever the store says.
pub async fn seed(rows: &Rows) -> Result<(), StoreError> {
    let suppliers = suppliers(rows);
    for (name, phone) in [("Ada's Bolts", "+15550100"), ("Bob's Pipes", "+15550101")] {
        let (key, name, phone) = (Some(name), name.to_owned(), phone.to_owned());
        // Only one row can have a key: at the next start they are there.
        match suppliers.insert(key, &Supplier { name, phone }).await {
            Ok(_) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
