//! Cursors along fields that are no numbers, and beside no filter: what is told of them is what they take.

use bitrix_rest::object::{Cursor, Filter};
use bitrix_rest::{
    AuthKind, Caller, Credentials, Date, Error, Items, Method, Object, Refusal, RestApi, User,
    rest_method,
};
use bitrix_rest_tests::server::{Answer, Server};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{body, v3};

/// A note, which has a word for its id.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Object)]
pub struct Note {
    /// By which it is found.
    #[object(filterable, sortable)]
    id: String,
    /// How long it is.
    #[object(filterable, sortable)]
    length: u8,
}

/// A day, which has no id.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Object)]
pub struct Day {
    /// Which.
    #[object(filterable, sortable)]
    date: Option<Date>,
    /// What it is called.
    #[object(filterable)]
    name: String,
}

/// Goes on with notes, of which none are left out.
#[rest_method("cursor.note", scope = "basic", versions(v3), read_only)]
async fn cursor_note(cursor: Cursor<Note>) -> Result<Items<Note>, Error> {
    let note = |id: &str| Note {
        id: id.to_owned(),
        length: 3,
    };
    Ok(Items(cursor.take(["two", "one", "six"].map(note))))
}

/// Goes on with days; the cursor stands before the filter.
#[rest_method("cursor.day", scope = "basic", versions(v3), read_only)]
async fn cursor_day(cursor: Cursor<Day>, filter: Filter<Day>) -> Result<Items<Day>, Error> {
    let day = |day| Day {
        date: Date::new(2026, 2, day),
        name: format!("day {day}"),
    };
    let days = [30, 2, 1].map(day).into_iter();
    Ok(Items(cursor.take(days.filter(|day| filter.accepts(day)))))
}

fn api() -> RestApi {
    let who = |_: &Credentials| {
        let caller = Caller::new(AuthKind::OAuth);
        Ok::<_, Refusal>(caller.with_user(User {
            id: 1,
            administrator: false,
        }))
    };
    RestApi::explicit()
        .method::<CursorNote>()
        .method::<CursorDay>()
        .authenticator(who)
        .build()
        .unwrap()
}

async fn call(method: &str, body: Value) -> Answer {
    let path = format!("/rest/api/cursor.{method}?auth=tok");
    Server::of(api()).post(&path, body).await
}

/// This field of each row.
async fn listed(method: &str, field: &str, body: Value) -> Vec<String> {
    let answer = call(method, body.clone()).await;
    assert_eq!(answer.status, 200, "{body} {}", answer.text);
    let items = answer.result()["items"].clone();
    let values = items.as_array().unwrap().iter().map(|item| &item[field]);
    values
        .map(|value| value.as_str().unwrap().to_owned())
        .collect()
}

/// The code behind the common beginning, and the field that is wrong.
async fn refused(method: &str, body: Value) -> (String, Value) {
    let answer = call(method, body.clone()).await;
    assert_eq!(answer.status, 400, "{body} {}", answer.text);
    let error = answer.json()["error"].clone();
    let code = error["code"].as_str().unwrap();
    let code = code.rsplit('_').next().unwrap().to_owned();
    (code, error["validation"][0]["field"].clone())
}

// Proves: P-185
#[tokio::test]
async fn an_id_that_is_no_number_is_begun_with_the_least() {
    for (cursor, found) in [
        (json!(null), vec!["one", "six", "two"]),
        (json!({"field": "id"}), vec!["one", "six", "two"]),
        (json!({"limit": 1}), vec!["one"]),
        (json!({"order": "DESC", "limit": 2}), vec!["two", "six"]),
        (json!({"value": "one"}), vec!["six", "two"]),
        (json!({"value": "six", "order": "DESC"}), vec!["one"]),
    ] {
        let body = json!({"cursor": cursor});
        assert_eq!(listed("note", "id", body).await, found, "{cursor}");
    }
    let wrong = refused("note", json!({"cursor": {"value": 0}})).await;
    assert_eq!(wrong.1, "cursor.value");
}

// Proves: P-185
#[tokio::test]
async fn an_object_without_an_id_is_begun_where_the_caller_says() {
    let after = json!({"cursor": {"field": "date", "value": "2026-02-01"}});
    assert_eq!(listed("day", "name", after).await, ["day 2"]);
    for (cursor, field) in [
        (json!(null), "cursor.field"),
        (json!({"value": "2026-02-01"}), "cursor.field"),
        (json!({"field": "date"}), "cursor.value"),
    ] {
        let body = json!({"cursor": cursor});
        assert_eq!(refused("day", body).await.1, field, "{cursor}");
    }
}

// Proves: P-164, P-185
#[tokio::test]
async fn a_filter_beside_a_cursor_is_read_where_the_document_has_it() {
    let all = ["one", "six", "two"];
    for filter in [
        json!([["id", "~", 1]]),
        json!(5),
        json!([["id", ">", "one"]]),
        json!([["wings", 1]]),
    ] {
        let body = json!({"filter": filter});
        assert_eq!(listed("note", "id", body).await, all, "{filter}");
    }
    let days = json!({"field": "date", "value": "2026-01-01"});
    let named = json!({"cursor": days, "filter": [["name", "day 2"]]});
    assert_eq!(listed("day", "name", named).await, ["day 2"]);
    let body = json!({"cursor": days, "filter": [["date", ">", "2026-01-01"]]});
    assert_eq!(refused("day", body).await.0, "INVALIDFILTEREXCEPTION");
    let document = v3([CursorNote::DESCRIPTOR, CursorDay::DESCRIPTOR]);
    let told = |path: &str| {
        let refused = &document["paths"][path]["post"]["responses"]["400"];
        let examples = &refused["content"]["application/json"]["examples"];
        let code = "BITRIX_REST_V3_EXCEPTION_INVALIDFILTEREXCEPTION";
        examples[code]["description"].clone()
    };
    assert_eq!(told("/cursor.note"), json!(null));
    let both = "`filter` makes no sense.\n\n`filter` names the field of `cursor`.";
    assert_eq!(told("/cursor.day"), both);
}

// Proves: P-185
#[tokio::test]
async fn the_document_of_a_cursor_is_of_the_kind_of_its_field() {
    let document = v3([CursorNote::DESCRIPTOR, CursorDay::DESCRIPTOR]);
    let (note, day) = ("/cursor.note", "/cursor.day");
    let of = |path| body(&document, path)["properties"]["cursor"].clone();
    let field = of(note)["properties"]["field"].clone();
    assert_eq!(field["enum"], json!(["id", "length"]));
    assert_eq!(field["default"], "id");
    assert_eq!(of(note)["properties"]["value"]["default"], json!(null));
    assert_eq!(of(note)["required"], json!(null));
    assert_eq!(body(&document, note)["required"], json!(null));
    let field = of(day)["properties"]["field"].clone();
    assert_eq!(
        (&field["enum"], &field["default"]),
        (&json!(["date"]), &json!(null))
    );
    assert_eq!(of(day)["required"], json!(["field", "value"]));
    assert_eq!(body(&document, day)["required"], json!(["cursor"]));
    for (method, path) in [("note", note), ("day", day)] {
        let shown = of(path)["example"].clone();
        let answer = call(method, json!({"cursor": shown})).await;
        assert_eq!(answer.status, 200, "{shown} {}", answer.text);
    }
    // Every other way to ask, too.
    api().contract().only("cursor.*").await.assert();
}
