//! Accounts: written, read, removed; what is unique.

use bitrix_rest_methods::accounts::{Account, AccountKey, AccountKind, Owner, WebhookRecord};
use bitrix_rest_methods::{Accounts, Store};

use crate::fixture::{Fixture, conflict, missing};
use crate::samples::{
    application, code, each_kind, every_field, hash, refresh_token, token, user, webhook,
};

const PORTAL: &str = "my-portal";

/// Everything of a portal, kind by kind.
async fn all(accounts: &Accounts) -> Vec<Account> {
    let mut all = Vec::new();
    for kind in AccountKind::ALL {
        all.extend(accounts.list(kind, None, 1000).await.unwrap());
    }
    all
}

/// Something else with the same key.
fn changed(account: &Account) -> Account {
    let mut account = account.clone();
    match &mut account {
        Account::User(user) => user.login.push_str(" changed"),
        Account::Application(application) => application.active = false,
        Account::Webhook(webhook) => webhook.code = hash("another code"),
        Account::Token(token) => token.user = 8,
        Account::RefreshToken(token) => token.expires += 1,
        Account::Code(code) => code.user = 8,
        other => panic!("a new kind: {other:?}"),
    }
    account
}

pub async fn every_field_comes_back(f: &mut Fixture) {
    let kept = every_field();
    let accounts = f.store().accounts(PORTAL);
    for (number, account) in kept.iter().enumerate() {
        // Both ways write the same.
        if number % 2 == 0 {
            accounts.put(account.clone()).await.unwrap();
        } else {
            accounts.add(account.clone()).await.unwrap();
        }
    }
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        for account in &kept {
            let found = accounts.get(&account.key()).await.unwrap();
            assert_eq!(found.as_ref(), Some(account));
        }
        let found = all(&accounts).await;
        assert_eq!(found.len(), kept.len());
        assert!(kept.iter().all(|account| found.contains(account)));
        let Some(token) = accounts.token(&hash("token")).await.unwrap() else {
            panic!("no token");
        };
        assert!(kept.contains(&token.credential().clone().into()));
        assert!(kept.contains(&token.application().unwrap().clone().into()));
        assert!(kept.contains(&token.user().unwrap().clone().into()));
    })
    .await;
}

pub async fn putting_adds_and_replaces(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    for account in each_kind() {
        assert_eq!(accounts.get(&account.key()).await.unwrap(), None);
        accounts.put(account.clone()).await.unwrap();
        accounts.put(account.clone()).await.unwrap();
        assert_eq!(
            accounts.get(&account.key()).await.unwrap(),
            Some(account.clone())
        );
        let changed = changed(&account);
        assert_ne!(changed, account);
        accounts.put(changed).await.unwrap();
    }
    let expected: Vec<Account> = each_kind().iter().map(changed).collect();
    f.everywhere(async |store| assert_eq!(all(&store.accounts(PORTAL)).await, expected))
        .await;
}

pub async fn adding_what_is_there_is_a_conflict(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    for account in each_kind() {
        accounts.add(account.clone()).await.unwrap();
        for again in [account.clone(), changed(&account)] {
            let why = conflict(accounts.add(again).await);
            assert!(why.contains(&account.key().to_string()), "{why}");
        }
    }
    f.everywhere(async |store| assert_eq!(all(&store.accounts(PORTAL)).await, each_kind()))
        .await;
}

pub async fn removing_what_is_not_there_is_told(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    for account in each_kind() {
        let key = account.key();
        let why = missing(accounts.remove(key.clone()).await);
        assert!(why.contains(&key.to_string()), "{why}");
        accounts.put(account.clone()).await.unwrap();
        accounts.remove(key.clone()).await.unwrap();
        assert_eq!(accounts.get(&key).await.unwrap(), None);
        missing(accounts.remove(key).await);
    }
    // What is removed takes nothing of the same number or hash along.
    let hash = hash("of both");
    let (mut access, mut refresh) = (token(""), refresh_token(""));
    let mut once = code("");
    (access.hash, refresh.hash, once.hash) = (hash, hash, hash);
    accounts.put(access).await.unwrap();
    accounts.put(refresh.clone()).await.unwrap();
    accounts.put(once.clone()).await.unwrap();
    accounts.put(user(1)).await.unwrap();
    accounts.put(webhook(1)).await.unwrap();
    accounts.remove(AccountKey::Token(hash)).await.unwrap();
    accounts.remove(AccountKey::User(1)).await.unwrap();
    let expected = [webhook(1).into(), refresh.into(), once.into()];
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        assert_eq!(all(&accounts).await, expected);
        missing(accounts.remove(AccountKey::Token(hash)).await);
        missing(accounts.remove(AccountKey::User(1)).await);
        missing(accounts.remove(AccountKey::Application("app".into())).await);
    })
    .await;
}

fn named(id: u64, login: &str) -> bitrix_rest_methods::accounts::UserRecord {
    let mut user = user(id);
    login.clone_into(&mut user.login);
    user
}

