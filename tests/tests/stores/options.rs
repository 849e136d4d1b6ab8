//! Options: keys, their order, and whose they are.

use bitrix_rest::{Application, Array, Key, Value};

use crate::fixture::{Fixture, array, exactly, owner};

pub async fn setting_keeps_the_other_keys(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let options = f.store().options();
    assert!(options.all(&ada).await.unwrap().is_empty());
    assert_eq!(options.one(&ada, &"theme".into()).await.unwrap(), None);
    let sizes = array([("width", 1), ("height", 2)]);
    let first = array([("theme", Value::from("dark")), ("window", sizes.into())]);
    options.set(&ada, first).await.unwrap();
    // One level deep: what is nested is replaced whole.
    let second = array([
        ("window", Value::Array(array([("width", 3)]))),
        ("lang", "de".into()),
    ]);
    options.set(&ada, second).await.unwrap();
    // Nothing to write is written.
    options.set(&ada, Array::new()).await.unwrap();
    let expected = array([
        ("theme", Value::from("dark")),
        ("window", Value::Array(array([("width", 3)]))),
        ("lang", "de".into()),
    ]);
    f.everywhere(async |store| {
        let options = store.options();
        assert_eq!(
            exactly(&options.all(&ada).await.unwrap()),
            exactly(&expected)
        );
        for (key, value) in &expected {
            let found = options.one(&ada, key).await.unwrap();
            assert_eq!(found.as_ref(), Some(value), "{key}");
        }
        assert_eq!(options.one(&ada, &"height".into()).await.unwrap(), None);
        let nothing = owner("my-portal", "app.1", Some(8));
        assert!(options.all(&nothing).await.unwrap().is_empty());
    })
    .await;
}

pub async fn overwriting_keeps_the_place(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let options = f.store().options();
    // Neither by text nor by number nor by hash is this an order.
    for (key, value) in [("m", 1), ("z", 2), ("10", 3), ("a", 4), ("9", 5), ("", 6)] {
        options.set(&ada, array([(key, value)])).await.unwrap();
    }
    options.set(&ada, array([("a", 40)])).await.unwrap();
    let mixed = array([("new", 7), ("", 60), ("m", 10), ("newer", 8), ("10", 30)]);
    options.set(&ada, mixed).await.unwrap();
    let mut expected = array([
        ("m", 10),
        ("z", 2),
        ("10", 30),
        ("a", 40),
        ("9", 5),
        ("", 60),
        ("new", 7),
        ("newer", 8),
    ]);
    let assert_order = async |f: &mut Fixture, expected: &Array| {
        f.everywhere(async |store| {
            let found = store.options().all(&ada).await.unwrap();
            assert_eq!(exactly(&found), exactly(expected));
        })
        .await;
    };
    assert_order(f, &expected).await;
    // A process that starts later goes on at the end, and so does another beside it.
    let later = array([("b", 9), ("z", 20)]);
    f.store().options().set(&ada, later).await.unwrap();
    let beside = f.another().await;
    let later = array([("c", 10), ("m", 100)]);
    beside.options().set(&ada, later).await.unwrap();
    let last = array([("d", 11)]);
    f.store().options().set(&ada, last).await.unwrap();
    expected.merge(array([
        ("b", 9),
        ("z", 20),
        ("c", 10),
        ("m", 100),
        ("d", 11),
    ]));
    assert_order(f, &expected).await;
}

