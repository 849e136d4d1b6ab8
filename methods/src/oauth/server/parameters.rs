//! What a client sends to the endpoints: query and form together.

use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use bitrix_rest::http::header::CONTENT_TYPE;
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::{Array, Value};

/// The largest form, in bytes.
const LIMIT: usize = 64 * 1024;

/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

const LIMITS: FormLimits = FormLimits {
    variables: 100,
    depth: 4,
};

/// The parameters of a request; what the form says wins over the query.
pub(super) struct Parameters(Array);

impl Parameters {
    pub(super) fn of_query(query: Option<&str>) -> Self {
        Self(query::parse(query.unwrap_or_default().as_bytes(), &LIMITS))
    }

    /// Query and body: a form, or nothing (P-335). What is wrong with another body, in words.
    pub(super) async fn of(request: Request) -> Result<Self, &'static str> {
        let (head, body) = request.into_parts();
        let Self(mut all) = Self::of_query(head.uri.query());
        let read = tokio::time::timeout(PATIENCE, to_bytes(body, LIMIT));
        let body = read
            .await
            .map_err(|_| "The form took too long to arrive")?
            .map_err(|_| "The form is longer than 65536 bytes, or broke off")?;
        if body.is_empty() {
            return Ok(Self(all));
        }
        let kind = head.headers.get(CONTENT_TYPE);
        let kind = kind.map(|kind| kind.to_str().unwrap_or_default());
        let is_form = kind.is_none_or(|kind| {
            let (kind, _) = kind.split_once(';').unwrap_or((kind, ""));
            kind.trim()
                .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        });
        if !is_form {
            return Err("The body is no form (application/x-www-form-urlencoded)");
        }
        all.merge(query::parse(&body, &LIMITS));
        Ok(Self(all))
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }
}
