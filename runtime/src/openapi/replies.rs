//! What every method may answer: `time`, and errors.

use std::collections::BTreeMap;

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::components::Components;
use crate::call::Version;
use crate::error::{ArgumentError, Exception, PREFIX};
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
    components: &mut Components,
) -> Vec<(String, Value)> {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    let mut add = |status: StatusCode, code: &str, docs: &str| {
        let codes = by_status.entry(status.as_u16()).or_default();
        match codes.iter_mut().find(|known| known.code == code) {
            // One code may have several reasons.
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
    let takes_anything = match version {
        Version::V2 => !method.parameters().is_empty(),
        Version::V3 => method.reads_body(),
    };
    for (status, code, docs) in framework(version, takes_anything) {
        add(status, &code, docs);
    }
    if version == Version::V3 && !method.is_read_only() {
        for (error, docs) in [
            (
                Exception::InvalidIdempotencyKey,
                "The `Idempotency-Key` is none.",
            ),
            (
                Exception::IdempotencyKeyReused,
                "The `Idempotency-Key` came with another body before.",
            ),
        ] {
            add(error.status(), error.code(), docs);
        }
    }
    let schema = match version {
        Version::V2 => components.named("Error", error_v2),
        Version::V3 => components.named("ErrorV3", error_v3),
    };
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

/// What the framework answers in the place of the method.
fn framework(version: Version, takes_anything: bool) -> Vec<(StatusCode, String, &'static str)> {
    let mut all: Vec<(StatusCode, &str, &str)> = Vec::new();
    match version {
        Version::V2 => {
            if takes_anything {
                all.push((
                    StatusCode::BAD_REQUEST,
                    ArgumentError::CODE,
                    "A parameter is missing or wrong.",
                ));
            }
            all.extend([
                (StatusCode::UNAUTHORIZED, "NO_AUTH_FOUND", "No credentials."),
                (
                    StatusCode::UNAUTHORIZED,
                    "INVALID_CREDENTIALS",
                    "The webhook is wrong.",
                ),
                (
                    StatusCode::UNAUTHORIZED,
                    "invalid_token",
                    "The access token is wrong.",
                ),
                (
                    StatusCode::UNAUTHORIZED,
                    "expired_token",
                    "The access token is past its time.",
                ),
                (
                    StatusCode::UNAUTHORIZED,
                    "insufficient_scope",
                    "The scope of the method is missing.",
                ),
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "QUERY_LIMIT_EXCEEDED",
                    "Too many requests.",
                ),
                (
                    StatusCode::TOO_MANY_REQUESTS,
                    "OPERATION_TIME_LIMIT",
                    "The method ran too long in ten minutes.",
                ),
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "INTERNAL_SERVER_ERROR",
                    "Anything unexpected.",
                ),
            ]);
        }
        Version::V3 => {
            if takes_anything {
                all.extend([
                    (
                        StatusCode::BAD_REQUEST,
                        "INVALIDJSONEXCEPTION",
                        "The body is not JSON.",
                    ),
                    (
                        StatusCode::BAD_REQUEST,
                        "VALIDATION_REQUESTVALIDATIONEXCEPTION",
                        "Fields are missing or wrong.",
                    ),
                ]);
            }
            all.extend([
                (
                    StatusCode::UNAUTHORIZED,
                    "ACCESSDENIEDEXCEPTION",
                    "The credentials are missing, wrong or past their time.",
                ),
                (
                    StatusCode::FORBIDDEN,
                    "INSUFFICIENTSCOPEEXCEPTION",
                    "The scope of the method is missing.",
                ),
                (
                    StatusCode::TOO_MANY_REQUESTS,
                    "RATELIMITEXCEPTION",
                    "Too many requests, or too much time in ten minutes.",
                ),
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "INTERNAL_INTERNALEXCEPTION",
                    "Anything unexpected.",
                ),
            ]);
        }
    }
    let prefix = match version {
        Version::V2 => "",
        Version::V3 => PREFIX,
    };
    let whole = |(status, code, docs)| (status, format!("{prefix}{code}"), docs);
    all.into_iter().map(whole).collect()
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
