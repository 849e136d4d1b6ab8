//! Many at once: each of them here and in another process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bitrix_rest::{Array, Value};
use bitrix_rest_methods::accounts::{AccountKey, AccountKind, Change};
use bitrix_rest_methods::{Accounts, StoreError};
use futures_util::future::join_all;
use tokio::sync::Barrier;

use crate::fixture::{Fixture, array, conflict, exactly, missing, owner};
use crate::samples::{hash, refresh_token, token};

const PORTAL: &str = "my-portal";

/// Runs this many tasks that begin together, and waits for all.
pub async fn together<T, F>(count: usize, task: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let start = Arc::new(Barrier::new(count));
    let tasks = (0..count).map(|number| {
        let (start, task) = (start.clone(), task(number));
        tokio::spawn(async move {
            start.wait().await;
            task.await
        })
    });
    let tasks: Vec<_> = tasks.collect();
    join_all(tasks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect()
}

pub async fn different_keys_at_once_all_survive(f: &mut Fixture) {
    let ada = owner(PORTAL, "app.1", Some(7));
    let stores = [f.store(), f.another().await];
    let keys = |task: usize, set: usize| -> Array {
        let mut keys: Vec<usize> = (0..3).collect();
        // Sets of several keys, in different orders.
        keys.rotate_left(task % 3);
        let pairs = keys
            .into_iter()
            .map(|key| (format!("{task} {set} {key}"), task.to_string()));
        pairs.collect()
    };
    let results = together(32, |task| {
        let (options, ada) = (stores[task % 2].options(), ada.clone());
        async move {
            for set in 0..4 {
                let mut pairs = keys(task, set);
                // All of them write this one, too.
                pairs.insert("of all", Value::from(task.to_string()));
                options.set(&ada, pairs).await?;
            }
            Ok::<(), StoreError>(())
        }
    })
    .await;
    for result in results {
        result.unwrap();
    }
    let order = exactly(&f.store().options().all(&ada).await.unwrap());
    f.everywhere(async |store| {
        let all = store.options().all(&ada).await.unwrap();
        assert_eq!(exactly(&all), order, "the order changed");
        assert_eq!(all.len(), 32 * 4 * 3 + 1);
        let place = |key: &str| all.keys().position(|found| found.to_string() == key);
        for task in 0..32 {
            let mut last = None;
            for (key, value) in (0..4).flat_map(|set| keys(task, set)) {
                assert_eq!(all.get_key(&key), Some(&value), "{key}");
                let place = place(&key.to_string());
                assert!(place > last, "{key} is out of order");
                last = place;
            }
        }
    })
    .await;
}

pub async fn one_key_at_once_ends_whole(f: &mut Fixture) {
    let ada = owner(PORTAL, "app.1", None);
    let stores = [f.store(), f.another().await];
    let long = |number: usize| Value::from(number.to_string().repeat(1000));
    let ended = Arc::new(AtomicBool::new(false));
    // Whoever reads meanwhile sees nothing or a set as a whole.
    let readers: Vec<_> = stores
        .iter()
        .map(|store| {
            let (options, ada, ended) = (store.options(), ada.clone(), ended.clone());
            tokio::spawn(async move {
                while !ended.load(Ordering::Acquire) {
                    let all = options.all(&ada).await.unwrap();
                    let first = all.values().next();
                    assert!(all.is_empty() || all.len() == 3, "{}", all.len());
                    assert!(all.values().all(|value| Some(value) == first));
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    let results = together(32, |task| {
        let (options, ada) = (stores[task % 2].options(), ada.clone());
        async move {
            for round in 0..3 {
                let value = long(task * 3 + round);
                let mut keys = ["a", "b", "c"];
                keys.rotate_left((task + round) % 3);
                let set = keys.map(|key| (key, value.clone()));
                options.set(&ada, array(set)).await?;
            }
            Ok::<(), StoreError>(())
        }
    })
    .await;
    ended.store(true, Ordering::Release);
    for reader in readers {
        reader.await.unwrap();
    }
    for result in results {
        result.unwrap();
    }
    // Of each task only its last set may be the last.
    let possible: Vec<Value> = (0..32).map(|task| long(task * 3 + 2)).collect();
    let last = f.store().options().all(&ada).await.unwrap();
    assert!(possible.contains(last.get("a").unwrap()));
    f.everywhere(async |store| {
        let all = store.options().all(&ada).await.unwrap();
        assert_eq!(exactly(&all), exactly(&last));
        for key in ["a", "b", "c"] {
            let one = store.options().one(&ada, &key.into()).await.unwrap();
            assert_eq!(one.as_ref(), last.get("a"));
        }
    })
    .await;
}

pub async fn of_many_who_remove_one_succeeds(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    for round in 0..5 {
        let accounts = f.store().accounts(PORTAL);
        accounts.put(refresh_token("refresh")).await.unwrap();
        let results = together(16, |task| {
            let accounts = stores[task % 2].accounts(PORTAL);
            async move {
                let key = AccountKey::RefreshToken(hash("refresh"));
                accounts.remove(key).await
            }
        })
        .await;
        let (done, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(done.len(), 1, "in round {round}");
        for refused in refused {
            missing(refused);
        }
    }
    f.everywhere(async |store| {
        let key = AccountKey::RefreshToken(hash("refresh"));
        let found = store.accounts(PORTAL).get(&key).await.unwrap();
        assert_eq!(found, None);
    })
    .await;
}

pub async fn of_many_who_add_one_succeeds(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    for round in 0..5u64 {
        // Half of them contend for the key, half for the login.
        let results = together(16, |task| {
            let accounts = stores[task % 2].accounts(PORTAL);
            let id = if task < 8 { 0 } else { task as u64 };
            let mut user = crate::samples::user(100 * round + id);
            user.login = format!("ada {round}");
            user.name = task.to_string();
            async move { (user.clone(), accounts.add(user).await) }
        })
        .await;
        let (done, refused): (Vec<_>, Vec<_>) =
            results.into_iter().partition(|(_, result)| result.is_ok());
        assert_eq!(done.len(), 1, "in round {round}");
        for (_, refused) in refused {
            conflict(refused);
        }
        let users = f.store().accounts(PORTAL);
        let users = users.list(AccountKind::User, None, 100).await.unwrap();
        assert_eq!(users.len() as u64, round + 1);
        assert_eq!(users.last(), Some(&done[0].0.clone().into()));
    }
}

pub async fn of_many_who_rotate_one_succeeds(f: &mut Fixture) {
    let rotate = async |accounts: Accounts, from: String, task: usize| {
        let (access, refresh) = (format!("{from} token {task}"), format!("{from} {task}"));
        let changes = vec![
            Change::Remove(AccountKey::RefreshToken(hash(&from))),
            Change::Put(token(&access).into()),
            Change::Put(refresh_token(&refresh).into()),
        ];
        (refresh, accounts.write(changes).await)
    };
    let mut current = "refresh".to_owned();
    let accounts = f.store().accounts(PORTAL);
    accounts.put(refresh_token(&current)).await.unwrap();
    for round in 1..=5 {
        let stores = [f.store(), f.another().await];
        let results = together(8, |task| {
            rotate(stores[task % 2].accounts(PORTAL), current.clone(), task)
        })
        .await;
        let (done, refused): (Vec<_>, Vec<_>) =
            results.into_iter().partition(|(_, result)| result.is_ok());
        assert_eq!(done.len(), 1, "in round {round}");
        for (_, refused) in refused {
            missing(refused);
        }
        current.clone_from(&done[0].0);
        f.everywhere(async |store| {
            let accounts = store.accounts(PORTAL);
            let kind = AccountKind::RefreshToken;
            let refresh = accounts.list(kind, None, 100).await.unwrap();
            assert_eq!(refresh, [refresh_token(&current).into()]);
            let tokens = accounts.list(AccountKind::Token, None, 100).await.unwrap();
            assert_eq!(tokens.len(), round, "of those who lost nothing stays");
        })
        .await;
    }
}

pub async fn no_call_after_a_revocation_is_let_in(f: &mut Fixture) {
    let stores = [f.store(), f.another().await];
    for round in 0..20 {
        let secret = format!("token {round}");
        let accounts = stores[round % 2].accounts(PORTAL);
        accounts.put(token(&secret)).await.unwrap();
        let (revoked, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(Barrier::new(5)));
        let callers: Vec<_> = (0..4)
            .map(|caller| {
                let (revoked, seen) = (revoked.clone(), seen.clone());
                let accounts = stores[caller % 2].accounts(PORTAL);
                let hash = hash(&secret);
                tokio::spawn(async move {
                    let first = accounts.token(&hash).await.unwrap();
                    assert!(first.is_some(), "what was written is there");
                    seen.wait().await;
                    loop {
                        let late = revoked.load(Ordering::Acquire);
                        let found = accounts.token(&hash).await.unwrap().is_some();
                        assert!(!(late && found), "let in after the revocation");
                        if late {
                            return;
                        }
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        seen.wait().await;
        let key = AccountKey::Token(hash(&secret));
        accounts.remove(key).await.unwrap();
        revoked.store(true, Ordering::Release);
        for caller in callers {
            caller.await.unwrap();
        }
    }
}
