//! The same rows from a database as from memory.

use bitrix_rest::object::sql::SnakeCase;
use bitrix_rest::object::{Aggregate, Aggregates, Cursor, Filter, Order};
use bitrix_rest::{Error, Items, Object, Page, Value as Kept, rest_method};
use rusqlite::types::Value as Sqlite;
use rusqlite::{Connection, params, params_from_iter};
use sea_query::{PostgresQueryBuilder, Query, SelectStatement, SqliteQueryBuilder, Value as Bound};
use serde_json::{Value, json};

use crate::tasks::{Task, call, ids, tasks};

fn found(query: &SelectStatement) -> Items<Value> {
    let ids = answered(query).into_iter().map(|row| match row.as_slice() {
        [Sqlite::Integer(id)] => json!({"id": id}),
        other => panic!("{other:?}"),
    });
    Items(ids.collect())
}

/// What a database answers that holds the tasks.
fn answered(query: &SelectStatement) -> Vec<Vec<Sqlite>> {
    let database = Connection::open_in_memory().unwrap();
    database
        .execute_batch(
            "CREATE TABLE task (id INTEGER, title TEXT COLLATE NOCASE, urgency INTEGER, hourly_price REAL, is_done INTEGER, \
             level TEXT, due TEXT, created TEXT)",
        )
        .unwrap();
    for task in tasks() {
        let text = |value: Value| value.as_str().map(str::to_owned);
        let row = params![
            task.id as i64,
            task.title,
            task.urgency,
            task.hourly_price,
            task.is_done,
            text(json!(task.level)),
            text(json!(task.due)),
            task.created.to_string(),
        ];
        let insert = "INSERT INTO task VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        database.execute(insert, row).unwrap();
    }
    let (text, values) = query.build(SqliteQueryBuilder);
    let values = values.into_iter().map(|value| match value {
        Bound::Bool(flag) => flag.into(),
        Bound::Int(number) => number.into(),
        Bound::BigInt(number) => number.into(),
        Bound::BigUnsigned(number) => number.map(|number| number as i64).into(),
        Bound::Double(number) => number.into(),
        Bound::String(text) => text.map(|text| text.to_string()).into(),
        other => panic!("{other:?}"),
    });
    let values: Vec<Sqlite> = values.collect();
    let mut statement = database.prepare(&text).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map(params_from_iter(values), |row| {
        (0..columns).map(|column| row.get(column)).collect()
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn select() -> SelectStatement {
    let mut query = Query::select();
    query.column("id").from("task");
    query
}

/// Lists tasks of the database.
#[rest_method("demo.task.sql.list", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_sql_list(
    filter: Filter<Task>,
    order: Order<Task>,
    page: Page,
) -> Result<Items<Value>, Error> {
    let mut query = select();
    query.cond_where(filter.condition(&SnakeCase));
    order.apply_to(&mut query, &SnakeCase);
    query.order_by("id", sea_query::Order::Asc);
    page.apply_to(&mut query);
    Ok(found(&query))
}

/// Reads on in the database.
#[rest_method("demo.task.sql.tail", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_sql_tail(
    filter: Filter<Task>,
    cursor: Cursor<Task>,
) -> Result<Items<Value>, Error> {
    let mut query = select();
    query.cond_where(filter.condition(&SnakeCase));
    cursor.apply_to(&mut query, &SnakeCase);
    Ok(found(&query))
}

/// Sums and counts in the database.
#[rest_method("demo.task.sql.aggregate", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_sql_aggregate(
    aggregate: Aggregate<Task>,
    filter: Filter<Task>,
) -> Result<Aggregates, Error> {
    let mut query = Query::select();
    query.from("task").cond_where(filter.condition(&SnakeCase));
    aggregate.apply_to(&mut query, &SnakeCase)?;
    let values = answered(&query).remove(0).into_iter();
    Ok(aggregate.answer(values.map(|value| match value {
        Sqlite::Integer(number) => number.into(),
        Sqlite::Real(number) => number.into(),
        Sqlite::Text(text) => text.into(),
        _ => Kept::Null,
    })))
}

/// A word, which is its own id.
#[derive(serde::Serialize, schemars::JsonSchema, Object)]
pub struct Word {
    #[object(filterable, sortable)]
    id: String,
}

/// What PostgreSQL is asked for words.
#[rest_method("demo.task.sql.word", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_sql_word(cursor: Cursor<Word>) -> Result<String, Error> {
    let mut query = select();
    cursor.apply_to(&mut query, &SnakeCase);
    Ok(query.build(PostgresQueryBuilder).0)
}

/// What PostgreSQL is asked.
#[rest_method("demo.task.sql.text", scope = "basic", versions(v3), read_only)]
pub async fn demo_task_sql_text(filter: Filter<Task>, order: Order<Task>) -> Result<String, Error> {
    let mut query = select();
    query.cond_where(filter.condition(&SnakeCase));
    order.apply_to(&mut query, &SnakeCase);
    Ok(query.build(PostgresQueryBuilder).0)
}

