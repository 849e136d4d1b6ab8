//! What a call came to, held against what the method declares.

use serde_json::{Value, json};

use super::report::Kind;
use super::schema::Schemas;
use crate::call::Version;
use crate::error::{Error, Exception, Refusal, SystemError};
use crate::method::{Descriptor, Shape, Written};
use crate::openapi::Document;

/// What a call came to.
pub(super) struct Answered {
    /// The body, without `time`.
    pub(super) body: Value,
    /// What does not hold.
    pub(super) breach: Option<(Kind, String)>,
    /// How far it got, if the framework refused it, or the method in words of the framework.
    pub(super) refused: Option<Refused>,
}

/// How far a call got that was refused, the farthest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Refused {
    /// There is no such method.
    Unfound,
    /// It was who calls.
    Caller,
    /// It was what was sent.
    Parameters,
    /// It was what is in the stores.
    Beyond,
}

/// What the document says of a method.
pub(super) fn operation<'a>(
    document: &'a Document,
    method: &Descriptor,
    version: Version,
) -> Option<&'a Value> {
    let path = match version {
        Version::V2 => format!("/{}", method.name()),
        Version::V3 => format!("/api/{}", method.name()),
    };
    document.paths.get(&path)?.get("post")
}

/// A result, held against the document.
pub(super) fn succeeded(
    document: &Document,
    method: &'static Descriptor,
    version: Version,
    written: &Written,
) -> Answered {
    let shape = method.outcome.shape;
    if shape == Shape::File {
        let is_file = written.media.is_some();
        return Answered {
            body: json!({"file": is_file}),
            breach: (!is_file).then(|| (Kind::Result, "answers no file".to_owned())),
            refused: None,
        };
    }
    let result: Value = match serde_json::from_slice(written.result()) {
        Ok(result) => result,
        Err(error) => {
            return Answered {
                body: String::from_utf8_lossy(written.result()).into(),
                breach: Some((Kind::Result, format!("answers what is no JSON: {error}"))),
                refused: None,
            };
        }
    };
    let is_whole = shape == Shape::Whole || written.soft_error;
    let mut body = match is_whole {
        true => result,
        false => json!({"result": result}),
    };
    if let (Value::Object(fields), false) = (&mut body, is_whole) {
        for (name, number) in [("next", written.next), ("total", written.total)] {
            fields.extend(number.map(|number| (name.to_owned(), number.into())));
        }
    }
    let schema = operation(document, method, version)
        .and_then(|operation| operation.pointer("/responses/200/content/application~1json/schema"));
    let schema = schema.and_then(|schema| match is_whole {
        true => Some(schema),
        // `time` is added by the framework.
        false => schema.pointer("/properties/result"),
    });
    let result = match is_whole {
        true => &body,
        false => body.get("result").unwrap_or(&Value::Null),
    };
    let checked = match schema {
        Some(schema) => Schemas(&document.components.schemas).check(schema, result, "result"),
        None => Ok(()),
    };
    let breach = checked.err().map(|why| {
        (
            Kind::Result,
            format!("answers no result of its type: {why}"),
        )
    });
    Answered {
        body,
        breach,
        refused: None,
    }
}

/// An error, held against what the method declares.
pub(super) fn failed(method: &'static Descriptor, version: Version, error: &Error) -> Answered {
    let (code, status) = error.answered(version);
    let body = match version {
        Version::V2 => serde_json::to_value(error.fields()).unwrap_or_default(),
        Version::V3 => serde_json::to_value(error.fields_v3()).unwrap_or_default(),
    };
    let is_internal =
        error.cause().is_some() || matches!(error.system(), Some(SystemError::Internal));
    let is_limit = matches!(
        error.system(),
        Some(
            SystemError::QueryLimitExceeded
                | SystemError::OperationTimeLimit
                | SystemError::Overload
                | SystemError::Refused(Refusal::Overload)
        )
    );
    let refused = refused(error);
    let declares = || {
        let declared = method.errors();
        declared
            .iter()
            .any(|(known, at, _)| *known == code && *at == status)
    };
    let breach = if is_internal {
        let cause = error
            .cause()
            .map_or_else(String::new, |cause| format!(": {cause}"));
        Some((Kind::Internal, format!("fails inside{cause}")))
    } else if is_limit {
        let why = format!("was not tried in all ways: a limit of the server answered `{code}`");
        Some((Kind::Untried, why))
    } else if refused.is_some() || declares() {
        None
    } else {
        let status = status.as_u16();
        let why = format!("answers `{code}` with the status {status}, which it does not declare");
        Some((Kind::Code, why))
    };
    Answered {
        body,
        // What is a breach is told by itself.
        refused: refused.filter(|_| breach.is_none()),
        breach,
    }
}

/// How far it got, if it is an error of the framework.
fn refused(error: &Error) -> Option<Refused> {
    if let Some(system) = error.system() {
        return Some(match system {
            SystemError::MethodNotFound => Refused::Unfound,
            _ => Refused::Caller,
        });
    }
    if error.arguments().next().is_some() {
        return Some(Refused::Parameters);
    }
    error.exception().map(|exception| match exception {
        Exception::EntityNotFound(_)
        | Exception::EntityAlreadyExists(_)
        | Exception::Logic(_)
        | Exception::FieldNotFound(_)
        | Exception::InvalidFile(_) => Refused::Beyond,
        _ => Refused::Parameters,
    })
}
