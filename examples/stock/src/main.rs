//! Serves the stock: `cargo run -p stock`, and then what it prints.
#![allow(clippy::print_stdout, reason = "it says what to try")]

use bitrix_rest_methods::{MemoryStore, Store};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Gone with the process. `SqliteStore::open("stock.db").await?`, with the feature `sqlite`, keeps it.
    let rows = MemoryStore::new().rows("stock");
    stock::seed(&rows).await?;
    let api = stock::api(rows)?;

    let address = std::env::args().nth(1);
    let address = address.as_deref().unwrap_or("127.0.0.1:8624");
    let listener = tokio::net::TcpListener::bind(address).await?;
    println!("Its methods: http://{address}/docs. Add a part with:");
    println!(
        r#"curl -H 'Content-Type: application/json' -d '{{"fields": {{"name": "Bolt M8", "quantity": 40, "supplierId": 1}}}}' http://{address}/rest/api/1/secret/stock.part.add"#
    );
    let router = api
        .documents("/rest")
        .fallback_service(api.into_service_at("/rest"));
    Ok(axum::serve(listener, router).await?)
}
