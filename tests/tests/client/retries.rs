//! Which calls are repeated, and when.

use bitrix_rest::client::ErrorKind;
use bitrix_rest::http::StatusCode;
use bitrix_rest::{Created, Item};

use crate::methods::{DemoCarAdd, DemoCarGet, Fate, InProcess};

const FULL: Fate = Fate::Says(
    StatusCode::SERVICE_UNAVAILABLE,
    r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#,
);
const GATEWAY: Fate = Fate::Says(StatusCode::BAD_GATEWAY, "<html>502");

fn add() -> DemoCarAdd {
    DemoCarAdd {
        name: "name".to_owned(),
    }
}

// Proves: P-148
#[tokio::test(start_paused = true)]
async fn what_was_not_begun_is_repeated_whatever_it_does() {
    let server = InProcess::new([FULL, Fate::Unsent, FULL]);
    let portal = server.portal();
    assert_eq!(portal.call(add()).await.unwrap(), Created(4));
    // About twice as long each time.
    let times = server.times();
    let waits: Vec<f64> = times.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(waits.len(), 3);
    for (wait, longest) in waits.iter().zip([0.5, 1.0, 2.0]) {
        assert!((longest / 2.0..=longest + 0.6).contains(wait), "{waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_repeated_only_if_it_changes_nothing() {
    for fate in [|| Fate::Lost, || GATEWAY] {
        let server = InProcess::new([fate(), fate()]);
        let Item(car) = server.portal().call(DemoCarGet { id: 1 }).await.unwrap();
        assert_eq!((car.id, server.times().len()), (1, 3));
        let server = InProcess::new([fate()]);
        let error = server.portal().call(add()).await.unwrap_err();
        assert!(matches!(
            error.kind(),
            ErrorKind::Transport | ErrorKind::Reply
        ));
        assert_eq!(server.times().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn it_ends() {
    let server = InProcess::new((0..9).map(|_| FULL));
    let error = server.portal().retries(2).call(add()).await.unwrap_err();
    assert!(error.is("QUERY_LIMIT_EXCEEDED"));
    assert_eq!(server.times().len(), 3);
    let server = InProcess::new((0..9).map(|_| Fate::Unsent));
    assert!(server.portal().call(add()).await.is_err());
    assert_eq!(server.times().len(), 6);
    // An error of the method is none that comes and goes.
    let server = InProcess::new([]);
    let taken = DemoCarAdd {
        name: "taken".to_owned(),
    };
    assert!(
        server
            .portal()
            .call(taken)
            .await
            .unwrap_err()
            .is("NAME_TAKEN")
    );
    assert_eq!(server.times().len(), 1);
}
