//! What no store keeps, whatever its engine could.

use bitrix_rest_methods::Store;
use bitrix_rest_methods::accounts::{Account, AccountKey, Owner, SecretHash};

use crate::fixture::{Fixture, array, exported, missing, owner, unstorable};
use crate::samples::{
    application, code, each_kind, each_number, hash, refresh_token, token, user, webhook,
};

/// As long as a name may be, in bytes.
const LONGEST: usize = 255;
const TOO_MUCH: u64 = i64::MAX as u64 + 1;

/// Names that are too long, by one byte or by many, and names with a NUL.
fn refused() -> Vec<String> {
    vec![
        "x".repeat(LONGEST + 1),
        "\u{e9}".repeat(LONGEST.div_ceil(2)),
        "x".repeat(100_000),
        "\0".to_owned(),
        "a\0b".to_owned(),
        "a\0".to_owned(),
    ]
}

/// Names that are just short enough.
fn longest() -> Vec<String> {
    vec![
        "x".repeat(LONGEST),
        format!("{}y", "x".repeat(LONGEST - 1)),
        format!("{}x", "\u{e9}".repeat(LONGEST / 2)),
        format!("{}xyz", "\u{1f600}".repeat(LONGEST / 4)),
    ]
}

async fn assert_empty(f: &mut Fixture) {
    f.everywhere(async |store| assert_eq!(exported(store).await, []))
        .await;
}

pub async fn names_of_owners_have_bounds(f: &mut Fixture) {
    let options = f.store().options();
    let value = || array([("key", "value")]);
    for name in refused() {
        for whose in [
            owner(&name, "app.1", Some(7)),
            owner("my-portal", &name, Some(7)),
            owner("my-portal", &name, None),
        ] {
            unstorable(options.set(&whose, value()).await);
        }
    }
    for user in [TOO_MUCH, u64::MAX] {
        let whose = owner("my-portal", "app.1", Some(user));
        let why = unstorable(options.set(&whose, value()).await);
        assert!(why.contains(&user.to_string()), "{why}");
    }
    assert_empty(f).await;
    let options = f.store().options();
    let users = [None, Some(i64::MAX as u64)];
    for name in longest() {
        for user in users {
            let set = array([("whose", name.as_str())]);
            options.set(&owner(&name, &name, user), set).await.unwrap();
        }
    }
    f.everywhere(async |store| {
        for name in longest() {
            for user in users {
                let all = store.options().all(&owner(&name, &name, user)).await;
                assert_eq!(all.unwrap(), array([("whose", name.as_str())]));
            }
        }
    })
    .await;
}

pub async fn names_of_accounts_have_bounds(f: &mut Fixture) {
    let accounts = f.store().accounts("my-portal");
    for name in refused() {
        let mut user = user(1);
        user.login.clone_from(&name);
        let (mut token, mut refresh) = (token("token"), refresh_token("refresh"));
        token.application = name.as_str().into();
        refresh.application = name.as_str().into();
        let mut once = code("code");
        once.application = name.as_str().into();
        for account in [
            Account::from(user),
            application(&name).into(),
            token.into(),
            refresh.into(),
            once.into(),
        ] {
            unstorable(accounts.put(account.clone()).await);
            unstorable(accounts.add(account).await);
        }
    }
    unstorable(accounts.put(application("")).await);
    assert_empty(f).await;
    for (id, name) in (10..).zip(longest()) {
        let accounts = f.store().accounts(&name);
        let mut user = user(id);
        user.login.clone_from(&name);
        accounts.put(user).await.unwrap();
        accounts.put(application(&name)).await.unwrap();
        let mut token = token("token");
        (token.application, token.user) = (name.as_str().into(), id);
        accounts.put(token).await.unwrap();
        let mut hook = webhook(id).with_application(name.as_str());
        hook.user = id;
        accounts.put(hook).await.unwrap();
    }
    f.everywhere(async |store| {
        for (id, name) in (10..).zip(longest()) {
            let accounts = store.accounts(&name);
            let token = accounts.token(&hash("token")).await.unwrap().unwrap();
            assert_eq!(&*token.application().unwrap().client_id, name);
            assert_eq!(token.user().unwrap().login, name);
            let code = hash(&format!("code {id}"));
            let hook = accounts.webhook(Owner::Login(&name), &code).await.unwrap();
            assert_eq!(hook.unwrap().application().unwrap(), &application(&name));
        }
    })
    .await;
}

