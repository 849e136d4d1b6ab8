//! What is checked of fields that are written, and what is told of it.

use bitrix_rest::Object as _;
use bitrix_rest::object::Group;
use bitrix_rest_tests::server::Answer;
use serde_json::{Value, json};

use crate::contacts::Contact;
use crate::tasks::server;

async fn call(method: &str, body: Value) -> Answer {
    let (server, _) = server();
    let path = format!("/rest/api/demo.contact.{method}?auth=tok");
    server.post(&path, body).await
}

/// The fields that a contact needs, and these.
fn contact(more: Value) -> Value {
    let mut fields = json!({"name": "Ada", "phoneNumber": "112", "company": 5});
    let more = more.as_object().unwrap().clone();
    fields.as_object_mut().unwrap().extend(more);
    fields
}

async fn broken(method: &str, fields: Value) -> Vec<(String, String)> {
    let answer = call(method, json!({"fields": fields})).await;
    assert_eq!(answer.status, 400, "{fields} {}", answer.text);
    let error = answer.json()["error"].clone();
    let code = "BITRIX_REST_V3_EXCEPTION_VALIDATION_DTOVALIDATIONEXCEPTION";
    assert_eq!(error["code"], code, "{fields} {error}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = error["validation"].as_array().unwrap().iter();
    told.map(|one| (text(&one["field"]), text(&one["message"])))
        .collect()
}

fn names(told: &[(String, String)]) -> Vec<&str> {
    told.iter().map(|(field, _)| field.as_str()).collect()
}

// Proves: P-197
#[tokio::test]
async fn what_passes_is_written() {
    for more in [
        json!({}),
        json!({"rank": -1, "price": 2.5, "eMail": "ada@example.org", "site": "https://example.org"}),
        json!({"rank": 10, "kind": "lead", "stars": 5, "tags": ["a", "b"]}),
        // What is not there is not checked.
        json!({"rank": null, "eMail": null, "site": null, "kind": null, "stars": null, "address": null}),
        json!({"company": null, "person": 7}),
        json!({"eMail": "a@b.c", "phoneNumber": "030 123"}),
        json!({"address": {"town": "x", "street": "y", "point": {"latitude": 90}}}),
        json!({"addresses": [{"town": "x", "street": "y"}, {"town": "x", "box": "y", "street": ""}]}),
    ] {
        let answer = call("add", json!({"fields": contact(more.clone())})).await;
        assert_eq!(answer.status, 200, "{more} {}", answer.text);
    }
    for fields in [
        json!({"rank": 5}),
        json!({"eMail": "a@b.c"}),
        json!({"company": null, "person": 7}),
    ] {
        let answer = call("update", json!({"fields": fields})).await;
        assert_eq!(answer.status, 200, "{fields} {}", answer.text);
    }
}

// Proves: P-167, P-170, P-197
#[tokio::test]
async fn all_wrong_fields_are_told_in_one_list() {
    let fields = json!({
        "id": 0, "name": "far too long", "rank": 11, "price": 2.75, "eMail": "ada", "phoneNumber": "x", "site": "example.org",
        "kind": "foe", "stars": 2, "tags": [], "code": "AB-1c",
        "address": {"town": "", "point": {"latitude": 91}},
        "addresses": [{"town": "x", "street": "y"}, {"town": "", "street": "y", "box": "z", "wing": "w"}],
    });
    let told = broken("add", fields.clone()).await;
    let expected = [
        ("fields.id", "Field `id` is not editable"),
        (
            "fields.name",
            "Field `fields.name` is outside the allowable range of values: length at most 10",
        ),
        (
            "fields.rank",
            "Field `fields.rank` is outside the allowable range of values: from -1 to 10",
        ),
        (
            "fields.price",
            "Field `fields.price` is outside the allowable range of values: at most 2.5",
        ),
        (
            "fields.eMail",
            "Field `fields.eMail` must be an e-mail address",
        ),
        (
            "fields.phoneNumber",
            "Field `fields.phoneNumber` must be a phone number",
        ),
        ("fields.site", "Field `fields.site` must be an absolute URL"),
        (
            "fields.kind",
            "Field `fields.kind` must be one of `lead`, `client`",
        ),
        (
            "fields.stars",
            "Field `fields.stars` must be one of `1`, `3`, `5`",
        ),
        (
            "fields.tags",
            "Required field `fields.tags` is not specified",
        ),
        (
            "fields.code",
            r"Field `fields.code` must be a text that matches `^[A-Z]{2}-\d+$`",
        ),
        (
            "fields.address.town",
            "Required field `fields.address.town` is not specified",
        ),
        (
            "fields.address.point.latitude",
            "Field `fields.address.point.latitude` is outside the allowable range of values: from -90 to 90",
        ),
        (
            "fields.address",
            "Exactly one of the fields `street`, `box` must be specified",
        ),
        (
            "fields.addresses.1.town",
            "Required field `fields.addresses.1.town` is not specified",
        ),
        ("fields.addresses.1.wing", "AddressDto has no field `wing`"),
        (
            "fields.addresses.1",
            "Exactly one of the fields `street`, `box` must be specified",
        ),
        (
            "fields",
            "Exactly one of the fields `company`, `person` must be specified",
        ),
    ];
    let expected = expected.map(|(field, text)| (field.to_owned(), text.to_owned()));
    assert_eq!(told, expected);
    // A change is checked as well; what it does not name stays as it is.
    let changed = broken("update", fields).await;
    assert_eq!(changed, expected[..expected.len() - 1]);
    // The first check that fails is told, and `url` stands after `length`.
    let site = contact(json!({"site": "https://example.org/long"}));
    let told = broken("add", site).await;
    assert_eq!(names(&told), ["fields.site"]);
}

// Proves: P-197
#[tokio::test]
async fn rules_of_several_fields() {
    let at_least = "At least one of the fields `eMail`, `phoneNumber` must be specified";
    let exactly = "Exactly one of the fields `company`, `person` must be specified";
    for (method, fields, expected) in [
        ("add", json!({"name": "x"}), vec![at_least, exactly]),
        (
            "add",
            json!({"name": "x", "eMail": null, "phoneNumber": null, "person": 1}),
            vec![at_least],
        ),
        ("add", contact(json!({"person": 1})), vec![exactly]),
        ("add", contact(json!({"company": null})), vec![exactly]),
        (
            "update",
            json!({"eMail": null, "phoneNumber": null}),
            vec![at_least],
        ),
        (
            "update",
            json!({"company": null, "person": null}),
            vec![exactly],
        ),
        ("update", json!({"company": 1, "person": 1}), vec![exactly]),
        // What the row has besides: a phone number and a company.
        ("update", json!({"phoneNumber": null}), vec![at_least]),
        ("update", json!({"person": 1}), vec![exactly]),
        ("update", json!({"company": null}), vec![exactly]),
    ] {
        let told = broken(method, fields.clone()).await;
        let texts: Vec<&str> = told.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, expected, "{method} {fields}");
        assert!(told.iter().all(|(field, _)| field == "fields"), "{told:?}");
    }
}