pub async fn many_keys_of_one_set_keep_their_order(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", None);
    let scrambled = |n: u64| format!("{:x}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let first: Array = (0..700u64)
        .map(|n| (scrambled(n), Value::from(n.to_string())))
        .collect();
    // Every second one is overwritten, backwards, between new ones.
    let second: Array = (0..700u64)
        .rev()
        .flat_map(|n| [scrambled(2 * n), scrambled(10_000 + n)])
        .map(|key| (key, "again"))
        .collect();
    let options = f.store().options();
    options.set(&ada, first.clone()).await.unwrap();
    options.set(&ada, second.clone()).await.unwrap();
    let mut expected = first;
    expected.merge(second);
    f.everywhere(async |store| {
        let found = store.options().all(&ada).await.unwrap();
        assert!(found.keys().eq(expected.keys()), "another order");
        assert_eq!(found, expected);
    })
    .await;
}

pub async fn integer_like_keys_are_integers(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let integers = [
        "5",
        "0",
        "-5",
        "9223372036854775807",
        "-9223372036854775808",
    ];
    let texts = [
        "05",
        "-0",
        "+5",
        "5.0",
        "5 ",
        "9223372036854775808",
        "-9223372036854775809",
    ];
    let keys = || integers.into_iter().chain(texts);
    let all: Array = keys().map(|key| (key, key)).collect();
    f.store().options().set(&ada, all.clone()).await.unwrap();
    f.everywhere(async |store| {
        let options = store.options();
        let found = options.all(&ada).await.unwrap();
        assert_eq!(exactly(&found), exactly(&all));
        for (key, text) in found.keys().zip(keys()) {
            let integer = integers.contains(&text);
            assert_eq!(matches!(key, Key::Int(_)), integer, "{text}");
            assert_eq!(
                options.one(&ada, key).await.unwrap(),
                Some(Value::from(text))
            );
        }
    })
    .await;
}

pub async fn any_text_is_a_key(f: &mut Fixture) {
    let ada = owner("my-portal", "app.1", Some(7));
    let long = "k".repeat(65_535);
    let keys: Vec<String> = [
        "",
        "\0",
        "\0\0",
        "a\0b",
        "a",
        "A",
        "a ",
        " a",
        "a\t",
        "\n",
        "\u{e9}",
        "e\u{301}",
        "\u{7f}",
        "\u{ffff}",
        "\u{e000}",
        "\u{1f600}",
        "\u{10ffff}",
        "%",
        "_",
        "'; DROP TABLE rest_options; --",
        "\\",
        "\"",
        "$1",
        "../../etc/passwd",
        "null",
    ]
    .into_iter()
    .map(str::to_owned)
    // 64 KiB, alike but for the last byte.
    .chain(["0", "1", "\0"].map(|last| format!("{long}{last}")))
    .collect();
    let all: Array = keys.iter().map(|key| (key.clone(), key.clone())).collect();
    assert_eq!(all.len(), keys.len());
    f.store().options().set(&ada, all.clone()).await.unwrap();
    f.everywhere(async |store| {
        let options = store.options();
        assert!(options.all(&ada).await.unwrap() == all);
        for key in &keys {
            let found = options.one(&ada, &key.as_str().into()).await.unwrap();
            assert!(found == Some(Value::from(key.as_str())), "{key:.40?}");
        }
        for absent in ["\0\0\0", "k", "a\0", "A ", &long] {
            let found = options.one(&ada, &absent.into()).await.unwrap();
            assert_eq!(found, None, "{absent:.40?}");
        }
    })
    .await;
}

pub async fn what_is_for_all_users_is_apart_from_each_user(f: &mut Fixture) {
    let users = [
        None,
        Some(0),
        Some(1),
        Some(2),
        Some(u64::from(u32::MAX)),
        Some(i64::MAX as u64),
    ];
    let options = f.store().options();
    for user in users {
        let whose = owner("my-portal", "app.1", user);
        assert!(options.all(&whose).await.unwrap().is_empty(), "{user:?}");
        let of = array([("of", exactly(&user)), (&exactly(&user), "mine".into())]);
        options.set(&whose, of).await.unwrap();
    }
    f.everywhere(async |store| {
        for user in users {
            let whose = owner("my-portal", "app.1", user);
            let of = array([("of", exactly(&user)), (&exactly(&user), "mine".into())]);
            assert_eq!(store.options().all(&whose).await.unwrap(), of);
            let key = "of".into();
            let one = store.options().one(&whose, &key).await.unwrap();
            assert_eq!(one, Some(exactly(&user).into()));
        }
    })
    .await;
}

pub async fn forgetting_takes_one_application_of_one_portal(f: &mut Fixture) {
    let portals = ["p", "pp", "P"];
    let applications = ["app.1", "app.10", "app.1 ", "APP.1", "p", ""];
    let users = [None, Some(0), Some(1)];
    let owners = || {
        portals.into_iter().flat_map(move |portal| {
            applications
                .into_iter()
                .flat_map(move |application| users.map(|user| owner(portal, application, user)))
        })
    };
    let options = f.store().options();
    for whose in owners() {
        let both = array([("b", exactly(&whose)), ("a", String::new())]);
        options.set(&whose, both).await.unwrap();
    }
    let gone = Application::new("p", "app.1");
    // What is not there is forgotten as well.
    for forgotten in [&gone, &gone, &Application::new("p", "app.2")] {
        options.forget(forgotten).await.unwrap();
    }
    f.everywhere(async |store| {
        for whose in owners() {
            let expected = if whose.application == gone {
                Array::new()
            } else {
                array([("b", exactly(&whose)), ("a", String::new())])
            };
            assert_eq!(store.options().all(&whose).await.unwrap(), expected);
            let one = store.options().one(&whose, &"b".into()).await.unwrap();
            assert_eq!(one.as_ref(), expected.get("b"));
        }
    })
    .await;
    // Installed again, it begins anew, also with the order of keys.
    let again = owner("p", "app.1", Some(1));
    let anew = array([("a", 1), ("b", 2)]);
    f.another()
        .await
        .options()
        .set(&again, anew.clone())
        .await
        .unwrap();
    f.everywhere(async |store| {
        let found = store.options().all(&again).await.unwrap();
        assert_eq!(exactly(&found), exactly(&anew));
    })
    .await;
}
