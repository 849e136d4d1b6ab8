//! Events that follow from events.

use bitrix_rest_methods::accounts::{Account, AccountKey, SecretHash};
use bitrix_rest_tests::receiver::Receiver;
use serde_json::json;

use crate::portal::Portal;

// Proves: P-243
#[tokio::test]
async fn a_chain_of_events_ends() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/"))
            .await;
        portal.bind_offline("adm", "onDemoItemAdd").await;
        portal.add_item(0).await;
        let mut hops = Vec::new();
        loop {
            portal.settle().await;
            let mut all = receiver.all().await;
            let Some(got) = all.pop() else { break };
            assert!(all.is_empty());
            let token = got.text("auth.access_token").unwrap();
            let key = AccountKey::Token(SecretHash::of(&token));
            let Some(Account::Token(kept)) = portal.accounts.get(&key).await.unwrap() else {
                panic!("no token");
            };
            hops.push(kept.hops.unwrap());
            // The receiver answers each event with a call that causes the next one, in a batch as well as alone.
            let id = hops.len();
            if id.is_multiple_of(2) {
                portal
                    .result(&token, "demo.item.add", json!({"id": id}))
                    .await;
            } else {
                let command = format!("demo.item.add?id={id}");
                portal
                    .result(&token, "batch", json!({"cmd": {"a": command}}))
                    .await;
            }
            assert!(hops.len() < 20, "it does not end");
        }
        assert_eq!(hops, [6, 5, 4, 3, 2, 1, 0]);
        // What changed is still found in the queue.
        let waiting = portal.result("adm", "event.offline.list", json!({})).await;
        assert_eq!(waiting.as_array().unwrap().len(), 8);
        // A call of its own begins anew.
        portal.add_item(99).await;
        let again = receiver.next().await;
        assert_eq!(again.text("data.FIELDS.ID").as_deref(), Some("99"));
    }
}

// Proves: P-243, P-101
#[tokio::test]
async fn a_refreshed_token_is_still_part_of_the_chain() {
    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal.bind("adm", "onAppTest", &receiver.url("/")).await;
        let mut token = "adm".to_owned();
        for sent in 0..20 {
            assert_eq!(portal.result(&token, "event.test", json!({})).await, 1);
            portal.settle().await;
            let mut all = receiver.all().await;
            let Some(got) = all.pop() else {
                assert_eq!(sent, 7);
                break;
            };
            // Once more, for it is the pair that goes on, too.
            let pair = portal
                .refresh(&got.text("auth.refresh_token").unwrap())
                .await;
            let pair = portal
                .refresh(pair["refresh_token"].as_str().unwrap())
                .await;
            token = pair["access_token"].as_str().unwrap().to_owned();
            let key = AccountKey::Token(SecretHash::of(&token));
            let Some(Account::Token(kept)) = portal.accounts.get(&key).await.unwrap() else {
                panic!("no token");
            };
            assert_eq!(kept.hops, Some(6 - sent));
        }
        assert!(receiver.all().await.is_empty());
        // Long after its end it is known: the application hears that it may refresh.
        portal.wait(10 * 24 * 3600);
        assert!(portal.oauth.prune().await.unwrap() > 0);
        let answer = portal.call(&token, "server.time", json!({})).await;
        assert_eq!(answer.error().1, "expired_token");
    }
}

/// Every event leaves a token in the store; none stays for ever.
#[tokio::test]
async fn tokens_of_events_do_not_pile_up() {
    use bitrix_rest_methods::accounts::AccountKind;

    let receiver = Receiver::start().await;
    for portal in Portal::each().await {
        portal
            .bind("adm", "onDemoItemAdd", &receiver.url("/"))
            .await;
        let mut most = 0;
        for id in 0..150 {
            portal.add_item(id).await;
            portal.settle().await;
            portal.wait(600);
            let kept = portal.accounts.list(AccountKind::Token, None, 1000).await;
            most = most.max(kept.unwrap().len());
        }
        // Twelve are younger than two hours at any time, and four belong to no event.
        assert!(most < 60, "{most}");
    }
}