// Proves: P-170, P-197
#[tokio::test]
async fn a_check_of_ones_own() {
    let named = |name: &str| contact(json!({"name": name, "rank": 99}));
    let told = broken("add", named("nobody")).await;
    assert_eq!(
        told[0],
        ("fields.name".into(), "nobody is called so".into())
    );
    assert_eq!(names(&told), ["fields.name", "fields.rank"]);
    // A code has no place in the list.
    let told = broken("add", named("coded")).await;
    assert_eq!(told[0], ("fields.name".into(), "taken".into()));
    // What is not about the value is answered as it is.
    for (name, status) in [("denied", 403), ("broken", 500)] {
        let answer = call("add", json!({"fields": named(name)})).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(!answer.text.contains("registry"));
    }
}

// Proves: P-193, P-197
#[tokio::test]
async fn rules_are_told_with_the_fields() {
    let answer = call("field.list", json!({"select": ["name", "validationRules"]})).await;
    let items = answer.result()["items"].clone();
    let rules = |name: &str| {
        let mut found = items.as_array().unwrap().iter();
        found.find(|item| item["name"] == name).unwrap()["validationRules"].clone()
    };
    let either = |name: &str, one: &str, other: &str, words: &str| {
        let message = format!("{words} one of the fields `{one}`, `{other}` must be specified");
        json!({"rule": name, "message": message, "fields": [one, other]})
    };
    for (name, expected) in [
        (
            "id",
            json!([{"rule": "Min", "min": 1, "message": "must be within 1.."}]),
        ),
        (
            "name",
            json!([
                {"rule": "NotEmpty", "message": "must not be empty"},
                {"rule": "Length", "max": 10, "message": "length must be within ..=10"},
                {"rule": "Custom", "message": "is checked by known"},
            ]),
        ),
        // A bound that is no literal is told in words.
        (
            "rank",
            json!([{"rule": "Min", "min": -1, "message": "must be within -1..=MOST"}]),
        ),
        (
            "price",
            json!([{"rule": "Max", "max": 2.5, "message": "must be within ..=2.5"}]),
        ),
        (
            "eMail",
            json!([
                {"rule": "Email", "message": "must be an e-mail address"},
                either("AtLeastOneOf", "eMail", "phoneNumber", "At least"),
            ]),
        ),
        (
            "kind",
            json!([{"rule": "InArray", "values": ["lead", "client"], "message": "must be one of \"lead\", \"client\""}]),
        ),
        (
            "stars",
            json!([{"rule": "InArray", "values": [1, 3, 5], "message": "must be one of 1, 3, 5"}]),
        ),
        (
            "code",
            json!([
                {"rule": "Length", "max": 8, "message": "length must be within ..=8"},
                {"rule": "RegExp", "pattern": r"^[A-Z]{2}-\d+$", "message": r"must match `^[A-Z]{2}-\d+$`"},
            ]),
        ),
        (
            "person",
            json!([either("OnlyOneOf", "company", "person", "Exactly")]),
        ),
        (
            "address",
            json!([{"rule": "Validatable", "message": "must be a valid AddressDto"}]),
        ),
        (
            "addresses",
            json!([
                {"rule": "Length", "max": 2, "message": "length must be within ..=2"},
                {"rule": "Validatable", "message": "must be a valid AddressDto"},
            ]),
        ),
    ] {
        assert_eq!(rules(name), expected, "{name}");
    }
    assert_eq!(rules("site")[0]["rule"], "Length");
    assert_eq!(rules("site")[1]["rule"], "Url");
    let answer = call("field.list", json!({"select": ["name", "elementType"]})).await;
    assert_eq!(answer.result()["items"][13]["elementType"], "AddressDto");
    let field = Contact::object().field("name").unwrap();
    assert_eq!(
        (field.constraints().len(), field.required()),
        (3, &[Group::Add][..])
    );
}

