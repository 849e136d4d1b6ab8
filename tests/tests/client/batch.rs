//! Batches, and references between their commands.

use bitrix_rest::client::{ErrorKind, OAuth, Portal, Refer, Reference, Referring, Tokens};
use bitrix_rest::http::StatusCode;
use bitrix_rest::{Array, Created, Item, Items, Paged, Value, Version};
use bitrix_rest_methods::options::{UserOptionGet, UserOptionSet};
use bitrix_rest_tests::echo::{TestEcho, TestFile, TestRest, TestTyped};

use crate::methods::{
    Car, DemoCarAdd, DemoCarGet, DemoCarSeveral, DemoNumberList, Fate, InProcess, portal,
};

fn add(name: &str) -> DemoCarAdd {
    DemoCarAdd {
        name: name.to_owned(),
    }
}

fn car(id: i64) -> Item<Car> {
    Item(Car {
        id,
        name: format!("car {id}"),
    })
}

// Proves: P-109, P-110, P-115
#[tokio::test]
async fn a_tuple_has_an_answer_of_its_type_for_each() {
    let portal = portal().await;
    let typed = TestTyped {
        id: Some(1),
        flag: Some(false),
        list: Some(vec![3]),
        name: Some("a&b=c #?".to_owned()),
    };
    let (one, typed, numbers) = portal
        .batch((
            DemoCarGet { id: 5 },
            typed,
            DemoNumberList { below: Some(70) },
        ))
        .await
        .unwrap();
    assert_eq!(one, car(5));
    assert_eq!(
        typed,
        (
            Some(1),
            Some(false),
            Some(vec![3]),
            Some("a&b=c #?".to_owned())
        )
    );
    let numbers: Paged<u64> = numbers;
    assert_eq!(
        (numbers.items().len(), numbers.next(), numbers.total()),
        (50, Some(50), Some(70))
    );
}

// Proves: P-116, P-118
#[tokio::test]
async fn it_ends_at_the_first_error_or_has_a_result_for_each() {
    let server = InProcess::new([]);
    let portal = server.portal();
    let commands = || (DemoCarGet { id: 1 }, add("taken"), add("four"));
    let error = portal.batch(commands()).await.unwrap_err();
    assert!(error.is("NAME_TAKEN"));
    assert_eq!((error.method(), error.command()), ("demo.car.add", Some(1)));
    assert_eq!(error.extra().get("by"), Some(&Value::Int(7)));
    assert_eq!(error.status(), None);
    let (first, second, third) = portal.batch(commands()).each().await.unwrap();
    assert_eq!(first.unwrap(), car(1));
    assert_eq!(second.unwrap_err().command(), Some(1));
    assert_eq!(third.unwrap(), Created(4));
    // What is wrong with all of it is no error of a command.
    let portal = Portal::webhook("http://portal.test/rest/7/wrong/").unwrap();
    let error = portal.through(server).batch(commands()).each().await;
    let error = error.unwrap_err();
    assert!(error.is("INVALID_CREDENTIALS"));
    assert_eq!((error.method(), error.command()), ("batch", None));
}

// Proves: P-119
#[tokio::test]
async fn a_vector_goes_in_as_many_requests_as_it_needs() {
    let server = InProcess::new([]);
    let portal = server.portal();
    let commands: Vec<DemoCarGet> = (1..=120).map(|id| DemoCarGet { id }).collect();
    let cars = portal.batch(commands).await.unwrap();
    assert_eq!(cars, (1..=120).map(car).collect::<Vec<_>>());
    assert_eq!(server.times().len(), 3);
    let mut commands: Vec<DemoCarAdd> = (0..120).map(|_| add("name")).collect();
    commands[60] = add("taken");
    let error = portal.batch(commands).await.unwrap_err();
    assert_eq!(error.command(), Some(60));
    assert_eq!(server.times().len(), 5, "nothing is sent after it");
    let none = portal.batch(Vec::<DemoCarGet>::new()).await.unwrap();
    assert_eq!((none.len(), server.times().len()), (0, 5));
}

