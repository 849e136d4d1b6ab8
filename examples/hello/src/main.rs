//! A server with one REST method of its own: `curl -d name=Ada http://127.0.0.1:8624/rest/1/secret/demo.hello`
use bitrix_rest::{AuthKind, Caller, Credentials, CurrentUser, Error, Refusal, RestApi, User};

/// Greets the caller.
#[bitrix_rest::rest_method("demo.hello", scope = "basic")]
async fn demo_hello(user: CurrentUser, #[param(non_empty)] name: String) -> Result<String, Error> {
    Ok(format!("Hello, {name}! You are user {}.", user.id))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let caller = || Caller::new(AuthKind::Webhook).with_user(User { id: 1, administrator: true });
    let authenticator = move |credentials: &Credentials| match credentials {
        Credentials::Webhook { user, code } if user == "1" && code.matches("secret") => Ok(caller()),
        _ => Err(Refusal::InvalidCredentials),
    };
    let api = RestApi::collect().authenticator(authenticator).webhooks_over_http(true).build()?;
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8624".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    Ok(axum::serve(listener, axum::Router::new().nest("/rest", api.into_router())).await?)
}
