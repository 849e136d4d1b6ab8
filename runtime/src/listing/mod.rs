//! What callers of a list ask for: which rows, in which order (P-249, P-298).
//!
//! A list declares the fields that may be asked for, and takes [`Filter`] and [`Order`] as parameters. A mistake in them is
//! answered before the function is called.
//!
//! ```
//! use bitrix_rest::listing::{Filter, ListFields, Order};
//! use bitrix_rest::{Array, Error, Page, Paged, rest_method};
//!
//! /// What may be asked for in a list of towns.
//! pub struct TownFields;
//!
//! impl ListFields for TownFields {
//!     const FILTER: &'static [&'static str] = &["ID", "NAME"];
//!     const ORDER: &'static [&'static str] = &["NAME"];
//! }
//!
//! /// Lists towns.
//! #[rest_method("demo.town.list", scope = "basic", read_only)]
//! async fn demo_town_list(
//!     page: Page,
//!     /// Which towns: `{">ID": 7, "%NAME": "burg"}`.
//!     #[param(ignore_case)]
//!     filter: Filter<TownFields>,
//!     /// In which order: `{"NAME": "DESC"}`.
//!     #[param(ignore_case)]
//!     order: Order<TownFields>,
//! ) -> Result<Paged<Array>, Error> {
//!     let mut towns: Vec<Array> = Vec::new();
//!     towns.retain(|town| filter.accepts(town));
//!     towns.sort_by(|one, other| order.compare(one, other));
//!     Ok(page.cut(towns))
//! }
//! ```

mod condition;
mod filter;
mod operator;
mod order;
mod schema;
mod times;

use crate::params::{Array, Value};

pub use condition::Condition;
pub use filter::Filter;
pub use operator::{Operator, compare};
pub use order::{Direction, Order};

/// The fields of a list that callers may name. All names are in upper case; callers write them in any.
pub trait ListFields: Send + 'static {
    /// Those that may be filtered by.
    const FILTER: &'static [&'static str];
    /// Those that may be sorted by.
    const ORDER: &'static [&'static str];
    /// Those that are times: they are compared as points in time, in whatever zone and form they are written. Callers may leave
    /// the offset out, for times of the server (P-49); rows must have it.
    const TIMES: &'static [&'static str] = &[];
    /// How they may be compared.
    const OPERATORS: &'static [Operator] = Operator::PLAIN;
}

/// The declared name of a field, if callers may use it.
fn allowed(fields: &'static [&'static str], name: &str) -> Option<&'static str> {
    let mut fields = fields.iter().copied();
    fields.find(|field| field.eq_ignore_ascii_case(name))
}

/// A field of a row, which spells it in any case; null if the row has none.
fn field_of<'r>(row: &'r Array, field: &str) -> &'r Value {
    row.get(field)
        .or_else(|| row.get_ignore_case(field))
        .unwrap_or(&Value::Null)
}
