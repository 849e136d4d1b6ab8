//! Limits that several processes count together.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{SystemTime, UNIX_EPOCH};

use bitrix_rest_methods::limits::{BucketKey, OperatingKey, Tariff};
use futures_util::future::join_all;

use super::*;

fn bucket(portal: &str, address: u8, caller: Option<&str>) -> BucketKey {
    BucketKey {
        portal: portal.into(),
        address: Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, address))),
        caller: caller.map(Into::into),
    }
}

// Proves: P-148, P-149, P-150, P-339
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bucket_for_all_processes() {
    let url = database();
    let (one, two) = (connect(&url).await, connect(&url).await);
    let meters = [one.meter(), two.meter()];
    let tariff = Tariff {
        capacity: 9,
        leak: 1,
    };
    let key = bucket("portal", 1, None);
    let all = (0..40).map(|at: usize| meters[at % 2].admit(&key, tariff));
    let begun = Instant::now();
    let admitted = join_all(all).await.into_iter().map(Result::unwrap);
    let admitted = admitted.filter(|admitted| *admitted).count();
    // Ten at once, and one for each second that it took.
    let most = 10 + usize::try_from(begun.elapsed().as_secs()).unwrap() + 1;
    assert!((10..=most).contains(&admitted), "{admitted}");
    assert!(!meters[1].admit(&key, tariff).await.unwrap());
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert!(meters[0].admit(&key, tariff).await.unwrap());
    for other in [
        bucket("another", 1, None),
        bucket("portal", 2, None),
        bucket("portal", 1, Some("app 1")),
        BucketKey {
            address: None,
            ..bucket("portal", 1, None)
        },
    ] {
        assert!(meters[0].admit(&other, tariff).await.unwrap(), "{other:?}");
    }
}

// Proves: P-151, P-153
#[tokio::test]
async fn handler_time_of_all_processes() {
    let url = database();
    let (one, two) = (connect(&url).await, connect(&url).await);
    let key = OperatingKey {
        portal: "portal".into(),
        caller: "app 1".into(),
        method: "crm.lead.list".into(),
    };
    let (first, second) = (one.meter(), two.meter());
    assert_eq!(second.used(&key).await.unwrap().used, Duration::ZERO);
    let spent = Duration::from_millis(1500);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let used = first.add(&key, spent).await.unwrap();
    assert_eq!(used.used, spent);
    assert!(used.reset_at.abs_diff(now.as_secs() + 600) <= 2, "{used:?}");
    let both = second.add(&key, spent).await.unwrap();
    assert_eq!((both.used, both.reset_at), (spent * 2, used.reset_at));
    let other = OperatingKey {
        method: "crm.lead.get".into(),
        ..key.clone()
    };
    assert_eq!(first.used(&other).await.unwrap().used, Duration::ZERO);
    // What was asked is remembered for a moment.
    shared()
        .unwrap()
        .sql(
            &url,
            "UPDATE rest_operating SET began = began - interval '11 minutes', minute = minute - 11",
        )
        .unwrap();
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(first.used(&key).await.unwrap().used, Duration::ZERO);
    assert_eq!(first.add(&key, spent).await.unwrap().used, spent);
}