pub async fn a_login_has_one_user(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    accounts.add(named(1, "ada")).await.unwrap();
    accounts.add(named(2, "bob")).await.unwrap();
    // Told apart to the byte.
    for (id, login) in [
        (3, "Ada"),
        (4, "ada "),
        (5, ""),
        (6, "\u{e9}"),
        (7, "e\u{301}"),
    ] {
        accounts.add(named(id, login)).await.unwrap();
    }
    let store = f.store();
    for refused in [
        accounts.put(named(2, "ada")).await,
        accounts.add(named(8, "ada")).await,
        accounts.put(named(8, "ada")).await,
        f.another()
            .await
            .accounts(PORTAL)
            .put(named(8, "ada"))
            .await,
    ] {
        let why = conflict(refused);
        assert!(why.contains("login `ada`"), "{why}");
    }
    // The same user may be written again, and another portal has logins of its own.
    accounts.put(named(1, "ada")).await.unwrap();
    let elsewhere = store.accounts("another-portal");
    elsewhere.add(named(2, "ada")).await.unwrap();
    // A changed login frees the one before, a removed user frees it, too.
    accounts.put(named(1, "ada lovelace")).await.unwrap();
    accounts.put(named(2, "ada")).await.unwrap();
    accounts.add(named(8, "bob")).await.unwrap();
    accounts.remove(AccountKey::User(2)).await.unwrap();
    accounts.add(named(9, "ada")).await.unwrap();
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        for (id, login) in [(1, "ada lovelace"), (8, "bob"), (9, "ada"), (3, "Ada")] {
            let found = accounts.get(&AccountKey::User(id)).await.unwrap();
            assert_eq!(found, Some(named(id, login).into()));
        }
        assert_eq!(accounts.get(&AccountKey::User(2)).await.unwrap(), None);
        conflict(accounts.put(named(10, "ada")).await);
    })
    .await;
}

pub async fn a_code_has_one_webhook_of_an_owner(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    let hook = |id, user, code: &str| WebhookRecord::new(id, user, hash(code));
    accounts.add(hook(1, 7, "code")).await.unwrap();
    accounts.add(hook(2, 8, "code")).await.unwrap();
    accounts.add(hook(3, 7, "another")).await.unwrap();
    for refused in [
        accounts.add(hook(4, 7, "code")).await,
        accounts.put(hook(4, 7, "code")).await,
        accounts.put(hook(3, 7, "code")).await,
        accounts.put(hook(2, 7, "code")).await,
        f.another()
            .await
            .accounts(PORTAL)
            .add(hook(4, 7, "code"))
            .await,
    ] {
        let why = conflict(refused);
        assert!(why.contains("webhook") && why.contains("user 7"), "{why}");
    }
    let elsewhere = f.store().accounts("another-portal");
    elsewhere.add(hook(4, 7, "code")).await.unwrap();
    // Both are freed by a change and by a removal.
    accounts.put(hook(1, 7, "changed")).await.unwrap();
    accounts.put(hook(3, 7, "code")).await.unwrap();
    accounts.remove(AccountKey::Webhook(2)).await.unwrap();
    accounts.put(hook(1, 8, "code")).await.unwrap();
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        let id = async |user, code| {
            let found = accounts.webhook(Owner::Id(user), &hash(code)).await;
            found.unwrap().map(|login| login.credential().id)
        };
        assert_eq!(id(7, "code").await, Some(3));
        assert_eq!(id(8, "code").await, Some(1));
        assert_eq!(id(7, "changed").await, None);
        assert_eq!(id(7, "another").await, None);
    })
    .await;
}

pub async fn portals_are_apart(f: &mut Fixture) {
    // The last two are one text with their client ids.
    let portals = ["my-portal", "My-Portal", "my-portal ", "", "p", "pa"];
    let of = |portal: &str| -> Vec<Account> {
        let mut user = named(7, "ada");
        portal.clone_into(&mut user.name);
        let mut application = application("app.1");
        portal.clone_into(&mut application.code);
        let scopes = |portal: &str| [portal.to_owned()].into_iter().collect();
        let mut hook = webhook(1);
        hook.scopes = scopes(portal);
        let (mut access, mut refresh) = (token("token"), refresh_token("refresh"));
        (access.scopes, refresh.scopes) = (scopes(portal), scopes(portal));
        vec![
            user.into(),
            application.into(),
            hook.into(),
            access.into(),
            refresh.into(),
        ]
    };
    for portal in portals {
        for account in of(portal) {
            f.store().accounts(portal).add(account).await.unwrap();
        }
    }
    let assert_apart = async |store: &dyn Store, portal: &str| {
        let accounts = store.accounts(portal);
        assert_eq!(&**accounts.portal(), portal);
        assert_eq!(all(&accounts).await, of(portal), "{portal}");
        for account in of(portal) {
            let found = accounts.get(&account.key()).await.unwrap();
            assert_eq!(found, Some(account), "{portal}");
        }
        let token = accounts.token(&hash("token")).await.unwrap().unwrap();
        assert_eq!(token.user().unwrap().name, portal);
        assert_eq!(token.application().unwrap().code, portal);
        assert_eq!(token.credential().scopes.iter().next(), Some(portal));
        for owner in [Owner::Id(7), Owner::Login("ada")] {
            let hook = accounts.webhook(owner, &hash("code 1")).await.unwrap();
            assert_eq!(hook.unwrap().user().unwrap().name, portal);
        }
    };
    f.everywhere(async |store| {
        for portal in portals {
            assert_apart(store, portal).await;
        }
        let nobody = store.accounts("my-portal2");
        assert!(all(&nobody).await.is_empty());
        assert!(nobody.token(&hash("token")).await.unwrap().is_none());
    })
    .await;
    // One is emptied; the others do not notice.
    let emptied = f.store().accounts("p");
    for account in of("p") {
        emptied.remove(account.key()).await.unwrap();
    }
    f.everywhere(async |store| {
        assert!(all(&store.accounts("p")).await.is_empty());
        for portal in portals.into_iter().filter(|portal| *portal != "p") {
            assert_apart(store, portal).await;
        }
    })
    .await;
}
