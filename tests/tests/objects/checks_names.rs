//! What a nested object is written by: all names that serde reads, and no others.

use std::collections::BTreeMap;

use bitrix_rest::object::{Add, Fields};
use bitrix_rest::{Error, Object, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use crate::tasks::server;

/// What is sent.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Parcel {
    /// Where to.
    #[object(editable, nested)]
    pub address: Option<Address>,
    /// Where it came by.
    #[object(editable, nested)]
    pub points: Vec<Point>,
}

/// A place, which is read as it is stored.
#[derive(Debug, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all(serialize = "camelCase"))]
pub struct Address {
    /// The code.
    pub zip_code: String,
    /// The town.
    #[serde(alias = "city")]
    pub town: Option<String>,
    /// What opens the door, and is answered to nobody.
    #[serde(skip_serializing)]
    pub door: Option<String>,
    /// How often it was delivered to, which nobody says.
    #[serde(skip, default)]
    pub count: u8,
    /// Where exactly.
    #[object(nested)]
    pub point: Option<Point>,
    /// What is told to who delivers.
    #[object(nested)]
    pub notes: Option<Notes>,
}

/// A point.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Object)]
#[serde(from = "Coordinates")]
pub struct Point {
    /// How far north.
    pub latitude: f64,
}

/// What a point is read as.
#[derive(Deserialize, JsonSchema)]
struct Coordinates {
    north: f64,
}

impl From<Coordinates> for Point {
    fn from(Coordinates { north }: Coordinates) -> Self {
        Self { latitude: north }
    }
}

/// Notes, which are read by hand.
#[derive(Debug, Serialize, JsonSchema, Object)]
pub struct Notes {
    /// How many.
    pub count: usize,
}

impl<'de> Deserialize<'de> for Notes {
    fn deserialize<D: Deserializer<'de>>(notes: D) -> Result<Self, D::Error> {
        let notes = BTreeMap::<String, String>::deserialize(notes)?;
        let count = notes.len();
        Ok(Self { count })
    }
}

/// Sends a parcel, and answers what opens the door where it has never been.
#[rest_method("demo.parcel.add", scope = "basic", versions(v3))]
pub async fn demo_parcel_add(fields: Fields<Parcel, Add>) -> Result<Option<String>, Error> {
    let address = fields.onto(&Parcel::default())?.address;
    let address = address.filter(|address| address.count == 0);
    Ok(address.and_then(|address| address.door))
}

/// The fields that are told of; none if it was sent.
async fn told(fields: Value) -> Vec<String> {
    let (server, _) = server();
    let answer = server
        .post(
            "/rest/api/demo.parcel.add?auth=tok",
            json!({"fields": fields}),
        )
        .await;
    if answer.status == 200 {
        return Vec::new();
    }
    let error = answer.json()["error"].clone();
    let told = error["validation"].as_array().unwrap().iter();
    told.map(|one| one["field"].as_str().unwrap().to_owned())
        .collect()
}

// Before, only what is answered had a name.
// Proves: P-197
#[tokio::test]
async fn a_field_has_the_names_that_serde_reads() {
    for address in [
        json!({"zip_code": "1"}),
        json!({"zip_code": "1", "town": "x"}),
        json!({"zip_code": "1", "city": "x", "door": "y"}),
        json!({"zip_code": "1", "point": {"north": 5}, "notes": {"bell": "none", "dog": "big"}}),
    ] {
        let fields = json!({"address": address, "points": [{"north": 1}]});
        assert_eq!(told(fields.clone()).await, [""; 0], "{fields}");
    }
    // By the name under which it is answered serde does not find it.
    let told_of = told(json!({"address": {"zipCode": "1"}})).await;
    assert_eq!(told_of, ["fields.address.zip_code"]);
}

// Proves: P-197
#[tokio::test]
async fn what_serde_does_not_read_is_no_field() {
    let point = json!({"north": 1, "south": 2});
    let address = json!({"zip_code": "1", "citi": "x", "door": "y", "count": 5, "point": point});
    let expected = [
        "address.point.south",
        "address.citi",
        "address.count",
        "points.1.south",
    ];
    let fields = json!({"address": address, "points": [{"north": 1}, point]});
    let expected = expected.map(|name| format!("fields.{name}"));
    assert_eq!(told(fields).await, expected);
}
