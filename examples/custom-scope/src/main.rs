//! Serves the scope: `curl 'http://127.0.0.1:8624/rest/1/secret/sigurdtest.test?sword=gram'`

use axum::Router;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let router = Router::new().fallback_service(custom_scope::api()?.into_service_at("/rest"));
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8624".to_owned());
    let listener = TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}
