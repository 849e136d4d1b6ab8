//! Accounts: several changes at once.

use bitrix_rest_methods::accounts::{AccountKey, AccountKind, Change, Owner};
use bitrix_rest_methods::{Accounts, StoreError};

use crate::fixture::{Fixture, conflict, exactly, exported, missing, unstorable};
use crate::samples::{application, code, each_kind, hash, refresh_token, token, user, webhook};

const PORTAL: &str = "my-portal";

fn put(account: impl Into<bitrix_rest_methods::accounts::Account>) -> Change {
    Change::Put(account.into())
}

fn add(account: impl Into<bitrix_rest_methods::accounts::Account>) -> Change {
    Change::Add(account.into())
}

/// Changes of every kind, each of which would show.
fn harmless() -> Vec<Change> {
    let mut renamed = user(7);
    renamed.login = "renamed".to_owned();
    let mut moved = webhook(1);
    moved.user = 8;
    vec![
        put(renamed),
        add(user(8)),
        add(application("app.2")),
        put(moved),
        add(webhook(2)),
        Change::Remove(AccountKey::Token(hash("token"))),
        add(token("token 2")),
        Change::Remove(AccountKey::RefreshToken(hash("refresh"))),
        Change::Remove(AccountKey::Code(hash("authorization code"))),
        add(code("code 2")),
        Change::Remove(AccountKey::Application("app.1".into())),
    ]
}

type Told = fn(Result<(), StoreError>) -> String;

/// What fails, and how.
fn failures() -> Vec<(Change, Told)> {
    let mut same_code = webhook(4);
    same_code.code = webhook(2).code;
    let mut same_login = user(9);
    same_login.login = user(8).login;
    let mut endless = user(9);
    endless.login = "x".repeat(256);
    vec![
        (add(user(8)), conflict),
        (put(same_login), conflict),
        (put(same_code), conflict),
        (add(refresh_token("kept")), conflict),
        (Change::Remove(AccountKey::Token(hash("token"))), missing),
        (Change::Remove(AccountKey::User(1000)), missing),
        (put(user(u64::MAX)), unstorable),
        (put(endless), unstorable),
    ]
}

async fn fill(accounts: &Accounts) {
    for account in each_kind() {
        accounts.put(account).await.unwrap();
    }
    accounts.put(refresh_token("kept")).await.unwrap();
}

pub async fn changes_are_made_all_or_none(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    fill(&accounts).await;
    let before = exactly(&exported(&*f.store()).await);
    for (failure, told) in failures() {
        let mut changes = harmless();
        changes.push(failure.clone());
        changes.push(add(user(100)));
        told(accounts.write(changes).await);
        let now = exactly(&exported(&*f.store()).await);
        assert_eq!(now, before, "after {failure:?}");
    }
    f.everywhere(async |store| assert_eq!(exactly(&exported(store).await), before))
        .await;
    // Nothing to do is done.
    let accounts = f.store().accounts(PORTAL);
    accounts.write(Vec::new()).await.unwrap();
    // Without a failure all of it is done.
    accounts.write(harmless()).await.unwrap();
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        let mut count = Vec::new();
        for kind in AccountKind::ALL {
            count.push(accounts.list(kind, None, 100).await.unwrap().len());
        }
        assert_eq!(count, [2, 1, 2, 1, 1, 1]);
    })
    .await;
}

pub async fn what_was_taken_back_is_taken_back_everywhere(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    fill(&accounts).await;
    let lookups = async |accounts: &Accounts| {
        let token = accounts.token(&hash("token")).await.unwrap();
        let token = token.expect("the token");
        assert_eq!(token.user(), Some(&user(7)));
        assert_eq!(token.application(), Some(&application("app.1")));
        for owner in [Owner::Id(7), Owner::Login("login 7")] {
            let hook = accounts.webhook(owner, &hash("code 1")).await.unwrap();
            assert_eq!(hook.expect("the webhook").user(), Some(&user(7)));
        }
        for (owner, code) in [
            (Owner::Login("renamed"), "code 1"),
            (Owner::Id(8), "code 1"),
            (Owner::Id(7), "code 2"),
        ] {
            let hook = accounts.webhook(owner, &hash(code)).await.unwrap();
            assert!(hook.is_none(), "{owner:?}");
        }
        assert!(accounts.token(&hash("token 2")).await.unwrap().is_none());
    };
    lookups(&accounts).await;
    for (failure, _) in failures() {
        let mut changes = harmless();
        changes.push(failure);
        accounts.write(changes).await.unwrap_err();
        lookups(&accounts).await;
    }
    f.everywhere(async |store| lookups(&store.accounts(PORTAL)).await)
        .await;
    // Logins and codes that were taken for a moment are free.
    let accounts = f.store().accounts(PORTAL);
    let mut renamed = user(50);
    renamed.login = "renamed".to_owned();
    accounts.add(renamed).await.unwrap();
    accounts.add(webhook(2)).await.unwrap();
    let mut eighth = webhook(3);
    (eighth.user, eighth.code) = (8, hash("code 1"));
    accounts.add(eighth).await.unwrap();
}

pub async fn a_change_sees_those_before_it(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    let named = |id: u64, login: &str| {
        let mut user = user(id);
        login.clone_into(&mut user.login);
        user
    };
    accounts.put(named(1, "ada")).await.unwrap();
    accounts.put(named(2, "bob")).await.unwrap();
    // Two who change their logins, over a third that nobody has.
    let swap = vec![
        put(named(1, "for a moment")),
        put(named(2, "ada")),
        put(named(1, "bob")),
    ];
    accounts.write(swap).await.unwrap();
    // Without it they are in each other's way.
    let swap = vec![put(named(1, "ada")), put(named(2, "bob"))];
    conflict(accounts.write(swap).await);
    let key = AccountKey::User(3);
    let come_and_go = vec![
        add(named(3, "eve")),
        Change::Remove(key.clone()),
        add(named(3, "eve")),
        Change::Remove(key.clone()),
        add(named(4, "eve")),
        put(named(4, "mallory")),
        add(named(5, "eve")),
    ];
    accounts.write(come_and_go).await.unwrap();
    let twice = vec![Change::Remove(AccountKey::User(5)); 2];
    missing(accounts.write(twice).await);
    conflict(accounts.write(vec![add(user(6)), add(user(6))]).await);
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        let users = accounts.list(AccountKind::User, None, 100);
        let expected = [
            named(1, "bob"),
            named(2, "ada"),
            named(4, "mallory"),
            named(5, "eve"),
        ];
        assert_eq!(users.await.unwrap(), expected.map(Into::into));
    })
    .await;
}
