//! Objects to ask for, and methods on them.

use std::sync::{Arc, LazyLock, Mutex};

use bitrix_rest::object::{
    self, Add, Aggregate, Aggregates, Cursor, FieldInfo, Fields, Filter, Order, Select, Selected,
    Target, Update,
};
use bitrix_rest::openapi::Document;
use bitrix_rest::{
    AuthKind, Caller, Created, Credentials, Date, DateTime, Error, Exception, Item, Items, Object,
    Page, Paged, Refusal, RestApi, State, User, openapi, rest_method,
};
use bitrix_rest_methods::{MemoryStore, Store};
use bitrix_rest_tests::server::{Answer, Server};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    /// By which it is found.
    #[object(filterable, sortable, title = "ID")]
    pub id: u64,
    /// What is to be done.
    ///
    /// In one line.
    #[object(filterable, sortable, editable, required(add, update))]
    pub title: String,
    /// How urgent it is.
    #[object(filterable, sortable, editable)]
    pub urgency: Option<i64>,
    /// What it costs.
    #[object(filterable, sortable, editable)]
    pub hourly_price: f64,
    /// Whether it is done.
    #[object(filterable, editable(update))]
    pub is_done: bool,
    /// Of which kind.
    #[object(filterable, editable, required(add))]
    pub level: Level,
    /// Until when.
    #[object(filterable, sortable, editable)]
    pub due: Option<Date>,
    /// Since when.
    #[object(filterable, sortable)]
    pub created: DateTime,
    /// Words.
    #[object(filterable, editable)]
    pub tags: Vec<String>,
    /// What only those see who may.
    pub note: String,
    /// Who does it.
    #[object(relation)]
    pub responsible: Option<Person>,
    /// Who is told of it.
    #[object(relation)]
    pub watchers: Vec<Person>,
    /// Nobody sees it.
    #[serde(skip)]
    pub inner: u8,
}

/// A kind of task.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As usual.
    Plain,
    /// Not as usual.
    Special,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[object(name = "PersonDto")]
pub struct Person {
    /// By which they are found.
    pub id: u64,
    /// What they are called.
    pub name: String,
    /// Where they work.
    #[object(relation)]
    pub department: Option<Department>,
}

/// A department.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
pub struct Department {
    /// By which it is found.
    pub id: u64,
    /// What it is called.
    pub title: String,
}

pub fn person(id: u64) -> Person {
    Person {
        id,
        name: format!("person {id}"),
        department: Some(Department {
            id: 9,
            title: "all".into(),
        }),
    }
}

/// Five tasks: titles one … five.
pub fn tasks() -> Vec<Task> {
    let words = ["one", "Two", "three", "four", "five"];
    let task = |(id, title): (u64, &&str)| Task {
        id,
        title: (*title).to_owned(),
        urgency: (id != 3).then_some(10 - id as i64),
        hourly_price: id as f64 / 2.0,
        is_done: id % 2 == 0,
        level: match id {
            5 => Level::Special,
            _ => Level::Plain,
        },
        due: Date::new(2026, 1, id as i8).filter(|_| id < 4),
        created: DateTime::from_unix(1_767_225_600 + id as i64 * 3600, 0).unwrap(),
        tags: match id {
            1 => vec!["red".into(), "blue".into()],
            2 => vec!["blue".into()],
            _ => Vec::new(),
        },
        note: "secret".into(),
        responsible: (id != 2).then(|| person(id + 100)),
        watchers: vec![person(1); id as usize - 1],
        inner: 1,
    };
    (1..).zip(&words).map(task).collect()
}

/// What was written.
pub type Kept = Arc<Mutex<Vec<Task>>>;

/// Lists tasks.
#[rest_method("demo.task.list", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_list(
    select: Select<Task>,
    filter: Filter<Task>,
    order: Order<Task>,
    page: Page,
) -> Result<Paged<Selected<Task>>, Error> {
    let mut found = tasks();
    found.retain(|task| filter.accepts(task));
    order.sort(&mut found);
    Ok(page.cut(found).map(|task| select.of(task)))
}

/// Answers a task, whose people are read only if they are asked for.
#[rest_method("demo.task.get", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_get(
    select: Select<Task>,
    #[param] id: u64,
) -> Result<Item<Selected<Task>>, Error> {
    let mut found = tasks().into_iter().filter(|task| task.id == id);
    let mut task = found
        .next()
        .ok_or_else(|| Exception::EntityNotFound(id.to_string()))?;
    if !select.wants("watchers") {
        task.watchers = vec![person(404)];
    }
    Ok(Item(select.of(task)))
}

/// Goes on reading.
#[rest_method("demo.task.tail", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_tail(
    select: Select<Task>,
    filter: Filter<Task>,
    cursor: Cursor<Task>,
) -> Result<Items<Selected<Task>>, Error> {
    let found = tasks().into_iter().filter(|task| filter.accepts(task));
    let found = cursor.take(found).into_iter();
    Ok(Items(found.map(|task| select.of(task)).collect()))
}

/// Sums and counts tasks.
#[rest_method("demo.task.aggregate", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_aggregate(
    aggregate: Aggregate<Task>,
    filter: Filter<Task>,
) -> Result<Aggregates, Error> {
    let found = tasks().into_iter().filter(|task| filter.accepts(task));
    Ok(aggregate.of(found))
}

