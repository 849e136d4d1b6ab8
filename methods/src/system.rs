//! What the server says of itself.

use bitrix_rest::{Call, DateTime, Error, rest_method};

// P-220.
/// The current time of the server, in its own time zone.
#[rest_method("server.time", scope = "basic", read_only)]
pub async fn server_time(call: Call) -> Result<DateTime, Error> {
    Ok(call.now())
}
