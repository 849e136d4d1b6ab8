//! What references may name, and what they leave as it is.

use std::collections::BTreeMap;

use bitrix_rest::client::{ErrorKind, Refer, Reference};
use bitrix_rest::{Array, Error, Item, Key, Value, Version, rest_method};
use bitrix_rest_tests::echo::TestEcho;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::methods::{Car, DemoCarAdd, DemoCarGet, DemoDeep, InProcess};

/// Of a server that echoes it.
#[rest_method("test.echo", scope = "basic", params = CalledEcho)]
async fn called_echo(
    #[param] first: Array,
    #[param] second: i64,
    #[param] third: Array,
) -> Result<Value, Error>;

/// Of a server that does not matter.
#[rest_method("demo.rest", scope = "basic", versions(v3), params = CalledRest)]
async fn called_third(#[param(rest)] everything: Array) -> Result<Value, Error>;

const fn car(id: i64) -> Car {
    Car {
        id,
        name: String::new(),
    }
}

/// An `item` among others.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Parked {
    item: Car,
    floor: i64,
}

/// Where a car is.
#[rest_method("demo.parked", scope = "basic", versions(v3), read_only)]
async fn demo_parked() -> Result<Parked, Error> {
    Ok(Parked {
        item: car(5),
        floor: 2,
    })
}

/// `items` among others.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct Garage {
    items: Vec<Car>,
    floors: i64,
}

/// What is in it.
#[rest_method("demo.garage", scope = "basic", versions(v3), read_only)]
async fn demo_garage() -> Result<Garage, Error> {
    Ok(Garage {
        items: vec![car(6), car(7)],
        floors: 3,
    })
}

/// Cars by names, one of which is `item`.
#[rest_method("demo.named", scope = "basic", versions(v3), read_only)]
async fn demo_named() -> Result<BTreeMap<String, Car>, Error> {
    Ok(BTreeMap::from([("item".to_owned(), car(8))]))
}

// Proves: P-126
#[tokio::test]
async fn parameters_keep_their_order() {
    let portal = InProcess::new([]).portal();
    let echo = CalledEcho {
        first: [("a", 1), ("b", 2)].into_iter().collect(),
        second: 3,
        third: Array::new(),
    };
    let id = || Reference::to::<DemoCarGet>(0).field("ID");
    let echo = echo.referring("first.a", id()).referring("second", id());
    let echo = echo.referring("third.new", id());
    let (_, echoed) = portal.batch((DemoCarGet { id: 5 }, echo)).await.unwrap();
    let echoed = echoed.as_array().unwrap();
    let names = |array: &Array| array.keys().map(Key::to_string).collect::<Vec<_>>();
    assert_eq!(names(echoed), ["first", "second", "third"]);
    let first = echoed.get("first").and_then(Value::as_array).unwrap();
    assert_eq!(names(first), ["a", "b"]);
    assert_eq!(first.get("a"), Some(&5.into()));
    assert_eq!(first.get("b"), Some(&"2".into()));
}

// Proves: P-145, P-146
#[tokio::test]
async fn values_that_read_like_references_of_rest_3_are_refused() {
    let server = InProcess::new([]);
    let portal = server.portal();
    for name in ["$ref", "$refArray"] {
        let inner: Array = [(name, "c0.ID")].into_iter().collect();
        let deep: Array = [("deep", Value::Array(inner.clone()))]
            .into_iter()
            .collect();
        for everything in [inner, deep] {
            let batch = portal.batch((CalledRest { everything },));
            let error = batch.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Request);
            assert!(
                error.description().contains("reads like a reference"),
                "{error:?}"
            );
        }
    }
    assert_eq!(server.times().len(), 0);
}

