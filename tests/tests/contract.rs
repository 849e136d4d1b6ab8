//! Every method does what it declares; and one that does not is found.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "contract/choices.rs"]
mod choices;
#[path = "contract/forms.rs"]
mod forms;
#[path = "contract/liars.rs"]
mod liars;
#[path = "contract/methods.rs"]
mod methods;
#[path = "contract/order.rs"]
mod order;
#[path = "contract/reach.rs"]
mod reach;
#[path = "contract/served.rs"]
mod served;
#[path = "contract/untried.rs"]
mod untried;