// Proves: P-126, P-130, P-145
#[tokio::test]
async fn references_are_what_earlier_commands_answered() {
    let portal = portal().await;
    let (created, got, again) = portal
        .batch((
            add("eleven ch.."),
            DemoCarGet { id: 0 }.referring("id", Reference::to::<DemoCarAdd>(0)),
            DemoCarGet { id: 0 }.referring("id", Reference::to::<DemoCarGet>(1).field("ID")),
        ))
        .await
        .unwrap();
    assert_eq!(created, Created(11));
    assert_eq!((got, again), (car(11), car(11)));
    // Into a field of a parameter, and one command from several.
    let third = portal.clone().preferring(Version::V3);
    let (_, cars) = third
        .batch((
            DemoCarGet { id: 6 },
            DemoCarSeveral { ids: vec![0, 2] }
                .referring("ids.0", Reference::to::<DemoCarGet>(0).field("ID")),
        ))
        .await
        .unwrap();
    let Items(cars) = cars;
    assert_eq!(cars.iter().map(|car| car.id).collect::<Vec<_>>(), [6, 2]);
    // In a vector each refers to the one before it.
    let chain = (0..3).map(|place| {
        let get = Referring::from(DemoCarGet { id: 9 });
        match place {
            0 => get,
            _ => get.referring("id", Reference::to::<DemoCarGet>(place - 1).field("ID")),
        }
    });
    let cars = portal.batch(chain.collect::<Vec<_>>()).await.unwrap();
    assert_eq!(cars, [car(9), car(9), car(9)]);
}

#[tokio::test]
async fn what_no_reference_can_mean_is_refused_before_anything_is_sent() {
    let server = InProcess::new([]);
    let portal = server.portal();
    let get = || DemoCarGet { id: 0 };
    let to = Reference::to::<DemoCarGet>;
    let refused = async |second, expected: &str| {
        let error = portal.batch((get(), second)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert_eq!(error.command(), Some(1));
        assert!(error.description().contains(expected), "{error:?}");
    };
    refused(get().referring("id", to(1).field("ID")), "before it").await;
    refused(
        get().referring("id", Reference::to::<DemoCarAdd>(0)),
        "no demo.car.add",
    )
    .await;
    refused(get().referring("id", to(0).field("id")), "no field `id`").await;
    refused(
        get().referring("ID", to(0).field("ID")),
        "no parameter `ID`",
    )
    .await;
    refused(get().referring("id", to(0).field("I]D")), "`I]D`").await;
    // A request has 50 commands; the next knows nothing of it.
    let mut many: Vec<_> = (0..50)
        .map(|_| get().referring("id", to(0).field("ID")))
        .collect();
    many[0] = get().referring("id", to(0));
    let error = portal.batch(many).await.unwrap_err();
    assert_eq!(error.command(), Some(0));
    let error = portal.batch((
        get(),
        TestFile {
            name: String::new(),
        },
    ));
    assert!(
        error
            .await
            .unwrap_err()
            .description()
            .contains("may not contain")
    );
    let mixed = portal.batch((DemoCarSeveral { ids: vec![] }, TestEcho {}));
    assert_eq!(mixed.await.unwrap_err().kind(), ErrorKind::Request);
    assert_eq!(server.times().len(), 0);
}

/// A text of a user that reads `$result[c0][…]`: sent in a batch, the portal would put an answer in its place. The client
/// refuses to send it in a batch, and says so; called by itself, it arrives as it is.
// Proves: P-126
#[tokio::test]
async fn texts_of_users_are_never_references() {
    let portal = portal().await;
    for text in ["$result[c0][ID]", "see $NEXT[c0] there", "$resultx[a]"] {
        let note = || TestRest {
            everything: [("note", text)].into_iter().collect(),
        };
        let error = portal.batch((DemoCarGet { id: 1 }, note())).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Request, "{text}");
        let Value::Array(alone) = portal.call(note()).await.unwrap() else {
            panic!("no array");
        };
        assert_eq!(alone.get("note"), Some(&text.into()));
    }
    for text in ["5 $", "$result", "$results are in", "a[b] $100"] {
        let note = TestRest {
            everything: [("note", text)].into_iter().collect(),
        };
        let (echoed,) = portal.batch((note,)).await.unwrap();
        let echoed: Array = echoed.as_array().unwrap().clone();
        assert_eq!(echoed.get("note"), Some(&text.into()));
    }
}