// Proves: P-190, P-197
#[tokio::test]
async fn the_document_has_the_checks() {
    let (server, _) = server();
    let path = "/rest/api/rest.documentation.openapi?auth=tok";
    let document = server.post(path, json!({})).await.json();
    let body = |method: &str| {
        let post = &document["paths"][format!("/demo.contact.{method}")]["post"];
        post["requestBody"]["content"]["application/json"]["schema"]["properties"].clone()
    };
    let fields = body("add")["fields"].clone();
    let field = |name: &str| fields["properties"][name].clone();
    let name = field("name");
    assert_eq!(
        (&name["maxLength"], &name["minLength"]),
        (&json!(10), &json!(1))
    );
    assert!(
        name["description"]
            .as_str()
            .unwrap()
            .starts_with("What it is called. Must"),
        "{name}"
    );
    let rank = field("rank");
    assert_eq!(
        (&rank["minimum"], &rank["nullable"]),
        (&json!(-1), &json!(true))
    );
    assert_eq!(field("price")["maximum"], 2.5);
    assert_eq!(field("eMail")["format"], "email");
    assert_eq!(field("site")["format"], "uri");
    assert_eq!(field("kind")["enum"], json!(["lead", "client", null]));
    assert_eq!(field("code")["pattern"], r"^[A-Z]{2}-\d+$");
    assert_eq!(
        (&field("tags")["minItems"], &field("tags")["maxItems"]),
        (&json!(1), &json!(2))
    );
    // What an object holds, and what each in a list holds.
    let town = |checks: &Value| checks["properties"]["town"]["minLength"].clone();
    let address = field("address")["allOf"][0].clone();
    assert_eq!(town(&address), 1, "{address}");
    let point = &address["properties"]["point"]["allOf"][0]["properties"];
    assert_eq!(point["latitude"]["maximum"], 90.0);
    assert_eq!(town(&field("addresses")["allOf"][0]["items"]), 1);
    assert_eq!(field("addresses")["maxItems"], 2);
    let either = json!([{"required": ["street"]}, {"required": ["box"]}]);
    assert_eq!(address["allOf"][0]["anyOf"], either);
    let each = &field("addresses")["allOf"][0]["items"]["allOf"][0];
    assert_eq!(each["anyOf"], either);
    let either = json!([{"required": ["eMail"]}, {"required": ["phoneNumber"]}]);
    assert_eq!(fields["allOf"][0]["anyOf"], either);
    // `company` may be there, if it is null: no document is stricter than the server.
    let one = json!({
        "anyOf": [{"required": ["company"]}, {"required": ["person"]}],
        "description": "Exactly one of the fields `company`, `person` must be specified",
    });
    assert_eq!(fields["allOf"][1], one);
    assert!(body("update")["fields"].get("allOf").is_none());
    let find = body("find");
    assert_eq!(find["mail"]["format"], "email");
    assert_eq!(find["kind"]["enum"], json!(["lead", "client"]));
    assert_eq!(find["code"]["pattern"], "^[A-Z]");
}

// Proves: P-78, P-167
#[tokio::test]
async fn parameters_have_the_same_checks() {
    let wrong =
        json!({"mail": "x", "phone": "y", "site": "z", "kind": "foe", "stars": 2, "code": "x"});
    let answer = call("find", wrong.clone()).await;
    let error = answer.json()["error"].clone();
    let told = error["validation"].as_array().unwrap().iter();
    let told: Vec<&str> = told.map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(told, ["mail", "phone", "site", "kind", "stars", "code"]);
    let (server, _) = server();
    let answer = server.post("/rest/demo.contact.find?auth=tok", wrong).await;
    let expected = json!({
        "error": "ERROR_ARGUMENT",
        "error_description": "The value of an argument 'mail' must be an e-mail address",
        "argument": "mail",
    });
    assert_eq!((answer.status, answer.json()), (400, expected));
    let right = json!({"mail": "a@b.c", "phone": "112", "site": "http://x", "kind": "lead", "stars": "3", "code": "X"});
    let answer = server.post("/rest/demo.contact.find?auth=tok", right).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}
