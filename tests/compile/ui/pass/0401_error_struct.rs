#![allow(unused)]

use bitrix_rest::RestError;

#[derive(Debug, thiserror::Error, RestError)]
#[error("closed")]
#[rest(code = "CLOSED", status = 403, replaces = administrator_required)]
struct Closed;

#[derive(Debug, thiserror::Error, RestError)]
#[error("closed since {since}")]
#[rest(code = "CLOSED")]
struct ClosedSince {
    #[rest(extra)]
    since: String,
}

#[derive(Debug, thiserror::Error, RestError)]
#[error(transparent)]
#[rest(transparent)]
struct Wrapped(#[from] ClosedSince);

fn main() {
    assert_eq!(Closed.into_error().status().as_u16(), 403);
    let error = Wrapped::from(ClosedSince { since: "noon".to_owned() }).into_error();
    assert_eq!((error.code(), error.to_string().as_str(), error.extra().len()), ("CLOSED", "closed since noon", 1));
}
