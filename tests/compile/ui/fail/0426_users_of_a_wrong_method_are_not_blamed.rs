use bitrix_rest::{Error, Method, rest_method};

/// Asks.
#[rest_method("acme.ask", scope = "basic")]
async fn ask(#[param(range = 9..=1)] count: u8) -> Result<u8, Error> {
    Ok(count)
}

fn main() {
    let _ = AcmeAsk::DESCRIPTOR.name();
    let _ = bitrix_rest::RestApi::explicit().method::<AcmeAsk>();
}
