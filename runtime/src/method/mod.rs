//! What a method is: its static description, its parameters, its result, and how it gets into a binary.

mod answer;
mod checks;
mod descriptor;
mod download;
mod dynamic;
mod field;
mod outcome;
mod parameter;
mod pattern;
mod range;
pub mod registry;
mod requirements;
mod row;
mod shape;

pub(crate) use answer::unread;
pub use answer::{Answer, AnswerOf, Callable, FromReply, Paged, WithStatus};
pub use checks::{Choosable, Textual, is_email, is_one_of, is_phone, is_url};
pub use descriptor::{Descriptor, ErrorEntry, Location, Scope};
pub use download::{Download, Whole};
pub use dynamic::{DynamicMethod, MethodResolver};
pub use field::{Check, Field, Param, field, request};
pub(crate) use outcome::Media;
pub use outcome::{MethodResult, Outcome, Output, Written};
pub use parameter::{Constraint, ParameterDescriptor};
pub(crate) use parameter::{Source, described};
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use range::{Bounds, Measured, Ranged, has_length, in_range};
pub use requirements::Requirements;
pub use row::{Created, Item, Items};
pub(crate) use shape::Shape;

use crate::params::Array;

/// A REST method, known by the struct of its parameters.
///
/// `#[rest_method]` implements it for the struct it generates (`user.option.set` → `UserOptionSet`), which is therefore
/// both the description of the method and a typed request for it: see [`RestApi::call`](crate::RestApi::call).
///
/// ```
/// use bitrix_rest::{Error, Method, rest_method};
///
/// /// Adds two numbers.
/// #[rest_method("demo.sum", scope = "basic")]
/// async fn demo_sum(#[param] a: i64, #[param] b: i64) -> Result<i64, Error> {
///     Ok(a + b)
/// }
///
/// assert_eq!(DemoSum::DESCRIPTOR.name(), "demo.sum");
/// assert_eq!(DemoSum::DESCRIPTOR.parameters()[1].name(), "b");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no method",
    label = "not the struct of a method",
    note = "name the struct that `#[rest_method]` generates for the method: `CrmLeadGet` for `crm.lead.get`, as in `error.own::<CrmLeadGet>()`"
)]
pub trait Method: Send + 'static {
    /// What the function returns, as written: a `Result`.
    type Outcome;

    /// The static description, the only source for lists, documents and checks.
    const DESCRIPTOR: &'static Descriptor;

    /// The parameters as they go over the wire.
    fn into_parameters(self) -> Array;
}
