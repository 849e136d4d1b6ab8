//! One annotated async function is a whole Bitrix24 REST method.
//!
//! `#[rest_method("user.option.set", scope = "basic")]` generates the struct of its parameters, the checks of required
//! fields and the mapping of errors; [`RestApi`] collects every annotated method of the binary into an axum router.
//!
//! ```
//! use bitrix_rest::{Caller, Credentials, CurrentUser, Error, Refusal, RestApi, rest_method};
//!
//! /// Greets the calling user.
//! #[rest_method("demo.hello", scope = "basic")]
//! async fn demo_hello(
//!     user: CurrentUser,
//!     /// What to say.
//!     #[param(non_empty)]
//!     greeting: String,
//! ) -> Result<String, Error> {
//!     Ok(format!("{greeting}, user {}", user.id))
//! }
//!
//! # fn main() -> Result<(), bitrix_rest::BuildError> {
//! let api = RestApi::collect()
//!     .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
//!     .build()?;
//! let router: axum::Router = axum::Router::new().nest("/rest", api.into_router());
//! # Ok(()) }
//! ```
//!
//! Arguments are [extractors](FromCall) as in axum ([`Application`], [`CurrentUser`], [`Administrator`], [`State`],
//! [`Page`], [`Call`]), or, marked with `#[param]`, what the caller [sends](Param). Errors are enums with
//! [`#[derive(RestError)]`](derive@RestError).
//!
//! `P-…` in these pages are rules of the protocol that the crate keeps.
//!
//! # Features
//!
//! | Feature | |
//! |---|---|
//! | `server` (default) | `RestApi::into_router` and the like: methods are served, with axum. |
//! | `multipart` (default) | Bodies that are `multipart/form-data` are read (P-27). |
//! | `contract` | `RestApi::contract`: tests that methods do what they declare. |
//! | `client` | `client::Portal`: typed calls of any portal. Without `server` there is no axum in its tree. |

// Only a server asks for some of what the pipeline knows.
#![cfg_attr(not(feature = "server"), allow(dead_code, unused_imports))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod api;
mod at_once;
mod batch;
mod call;
#[cfg(feature = "client")]
pub mod client;
mod error;
pub mod listing;
mod method;
pub mod object;
pub mod openapi;
pub mod params;
mod pipeline;
mod schema;
mod testing;
pub mod text;
mod wire;
mod zone;

pub use api::{
    Answered, Authenticator, Begun, BoxFuture, BuildError, Builder, Claim, IdempotencyStore,
    Problem, RepeatableCall, RestApi,
};
pub use batch::{Batch, BatchReply};
pub use call::{
    Administrator, Application, AuthKind, Call, Caller, Credentials, CurrentUser, FromCall,
    Operating, Page, Reply, RequestId, Scopes, Secret, Shared, State, User, Version,
};
pub use error::{
    ArgumentError, Denial, Error, Exception, Explained, Refusal, Rejection, RestError, SystemError,
};
pub use http;
pub use method::{
    Answer, AnswerOf, Bounds, Callable, Choosable, Constraint, Created, Descriptor, Download,
    DynamicMethod, ErrorEntry, FromReply, Item, Items, Location, Measured, Method, MethodResolver,
    MethodResult, Paged, Param, ParameterDescriptor, Ranged, Requirements, Scope, Textual, Whole,
    WithStatus,
};
pub use params::{Array, Date, DateTime, File, Key, Truthy, Value};
pub use pipeline::CallService;
pub use schemars;
#[cfg(feature = "contract")]
pub use testing::contract;
pub use testing::{CallError, TestCall};
#[cfg(feature = "server")]
pub use wire::{RestService, Secure, client_address};

pub use object::Object;

#[doc = include_str!("../docs/object.md")]
pub use bitrix_rest_macros::Object;
#[doc = include_str!("../docs/rest_error.md")]
pub use bitrix_rest_macros::RestError;
#[doc = include_str!("../docs/rest_method.md")]
pub use bitrix_rest_macros::rest_method;
