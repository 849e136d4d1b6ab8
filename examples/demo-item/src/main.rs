//! Serves the items: `curl 'http://127.0.0.1:8624/rest/1/secret/demo.item.list?order\[PRICE\]=DESC'`

use axum::Router;
use bitrix_rest_methods::events::HttpSender;
use bitrix_rest_methods::oauth::{Endpoints, OAuth};
use bitrix_rest_methods::{Events, MemoryStore, Store};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "127.0.0.1:8624".to_owned());
    let store = MemoryStore::new();
    let rows = store.rows("demo");
    demo_item::seed(&rows).await?;
    let endpoints = Endpoints::at(&format!("http://{address}"))?;
    let oauth = OAuth::new(store.accounts("demo"), endpoints);
    let events = Events::builder(oauth, rows.clone(), HttpSender::new()?).build()?;
    let api = demo_item::api(rows, events)?;
    let router = Router::new().fallback_service(api.into_service_at("/rest"));
    let listener = TcpListener::bind(address).await?;
    Ok(axum::serve(listener, router).await?)
}
