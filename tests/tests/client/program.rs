//! The program that is run against the examples of Bitrix24's documentation and against ours.

use bitrix_rest::client::{Portal, Refer, Reference};
use bitrix_rest::object::{Ask, Direction, Filter, Order, Select, Selected, field};
use bitrix_rest::{Array, Error, Item, Items, Object, Paged, Truthy, Value, params, rest_method};
use bitrix_rest_methods::introspection::{AppInfo, AppInfoReply, Scope};
use bitrix_rest_methods::options::{UserOptionGet, UserOptionSet};
use bitrix_rest_methods::system::ServerTime;
use bitrix_rest_methods::users::{CallerProfile, Profile, UserCurrent};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// An entry of the event log, as far as it is asked for.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    #[object(filterable, sortable)]
    pub id: u64,
    #[object(filterable, sortable)]
    pub timestamp_x: String,
    pub severity: String,
    pub audit_type_id: String,
}

/// Lists entries.
#[rest_method("main.eventlog.list", scope = "main", versions(v3), read_only)]
async fn main_eventlog_list(
    select: Select<Entry>,
    filter: Filter<Entry>,
    order: Order<Entry>,
    #[param] pagination: Option<Array>,
) -> Result<Items<Selected<Entry>>, Error>;

/// An entry.
#[rest_method("main.eventlog.get", scope = "main", versions(v3), read_only)]
async fn main_eventlog_get(#[param] id: Option<u64>) -> Result<Item<Entry>, Error>;

/// A department.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub struct Department {
    pub id: String,
    pub name: String,
    pub sort: i64,
}

/// Departments.
#[rest_method("department.get", scope = "department", read_only)]
async fn department_get(#[param(rename = "ID")] id: Value) -> Result<Paged<Department>, Error>;

/// A task, as far as it is asked for.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    pub id: u64,
    pub title: String,
}

/// A task.
#[rest_method("tasks.task.get", scope = "tasks", versions(v3), read_only)]
async fn tasks_task_get(
    #[param] id: u64,
    #[param] select: Vec<String>,
) -> Result<Item<Task>, Error>;

