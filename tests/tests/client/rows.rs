//! Lists, page by page.

use bitrix_rest::Version;
use bitrix_rest::client::{ErrorKind, Pace};
use bitrix_rest::http::StatusCode;
use futures_util::{StreamExt, stream};

use crate::methods::{DemoNumberList, Fate, InProcess, portal};

// Proves: P-57, P-58
#[tokio::test]
async fn all_rows_come_and_pages_only_as_far_as_they_are_read() {
    let server = InProcess::new([]);
    let portal = server.portal();
    for (below, pages) in [(0, 1), (49, 1), (50, 1), (51, 2), (120, 3)] {
        let before = server.asked.lock().unwrap().len();
        let rows = portal.rows(DemoNumberList { below: Some(below) });
        assert_eq!(rows.all().await.unwrap(), (0..below).collect::<Vec<u64>>());
        assert_eq!(
            server.asked.lock().unwrap().len() - before,
            pages,
            "{below}"
        );
    }
    let before = server.asked.lock().unwrap().len();
    let mut rows = portal.rows(DemoNumberList { below: None });
    assert_eq!(rows.total(), None);
    for expected in 0..50 {
        assert_eq!(rows.next().await.unwrap().unwrap(), expected);
    }
    assert_eq!(rows.total(), Some(120));
    assert_eq!(server.asked.lock().unwrap().len() - before, 1);
    assert_eq!(rows.next().await.unwrap().unwrap(), 50);
    // What is left, as a stream.
    let rest = stream::unfold(rows, async |mut rows| Some((rows.next().await?, rows)));
    let rest: Vec<u64> = rest.map(Result::unwrap).collect().await;
    assert_eq!(rest, (51..120).collect::<Vec<u64>>());
}

// Proves: P-184
#[tokio::test]
async fn pages_of_rest_3() {
    let portal = portal().await.preferring(Version::V3);
    for below in [0, 50, 120] {
        let rows = portal.rows(DemoNumberList { below: Some(below) });
        assert_eq!(rows.all().await.unwrap(), (0..below).collect::<Vec<u64>>());
    }
}

#[tokio::test]
async fn an_error_ends_it() {
    let says = |text| Fate::Says(StatusCode::OK, text);
    let server = InProcess::new([
        says(r#"{"result":[1],"next":1,"total":9}"#),
        Fate::Says(
            StatusCode::FORBIDDEN,
            r#"{"error":"ACCESS_DENIED","error_description":"Access denied!"}"#,
        ),
    ]);
    let portal = server.portal().paced(Pace::UNLIMITED);
    let mut rows = portal.rows(DemoNumberList { below: None });
    assert_eq!(rows.next().await.unwrap().unwrap(), 1);
    assert!(rows.next().await.unwrap().unwrap_err().is("ACCESS_DENIED"));
    assert!(rows.next().await.is_none());
    // A portal that never comes to an end.
    let server = InProcess::new([
        says(r#"{"result":[1],"next":1,"total":9}"#),
        says(r#"{"result":[2],"next":1,"total":9}"#),
    ]);
    let rows = server.portal().rows(DemoNumberList { below: None });
    assert_eq!(rows.all().await.unwrap_err().kind(), ErrorKind::Reply);
    assert_eq!(server.times().len(), 2);
}
