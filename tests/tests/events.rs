//! Events: what is bound, what is delivered to a real receiver, offline queues, and the life of an application (P-231 – P-254,
//! P-299), on a store in memory and on one in a file,
//! and on a database that two portals share.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "events/binding.rs"]
mod binding;
#[path = "events/bounds.rs"]
mod bounds;
#[path = "events/chain.rs"]
mod chain;
#[path = "events/declared.rs"]
mod declared;
#[path = "events/delivery.rs"]
mod delivery;
#[path = "events/life.rs"]
mod life;
#[path = "events/notice.rs"]
mod notice;
#[path = "events/offline.rs"]
mod offline;
#[path = "events/portal.rs"]
mod portal;
#[path = "events/processes.rs"]
mod processes;
#[path = "events/queues.rs"]
mod queues;
#[path = "events/reserved.rs"]
mod reserved;
