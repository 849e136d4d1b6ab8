//! The store in memory.

use super::*;

#[tokio::test]
async fn changes_are_seen_by_the_next_call() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    let mut tied = webhook(1, "code");
    tied.application = Some("app.1".into());
    portal.webhook(tied).await;
    let paths = ["accounts.who?auth=tok", "2/code/accounts.who"];
    let outcome = async |expected: &str| {
        for path in paths {
            let (_, body) = portal.get(path).await;
            let found = body["error"].as_str().unwrap_or("none");
            assert_eq!(found, expected, "{path}: {body}");
        }
    };
    outcome("none").await;
    portal.accounts.put(inactive(2, "ben")).await.unwrap();
    outcome("authorization_error").await;
    portal.accounts.put(user(2, "ben")).await.unwrap();
    outcome("none").await;
    let mut off = application("app.1");
    off.active = false;
    portal.accounts.put(off).await.unwrap();
    outcome("APPLICATION_NOT_FOUND").await;
    portal.accounts.put(application("app.1")).await.unwrap();
    outcome("none").await;
}

#[tokio::test]
async fn a_token_is_replaced() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    assert_eq!(portal.who("{}?auth=tok").await["user"], 2);
    let mut other = token("tok");
    other.user = 1;
    portal.token(other).await;
    assert_eq!(portal.who("{}?auth=tok").await["user"], 1);
}

#[tokio::test]
async fn a_webhook_is_replaced_by_its_id() {
    let portal = Portal::new().await;
    portal.webhook(webhook(1, "old")).await;
    portal.webhook(webhook(1, "new")).await;
    assert_eq!(portal.get("2/new/accounts.who").await.0, 200);
    assert_eq!(portal.get("2/old/accounts.who").await.0, 401);
    portal.webhook(webhook(1, "new")).await;
    assert_eq!(portal.get("2/new/accounts.who").await.0, 200);
}

#[tokio::test]
async fn two_owners_may_have_one_code_but_one_owner_not_twice() {
    let portal = Portal::new().await;
    let mut admins = webhook(1, "code");
    admins.user = 1;
    portal.webhook(admins).await;
    portal.webhook(webhook(2, "code")).await;
    assert_eq!(portal.who("1/code/{}").await["user"], 1);
    assert_eq!(portal.who("2/code/{}").await["user"], 2);
    let error = portal
        .accounts
        .put(webhook(3, "code"))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("another webhook of user 2"), "{error}");
}

#[tokio::test]
async fn logins_are_unique_and_can_be_changed() {
    let portal = Portal::new().await;
    portal.webhook(webhook(1, "code")).await;
    let error = portal
        .accounts
        .put(user(3, "ben"))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("`ben`"), "{error}");
    portal.accounts.put(user(2, "benjamin")).await.unwrap();
    assert_eq!(portal.who("benjamin/code/{}").await["user"], 2);
    assert_eq!(portal.get("ben/code/accounts.who").await.0, 401);
    portal.accounts.put(user(3, "ben")).await.unwrap();
}

#[test]
fn nothing_secret_is_shown() {
    let accounts = MemoryStore::new().accounts("portal.1");
    assert_eq!(
        format!("{accounts:?}"),
        r#"Accounts { portal: "portal.1", .. }"#
    );
    let login = Login::new(
        token("tok"),
        Some(application("app.1")),
        Some(user(2, "ben")),
    );
    assert_eq!(format!("{login:?}").matches("SecretHash(***)").count(), 2);
}

/// Readers and writers at once: nobody waits for ever, and what was written last is what is found.
#[test]
fn calls_and_changes_at_once() {
    let store = MemoryStore::new().accounts("portal.1");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(store.put(token("tok"))).unwrap();
    let hash = SecretHash::of("tok");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .build()
                    .unwrap();
                for _ in 0..2000 {
                    assert!(runtime.block_on(store.token(&hash)).unwrap().is_some());
                }
            });
        }
        for round in 0..2000u64 {
            let mut ben = user(2, "ben");
            ben.active = round % 2 == 1;
            runtime.block_on(store.put(ben)).unwrap();
            let login = runtime.block_on(store.token(&hash)).unwrap().unwrap();
            assert_eq!(login.user().unwrap().active, round % 2 == 1);
        }
    });
}
