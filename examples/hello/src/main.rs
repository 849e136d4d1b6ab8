//! A server with one REST method: `curl -d name=Ada http://127.0.0.1:8624/rest/1/secret/demo.hello`
use bitrix_rest::{AuthKind, Caller, Credentials, Error, Refusal, RestApi, rest_method};

/// Greets whom the caller names.
#[rest_method("demo.hello", scope = "basic")]
async fn demo_hello(#[param(non_empty)] name: String) -> Result<String, Error> {
    Ok(format!("Hello, {name}!"))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let authenticator = |shown: &Credentials| match shown {
        Credentials::Webhook { user, code } if user == "1" && code.matches("secret") => {
            Ok(Caller::new(AuthKind::Webhook))
        }
        _ => Err(Refusal::InvalidCredentials),
    };
    let api = RestApi::collect().authenticator(authenticator);
    let api = api.webhooks_over_http(true).build()?;
    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:8624");
    let listener = tokio::net::TcpListener::bind(address).await?;
    let router = axum::Router::new().fallback_service(api.into_service_at("/rest"));
    Ok(axum::serve(listener, router).await?)
}
