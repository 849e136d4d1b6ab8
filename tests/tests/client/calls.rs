//! Calls, results and errors, in both generations.

use std::collections::BTreeMap;

use bitrix_rest::client::{ErrorKind, Portal};
use bitrix_rest::{Created, Error, Exception, Item, Items, Value, Version, rest_method};
use bitrix_rest_tests::echo::{
    TestCreated, TestEcho, TestFail, TestFile, TestPositional, TestSoft, TestTyped,
};
use tokio::net::TcpListener;

use crate::methods::{Car, CarError, DemoCarAdd, DemoCarGet, DemoCarSeveral, portal};

// Proves: P-1, P-55, P-59, P-75, P-293
#[tokio::test]
async fn answers_and_errors_of_rest_2() {
    let portal = portal().await;
    let Item(car) = portal.call(DemoCarGet { id: 3 }).await.unwrap();
    assert_eq!(car.name, "car 3");
    let typed = portal.call(TestTyped {
        id: Some(5),
        flag: Some(true),
        list: Some(vec![1, 2]),
        name: Some("<Ж> & 'π' \u{2028}".to_owned()),
    });
    assert_eq!(
        typed.await.unwrap(),
        (
            Some(5),
            Some(true),
            Some(vec![1, 2]),
            Some("<Ж> & 'π' \u{2028}".to_owned())
        )
    );
    let positional = TestPositional {
        first: 1,
        second: 2,
    };
    assert_eq!(portal.call(positional).await.unwrap(), [1, 2]);
    let created = portal.call(TestCreated {}).await.unwrap();
    assert_eq!((created.0.as_u16(), created.1), (201, 5));
    let file = portal.call(TestFile {
        name: "a.csv".to_owned(),
    });
    let file = file.await.unwrap();
    assert_eq!(file.content(), b"a,b\n1,2\n");
    assert_eq!(
        (file.content_type(), file.name()),
        ("text/csv; charset=utf-8", Some("a.csv"))
    );
    // Credentials do not reach the method.
    assert_eq!(
        portal.call(TestEcho {}).await.unwrap(),
        Value::Array(bitrix_rest::Array::new())
    );

    let error = portal
        .call(DemoCarAdd {
            name: "taken".to_owned(),
        })
        .await
        .unwrap_err();
    assert!(error.is("NAME_TAKEN") && !error.is("name_taken"));
    assert_eq!(error.kind(), ErrorKind::Answer);
    assert_eq!(error.method(), "demo.car.add");
    assert_eq!(error.description(), "the name is taken");
    assert_eq!(error.status().unwrap().as_u16(), 409);
    assert_eq!(error.extra().get("by"), Some(&Value::Int(7)));
    let id = error.request_id().unwrap();
    assert_eq!(id.len(), 16);
    assert_eq!(
        error.to_string(),
        format!("demo.car.add: NAME_TAKEN (409): the name is taken [request {id}]")
    );
    let soft = portal.call(TestSoft {}).await.unwrap_err();
    assert_eq!(
        (soft.code(), soft.status().unwrap().as_u16()),
        ("SOFT", 200)
    );
    let teapot = portal.call(TestFail {
        how: "x".to_owned(),
    });
    assert_eq!(teapot.await.unwrap_err().code(), "OTHER");
}

// Proves: P-1, P-138, P-165, P-167
#[tokio::test]
async fn answers_and_errors_of_rest_3() {
    let portal = portal().await;
    // A method that only REST 3.0 has is called there.
    let Items(cars) = portal
        .call(DemoCarSeveral { ids: vec![1, 2] })
        .await
        .unwrap();
    assert_eq!(cars.iter().map(|car| car.id).collect::<Vec<_>>(), [1, 2]);
    // Unwrapped, whatever it stands under; and only where it is asked for if both have it.
    let third = portal.clone().preferring(Version::V3);
    let Item(car) = third.call(DemoCarGet { id: 3 }).await.unwrap();
    assert_eq!(
        car,
        Car {
            id: 3,
            name: "car 3".to_owned()
        }
    );
    let name = "four".to_owned();
    assert_eq!(third.call(DemoCarAdd { name }).await.unwrap(), Created(4));
    let not_found = Exception::EntityNotFound(String::new()).code();
    let error = third.call(DemoCarGet { id: 404 }).await.unwrap_err();
    assert!(error.is(not_found), "{error:?}");
    assert_eq!(error.description(), "Record with ID = `404` not found");
    let error = third.call(DemoCarAdd {
        name: String::new(),
    });
    let error = error.await.unwrap_err();
    let fields: Vec<_> = error.validation().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name"], "{error:?}");
    assert!(error.request_id().is_some());
}

