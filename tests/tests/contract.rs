//! Every method does what it declares; and one that does not is found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "contract/choices.rs"]
mod choices;
#[path = "contract/liars.rs"]
mod liars;
#[path = "contract/methods.rs"]
mod methods;
#[path = "contract/reach.rs"]
mod reach;
#[path = "contract/untried.rs"]
mod untried;