// Proves: P-178, P-179, P-180, P-181
#[tokio::test]
async fn conditions_mean_the_same_in_a_database() {
    let column = |name: &str| json!({"expression": "column", "parameters": name});
    let length = |name: &str| json!({"expression": "length", "parameters": name});
    let conditions = [
        json!(["id", 2]),
        json!(["id", "!=", 2]),
        json!(["id", "in", []]),
        json!(["id", [1, 4, 9]]),
        json!(["title", "TWO"]),
        json!(["isDone", true]),
        json!(["level", "!=", "special"]),
        json!(["hourlyPrice", "between", [1, 1.5]]),
        json!(["hourlyPrice", "<=", 1]),
        json!(["urgency", null]),
        json!(["urgency", "!=", null]),
        json!(["urgency", "!=", 9]),
        json!(["urgency", ">", 6]),
        json!(["urgency", "<", 6]),
        json!(["urgency", "between", [6, 8]]),
        json!(["urgency", "in", [9, null]]),
        json!(["urgency", "in", [9, 6]]),
        json!(["urgency", "in", [null]]),
        json!(["due", ">=", "2026-01-02"]),
        json!(["created", "<", "2026-01-01T06:00:00+03:00"]),
        json!(["urgency", "=", column("id")]),
        json!(["urgency", "!=", column("id")]),
        json!(["urgency", ">", column("id")]),
        json!(["id", "<", column("urgency")]),
        json!([length("title"), ">", 3]),
        json!(["id", "=", length("title")]),
        json!({"logic": "or", "conditions": []}),
        json!({"logic": "or", "negative": true, "conditions": []}),
    ];
    let mut met = 0;
    for (index, one) in conditions.iter().enumerate() {
        let logic = ["and", "or"][index % 2];
        let other = &conditions[(index + 5) % conditions.len()];
        for negative in [false, true] {
            for conditions in [json!([one]), json!([one, other])] {
                let filter =
                    json!({"logic": logic, "negative": negative, "conditions": conditions});
                met += same(&json!({"filter": filter, "select": ["id"]})).await;
            }
        }
    }
    assert!(met > 200, "{met}");
}

/// How many rows both find.
async fn same(body: &Value) -> usize {
    let wanted = ids("list", body.clone()).await;
    assert_eq!(ids("sql.list", body.clone()).await, wanted, "{body}");
    wanted.len()
}

// Proves: P-183, P-184, P-185
#[tokio::test]
async fn orders_pages_and_cursors_mean_the_same_in_a_database() {
    for order in [
        json!({}),
        json!({"urgency": "ASC"}),
        json!({"urgency": "DESC"}),
        json!({"due": "ASC", "id": "DESC"}),
        json!({"title": "DESC"}),
        json!({"created": "DESC"}),
    ] {
        for pagination in [
            json!({}),
            json!({"page": 2, "limit": 2}),
            json!({"offset": 4}),
        ] {
            let body = json!({"order": order, "pagination": pagination, "select": ["id"]});
            assert!(same(&body).await > 0, "{body}");
        }
    }
    for cursor in [
        json!({}),
        json!({"value": 2, "limit": 2}),
        json!({"field": "id", "value": 4, "order": "DESC"}),
        json!({"field": "urgency", "value": 5}),
        json!({"field": "created", "value": "2026-01-01T05:00:00+02:00"}),
    ] {
        let body = json!({"cursor": cursor, "filter": [["isDone", false]], "select": ["id"]});
        let wanted = ids("tail", body.clone()).await;
        assert_eq!(ids("sql.tail", body).await, wanted, "{cursor}");
    }
}

// Proves: P-186
#[tokio::test]
async fn aggregates_mean_the_same_in_a_database() {
    let numbers = json!(["urgency", "hourlyPrice"]);
    let texts = json!({"title": "t", "level": "l", "due": "d", "created": "c", "id": "i"});
    let all = json!(["id", "title", "urgency", "isDone", "level", "due"]);
    let select = json!({
        "avg": numbers, "sum": numbers, "min": texts, "max": texts, "count": all, "countDistinct": all,
    });
    for filter in [
        json!([]),
        json!([["isDone", true]]),
        json!([["urgency", null]]),
        json!([["urgency", ">", 5], ["title", "TWO"]]),
        json!([["id", 404]]),
    ] {
        let body = json!({"select": select, "filter": filter});
        let wanted = call("aggregate", body.clone()).await.result();
        let found = call("sql.aggregate", body).await.result();
        assert_eq!(found, wanted, "{filter}");
        assert_eq!(found["result"]["max"].as_object().unwrap().len(), 5);
    }
}

// Proves: P-178
#[tokio::test]
async fn values_stand_beside_the_text() {
    let title = "'; DROP TABLE task; --";
    let body = json!({"filter": [["title", title], ["created", ">", "2026-01-01T00:00:00+00:00"]], "order": {"id": "DESC"}});
    let answer = call("sql.text", body.clone()).await;
    let text = "SELECT \"id\" FROM \"task\" WHERE \"title\" = $1 AND \"title\" IS NOT NULL AND (\"created\" > $2 AND \
                \"created\" IS NOT NULL) ORDER BY \"id\" DESC NULLS LAST";
    assert_eq!(answer.result()["result"], text);
    assert_eq!(ids("sql.list", body).await, Vec::<u64>::new());
}

// Proves: P-185
#[tokio::test]
async fn words_are_begun_with_the_first() {
    for (cursor, condition) in [
        (json!({}), "\"id\" IS NOT NULL"),
        (json!({"value": "a"}), "\"id\" > $1"),
    ] {
        let answer = call("sql.word", json!({"cursor": cursor})).await;
        let text = answer.result()["result"].as_str().unwrap().to_owned();
        let from = format!("WHERE {condition} ORDER BY \"id\" ASC NULLS FIRST LIMIT $");
        assert!(text.contains(&from), "{text}");
    }
}

/// A list has no column, and the caller is told so instead of the database.
// Proves: P-186
#[tokio::test]
async fn what_has_no_column_is_not_aggregated() {
    let body = json!({"select": {"count": ["id", "tags"]}});
    assert_eq!(call("aggregate", body.clone()).await.status, 200);
    let answer = call("sql.aggregate", body).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    let wrong = &answer.json()["error"]["validation"][0];
    assert_eq!(wrong["field"], "select.count.tags");
    let text = "Field `tags` cannot be aggregated by `count`: it is not kept as a value by itself";
    assert_eq!(wrong["message"], text);
}