/// Of another server, as far as this crate knows.
#[rest_method("test.rest", scope = "basic", params = CalledRest)]
async fn called_rest(
    #[param] note: String,
    #[param] other: Option<u8>,
) -> Result<BTreeMap<String, String>, Error>;

#[tokio::test]
async fn a_method_may_be_declared_only_to_be_called() {
    let portal = portal().await;
    let request = || CalledRest {
        note: "a".to_owned(),
        other: None,
    };
    let expected = BTreeMap::from([("note".to_owned(), "a".to_owned())]);
    assert_eq!(portal.call(request()).await.unwrap(), expected);
    let (answer, car) = portal
        .batch((request(), DemoCarGet { id: 1 }))
        .await
        .unwrap();
    assert_eq!((answer, car.0.id), (expected, 1));
}

#[tokio::test]
async fn an_error_of_the_method_is_of_its_type() {
    let portal = portal().await;
    for portal in [portal.clone(), portal.preferring(Version::V3)] {
        for (name, expected) in [
            ("young", Some(CarError::Young)),
            ("old", Some(CarError::Old)),
            ("broken", Some(CarError::Broken)),
            // It holds something, which `extra` has.
            ("taken", None),
            // An error of the framework is none of the method.
            ("", None),
        ] {
            let name = name.to_owned();
            let error = portal.call(DemoCarAdd { name }).await.unwrap_err();
            assert_eq!(error.own::<DemoCarAdd>(), expected, "{error:?}");
        }
    }
}

#[tokio::test]
async fn what_is_no_portal_is_said() {
    let call = |portal: Portal| async move { portal.call(TestCreated {}).await.unwrap_err() };
    // Nobody listens any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let portal = Portal::webhook(&format!("http://{address}/rest/7/hidden/")).unwrap();
    let error = call(portal.retries(0)).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!((error.code(), error.status()), ("", None));
    assert!(std::error::Error::source(&error).is_some());
    assert!(
        !format!("{error} {error:?}").contains("hidden"),
        "{error:?}"
    );
    // A web server that knows nothing of REST.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().fallback(async || "<html>");
    tokio::spawn(async move { axum::serve(listener, router).await });
    let portal = Portal::webhook(&format!("http://{address}/rest/7/hidden/")).unwrap();
    let error = call(portal).await;
    assert_eq!(error.kind(), ErrorKind::Reply);
    assert_eq!(error.status().unwrap().as_u16(), 200);
}

// Proves: P-89
#[tokio::test]
async fn a_webhook_that_is_none_is_refused_and_no_secret_is_shown() {
    let address = bitrix_rest_tests::server::Server::new().unwrap();
    let address = address.listen().await.unwrap();
    let portal = Portal::webhook(&format!("http://{address}/rest/7/s3cr3t/")).unwrap();
    assert!(!format!("{portal:?}").contains("s3cr3t"), "{portal:?}");
    let error = portal.call(TestCreated {}).await.unwrap_err();
    assert!(error.is("INVALID_CREDENTIALS"));
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert!(
        !format!("{error} {error:?}").contains("s3cr3t"),
        "{error:?}"
    );
}

#[tokio::test]
async fn certificates_that_are_none_are_refused() {
    let portal = portal().await;
    let broken = "-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n";
    let key = "-----BEGIN PRIVATE KEY-----\nbm9uZQ==\n-----END PRIVATE KEY-----\n";
    for (text, expected) in [
        ("", "no certificate in it"),
        ("/etc/ssl/ca.pem", "no certificate in it"),
        (key, "no certificate in it"),
        (broken, "not a certificate"),
    ] {
        let error = portal.clone().trusting(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        assert!(error.description().contains(expected), "{error:?}");
    }
}
