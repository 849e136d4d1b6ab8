//! Objects of REST 3.0 (P-175 – P-188, P-193, P-197): what callers ask of them, checked and answered.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "objects/aggregate.rs"]
mod aggregate;
#[path = "objects/attacks.rs"]
mod attacks;
#[path = "objects/checks.rs"]
mod checks;
#[path = "objects/checks_limits.rs"]
mod checks_limits;
#[path = "objects/checks_names.rs"]
mod checks_names;
#[path = "objects/checks_types.rs"]
mod checks_types;
#[path = "objects/contacts.rs"]
mod contacts;
#[path = "objects/cursor.rs"]
mod cursor;
#[path = "objects/described.rs"]
mod described;
#[path = "objects/fields.rs"]
mod fields;
#[path = "objects/filter.rs"]
mod filter;
#[path = "objects/filter_mistakes.rs"]
mod filter_mistakes;
#[path = "objects/order.rs"]
mod order;
#[path = "objects/select.rs"]
mod select;
#[path = "objects/sql.rs"]
mod sql;
#[path = "objects/tasks.rs"]
mod tasks;