// Proves: P-138, P-139, P-144
#[tokio::test]
async fn batches_of_rest_3() {
    let portal = portal().await.preferring(Version::V3);
    let (one, two) = portal
        .batch((add("four"), DemoCarGet { id: 2 }))
        .await
        .unwrap();
    assert_eq!((one, two), (Created(4), car(2)));
    let failing = || (add("four"), add("taken"), DemoCarGet { id: 1 });
    let error = portal.batch(failing()).await.unwrap_err();
    assert!(error.is("NAME_TAKEN"), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::CONFLICT));
    // A result for each is what REST 2 can do.
    let (_, second, third) = portal.batch(failing()).each().await.unwrap();
    assert!(second.unwrap_err().is("NAME_TAKEN"));
    assert_eq!(third.unwrap(), car(1));
    let only = portal.batch((DemoCarSeveral { ids: vec![1] },));
    assert_eq!(only.each().await.unwrap_err().kind(), ErrorKind::Request);
}

// Proves: P-139
#[tokio::test(start_paused = true)]
async fn a_batch_is_repeated_only_if_no_command_changes_anything() {
    let server = InProcess::new([Fate::Lost]);
    let portal = server.portal();
    let read = portal.batch((DemoCarGet { id: 1 }, DemoCarGet { id: 2 }));
    assert_eq!(read.await.unwrap(), (car(1), car(2)));
    let server = InProcess::new([Fate::Lost]);
    let portal = server.portal();
    let write = portal.batch((DemoCarGet { id: 1 }, add("name")));
    assert_eq!(write.await.unwrap_err().kind(), ErrorKind::Transport);
    assert_eq!(server.times().len(), 1);
    // In REST 3.0 the refusal may be that of the last command, behind others that ran.
    let full = || {
        let text =
            r#"{"error":{"code":"BITRIX_REST_V3_EXCEPTION_RATELIMITEXCEPTION","message":""}}"#;
        let server = InProcess::new([Fate::Says(StatusCode::TOO_MANY_REQUESTS, text)]);
        (server.portal().preferring(Version::V3), server)
    };
    let (portal, server) = full();
    let write = portal.batch((add("name"), DemoCarGet { id: 1 }));
    assert_eq!(write.await.unwrap_err().status().unwrap().as_u16(), 429);
    assert_eq!(server.times().len(), 1);
    let (portal, server) = full();
    let last = portal.batch((DemoCarGet { id: 1 }, add("name")));
    assert_eq!(last.await.unwrap(), (car(1), Created(4)));
    assert_eq!(server.times().len(), 2);
    // A bucket of requests refuses all of them, in front of both generations. One of REST 2 is refused as a whole, or each
    // command by itself.
    let text = r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":""}"#;
    for version in [Version::V2, Version::V3] {
        let server = InProcess::new([Fate::Says(StatusCode::SERVICE_UNAVAILABLE, text)]);
        let portal = server.portal().preferring(version);
        let write = portal.batch((add("name"), DemoCarGet { id: 1 }));
        assert_eq!(write.await.unwrap(), (Created(4), car(1)));
    }
}

// Proves: P-122
#[tokio::test]
async fn options_are_written_and_read_in_one_request() {
    let server = InProcess::new([]);
    let portal = Portal::oauth(
        "http://portal.test/rest/",
        OAuth::new("app.1", "secret", Tokens::new("tok", "refresh")),
    );
    let portal = portal.unwrap().through(server);
    let options = [("theme", "dark")].into_iter().collect();
    let theme = UserOptionGet {
        option: Some("theme".to_owned()),
    };
    let (saved, theme) = portal
        .batch((UserOptionSet { options }, theme))
        .await
        .unwrap();
    assert_eq!((saved, theme), (true, Value::from("dark")));
}
