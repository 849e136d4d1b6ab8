//! The methods, called in process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use bitrix_rest::{Array, Method, Truthy};
use custom_scope::{Sagas, SigurdtestSagaList, SigurdtestTest, api, sigurdtest_test};

fn test(error: bool) -> SigurdtestTest {
    let query = [("sword", "gram")].into_iter().collect::<Array>();
    SigurdtestTest {
        error: Truthy(error),
        query,
    }
}

// Proves: P-290, P-291
#[tokio::test]
async fn it_says_back_what_it_was_sent() {
    let echo = api()
        .unwrap()
        .call(test(false))
        .by_user(7)
        .with_scope("sigurdtest")
        .await
        .unwrap();
    assert_eq!((echo.user, echo.query), (7, test(false).query));
}

// Proves: P-294
#[tokio::test]
async fn an_error_of_ones_own() {
    let refused = api()
        .unwrap()
        .call(test(true))
        .by_user(7)
        .with_scope("sigurdtest")
        .await;
    let error = refused.unwrap_err();
    assert_eq!(
        (error.code(), error.error().status().as_u16()),
        ("SIGURD_UNPAID", 402)
    );
    assert_eq!(
        error.error().to_string(),
        "Sigurd wants 30 gold pieces first"
    );
    assert_eq!(
        error
            .error()
            .extra()
            .get("price")
            .and_then(|price| price.as_i64()),
        Some(30)
    );
}

// Proves: P-289, P-92
#[tokio::test]
async fn the_scope_is_needed() {
    for scope in ["crm", "sigurd", "Sigurdtest"] {
        let refused = api()
            .unwrap()
            .call(test(false))
            .by_user(7)
            .with_scope(scope)
            .await;
        assert_eq!(refused.unwrap_err().code(), "insufficient_scope", "{scope}");
    }
}

// Proves: P-40, P-57, P-58, P-297
#[tokio::test]
async fn pages() {
    let api = api().unwrap();
    let list = |start| {
        api.call(SigurdtestSagaList {})
            .by_user(7)
            .with_scope("sigurdtest")
            .starting_at(start)
    };
    for (start, first, rows, next, total) in [
        (0, Some(1), 50, Some(50), Some(120)),
        (50, Some(51), 50, Some(100), Some(120)),
        (100, Some(101), 20, None, Some(120)),
        (70, Some(71), 50, None, Some(120)),
        (120, None, 0, None, Some(120)),
        (-1, Some(1), 50, None, None),
    ] {
        let page = list(start).await.unwrap();
        let found = page.items().first().map(|saga| saga.id);
        assert_eq!((found, page.items().len()), (first, rows), "{start}");
        assert_eq!((page.next(), page.total()), (next, total), "{start}");
    }
}

// Proves: P-288, P-290
#[tokio::test]
async fn the_declaration_is_the_description() {
    let api = api().unwrap();
    let names: Vec<_> = api.methods().map(|method| method.name()).collect();
    // The framework brings `batch` along, of REST 2 and of REST 3.0.
    assert_eq!(
        names,
        ["batch", "batch", "sigurdtest.saga.list", "sigurdtest.test"]
    );
    let declared = SigurdtestTest::DESCRIPTOR.errors();
    let [(code, status, docs)] = declared[..] else {
        panic!("{declared:?}")
    };
    assert_eq!((code, status.as_u16()), ("SIGURD_UNPAID", 402));
    assert_eq!(docs, "The caller asked for it, with `error`.");
}

#[tokio::test]
async fn the_function_is_a_function() {
    let user = bitrix_rest::CurrentUser(bitrix_rest::User {
        id: 7,
        administrator: false,
    });
    let echo = sigurdtest_test(user, Truthy(false), Array::new())
        .await
        .unwrap();
    assert!(echo.query.is_empty());
    assert_eq!(Sagas(3).rows(1, 50).len(), 2);
    assert!(Sagas(3).rows(u64::MAX, 50).is_empty());
}
