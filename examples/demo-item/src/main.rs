//! Serves the items: `curl 'http://127.0.0.1:8624/rest/1/secret/demo.item.list?order\[PRICE\]=DESC'`

use axum::Router;
use bitrix_rest_methods::{MemoryStore, Store};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows = MemoryStore::new().rows("demo");
    demo_item::seed(&rows).await?;
    let router = Router::new().fallback_service(demo_item::api(rows)?.into_service_at("/rest"));
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8624".to_owned());
    let listener = TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}
