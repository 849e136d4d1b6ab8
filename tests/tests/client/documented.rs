//! One program, run against the examples of the documentation of Bitrix24 (`documented/*.json`), and against ours.

use std::collections::VecDeque;
use std::sync::Mutex;

use bitrix_rest::client::{OAuth, Pace, Portal, Tokens, Transport, TransportError};
use bitrix_rest::http::{Request, Response, StatusCode};
use bitrix_rest::{Array, BoxFuture, Value, params};
use bitrix_rest_methods::introspection::{AppInfoReply, ApplicationInfo};
use bitrix_rest_methods::users::{CallerProfile, ProfileFields};
use bitrix_rest_tests::portal;
use serde_json::Value as Json;

use crate::program::{Department, Task, read, second, third};

/// Answers as the examples do, to those who ask what they ask, in their order.
struct Documented {
    left: Mutex<VecDeque<Json>>,
    /// What is called otherwise by the client.
    names: &'static [(&'static str, &'static str)],
}

impl Documented {
    fn new(text: &str, names: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            left: Mutex::new(serde_json::from_str(text).unwrap()),
            names,
        }
    }

    fn next(&self) -> Json {
        let next = self
            .left
            .lock()
            .unwrap()
            .pop_front()
            .expect("no more examples");
        let renamed = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        let text = self.names.iter().fold(next.to_string(), renamed);
        serde_json::from_str(&text).unwrap()
    }
}

/// A body without what the documentation leaves out or writes otherwise: the names of unnamed commands, and percent signs.
fn plain(body: &[u8], asked: &Json) -> Json {
    let mut body: Json = serde_json::from_slice(body).unwrap();
    for (command, asked) in body
        .as_array_mut()
        .into_iter()
        .flatten()
        .zip(asked.as_array().into_iter().flatten())
    {
        if asked.get("as").is_none() {
            command.as_object_mut().unwrap().remove("as");
        }
    }
    let commands = body.get_mut("cmd").and_then(Json::as_object_mut);
    for command in commands
        .into_iter()
        .flat_map(|commands| commands.values_mut())
    {
        let text = command.as_str().unwrap();
        let (name, query) = text.split_once('?').unwrap();
        let query = params::query::parse(query.as_bytes(), &params::query::FormLimits::default());
        let written: Vec<String> = query
            .iter()
            .map(|(key, value)| format!("{key}={}", value.as_str().unwrap()))
            .collect();
        let written = [name, &written.join("&")].join("?");
        *command = written.trim_end_matches('?').into();
    }
    body
}

impl Transport for Documented {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, Result<Response<Vec<u8>>, TransportError>> {
        let example = self.next();
        let asked = &example["request"];
        assert_eq!(request.uri().to_string(), asked["url"].as_str().unwrap());
        let headers = request.headers();
        match asked.get("form") {
            Some(form) => {
                let limits = params::query::FormLimits::default();
                let sent = params::query::parse(request.body(), &limits);
                assert_eq!(Value::Array(sent), read(form.clone()));
            }
            None => {
                assert_eq!(plain(request.body(), &asked["body"]), asked["body"]);
                assert_eq!(headers["content-type"], "application/json");
                assert_eq!(headers["accept"], "application/json");
                let token = headers["authorization"].to_str().unwrap();
                assert!(token.starts_with("Bearer "), "{token}");
                let has_key = asked.get("idempotency_key").is_some();
                assert_eq!(headers.contains_key("idempotency-key"), has_key);
            }
        }
        let status = u16::try_from(example["status"].as_u64().unwrap()).unwrap();
        let response = Response::builder().status(StatusCode::from_u16(status).unwrap());
        let response = response.body(example["answer"].to_string().into_bytes());
        Box::pin(async move { response.map_err(TransportError::new) })
    }
}

const ENDPOINT: &str = "https://account.bitrix24.com/rest/";

fn oauth() -> OAuth {
    OAuth::new(
        "app.573ad8a0346747.09223434",
        "LJSl0lNB76B5YY6u0YVQ3AW0DrVADcRTwVr4y99PXU1BWQybWK",
        Tokens::new("old", "nfhxkzk3gvrg375wl7u7xex9awz6o3k8"),
    )
    .server("https://oauth.bitrix.info/oauth/token/")
}

// Proves: P-1, P-57, P-89, P-90, P-101, P-110, P-116, P-126, P-148
#[tokio::test(start_paused = true)]
async fn what_bitrix24_documents_of_rest_2() {
    let text = include_str!("documented/rest2.json");
    let names = &[("get_user", "c0"), ("get_department", "c1")];
    let portal = Portal::oauth(ENDPOINT, oauth()).unwrap();
    let told = second(&portal.clone().through(Documented::new(text, names))).await;
    assert_eq!(told.time, "2024-08-05T09:02:13+00:00");
    let profile = ProfileFields {
        id: "1".to_owned(),
        admin: true,
        name: "Vadim".to_owned(),
        last_name: "Valeev".to_owned(),
        personal_gender: String::new(),
        time_zone: String::new(),
        personal_photo: String::new(),
    };
    assert_eq!(told.profile, CallerProfile::User(profile));
    assert_eq!(told.option, "value".into());
    let all: Array = [("data", "value"), ("data2", "value2")]
        .into_iter()
        .collect();
    assert_eq!(told.options, all.into());
    assert_eq!(told.none_set, "ERROR_ARGUMENT");
    let AppInfoReply::Application(app) = told.app else {
        panic!("no application: {:?}", told.app);
    };
    let ApplicationInfo {
        id,
        version,
        status,
        days,
        ..
    } = *app;
    assert_eq!((id, version, status, days), (5, 4, 'F', None));
    assert_eq!(
        (app.code.as_str(), app.license.as_str()),
        ("telefum24.kp10", "de_ent10000")
    );
    assert_eq!(told.scopes, ["department", "entity", "log", "user"]);
    assert_eq!(
        (told.methods.len(), told.methods[2].as_str()),
        (10, "user.get")
    );
    assert_eq!(told.user.get("UF_DEPARTMENT"), Some(&vec![1].into()));
    let [(user, departments), failed] = told.batches;
    assert_eq!(user.unwrap().get("EMAIL"), Some(&"my@example.com".into()));
    let departments = departments.unwrap();
    assert_eq!((departments.total(), departments.next()), (Some(1), None));
    let department = Department {
        id: "1".to_owned(),
        name: "DEMO".to_owned(),
        sort: 500,
    };
    assert_eq!(departments.items(), [department]);
    let scope = "insufficient_scope".to_owned();
    assert_eq!(failed.0, Err(scope.clone()));
    assert_eq!(failed.1.unwrap_err(), scope);
    assert_eq!(told.halted, Some(0));
    assert_eq!(
        portal.tokens().unwrap().access().expose(),
        "ydtj8pho532wydb5ixk78ol7uqlb7sch"
    );
}

