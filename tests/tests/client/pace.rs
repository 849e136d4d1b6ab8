//! Pacing, on a clock that moves by itself when all wait.

use std::time::Duration;

use bitrix_rest::client::Pace;
use bitrix_rest::http::StatusCode;
use tokio::time::Instant;

use crate::methods::{DemoCarAdd, DemoCarGet, Fate, InProcess};

async fn calls(portal: &bitrix_rest::client::Portal, count: usize) {
    let calls = (0..count).map(|_| portal.call(DemoCarGet { id: 1 }));
    for answer in futures_util::future::join_all(calls).await {
        answer.unwrap();
    }
}

// Proves: P-148, P-149
#[tokio::test(start_paused = true)]
async fn as_many_at_once_as_the_bucket_holds_then_two_a_second() {
    let server = InProcess::new([]);
    let portal = server.portal();
    calls(&portal, 60).await;
    let times = server.times();
    assert!(times.iter().take(50).all(|time| *time < 0.001), "{times:?}");
    for (time, expected) in times.iter().skip(50).zip(1..) {
        let expected = f64::from(expected) / 2.0;
        assert!(
            (time - expected).abs() < 0.01,
            "{time} instead of {expected}"
        );
    }
    // A bucket leaks while nobody calls; a clone has no other.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let again = Instant::now();
    calls(&portal.clone(), 12).await;
    let took = again.elapsed().as_secs_f64();
    assert!((0.9..=1.1).contains(&took), "{took}");
}

// Proves: P-149
#[tokio::test(start_paused = true)]
async fn other_tariffs_have_other_paces() {
    for (pace, count, expected) in [
        (Pace::ENTERPRISE, 255, 1.0),
        (Pace::new(2, 0.5), 4, 4.0),
        (Pace::new(1, 10.0), 11, 1.0),
        (Pace::UNLIMITED, 1000, 0.0),
        // No clock can tell so long a time: nothing to divide by, and no panic.
        (Pace::new(3, f64::MIN_POSITIVE), 2, 0.0),
        (Pace::new(1, 0.0), 3, 2.0),
    ] {
        let server = InProcess::new([]);
        let begin = Instant::now();
        calls(&server.portal().paced(pace), count).await;
        let took = begin.elapsed().as_secs_f64();
        assert!((took - expected).abs() < 0.05, "{pace:?}: {took}");
    }
}

/// A result after so much handler time, which is forgotten 90 seconds later by the clock of a portal that is years behind.
const fn used(operating: &'static str) -> Fate {
    Fate::Says(StatusCode::OK, operating)
}

const LITTLE: &str = r#"{"result":{"ID":1,"NAME":"x"},"time":{"start":1000,"finish":1010.5,"duration":10.5,"processing":10,"operating":12.5,"operating_reset_at":1101}}"#;
const MUCH: &str = r#"{"result":{"ID":1,"NAME":"x"},"time":{"start":1000,"finish":1010.5,"duration":10.5,"processing":10,"operating":400.25,"operating_reset_at":1101}}"#;

// Proves: P-151, P-153
#[tokio::test(start_paused = true)]
async fn a_method_near_its_operating_limit_waits_until_its_time_is_forgotten() {
    let server = InProcess::new([used(LITTLE), used(MUCH)]);
    let portal = server.portal();
    calls(&portal, 1).await;
    calls(&portal, 1).await;
    // Another method goes on.
    let add = DemoCarAdd {
        name: "name".to_owned(),
    };
    portal.call(add).await.unwrap();
    calls(&portal, 1).await;
    let times = server.times();
    assert!(times.get(2).unwrap() < &0.01, "{times:?}");
    assert!((times.get(3).unwrap() - 90.5).abs() < 0.01, "{times:?}");
    // Not near another limit.
    let server = InProcess::new([used(MUCH)]);
    let pace = Pace::STANDARD.with_operating_limit(Duration::from_secs(480));
    let portal = server.portal().paced(pace);
    calls(&portal, 1).await;
    calls(&portal, 1).await;
    assert!(server.times().last().unwrap() < &0.01);
}

const USED_UP: Fate = Fate::Says(
    StatusCode::TOO_MANY_REQUESTS,
    r#"{"error":"OPERATION_TIME_LIMIT","error_description":"Method is blocked due to operation time limit."}"#,
);
const FULL: Fate = Fate::Says(
    StatusCode::SERVICE_UNAVAILABLE,
    r#"{"error":"QUERY_LIMIT_EXCEEDED","error_description":"Too many requests"}"#,
);

// Proves: P-152, P-154
#[tokio::test(start_paused = true)]
async fn a_refusal_waits_for_the_time_that_the_last_answer_said() {
    let server = InProcess::new([used(LITTLE), USED_UP]);
    let portal = server.portal();
    calls(&portal, 1).await;
    calls(&portal, 1).await;
    let times = server.times();
    assert_eq!(times.len(), 3);
    assert!((times.last().unwrap() - 90.5).abs() < 0.01, "{times:?}");
}

// Proves: P-148, P-152, P-154
#[tokio::test(start_paused = true)]
async fn a_refusal_that_ends_a_call_makes_the_next_one_wait() {
    for (refusal, expected) in [(USED_UP, 90.5), (FULL, 0.5)] {
        let server = InProcess::new([used(LITTLE), refusal]);
        let portal = server.portal().retries(0);
        calls(&portal, 1).await;
        assert!(portal.call(DemoCarGet { id: 1 }).await.is_err());
        calls(&portal, 1).await;
        let times = server.times();
        assert_eq!(times.len(), 3);
        assert!((times[2] - expected).abs() < 0.01, "{times:?}");
    }
}
