//! Methods to call.

use std::collections::BTreeMap;

use bitrix_rest::{
    Array, Call, Created, CurrentUser, Date, DateTime, Error, Exception, Item, Items, Page, Paged,
    RestError, State, Value, rest_method,
};
use bitrix_rest_tests::server::{Answer, Server};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// What ran, in order.
pub type Ran = Arc<Mutex<Vec<String>>>;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Town {
    pub id: i64,
    pub name: String,
    pub tags: BTreeMap<String, String>,
}

pub fn town(id: i64) -> Town {
    Town {
        id,
        name: format!("town {id}"),
        tags: BTreeMap::new(),
    }
}

/// One town.
#[rest_method("demo.town.get", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_town_get(#[param] id: i64) -> Result<Item<Town>, Error> {
    match id {
        404 => Err(Exception::EntityNotFound(id.to_string()).into()),
        _ => Ok(Item(town(id))),
    }
}

/// All towns.
#[rest_method("demo.town.list", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_town_list(#[param] ids: Option<Vec<i64>>) -> Result<Items<Town>, Error> {
    Ok(Items(
        ids.unwrap_or_default().into_iter().map(town).collect(),
    ))
}

/// Makes a town, and tells the test.
#[rest_method("demo.town.add", scope = "basic", versions(v2, v3))]
pub async fn demo_town_add(
    State(ran): State<Ran>,
    #[param(non_empty)] name: String,
) -> Result<Created, Error> {
    ran.lock().unwrap().push(format!("add {name}"));
    Ok(Created(17))
}

/// A flag.
#[rest_method("demo.town.delete", scope = "basic", versions(v2, v3))]
pub async fn demo_town_delete(#[param] id: i64) -> Result<bool, Error> {
    Ok(id > 0)
}

/// A type of its own.
#[derive(Serialize, JsonSchema)]
pub struct Count {
    pub count: usize,
    pub next: i64,
    pub empty: BTreeMap<String, String>,
}

/// Counts, in an object of its own.
#[rest_method("demo.town.count", scope = "basic", versions(v3), read_only)]
pub async fn demo_town_count() -> Result<Count, Error> {
    Ok(Count {
        count: 3,
        next: 4,
        empty: BTreeMap::new(),
    })
}

/// Pages of numbers.
#[rest_method("demo.number.list", scope = "basic", versions(v2, v3), read_only)]
pub async fn demo_number_list(page: Page) -> Result<Paged<u64>, Error> {
    let all = 0..2_500_u64;
    let first = usize::try_from(page.offset()).unwrap();
    let rows = all.skip(first).take(page.limit()).collect();
    Ok(page.of(rows, 2_500))
}

/// What is inside of `fields`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct TownFields {
    pub population: i64,
    pub founded: Option<Date>,
    pub seen: Option<DateTime>,
}

/// Strict inside, as PHP outside.
#[rest_method("demo.town.update", scope = "basic", versions(v3))]
pub async fn demo_town_update(
    #[param] id: i64,
    #[param] fields: TownFields,
    #[param] note: Option<String>,
) -> Result<Item<Array>, Error> {
    let mut item = Array::new();
    item.insert("id", id);
    item.insert("population", fields.population);
    item.insert("note", note);
    Ok(Item(item))
}

/// Everything that came.
#[rest_method("demo.echo", scope = "basic", versions(v2, v3))]
pub async fn demo_echo(call: Call, #[param] other: Option<i64>) -> Result<Item<Value>, Error> {
    let _ = other;
    Ok(Item(Value::Array(call.parameters().clone())))
}

/// An error of its own.
#[derive(Debug, thiserror::Error, RestError)]
pub enum TownError {
    /// Full.
    #[error("the town is full")]
    #[rest(code = "TOWN_FULL", status = 409)]
    Full {
        /// How many live there.
        #[rest(extra)]
        people: i64,
    },
    /// Broken.
    #[error("the disk of the archive is gone")]
    #[rest(internal)]
    Archive,
}

/// Fails in the way that is asked for.
#[rest_method("demo.town.fail", scope = "basic", versions(v2, v3))]
pub async fn demo_town_fail(#[param] how: String) -> Result<bool, TownError> {
    match how.as_str() {
        "full" => Err(TownError::Full { people: 9 }),
        "archive" => Err(TownError::Archive),
        _ => Ok(true),
    }
}

/// Of a scope.
#[rest_method("demo.deep.town.get", scope = custom("lake"), versions(v3), read_only)]
pub async fn demo_deep_town_get(user: CurrentUser) -> Result<Item<u64>, Error> {
    Ok(Item(user.id))
}

/// Another method of the same name in REST 2 and in REST 3.0.
#[rest_method("demo.twice", scope = "basic", params = TwiceOfOld)]
pub async fn demo_twice_of_old() -> Result<i64, Error> {
    Ok(2)
}

/// The new one.
#[rest_method("demo.twice", scope = "basic", params = TwiceOfNew, versions(v3))]
pub async fn demo_twice_of_new() -> Result<i64, Error> {
    Ok(3)
}

/// Of REST 3.0, but not in a batch.
#[rest_method("demo.alone", scope = "basic", versions(v3), batch = false)]
pub async fn demo_alone() -> Result<bool, Error> {
    Ok(true)
}

pub fn server() -> (Server, Ran) {
    let ran = Ran::default();
    let server = Server::with(|builder| builder.webhooks_over_http(true).state(ran.clone()));
    (server.unwrap(), ran)
}

/// A call with a token that may do it.
pub async fn call(server: &Server, method: &str, body: serde_json::Value) -> Answer {
    server
        .post(&format!("/rest/api/{method}?auth=tok"), body)
        .await
}

/// Status and the code behind the common beginning.
pub fn code(answer: &Answer) -> (u16, String) {
    let json = answer.json();
    let code = json["error"]["code"].as_str().unwrap_or("(none)");
    let code = code.strip_prefix("BITRIX_REST_V3_EXCEPTION_");
    let code = code.unwrap_or_else(|| json["error"]["code"].as_str().unwrap_or("(none)"));
    let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["error"], "no `result` and no `time` beside an error");
    (answer.status, code.to_owned())
}
