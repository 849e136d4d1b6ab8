//! `user.option.get` and `user.option.set` as a Rust developer writes them by hand: axum routes, typed extractors, `Json`
//! in and out. The yardstick of the benchmark.

mod accounts;
mod envelope;
mod options;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Json, Path, State};
use axum::routing::post;
use serde::Deserialize;
use serde_json::{Map, Value};

use accounts::Accounts;
use envelope::{ApiError, Clock, Reply};
use options::Options;

/// What every handler can reach.
struct App {
    accounts: Accounts,
    options: Options,
}

#[derive(Deserialize)]
struct Get {
    option: Option<String>,
}

#[derive(Deserialize)]
struct Set {
    options: Map<String, Value>,
}

async fn user_option_get(
    State(app): State<Arc<App>>,
    clock: Clock,
    Path((user, code)): Path<(u64, String)>,
    Json(request): Json<Get>,
) -> Result<Reply<Value>, ApiError> {
    let running = clock.handler_starts();
    let owner = app.accounts.webhook(user, &code)?;
    let result = match request.option {
        Some(key) => app.options.one(&owner, &key).unwrap_or(Value::Null),
        None => match app.options.all(&owner) {
            // As PHP prints an empty array.
            all if all.is_empty() => Value::Array(Vec::new()),
            all => Value::Object(all),
        },
    };
    Ok(running.reply(result))
}

async fn user_option_set(
    State(app): State<Arc<App>>,
    clock: Clock,
    Path((user, code)): Path<(u64, String)>,
    Json(request): Json<Set>,
) -> Result<Reply<bool>, ApiError> {
    let running = clock.handler_starts();
    let owner = app.accounts.webhook(user, &code)?;
    if request.options.is_empty() {
        return Err(ApiError::NoOptions);
    }
    app.options.set(owner, request.options);
    Ok(running.reply(true))
}

async fn unknown_method() -> ApiError {
    ApiError::MethodNotFound
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = App {
        accounts: Accounts::demo(),
        options: Options::default(),
    };
    let router = Router::new()
        .route("/rest/{user}/{code}/user.option.get", post(user_option_get))
        .route("/rest/{user}/{code}/user.option.set", post(user_option_set))
        .fallback(unknown_method)
        .with_state(Arc::new(app));
    bitrix_rest_bench::serve(router)
}
