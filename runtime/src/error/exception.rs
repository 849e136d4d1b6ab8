//! The errors of REST 3.0 that methods answer (P-168, P-170).

use std::fmt;

use http::StatusCode;

use super::ArgumentError;
use crate::object::AggregateFunction;

/// An error with a code of REST 3.0. A method of REST 2 may answer it too: with the same code and status.
///
/// ```
/// use bitrix_rest::{Error, Exception, http::StatusCode};
///
/// let error = Error::from(Exception::EntityNotFound("2".into()));
/// assert_eq!(error.code(), "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION");
/// assert_eq!(error.status(), StatusCode::BAD_REQUEST);
/// assert_eq!(error.to_string(), "Record with ID = `2` not found");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exception {
    /// No record has this id.
    EntityNotFound(String),
    /// There is such a record already; in words of one's own.
    EntityAlreadyExists(String),
    /// What was asked for makes no sense now; in words of one's own.
    Logic(String),
    /// Not with this HTTP method.
    WrongHttpRequestMethod,
    /// The body cannot be read, and why (P-157).
    InvalidJson(String),
    /// The rules of an object, broken by `fields` (P-170).
    DtoValidation(Vec<ArgumentError>),
    /// A filter lacks a field that it must contain; its name.
    FilterMustContain(String),
    /// An upload was refused; in words of one's own.
    InvalidFile(String),
    /// No such field.
    UnknownProperty {
        /// The name that was sent.
        field: String,
        /// The object that has no such field.
        entity: String,
    },
    /// No such operator (P-180).
    UnknownFilterOperator(String),
    /// No such function (P-186).
    UnknownAggregateFunction(String),
    /// A filter that makes no sense: what of it, as JSON (P-178 – P-181).
    InvalidFilter(String),
    /// An order that makes no sense: what of it, as JSON (P-183).
    InvalidOrder(String),
    /// A selection that makes no sense, or a batch: what of it (P-140 – P-147, P-175).
    InvalidSelect(String),
    /// A page that makes no sense: what of it, as JSON (P-184).
    InvalidPagination(String),
    /// An `Idempotency-Key` that is none (P-171).
    InvalidIdempotencyKey,
    /// An `Idempotency-Key` that came with another body before (P-173).
    IdempotencyKeyReused,
    /// The object has no field of this name (P-193).
    FieldNotFound(String),
    /// The field is of another kind (P-193).
    FieldWrongType(String),
}

/// Every code of the framework but those of fields begins so (P-168).
pub(crate) const PREFIX: &str = "BITRIX_REST_V3_EXCEPTION_";

/// A code behind the prefix, at compile time.
macro_rules! code {
    ($suffix:literal) => {
        concat!("BITRIX_REST_V3_EXCEPTION_", $suffix, "EXCEPTION")
    };
}

impl Exception {
    /// The `code` of the body: a whole class name, in upper case (P-168).
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EntityNotFound(_) => code!("ENTITYNOTFOUND"),
            Self::EntityAlreadyExists(_) => code!("ENTITYALREADYEXISTS"),
            Self::Logic(_) => code!("LOGIC"),
            Self::WrongHttpRequestMethod => code!("WRONGHTTPREQUESTMETHOD"),
            Self::InvalidJson(_) => code!("INVALIDJSON"),
            Self::DtoValidation(_) => code!("VALIDATION_DTOVALIDATION"),
            Self::FilterMustContain(_) => code!("VALIDATION_REQUESTFILTERVALIDATION"),
            Self::InvalidFile(_) => code!("VALIDATION_INVALIDFILE"),
            Self::UnknownProperty { .. } => code!("UNKNOWNDTOPROPERTY"),
            Self::UnknownFilterOperator(_) => code!("UNKNOWNFILTEROPERATOR"),
            Self::UnknownAggregateFunction(_) => code!("UNKNOWNAGGREGATEFUNCTION"),
            Self::InvalidFilter(_) => code!("INVALIDFILTER"),
            Self::InvalidOrder(_) => code!("INVALIDORDER"),
            Self::InvalidSelect(_) => code!("INVALIDSELECT"),
            Self::InvalidPagination(_) => code!("INVALIDPAGINATION"),
            Self::InvalidIdempotencyKey => code!("INVALIDIDEMPOTENCYKEY"),
            Self::IdempotencyKeyReused => code!("IDEMPOTENCYKEYREUSED"),
            Self::FieldNotFound(_) => "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION",
            Self::FieldWrongType(_) => {
                "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDWRONGTYPEEXCEPTION"
            }
        }
    }

    /// The HTTP status (P-170).
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::IdempotencyKeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Self::FieldNotFound(_) | Self::FieldWrongType(_) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// What is wrong with fields, each by itself; empty for errors that have no such list (P-167).
    pub fn validation(&self) -> &[ArgumentError] {
        match self {
            Self::DtoValidation(errors) => errors,
            _ => &[],
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntityNotFound(id) => write!(f, "Record with ID = `{id}` not found"),
            Self::EntityAlreadyExists(text)
            | Self::Logic(text)
            | Self::InvalidFile(text)
            | Self::InvalidSelect(text) => f.write_str(text),
            Self::WrongHttpRequestMethod => f.write_str("Wrong HTTP request method"),
            Self::InvalidJson(text) => write!(f, "Unable to parse the request body as JSON: {text}"),
            Self::DtoValidation(_) => f.write_str("Error during object validation"),
            Self::FilterMustContain(field) => {
                write!(f, "The filter must contain the field `{field}`")
            }
            Self::UnknownProperty { field, entity } => {
                write!(f, "Unknown field `{field}` for entity `{entity}`")
            }
            Self::UnknownFilterOperator(operator) => {
                write!(f, "Unknown filter operator `{operator}`")
            }
            Self::UnknownAggregateFunction(function) => {
                write!(f, "Unknown aggregate function `{function}`: it is none of ")?;
                let words = AggregateFunction::ALL.map(AggregateFunction::word);
                f.write_str(&words.map(|word| format!("`{word}`")).join(", "))
            }
            Self::InvalidFilter(json) => write!(f, "Unable to recognize filter expression `{json}`"),
            Self::InvalidOrder(json) => write!(f, "Unable to recognize order expression `{json}`"),
            Self::InvalidPagination(json) => {
                write!(f, "Unable to recognize pagination expression `{json}`")
            }
            Self::InvalidIdempotencyKey => {
                f.write_str("The header Idempotency-Key takes 1 to 255 printable ASCII characters")
            }
            Self::IdempotencyKeyReused => f.write_str(
                "This Idempotency-Key was sent with another request body; use a new key for a new request",
            ),
            Self::FieldNotFound(field) => write!(f, "Field `{field}` not found"),
            Self::FieldWrongType(field) => write!(f, "Field `{field}` has another type"),
        }
    }
}

impl std::error::Error for Exception {}
