/// The account is closed.
#[derive(Debug, thiserror::Error, RestError)]
#[error("closed since {0}")]
#[rest(code = "CLOSED", status = 403, crate = renamed)]
struct Closed(#[rest(extra = "since")] String);