/// Lists tasks of one kind.
#[rest_method("demo.task.some", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_some(filter: Filter<Task>) -> Result<bool, Error> {
    filter.must_contain("level")?;
    Ok(true)
}

/// Adds a task.
#[rest_method("demo.task.add", scope = "basic", versions(v3))]
pub async fn demo_task_add(
    State(kept): State<Kept>,
    fields: Fields<Task, Add>,
) -> Result<Created, Error> {
    let mut blank = tasks().remove(0);
    blank.id = 17;
    let task = fields.onto(&blank)?;
    kept.lock().unwrap().push(task);
    Ok(Created(17))
}

/// Changes tasks.
#[rest_method("demo.task.update", scope = "basic", versions(v3))]
pub async fn demo_task_update(
    State(kept): State<Kept>,
    target: Target<Task>,
    fields: Fields<Task, Update>,
) -> Result<bool, Error> {
    let mut changed = Vec::new();
    for task in tasks().iter().filter(|task| target.accepts(task)) {
        changed.push(fields.onto(task)?);
    }
    let is_any = !changed.is_empty();
    kept.lock().unwrap().extend(changed);
    Ok(is_any)
}

/// Describes fields.
#[rest_method("demo.task.field.list", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_field_list(
    select: Select<FieldInfo>,
) -> Result<Items<Selected<FieldInfo>>, Error> {
    Ok(object::field_list::<Task>(&select))
}

/// Describes a field.
#[rest_method("demo.task.field.get", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_field_get(
    select: Select<FieldInfo>,
    #[param] name: String,
) -> Result<Item<Selected<FieldInfo>>, Error> {
    object::field_get::<Task>(&name, &select)
}

/// A server, and what was written. `tok` is a user, `few` one whose scope shows `id` and `title` alone.
pub fn server() -> (Server, Kept) {
    let kept = Kept::default();
    let who = |credentials: &Credentials| {
        let Credentials::Token(token) = credentials else {
            return Err(Refusal::InvalidCredentials);
        };
        let caller = Caller::new(AuthKind::OAuth).with_user(User {
            id: 7,
            administrator: false,
        });
        Ok(match token.matches("few") {
            true => caller.with_scopes(["demo.task[id:title]"]),
            false => caller,
        })
    };
    let store = MemoryStore::new();
    let api = RestApi::collect()
        .state(store.options())
        .state(store.accounts("portal"))
        .state(kept.clone())
        .authenticator(who);
    (Server::of(api.build().unwrap()), kept)
}

pub async fn call_as(token: &str, method: &str, body: Value) -> Answer {
    let (server, _) = server();
    let path = format!("/rest/api/demo.task.{method}?auth={token}");
    let answer = server.post(&path, body).await;
    if answer.status != 200 {
        is_documented(method, &answer);
    }
    answer
}

/// The document of a method has whatever code a test gets from it, under its status, but for what the functions above answer with
/// an error that declares no codes.
fn is_documented(method: &str, answer: &Answer) {
    static DOCUMENT: LazyLock<Document> =
        LazyLock::new(|| openapi::v3(RestApi::collect().methods()));
    let error = answer.json()["error"].clone();
    let code = error["code"].as_str().unwrap();
    let own = [
        Exception::EntityNotFound(String::new()),
        Exception::FieldNotFound(String::new()),
        Exception::FilterMustContain(String::new()),
    ];
    if own.iter().any(|own| own.code() == code) {
        return;
    }
    let responses = &DOCUMENT.paths[&format!("/demo.task.{method}")]["post"]["responses"];
    let response = &responses[answer.status.to_string()]["content"]["application/json"];
    let told = &response["examples"][code];
    assert_eq!(
        told["value"]["error"]["code"], code,
        "{method} {}",
        answer.text
    );
    assert!(!told["description"].as_str().unwrap().is_empty());
}

pub async fn call(method: &str, body: Value) -> Answer {
    call_as("tok", method, body).await
}

/// The ids of the rows, in their order.
pub async fn ids(method: &str, body: Value) -> Vec<u64> {
    let answer = call(method, body.clone()).await;
    assert_eq!(answer.status, 200, "{body} {}", answer.text);
    let items = answer.result()["items"].clone();
    let ids = items.as_array().unwrap().iter().map(|item| &item["id"]);
    ids.map(|id| id.as_u64().unwrap()).collect()
}

/// The code behind the common beginning, and the message.
pub async fn refused(method: &str, body: Value) -> (String, String) {
    let answer = call(method, body.clone()).await;
    assert_eq!(answer.status, 400, "{body} {}", answer.text);
    let error = answer.json()["error"].clone();
    let code = error["code"].as_str().unwrap();
    let code = code.strip_prefix("BITRIX_REST_V3_EXCEPTION_").unwrap();
    let message = error["message"].as_str().unwrap().to_owned();
    (code.strip_suffix("EXCEPTION").unwrap().to_owned(), message)
}

/// What is wrong with which field.
pub async fn validation(method: &str, body: Value) -> Vec<(String, String)> {
    let answer = call(method, body.clone()).await;
    assert_eq!(answer.status, 400, "{body} {}", answer.text);
    let list = answer.json()["error"]["validation"].clone();
    let list = list.as_array().unwrap_or_else(|| panic!("{}", answer.text));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let each = list.iter();
    each.map(|one| (text(&one["field"]), text(&one["message"])))
        .collect()
}

pub fn filtered(filter: Value) -> Value {
    json!({"filter": filter, "select": ["id"]})
}
