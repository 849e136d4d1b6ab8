//! What every method may answer: `time`, and errors.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::components::Schemas;
use crate::call::Version;
use crate::error::{ArgumentError, Denial, Error, Exception, Refusal, SystemError};
use crate::method::Descriptor;

/// P-60.
pub(super) fn time() -> Value {
    let number = |docs: &str| json!({"type": "number", "description": docs});
    let date = |docs: &str| json!({"type": "string", "format": "date-time", "description": docs});
    json!({
        "type": "object",
        "description": "How long the call took.",
        "properties": {
            "start": number("When it began, in Unix seconds."),
            "finish": number("When it ended, in Unix seconds."),
            "duration": number("Seconds in between."),
            "processing": number("Seconds inside of the method."),
            "date_start": date("When it began, in the zone of the server."),
            "date_finish": date("When it ended, in the zone of the server."),
            "operating_reset_at": {"type": "integer", "description": "When the oldest counted time is forgotten, in Unix seconds."},
            "operating": number("Seconds that count for the limit of the method's time."),
        },
        "required": ["start", "finish", "duration", "processing", "date_start", "date_finish"],
    })
}

/// A code with what is said of it.
struct Code {
    code: String,
    docs: String,
}

/// Responses by status: the codes that the method declares, those of the framework, and `default` for what else may be.
pub(super) fn errors(
    method: &'static Descriptor,
    version: Version,
    schemas: &mut Schemas,
) -> Vec<(String, Value)> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    let mut add = |status: StatusCode, code: &str, docs: &str| {
        let codes = by_status.entry(status.as_u16()).or_default();
        match codes.iter_mut().find(|known| known.code == code) {
            // One code may have several reasons, and several arguments the same.
            Some(known) if known.docs.split("\n\n").any(|one| one == docs) => {}
            Some(known) => known.docs = format!("{}\n\n{docs}", known.docs),
            None => codes.push(Code {
                code: code.to_owned(),
                docs: docs.to_owned(),
            }),
        }
    };
    for (code, status, docs) in method.errors() {
        add(status, code, docs);
    }
    for (error, docs) in framework(method, version) {
        let (code, status) = error.answered(version);
        add(status, &code, docs);
    }
    let schema = error(version, schemas);
    let response = |description: String, examples: Map<String, Value>| {
        let mut content = json!({"schema": schema});
        if let (false, Value::Object(content)) = (examples.is_empty(), &mut content) {
            content.insert("examples".to_owned(), Value::Object(examples));
        }
        json!({"description": description, "content": {"application/json": content}})
    };
    let mut all: Vec<(String, Value)> = by_status
        .into_iter()
        .map(|(status, codes)| {
            let names: Vec<String> = codes
                .iter()
                .map(|code| format!("`{}`", code.code))
                .collect();
            let examples = codes.iter().map(|code| example(code, version)).collect();
            (status.to_string(), response(names.join(", "), examples))
        })
        .collect();
    all.push((
        "default".to_owned(),
        response("Another error.".to_owned(), Map::new()),
    ));
    all
}

fn example(code: &Code, version: Version) -> (String, Value) {
    let Code { code, docs } = code;
    let summary = docs.lines().next().unwrap_or_default();
    let value = match version {
        Version::V2 => json!({"error": code, "error_description": summary}),
        Version::V3 => json!({"error": {"code": code, "message": summary}}),
    };
    (
        code.clone(),
        json!({"summary": summary, "description": docs, "value": value}),
    )
}

/// What the framework, and the arguments that are no parameters, answer in the place of the method.
fn framework(method: &'static Descriptor, version: Version) -> Vec<(Error, &'static str)> {
    let refused = |refusal| Error::from(SystemError::Refused(refusal));
    let mut all = vec![
        (refused(Refusal::NotFound), "No credentials."),
        (
            refused(Refusal::InvalidCredentials),
            "The webhook is wrong.",
        ),
        (refused(Refusal::InvalidToken), "The access token is wrong."),
        (
            refused(Refusal::ExpiredToken),
            "The access token is past its time.",
        ),
        (
            SystemError::InsufficientScope { webhook: false }.into(),
            "The scope of the method is missing.",
        ),
        (
            SystemError::AccessDenied(Denial::Unexplained).into(),
            "The caller may not do this.",
        ),
        (SystemError::QueryLimitExceeded.into(), "Too many requests."),
        (
            SystemError::OperationTimeLimit.into(),
            "The method ran too long in ten minutes.",
        ),
        (SystemError::Internal.into(), "Anything unexpected."),
    ];
    let requirements = method.requirements();
    let takes_anything = match version {
        Version::V2 => !method.parameters().is_empty() || !requirements.body.is_empty(),
        Version::V3 => method.reads_body(),
    };
    if takes_anything {
        let wrong = ArgumentError::empty("name");
        all.push((wrong.into(), "A parameter is missing or wrong."));
    }
    if takes_anything && version == Version::V3 {
        let unreadable = Exception::InvalidJson(String::new());
        all.push((unreadable.into(), "The body is not JSON."));
    }
    // P-184; REST 2 has a page for anything that is sent.
    if requirements.page && version == Version::V3 {
        let invalid = Exception::InvalidPagination(String::new());
        all.push((invalid.into(), "`pagination` makes no sense."));
    }
    all.extend(requirements.errors);
    if version == Version::V3 && !method.is_read_only() {
        all.extend([
            (
                Exception::InvalidIdempotencyKey.into(),
                "The `Idempotency-Key` is none.",
            ),
            (
                Exception::IdempotencyKeyReused.into(),
                "The `Idempotency-Key` came with another body before.",
            ),
        ]);
    }
    all
}

/// The body of an error.
pub(super) fn error(version: Version, schemas: &mut Schemas) -> Value {
    match version {
        Version::V2 => schemas.named("Error", error_v2),
        Version::V3 => schemas.named("ErrorV3", error_v3),
    }
}

/// P-75, P-76.
fn error_v2() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": {"type": "string", "description": "The code."},
            "error_description": {"type": "string", "description": "What is wrong, in words."},
        },
        "required": ["error", "error_description"],
    })
}

/// P-167.
fn error_v3() -> Value {
    json!({
        "type": "object",
        "properties": {"error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string", "description": "What is wrong, in words."},
                "reason": {"type": "string", "description": "`expired_token`, if that is why."},
                "validation": {
                    "type": "array",
                    "description": "What is wrong with each field.",
                    "items": {
                        "type": "object",
                        "properties": {
                            "message": {"type": "string"},
                            "field": {"type": "string", "description": "The name, with dots for what is inside of it."},
                        },
                        "required": ["message"],
                    },
                },
            },
            "required": ["code", "message"],
        }},
        "required": ["error"],
    })
}
