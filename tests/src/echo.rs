//! Methods that answer what arrived, to see what the intake made of a request.

use bitrix_rest::http::StatusCode;
use bitrix_rest::{
    Array, Call, Denial, Download, Error, Page, Paged, SystemError, Value, WithStatus, params,
    rest_method,
};
use schemars::JsonSchema;
use serde::Serialize;

/// All parameters, as they arrived.
#[rest_method("test.echo", scope = "basic")]
pub async fn test_echo(call: Call) -> Result<Value, Error> {
    Ok(Value::Array(call.parameters().clone()))
}

/// All parameters that may be stored, as the flat form sees them.
#[rest_method("test.rest", scope = "basic")]
pub async fn test_rest(#[param(rest)] everything: Array) -> Result<Value, Error> {
    Ok(Value::Array(everything))
}

/// The names and value of typed parameters.
#[rest_method("test.typed", scope = "basic", read_only)]
pub async fn test_typed(
    #[param(ignore_case)] id: Option<i64>,
    #[param] flag: Option<bool>,
    #[param] list: Option<Vec<i64>>,
    #[param] name: Option<String>,
) -> Result<(Option<i64>, Option<bool>, Option<Vec<i64>>, Option<String>), Error> {
    Ok((id, flag, list, name))
}

/// Two numbers by order, not by name.
#[rest_method("test.positional", scope = "basic", positional)]
pub async fn test_positional(#[param] first: i64, #[param] second: i64) -> Result<[i64; 2], Error> {
    Ok([first, second])
}

/// Two required parameters.
#[rest_method("test.required", scope = "basic")]
pub async fn test_required(#[param] a: i64, #[param] b: Array) -> Result<Value, Error> {
    Ok(Value::Array(
        [(a.to_string(), Value::Array(b))].into_iter().collect(),
    ))
}

/// Where the page begins, and whether it is counted.
#[rest_method("test.page", scope = "basic", read_only)]
pub async fn test_page(page: Page) -> Result<(u64, bool), Error> {
    Ok((page.offset(), page.is_counted()))
}

/// Needs the scope `crm`.
#[rest_method("test.crm", scope = "crm", read_only)]
pub async fn test_crm() -> Result<bool, Error> {
    Ok(true)
}

/// Needs the scope `task`.
#[rest_method("test.task", scope = "task", read_only)]
pub async fn test_task() -> Result<bool, Error> {
    Ok(true)
}

/// Answers `201`.
#[rest_method("test.created", scope = "basic")]
pub async fn test_created() -> Result<WithStatus<i64>, Error> {
    Ok(WithStatus(StatusCode::CREATED, 5))
}

/// Answers what no JSON can hold.
#[rest_method("test.nan", scope = "basic", read_only)]
pub async fn test_nan() -> Result<f64, Error> {
    Ok(f64::NAN)
}

/// Panics.
#[rest_method("test.panic", scope = "basic")]
pub async fn test_panic() -> Result<bool, Error> {
    #[expect(clippy::panic, reason = "to see what the caller sees")]
    {
        panic!("a secret inside")
    }
}

/// A result that is no array.
#[derive(Serialize, JsonSchema)]
pub struct Count {
    total: u64,
    next: Option<u64>,
    rows: Vec<u64>,
}

/// A result with `total` and `next` of its own.
#[rest_method("test.lifted", scope = "basic", read_only)]
pub async fn test_lifted(#[param] next: Option<u64>) -> Result<Count, Error> {
    Ok(Count {
        total: 120,
        next,
        rows: vec![1, 2],
    })
}

/// The change source that the caller names.
#[rest_method("test.connector", scope = "basic", read_only)]
pub async fn test_connector(call: Call) -> Result<Option<String>, Error> {
    Ok(call.connector().map(str::to_owned))
}

/// A file.
#[rest_method("test.file", scope = "basic", read_only, batch = false)]
pub async fn test_file(#[param] name: String) -> Result<Download, Error> {
    Ok(Download::new("text/csv; charset=utf-8", "a,b\n1,2\n").named(&name))
}

/// Fails in the way that is asked for.
#[rest_method("test.fail", scope = "basic", read_only)]
pub async fn test_fail(#[param] how: String) -> Result<bool, Error> {
    Err(match how.as_str() {
        "auth type" => SystemError::WrongAuthType(None).into(),
        "auth type, why" => SystemError::WrongAuthType(Some("by webhook".to_owned())).into(),
        "denied" => SystemError::AccessDenied(Denial::Unexplained).into(),
        "denied, why" => SystemError::AccessDenied(Denial::Because("Too young".to_owned())).into(),
        "waiting" => SystemError::ConfirmWaiting.into(),
        "refused" => SystemError::ConfirmDenied.into(),
        "license" => SystemError::WrongLicense("feature".to_owned()).into(),
        "low status" => Error::new("LOW", StatusCode::OK, "an error is no success"),
        _ => Error::new("OTHER", StatusCode::IM_A_TEAPOT, "another").with("extra", &[1, 2]),
    })
}

/// Checked parameters.
#[rest_method("test.checked", scope = "basic", read_only)]
pub async fn test_checked(
    #[param(range = 1..=5, default = 1)] rank: i64,
    #[param(length = ..=3, non_empty)] name: String,
) -> Result<(i64, String), Error> {
    Ok((rank, name))
}

/// The value of a JSON text.
#[rest_method("test.value", scope = "basic", read_only)]
pub async fn test_value(#[param] text: String) -> Result<Value, Error> {
    params::json::value_from_slice(text.as_bytes())
        .map_err(|error| Error::new("NO_JSON", StatusCode::BAD_REQUEST, error.to_string()))
}

/// The rows of a JSON text, as a page of a list with so many rows in all.
#[rest_method("test.rows", scope = "basic", read_only)]
pub async fn test_rows(
    #[param] text: String,
    #[param] total: u64,
    page: Page,
) -> Result<Paged<Value>, Error> {
    let rows = params::json::from_slice(text.as_bytes())
        .map_err(|error| Error::new("NO_JSON", StatusCode::BAD_REQUEST, error.to_string()))?;
    Ok(page.of(rows.values().cloned().collect(), total))
}

/// An error that the method returns as its result.
#[rest_method("test.soft", scope = "basic", read_only)]
pub async fn test_soft() -> Result<Array, Error> {
    Ok([("error", "SOFT"), ("error_description", "Not really")]
        .into_iter()
        .collect())
}