// Proves: P-1, P-137, P-138, P-145, P-165, P-167, P-171
#[tokio::test]
async fn what_bitrix24_documents_of_rest_3() {
    let text = include_str!("documented/rest3.json");
    let portal = Portal::oauth(ENDPOINT, oauth()).unwrap();
    let told = third(&portal.through(Documented::new(text, &[("first_task", "c0")]))).await;
    let ids: Vec<u64> = told.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [443_585, 443_623]);
    assert_eq!(told.entries[1].timestamp_x, "2026-01-22T05:21:51+02:00");
    assert_eq!(
        told.pagination,
        "BITRIX_REST_V3_EXCEPTION_INVALIDPAGINATIONEXCEPTION"
    );
    assert_eq!(told.found.unwrap().audit_type_id, "USER_AUTHORIZE");
    assert_eq!(
        told.missing,
        "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION"
    );
    assert_eq!(told.wrong, ["id"]);
    let task = |id, title: &str| Task {
        id,
        title: title.to_owned(),
    };
    let tasks = (task(289, "Test time 1"), task(429, "Deadline automation"));
    assert_eq!(told.tasks, Ok(tasks));
    assert_eq!(told.added, Ok(task(42, "Prepare report")));
    let changed = (task(101, "First task"), task(102, "Second task"), true);
    assert_eq!(told.changed, Ok(changed));
}

const CONFIGURATION: &str = r#"
[[applications]]
client_id = "app.573ad8a0346747.09223434"
client_secret = "LJSl0lNB76B5YY6u0YVQ3AW0DrVADcRTwVr4y99PXU1BWQybWK"
scopes = ["user", "main"]
[[tokens]]
token = "old"
refresh = "nfhxkzk3gvrg375wl7u7xex9awz6o3k8"
application = "app.573ad8a0346747.09223434"
user = 1
expired = true
[[users]]
id = 1
login = "ada"
administrator = true
[[faults]]
method = "profile"
kind = "query-limit"
count = 1
"#;

/// What Bitrix24 has and ours does not is an error that says so.
// Proves: P-90, P-101, P-148
#[tokio::test]
async fn the_same_program_on_our_own() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("portal.toml");
    std::fs::write(&config, CONFIGURATION).unwrap();
    let served = portal::Portal::serve(&config, "memory:", "error", folder.path()).unwrap();
    let at = |path: &str| format!("http://{}/{path}", served.address());
    let portal = Portal::oauth(&at("rest/"), oauth().server(at("oauth/token/"))).unwrap();
    let portal = portal.paced(Pace::UNLIMITED);
    let told = second(&portal).await;
    assert!(told.time.starts_with("20"), "{}", told.time);
    let CallerProfile::User(profile) = told.profile else {
        panic!("nobody");
    };
    assert_eq!((profile.id.as_str(), profile.admin), ("1", true));
    assert_eq!(told.option, "value".into());
    let all: Array = [("data", "value"), ("data2", "value2")]
        .into_iter()
        .collect();
    assert_eq!(told.options, all.into());
    assert_eq!(told.none_set, "ArgumentNullException");
    assert!(matches!(told.app, AppInfoReply::Application(app) if app.installed));
    assert!(
        told.scopes.iter().any(|scope| scope == "user"),
        "{:?}",
        told.scopes
    );
    assert!(
        told.methods.iter().any(|name| name == "user.get"),
        "{:?}",
        told.methods
    );
    assert_eq!(told.user.get("ID"), Some(&"1".into()));
    for (user, departments) in told.batches {
        assert_eq!(user.unwrap().get("ID"), Some(&"1".into()));
        assert_eq!(departments.unwrap_err(), "ERROR_METHOD_NOT_FOUND");
    }
    assert_eq!(told.halted, Some(1));

    let told = third(&portal).await;
    assert!(
        told.entries
            .iter()
            .all(|entry| entry.timestamp_x.starts_with("2026-01-30"))
    );
    assert_eq!(
        told.pagination,
        "BITRIX_REST_V3_EXCEPTION_INVALIDPAGINATIONEXCEPTION"
    );
    assert_eq!(
        told.missing,
        "BITRIX_REST_V3_EXCEPTION_ENTITYNOTFOUNDEXCEPTION"
    );
    assert_eq!(told.found.unwrap_err(), told.missing);
    assert_eq!(told.wrong, ["id"]);
    let unknown = "BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION";
    assert_eq!(told.tasks.unwrap_err(), unknown);
    assert_eq!(told.added.unwrap_err(), unknown);
    assert_eq!(told.changed.unwrap_err(), unknown);
}