// Proves: P-132
#[tokio::test]
async fn paths_that_the_answer_cannot_have_are_refused() {
    let server = InProcess::new([]);
    let portal = server.portal();
    let refer = async |path: &[&str]| {
        let to = path
            .iter()
            .fold(Reference::to::<DemoDeep>(0), |to, key| to.field(key));
        let get = DemoCarGet { id: 0 }.referring("id", to);
        let answered = portal.batch((DemoDeep {}, get)).each().await;
        answered.map(|(deep, _)| deep.unwrap().car.id)
    };
    for path in [
        &["car"][..],
        &["car", "ID"],
        &["names", "any"],
        &["pair", "0"],
        &["pair", "1", "NAME"],
        &["sizes", "1"],
        &["by_id", "5", "NAME"],
    ] {
        assert_eq!(refer(path).await.unwrap(), 1, "{path:?}");
    }
    // Numbers are keys of a map, too.
    let fifth = Reference::to::<DemoDeep>(0).field("by_id").field(5);
    let get = DemoCarGet { id: 0 }.referring("id", fifth.field("ID"));
    let (_, Item(car)) = portal.batch((DemoDeep {}, get)).await.unwrap();
    assert_eq!(car.id, 5);
    let sent = server.times().len();
    for path in [
        // Into a number and a text, also one of a map.
        &["car", "ID", "0"][..],
        &["car", "NAME", "0"],
        &["names", "any", "deeper"],
        // A list has no names, and these no third place.
        &["pair", "first"],
        &["pair", "2"],
        &["pair", "01"],
        &["sizes", "2"],
        // Nor has a map of numbers.
        &["by_id", "first"],
        &["by_id", "5", "name"],
        // Of a car.
        &["pair", "1", "name"],
        // `additionalProperties: false`.
        &["more"],
    ] {
        let error = refer(path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request, "{path:?}");
        assert!(
            error.description().contains("answers no field"),
            "{error:?}"
        );
    }
    // Of an answer that may be anything, everything may be asked for.
    let to = Reference::to::<TestEcho>(0).field("any").field("0");
    let echo = portal.batch((TestEcho {}, DemoCarGet { id: 0 }.referring("id", to)));
    let _ = echo.each().await.unwrap();
    assert_eq!(server.times().len(), sent + 1);
}

// Proves: P-144
#[tokio::test]
async fn rest_3_refers_to_items_alone() {
    let server = InProcess::new([]);
    let third = server.portal().preferring(Version::V3);
    let get = |to| DemoCarGet { id: 0 }.referring("id", to);
    let add = DemoCarAdd {
        name: "name".to_owned(),
    };
    let created = Reference::to::<DemoCarAdd>(0).field("id");
    let bare = Reference::to::<DemoDeep>(0).field("car").field("ID");
    for error in [
        third.batch((add, get(created))).await.unwrap_err(),
        third.batch((DemoDeep {}, get(bare))).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.description().contains("neither an item"), "{error:?}");
    }
    assert_eq!(server.times().len(), 0);
}

/// An object that a method answers is no `item`, but may have one.
// Proves: P-144, P-145
#[tokio::test]
async fn rest_3_refers_into_the_items_of_any_object() {
    let server = InProcess::new([]);
    let third = server.portal().preferring(Version::V3);
    let get = |to| DemoCarGet { id: 0 }.referring("id", to);
    let parked = Reference::to::<DemoParked>(0);
    let batch = third.batch((DemoParked {}, get(parked.clone().field("ID"))));
    assert_eq!(batch.await.unwrap().1.0.id, 5);
    let second = Reference::to::<DemoGarage>(0).field(1);
    let batch = third.batch((DemoGarage {}, get(second.field("ID"))));
    assert_eq!(batch.await.unwrap().1.0.id, 7);
    let named = Reference::to::<DemoNamed>(0).field("ID");
    let batch = third.batch((DemoNamed {}, get(named)));
    assert_eq!(batch.await.unwrap().1.0.id, 8);
    // What stands beside the item is not in the context.
    let sent = server.times().len();
    let floor = third.batch((DemoParked {}, get(parked.field("floor"))));
    let error = floor.await.err().unwrap();
    assert!(
        error.description().contains("answers no field `floor`"),
        "{error:?}"
    );
    assert_eq!(server.times().len(), sent);
}
