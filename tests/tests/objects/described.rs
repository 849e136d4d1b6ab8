//! What is told of objects.

use serde_json::{Value, json};

use crate::tasks::{call, refused, server};

async fn field(name: &str, select: Value) -> Value {
    let answer = call("field.get", json!({"name": name, "select": select})).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.result()["item"].clone()
}

// Proves: P-193, P-197
#[tokio::test]
async fn fields_are_described() {
    let answer = call("field.list", json!({})).await;
    let items = answer.result()["items"].clone();
    let names: Vec<&str> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["name"].as_str().unwrap())
        .collect();
    let all = [
        "id",
        "title",
        "urgency",
        "hourlyPrice",
        "isDone",
        "level",
        "due",
        "created",
        "tags",
        "note",
        "responsible",
        "watchers",
    ];
    assert_eq!(names, all);
    let title = json!({
        "name": "title", "type": "string", "title": "What is to be done",
        "description": "What is to be done.\n\nIn one line.", "validationRules": [],
        "requiredGroups": ["add", "update"], "filterable": true, "sortable": true, "editable": true,
        "multiple": false, "elementType": null,
    });
    assert_eq!(items[1], title);
    assert_eq!(field("title", json!(null)).await, title);
    let told = json!(["type", "multiple", "elementType", "editable"]);
    for (name, kind, multiple, element, editable) in [
        ("id", "int", false, json!(null), false),
        ("urgency", "int", false, json!(null), true),
        ("hourlyPrice", "float", false, json!(null), true),
        ("isDone", "bool", false, json!(null), true),
        ("level", "string", false, json!(null), true),
        ("due", "object", false, json!("date"), true),
        ("created", "object", false, json!("datetime"), false),
        ("tags", "array", true, json!("string"), true),
        ("responsible", "object", false, json!("PersonDto"), false),
        ("watchers", "array", true, json!("PersonDto"), false),
    ] {
        let expected = json!({"type": kind, "editable": editable, "multiple": multiple, "elementType": element});
        assert_eq!(field(name, told.clone()).await, expected, "{name}");
    }
    assert_eq!(field("id", json!(["title"])).await, json!({"title": "ID"}));
}

// Proves: P-170, P-193, P-275, P-280
#[tokio::test]
async fn unknown_fields_are_no_secret() {
    let answer = call("field.get", json!({"name": "wings"})).await;
    let error = answer.json()["error"].clone();
    assert_eq!(answer.status, 404);
    assert_eq!(
        error["code"],
        "BITRIX_REST_V3_REALISATION_EXCEPTION_FIELDNOTFOUNDEXCEPTION"
    );
    assert_eq!(error["message"], "Field `wings` not found");
    for (method, body) in [
        ("field.list", json!({"select": ["name", "wings"]})),
        ("field.get", json!({"name": "id", "select": ["wings"]})),
    ] {
        assert_eq!(refused(method, body).await.0, "UNKNOWNDTOPROPERTY");
    }
    // A name that the object itself has not is ignored.
    let answer = call("list", json!({"select": ["wings", "id"]})).await;
    assert_eq!(answer.result()["items"][0], json!({"id": 1}));
}

// Proves: P-157, P-158, P-188
#[tokio::test]
async fn what_a_method_asks_of_objects_counts_as_its_parameters() {
    let (server, _) = server();
    for method in ["list", "tail", "field.list", "add"] {
        let path = format!("/rest/api/demo.task.{method}?auth=tok");
        for (kind, body) in [
            ("text/plain", "{}"),
            ("application/json", "{"),
            ("application/json", ""),
        ] {
            let answer = server.post_as(&path, kind, body).await;
            let code = answer.json()["error"]["code"].clone();
            assert_eq!(
                code, "BITRIX_REST_V3_EXCEPTION_INVALIDJSONEXCEPTION",
                "{method} {kind} {body}"
            );
        }
    }
    // Nothing of it is required but `fields`; and nothing is read from the query.
    let answer = server
        .get("/rest/api/demo.task.list?auth=tok&select[]=id&filter=x")
        .await;
    assert_eq!(answer.result()["items"][0]["title"], "one");
    let answer = server.get("/rest/api/demo.task.add?auth=tok").await;
    assert_eq!(answer.json()["error"]["validation"][0]["field"], "fields");
}

// Proves: P-188, P-190, P-191
#[tokio::test]
async fn the_document_has_them() {
    let (server, _) = server();
    let answer = server
        .post("/rest/api/rest.documentation.openapi?auth=tok", json!({}))
        .await;
    let document = answer.json();
    let body = |method: &str| {
        let path = format!("/demo.task.{method}");
        let post = &document["paths"][&path]["post"];
        post["requestBody"]["content"]["application/json"]["schema"]["properties"].clone()
    };
    let keys = |value: &Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    assert_eq!(
        keys(&body("list")),
        ["filter", "order", "pagination", "select"]
    );
    assert_eq!(keys(&body("tail")), ["cursor", "filter", "select"]);
    assert_eq!(keys(&body("get")), ["id", "select"]);
    assert_eq!(keys(&body("update")), ["fields", "filter", "id"]);
    let list = body("list");
    assert!(
        list["filter"]["description"]
            .as_str()
            .unwrap()
            .contains("hourlyPrice")
    );
    let sortable = ["created", "due", "hourlyPrice", "id", "title", "urgency"];
    assert_eq!(keys(&list["order"]["properties"]), sortable);
    assert_eq!(body("add")["fields"]["required"], json!(["title", "level"]));
    let post = |method: &str| document["paths"][format!("/demo.task.{method}")].clone();
    let schema = |method: &str| {
        let body = &post(method)["post"]["requestBody"]["content"]["application/json"];
        body["schema"]["required"].clone()
    };
    assert_eq!(schema("update"), json!(["fields"]));
    assert_eq!(schema("list"), json!(null));
    // What has no parameters but these can go wrong by them, and is not for `GET`.
    assert!(post("list").get("get").is_none());
    assert!(post("list")["post"]["responses"]["400"].is_object());
    // A row is told with all fields, none of which must be there.
    let task = &document["components"]["schemas"]["TaskDto"];
    assert_eq!(
        task["properties"]["hourlyPrice"]["type"], "number",
        "{task}"
    );
    assert!(task.get("required").is_none(), "{task}");
    assert!(document["components"]["schemas"]["PersonDto"]["properties"]["name"].is_object());
}

