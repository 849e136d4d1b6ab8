//! An object of REST 3.0 from end to end: the event log of a portal, `main.eventlog.list`, `get`, `tail`, `aggregate`,
//! `field.list` and `field.get`.
//!
//! It is the model of how such methods are written: [`EventLog`] says which fields there are and which of them callers may filter
//! and sort by, and each method is one function that takes what is asked for as arguments, checked before it runs. The entries are
//! kept by [`Rows`] in whatever store the server has; [`record`] adds one. Only administrators read them, with the scope `main`.

mod entry;
mod log;
mod methods;
mod seed;

pub use bitrix_rest_methods::Rows;
pub use entry::{EventLog, Severity};
pub use log::record;
pub use methods::{
    MainEventlogAggregate, MainEventlogFieldGet, MainEventlogFieldList, MainEventlogGet,
    MainEventlogList, MainEventlogTail, main_eventlog_aggregate, main_eventlog_field_get,
    main_eventlog_field_list, main_eventlog_get, main_eventlog_list, main_eventlog_tail,
};
pub use seed::{SEEDED, seed};
