//! Checks of what is deep and of what is broad.

use std::sync::atomic::{AtomicUsize, Ordering};

use bitrix_rest::object::{Fields, Update};
use bitrix_rest::{ArgumentError, Error, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::tasks::server;

static READ: AtomicUsize = AtomicUsize::new(0);
static CHECKED: AtomicUsize = AtomicUsize::new(0);

/// A number that counts how often it is read.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Mark(u8);

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(mark: D) -> Result<Self, D::Error> {
        READ.fetch_add(1, Ordering::Relaxed);
        u8::deserialize(mark).map(Self)
    }
}

#[allow(clippy::ptr_arg, reason = "a check takes what the field holds")]
fn counted(_: &Vec<Tree>) -> Result<(), Error> {
    CHECKED.fetch_add(1, Ordering::Relaxed);
    Ok(())
}

#[allow(clippy::ptr_arg, reason = "a check takes what the field holds")]
fn silent(words: &Vec<String>) -> Result<(), Error> {
    match words.is_empty() {
        true => Ok(()),
        false => Err(ArgumentError::invalid("", "no words").into()),
    }
}

/// A tree.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Tree {
    /// By which it is known.
    #[object(editable)]
    pub mark: Mark,
    /// What it is called.
    #[object(editable, non_empty, length = ..=9)]
    pub name: Option<String>,
    /// Words.
    #[object(editable, with = silent)]
    pub words: Vec<String>,
    /// What grows on it.
    #[object(editable, nested, length = ..=60_000, with = counted)]
    pub branches: Vec<Tree>,
}

/// A wood.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Wood {
    /// What is in it.
    #[object(editable, nested)]
    pub plants: Vec<Plant>,
    /// What was in it.
    #[object(editable, nested, length = ..=2)]
    pub felled: Vec<Plant>,
}

/// A plant.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
#[object(at_least_one_of(name, number))]
pub struct Plant {
    /// What it is called.
    #[object(non_empty)]
    pub name: Option<String>,
    /// Its number.
    pub number: Option<u8>,
}

/// Takes a tree.
#[rest_method("demo.tree.update", scope = "basic", versions(v3))]
pub async fn demo_tree_update(fields: Fields<Tree, Update>) -> Result<bool, Error> {
    Ok(!fields.given().is_empty())
}

/// Takes a wood.
#[rest_method("demo.wood.update", scope = "basic", versions(v3))]
pub async fn demo_wood_update(fields: Fields<Wood, Update>) -> Result<bool, Error> {
    Ok(!fields.given().is_empty())
}

/// What is wrong with which fields.
async fn told(method: &str, fields: Value) -> Vec<String> {
    let (server, _) = server();
    let path = format!("/rest/api/demo.{method}.update?auth=tok");
    let answer = server.post(&path, json!({"fields": fields})).await;
    if answer.status == 200 {
        return Vec::new();
    }
    assert_eq!(answer.status, 400, "{}", answer.text);
    let list = answer.json()["error"]["validation"].clone();
    let list = list.as_array().unwrap_or_else(|| panic!("{}", answer.text));
    let fields = list.iter().map(|one| one["field"].as_str().unwrap());
    fields.map(str::to_owned).collect()
}

/// Nearly as deep as a type may hold itself: two arrays for each.
const DEPTH: usize = 60;

/// A tree of one branch, whose nodes are like this one.
fn deep(node: &Value, last: Value) -> Value {
    let mut tree = last;
    for _ in 0..DEPTH {
        let mut outer = node.clone();
        outer["branches"] = Value::Array(vec![tree]);
        tree = outer;
    }
    tree
}

/// An object of its own kind within an object, again and again, with checks at every level and much at its end: it is read once,
/// and every check is made once.
// Proves: P-197
#[tokio::test]
async fn a_deep_object_is_read_once() {
    let leaves: Vec<Value> = vec![json!({"mark": 2}); 50_000];
    let tree = deep(&json!({"mark": 1}), json!({"mark": 1, "branches": leaves}));
    assert_eq!(told("tree", tree).await, Vec::<String>::new());
    assert_eq!(READ.load(Ordering::Relaxed), DEPTH + 1 + 50_000);
    assert_eq!(CHECKED.load(Ordering::Relaxed), DEPTH + 1);
    // What is wrong is found at its place.
    let wrong = told("tree", deep(&json!({}), json!({"words": ["x"]}))).await;
    let place = format!("fields{}.words", ".branches.0".repeat(DEPTH));
    assert_eq!(wrong, [place]);
    // And at every level, up to a hundred of them.
    let node = json!({"name": "", "words": ["x"]});
    let wrong = told("tree", deep(&node, json!({}))).await;
    assert_eq!((wrong.len(), wrong[0].as_str()), (100, "fields.name"));
}

/// A long list of objects in which nothing is right: a hundred faults are told; what a list that is too long holds is not looked at.
// Proves: P-197
#[tokio::test]
async fn a_broad_object_has_a_hundred_faults() {
    let plants: Vec<Value> = vec![json!({}); 100_000];
    let wrong = told("wood", json!({"plants": plants, "felled": plants})).await;
    let expected: Vec<String> = (0..100).map(|n| format!("fields.plants.{n}")).collect();
    assert_eq!(wrong, expected);
    let wrong = told("wood", json!({"felled": plants})).await;
    assert_eq!(wrong, ["fields.felled"]);
    // Two of each: the last of them is not told.
    let plants: Vec<Value> = vec![json!({"name": ""}); 51];
    let wrong = told("wood", json!({"plants": plants})).await;
    assert_eq!(wrong.len(), 100);
    assert_eq!(wrong[98..], ["fields.plants.49.name", "fields.plants.49"]);
    let plants: Vec<Value> = vec![json!({"number": 1}); 100_000];
    assert!(told("wood", json!({"plants": plants})).await.is_empty());
}