/// Adds a task.
#[rest_method("tasks.task.add", scope = "tasks", versions(v3))]
async fn tasks_task_add(#[param] fields: Array) -> Result<Item<Task>, Error>;

/// Changes a task.
#[rest_method("tasks.task.update", scope = "tasks", versions(v3))]
async fn tasks_task_update(#[param] id: u64, #[param] fields: Array) -> Result<bool, Error>;

/// What the commands of a batch answered, or the codes of their errors.
type OfBatch = (Result<Array, String>, Result<Paged<Department>, String>);

/// What the portal told of REST 2.
pub struct Second {
    pub time: String,
    pub profile: CallerProfile,
    pub option: Value,
    pub options: Value,
    pub none_set: String,
    pub app: AppInfoReply,
    pub scopes: Vec<String>,
    pub methods: Vec<String>,
    pub user: Array,
    pub batches: [OfBatch; 2],
    pub halted: Option<usize>,
}

fn code(error: bitrix_rest::client::Error) -> String {
    error.code().to_owned()
}

pub async fn second(portal: &Portal) -> Second {
    let time = portal.call(ServerTime {}).await.unwrap();
    let profile = portal.call(Profile {}).await.unwrap();
    let options: Array = [("data", "value"), ("data2", "value2")]
        .into_iter()
        .collect();
    assert!(portal.call(UserOptionSet { options }).await.unwrap());
    let option = Some("data".to_owned());
    let option = portal.call(UserOptionGet { option }).await.unwrap();
    let all = portal.call(UserOptionGet { option: None }).await.unwrap();
    let options = Array::new();
    let none_set = portal.call(UserOptionSet { options }).await.unwrap_err();
    let app = portal.call(AppInfo {}).await.unwrap();
    let scopes = portal.call(Scope { full: Truthy(true) }).await.unwrap();
    #[expect(deprecated, reason = "it is documented")]
    let methods = bitrix_rest_methods::introspection::Methods {
        full: Truthy(false),
        scope: Some("user".to_owned()),
    };
    let methods = portal.call(methods).await.unwrap();
    let user = portal.call(UserCurrent {}).await.unwrap();
    let commands = || {
        let department = Reference::to::<UserCurrent>(0)
            .field("UF_DEPARTMENT")
            .field(0);
        let get = DepartmentGet { id: Value::Null };
        (UserCurrent {}, get.referring("ID", department))
    };
    let each = async || {
        let (user, departments) = portal.batch(commands()).each().await.unwrap();
        (user.map_err(code), departments.map_err(code))
    };
    let batches = [each().await, each().await];
    let halted = portal.batch(commands()).await;
    Second {
        time: time.to_string(),
        profile,
        option,
        options: all,
        none_set: code(none_set),
        app,
        scopes,
        methods,
        user,
        batches,
        halted: halted.err().and_then(|error| error.command()),
    }
}

/// What the portal told of REST 3.0.
pub struct Third {
    pub entries: Vec<Entry>,
    /// The codes of errors.
    pub pagination: String,
    pub found: Result<Entry, String>,
    pub missing: String,
    /// The fields that are said to be wrong.
    pub wrong: Vec<String>,
    pub tasks: Result<(Task, Task), String>,
    pub added: Result<Task, String>,
    pub changed: Result<(Task, Task, bool), String>,
}

pub async fn third(portal: &Portal) -> Third {
    let text = |text: &str| text.to_owned();
    let select = "id timestampX severity auditTypeId moduleId itemId userId description";
    let page = [("page", 1), ("limit", 20), ("offset", 0)];
    let pagination = Some(page.into_iter().collect());
    let from = field("timestampX").gte("2026-01-30T00:00:00+02:00");
    let asked = MainEventlogList { pagination }
        .ask()
        .select(select.split(' '))
        .filter(from & field("timestampX").lt("2026-01-31T00:00:00+02:00"))
        .order([("id", Direction::Ascending)]);
    let Items(entries) = portal.call(asked).await.unwrap();
    let entries = entries.into_iter().map(Selected::into_row).collect();
    let asked = MainEventlogList {
        pagination: Some([("limit", "abc")].into_iter().collect()),
    };
    let pagination = portal.call(asked).await.unwrap_err();
    let found = portal.call(MainEventlogGet { id: Some(1250) }).await;
    let missing = portal.call(MainEventlogGet { id: Some(999_999) }).await;
    let wrong = portal.call(MainEventlogGet { id: None }).await.unwrap_err();
    let get = |id| TasksTaskGet {
        id,
        select: vec![text("id"), text("title")],
    };
    let tasks = portal.batch((get(289), get(429))).await;
    let mut fields: Array = [("title", "Prepare a report")].into_iter().collect();
    fields.insert("responsibleId", 1);
    fields.insert("creatorId", 1);
    let added = portal.call(TasksTaskAdd { fields }).await;
    let update = TasksTaskUpdate {
        id: 0,
        fields: [("title", "Updated task")].into_iter().collect(),
    };
    let first = Reference::to::<TasksTaskGet>(0).field("id");
    let changed = (get(101), get(102), update.referring("id", first));
    let changed = portal.batch(changed).await;
    Third {
        entries,
        pagination: code(pagination),
        found: found.map(|Item(entry)| entry).map_err(code),
        missing: missing.map_err(code).unwrap_err(),
        wrong: wrong.validation().map(|(field, _)| text(field)).collect(),
        tasks: tasks.map(|(one, two)| (one.0, two.0)).map_err(code),
        added: added.map(|Item(task)| task).map_err(code),
        changed: changed
            .map(|(one, two, done)| (one.0, two.0, done))
            .map_err(code),
    }
}

pub fn read(json: Json) -> Value {
    params::json::value_from_slice(json.to_string().as_bytes()).unwrap()
}