/// What a document shows of a body is made of fields of the object, and all of it together is accepted.
#[tokio::test]
async fn the_document_has_examples_that_are_accepted() {
    let (server, _) = server();
    let answer = server
        .post("/rest/api/rest.documentation.openapi?auth=tok", json!({}))
        .await;
    let document = answer.json();
    let shown = |method: &str| {
        let path = format!("/demo.task.{method}");
        let post = &document["paths"][&path]["post"];
        post["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    let list = json!({
        "select": ["id", "title"], "filter": [["title", "=", "a"]], "order": {"id": "ASC"},
        "pagination": {"page": 1, "limit": 50},
    });
    let tail = json!({
        "select": ["id", "title"], "filter": [["title", "=", "a"]],
        "cursor": {"field": "id", "value": 0, "order": "ASC", "limit": 50},
    });
    let aggregate = json!({"select": {"count": ["id"]}, "filter": [["title", "=", "a"]]});
    for (method, expected) in [("list", list), ("tail", tail), ("aggregate", aggregate)] {
        let properties = shown(method)["properties"].clone();
        // OpenAPI 3.0 knows but one of each.
        assert!(!properties.to_string().contains("\"examples\""));
        let examples = properties.as_object().unwrap().iter();
        let examples = examples.map(|(name, schema)| (name.clone(), schema["example"].clone()));
        let body: Value = examples.collect();
        assert_eq!(body, expected, "{method}");
        let path = format!("/rest/api/demo.task.{method}?auth=tok");
        let answer = server.post(&path, body).await;
        assert_eq!(answer.status, 200, "{method} {}", answer.text);
    }
    // What is changed is said in one of two ways.
    let ways = json!([{"required": ["id"]}, {"required": ["filter"]}]);
    assert_eq!(shown("update")["oneOf"], ways);
}

/// The codes of everything that a method reads of objects, under the statuses that they come with, and no code of what it does not
/// read.
// Proves: P-170
#[tokio::test]
async fn the_document_has_the_codes_of_objects() {
    let (server, _) = server();
    let answer = server
        .post("/rest/api/rest.documentation.openapi?auth=tok", json!({}))
        .await;
    let document = answer.json();
    let told = |method: &str| {
        let path = format!("/demo.task.{method}");
        let response = &document["paths"][&path]["post"]["responses"]["400"];
        let examples = &response["content"]["application/json"]["examples"];
        let mut codes: Vec<String> = examples.as_object().unwrap().keys().cloned().collect();
        // Common to all that take anything.
        codes.retain(|code| !code.ends_with("REQUESTVALIDATIONEXCEPTION"));
        codes.retain(|code| !code.ends_with("INVALIDJSONEXCEPTION"));
        codes.retain(|code| !code.contains("IDEMPOTENCY"));
        codes.sort();
        codes
    };
    // Refused with each of them, by a body that asks for it.
    let cursor = |limit: i32, order: &str| json!({"cursor": {"limit": limit, "order": order}});
    let by_id = json!({"cursor": {"field": "id", "value": 0}, "filter": [["id", ">", 1]]});
    let wings = json!({"filter": [["wings", "=", 1]]});
    let operator = json!({"filter": [["id", "~", 1]]});
    for (method, bodies) in [
        (
            "list",
            vec![
                json!({"filter": 5}),
                json!({"order": ["id"]}),
                json!({"pagination": {"limit": 0}}),
                json!({"select": [5]}),
                wings.clone(),
                operator.clone(),
            ],
        ),
        (
            "tail",
            vec![
                by_id,
                cursor(1, "UP"),
                cursor(0, "ASC"),
                json!({"select": 5}),
                wings.clone(),
                operator.clone(),
            ],
        ),
        (
            "aggregate",
            vec![
                json!({"select": {"count": ["id"]}, "filter": 5}),
                json!({"select": 5}),
                json!({"select": {"median": ["id"]}}),
                json!({"select": {"count": ["wings"]}}),
                json!({"select": {"count": ["id"]}, "filter": [["id", "~", 1]]}),
            ],
        ),
        (
            "add",
            vec![
                json!({"fields": {"wings": 2}}),
                json!({"fields": {"title": "one"}}),
            ],
        ),
        (
            "update",
            vec![
                json!({"filter": 5, "fields": {}}),
                wings,
                operator,
                json!({"id": 1, "fields": {"title": null}}),
            ],
        ),
        (
            "get",
            vec![
                json!({"id": 1, "select": [5]}),
                json!({"id": 1, "select": ["responsible.wings"]}),
            ],
        ),
    ] {
        let mut answered = Vec::new();
        for body in bodies {
            answered.push(format!(
                "BITRIX_REST_V3_EXCEPTION_{}EXCEPTION",
                refused(method, body).await.0
            ));
        }
        answered.sort();
        assert_eq!(told(method), answered, "{method}");
    }
}