pub async fn the_application_of_a_webhook_has_bounds(f: &mut Fixture) {
    let accounts = f.store().accounts("my-portal");
    for name in refused() {
        let hook = webhook(1).with_application(name.as_str());
        unstorable(accounts.put(hook.clone()).await);
        unstorable(accounts.add(hook).await);
    }
    assert_empty(f).await;
}

pub async fn the_portal_of_accounts_has_bounds(f: &mut Fixture) {
    for name in refused() {
        let accounts = f.store().accounts(&name);
        for account in each_kind() {
            unstorable(accounts.put(account).await);
        }
    }
    assert_empty(f).await;
}

pub async fn numbers_of_accounts_have_bounds(f: &mut Fixture) {
    let accounts = f.store().accounts("my-portal");
    for number in [TOO_MUCH, u64::MAX] {
        for account in each_number(number) {
            let why = unstorable(accounts.put(account.clone()).await);
            assert!(why.contains(&number.to_string()), "{why}");
            unstorable(accounts.add(account).await);
        }
    }
    assert_empty(f).await;
    let accounts = f.store().accounts("my-portal");
    for account in each_number(i64::MAX as u64) {
        let key = account.key();
        accounts.add(account.clone()).await.unwrap();
        let other = f.another().await.accounts("my-portal");
        assert_eq!(other.get(&key).await.unwrap(), Some(account));
        other.remove(key).await.unwrap();
    }
}

/// Whoever calls may name any owner of a webhook: it is not found, and that is all (P-4).
pub async fn an_owner_that_nobody_can_be_has_no_webhook(f: &mut Fixture) {
    let filled = f.store().accounts("my-portal");
    for account in each_kind() {
        filled.put(account).await.unwrap();
    }
    f.everywhere(async |store: &dyn Store| {
        let accounts = store.accounts("my-portal");
        let code = webhook(1).code;
        for login in refused() {
            let found = accounts.webhook(Owner::Login(&login), &code).await;
            assert!(found.unwrap().is_none(), "{login:.20?}");
        }
        for number in [TOO_MUCH, u64::MAX] {
            let found = accounts.webhook(Owner::Id(number), &code).await;
            assert!(found.unwrap().is_none(), "{number}");
        }
        let zero = SecretHash::from([0; 32]);
        assert!(accounts.token(&zero).await.unwrap().is_none());
        assert!(
            accounts
                .webhook(Owner::Id(7), &zero)
                .await
                .unwrap()
                .is_none()
        );
    })
    .await;
}

pub async fn accounts_that_cannot_be_are_not_there(f: &mut Fixture) {
    let filled = f.store().accounts("my-portal");
    for account in each_kind() {
        filled.put(account).await.unwrap();
    }
    f.everywhere(async |store: &dyn Store| {
        let accounts = store.accounts("my-portal");
        let mut keys = vec![AccountKey::Application("".into())];
        for number in [TOO_MUCH, u64::MAX] {
            keys.extend([AccountKey::User(number), AccountKey::Webhook(number)]);
        }
        for name in refused() {
            keys.push(AccountKey::Application(name.as_str().into()));
        }
        for key in keys {
            let shown: String = key.to_string().chars().take(40).collect();
            assert_eq!(accounts.get(&key).await.unwrap(), None, "{shown:?}");
            missing(accounts.remove(key.clone()).await);
            // Of applications there is one, `app.1`.
            let before = matches!(&key, AccountKey::Application(id) if **id < *"app.1");
            let after = accounts.list(key.kind(), Some(&key), 10).await.unwrap();
            assert_eq!(after.len(), usize::from(before), "{shown:?}");
        }
    })
    .await;
}

pub async fn options_of_nobody_are_none(f: &mut Fixture) {
    f.everywhere(async |store: &dyn Store| {
        let options = store.options();
        let mut nobody = vec![
            owner("my-portal", "app.1", Some(TOO_MUCH)),
            owner("my-portal", "app.1", Some(u64::MAX)),
        ];
        for name in refused() {
            nobody.push(owner(&name, "app.1", Some(7)));
            nobody.push(owner("my-portal", &name, None));
        }
        for whose in nobody {
            let shown: String = format!("{whose:?}").chars().take(80).collect();
            assert!(options.all(&whose).await.unwrap().is_empty(), "{shown}");
            let one = options.one(&whose, &"".into()).await.unwrap();
            assert_eq!(one, None, "{shown}");
            options.forget(&whose.application).await.unwrap();
        }
    })
    .await;
}
