//! Accounts: the two reads on the path of every call, and that they are never late.

use bitrix_rest_methods::Accounts;
use bitrix_rest_methods::accounts::{
    Access, AccountKey, ApplicationRecord, Change, Owner, TokenRecord, UserRecord, WebhookRecord,
};

use crate::fixture::Fixture;
use crate::samples::{application, hash, token, user, webhook};

const PORTAL: &str = "my-portal";

type Found<C> = Option<(C, Option<ApplicationRecord>, Option<UserRecord>)>;

async fn find_token(accounts: &Accounts) -> Found<TokenRecord> {
    let login = accounts.token(&hash("token")).await.unwrap()?;
    Some((
        login.credential().clone(),
        login.application().cloned(),
        login.user().cloned(),
    ))
}

async fn find_webhook(accounts: &Accounts, owner: Owner<'_>) -> Found<WebhookRecord> {
    let login = accounts.webhook(owner, &hash("code 1")).await.unwrap()?;
    Some((
        login.credential().clone(),
        login.application().cloned(),
        login.user().cloned(),
    ))
}

pub async fn a_token_comes_with_its_application_and_user(f: &mut Fixture) {
    let token = token("token");
    for (with_application, with_user) in
        [(false, false), (true, false), (true, true), (false, true)]
    {
        let accounts = f.store().accounts(PORTAL);
        assert!(with_application || with_user || find_token(&accounts).await.is_none());
        accounts.put(token.clone()).await.unwrap();
        // Others than those that it names.
        accounts.put(application("app.10")).await.unwrap();
        accounts.put(user(70)).await.unwrap();
        let set = async |account: bitrix_rest_methods::accounts::Account, there: bool| {
            let key = account.key();
            if there {
                accounts.put(account).await.unwrap();
            } else if accounts.get(&key).await.unwrap().is_some() {
                accounts.remove(key).await.unwrap();
            }
        };
        set(application("app.1").into(), with_application).await;
        set(user(7).into(), with_user).await;
        let expected = (
            token.clone(),
            with_application.then(|| application("app.1")),
            with_user.then(|| user(7)),
        );
        f.everywhere(async |store| {
            let accounts = store.accounts(PORTAL);
            assert_eq!(find_token(&accounts).await, Some(expected.clone()));
            // A second time it may come from elsewhere.
            assert_eq!(find_token(&accounts).await, Some(expected.clone()));
            for unknown in ["Token", "token ", "", "code 1"] {
                let found = accounts.token(&hash(unknown)).await.unwrap();
                assert!(found.is_none(), "{unknown}");
            }
            let elsewhere = store.accounts("another-portal");
            assert!(find_token(&elsewhere).await.is_none());
        })
        .await;
    }
}

pub async fn a_webhook_is_found_by_id_and_by_login(f: &mut Fixture) {
    let accounts = f.store().accounts(PORTAL);
    let mut ada = user(7);
    ada.login = "Ada \u{e9}".to_owned();
    // A login that looks like the id of another.
    let mut seven = user(8);
    seven.login = "7".to_owned();
    let hook = webhook(1).with_application("app.1");
    accounts.put(hook.clone()).await.unwrap();
    assert_eq!(
        find_webhook(&accounts, Owner::Id(7)).await,
        Some((hook.clone(), None, None))
    );
    let by_login = find_webhook(&accounts, Owner::Login(&ada.login)).await;
    assert_eq!(by_login, None);
    accounts.put(ada.clone()).await.unwrap();
    accounts.put(seven).await.unwrap();
    // An application that it does not name.
    accounts.put(application("app")).await.unwrap();
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        let expected = Some((hook.clone(), None, Some(ada.clone())));
        for owner in [Owner::Id(7), Owner::Login(&ada.login)] {
            assert_eq!(find_webhook(&accounts, owner).await, expected);
            assert_eq!(find_webhook(&accounts, owner).await, expected);
        }
        for owner in [
            Owner::Id(8),
            Owner::Id(0),
            Owner::Login("7"),
            Owner::Login("ada \u{e9}"),
            Owner::Login("Ada e\u{301}"),
            Owner::Login("Ada \u{e9} "),
            Owner::Login(""),
            Owner::Login("' OR 1=1 --"),
        ] {
            assert_eq!(find_webhook(&accounts, owner).await, None, "{owner:?}");
            let unknown = accounts.webhook(Owner::Id(7), &hash("code 2")).await;
            assert!(unknown.unwrap().is_none());
        }
        let elsewhere = store.accounts("another-portal");
        assert_eq!(find_webhook(&elsewhere, Owner::Id(7)).await, None);
    })
    .await;
    // With its application; and without naming one.
    let accounts = f.store().accounts(PORTAL);
    accounts.put(application("app.1")).await.unwrap();
    let found = find_webhook(&accounts, Owner::Login(&ada.login)).await;
    assert_eq!(
        found,
        Some((hook, Some(application("app.1")), Some(ada.clone())))
    );
    accounts.put(webhook(1)).await.unwrap();
    for owner in [Owner::Id(7), Owner::Login(&ada.login)] {
        let expected = Some((webhook(1), None, Some(ada.clone())));
        assert_eq!(find_webhook(&accounts, owner).await, expected);
    }
}

/// Every change that a call is decided by, one after the other, with what must be found then: token, webhook.
fn changes() -> Vec<Change> {
    let put_user = |change: fn(&mut UserRecord)| {
        let mut user = user(7);
        change(&mut user);
        Change::Put(user.into())
    };
    let put_application = |change: fn(&mut ApplicationRecord)| {
        let mut application = application("app.1");
        change(&mut application);
        Change::Put(application.into())
    };
    let mut narrowed = token("token");
    narrowed.scopes = ["crm"].into_iter().collect();
    let mut expired = token("token");
    expired.expires = 1;
    let mut of_another = token("token");
    of_another.user = 8;
    let mut off = webhook(1);
    off.active = false;
    let hook = || webhook(1).with_application("app.1");
    vec![
        put_user(|user| user.active = false),
        put_user(|user| user.administrator = true),
        Change::Remove(AccountKey::User(7)),
        Change::Add(user(7).into()),
        put_application(|application| application.active = false),
        put_application(|application| application.access = Access::Users(vec![])),
        Change::Remove(AccountKey::Application("app.1".into())),
        put_application(|application| application.code = "again".to_owned()),
        Change::Put(narrowed.into()),
        Change::Put(expired.into()),
        Change::Put(of_another.into()),
        Change::Remove(AccountKey::Token(hash("token"))),
        Change::Add(token("token").into()),
        Change::Put(off.into()),
        Change::Put(hook().into()),
        Change::Remove(AccountKey::Webhook(1)),
        Change::Add(hook().into()),
    ]
}

pub async fn the_next_call_sees_every_change(f: &mut Fixture) {
    let other = f.another().await;
    let (here, there) = (f.store().accounts(PORTAL), other.accounts(PORTAL));
    // Another handle of the same process, with what it may remember.
    let beside = f.store().accounts(PORTAL);
    let mut state = (
        Some(user(7)),
        Some(application("app.1")),
        Some(token("token")),
        Some(webhook(1).with_application("app.1")),
    );
    here.put(user(7)).await.unwrap();
    here.put(user(8)).await.unwrap();
    here.put(application("app.1")).await.unwrap();
    here.put(token("token")).await.unwrap();
    here.put(webhook(1).with_application("app.1"))
        .await
        .unwrap();
    // Twice through, so that each change is once made here and once there.
    for (number, change) in changes().into_iter().chain(changes()).enumerate() {
        use bitrix_rest_methods::accounts::Account;
        match &change {
            Change::Add(account) | Change::Put(account) => match account.clone() {
                Account::User(user) => state.0 = Some(user),
                Account::Application(application) => state.1 = Some(application),
                Account::Token(token) => state.2 = Some(token),
                Account::Webhook(webhook) => state.3 = Some(webhook),
                other => panic!("{other:?}"),
            },
            Change::Remove(AccountKey::User(_)) => state.0 = None,
            Change::Remove(AccountKey::Application(_)) => state.1 = None,
            Change::Remove(AccountKey::Token(_)) => state.2 = None,
            Change::Remove(AccountKey::Webhook(_)) => state.3 = None,
            other => panic!("{other:?}"),
        }
        let writer = if number % 2 == 0 { &here } else { &there };
        writer.write(vec![change.clone()]).await.unwrap();
        let (ada, app, access, hook) = state.clone();
        let token = access.map(|token| {
            let user = if token.user == 7 {
                ada.clone()
            } else {
                Some(user(8))
            };
            (token, app.clone(), user)
        });
        let hook = hook.map(|hook| {
            let application = hook.application.as_ref().and(app.clone());
            (hook, application, ada.clone())
        });
        for (name, reader) in [("there", &there), ("here", &here), ("beside", &beside)] {
            let after = format!("{name}, after change {number}: {change:?}");
            assert_eq!(find_token(reader).await, token, "{after}");
            let by_id = find_webhook(reader, Owner::Id(7)).await;
            assert_eq!(by_id, hook, "{after}");
            let by_login = find_webhook(reader, Owner::Login("login 7")).await;
            // Without the user nobody has the login.
            let expected = hook.clone().filter(|_| ada.is_some());
            assert_eq!(by_login, expected, "{after}");
        }
    }
}

pub async fn a_login_that_moves_takes_no_webhook_along(f: &mut Fixture) {
    let other = f.another().await;
    let (here, there) = (f.store().accounts(PORTAL), other.accounts(PORTAL));
    let named = |id: u64, login: &str| {
        let mut user = user(id);
        login.clone_into(&mut user.login);
        user
    };
    here.put(named(7, "ada")).await.unwrap();
    here.put(named(8, "bob")).await.unwrap();
    here.put(webhook(1)).await.unwrap();
    let is_found = async |accounts: &Accounts, login: &str| {
        let found = find_webhook(accounts, Owner::Login(login)).await;
        assert!(found.iter().all(|(hook, ..)| hook.user == 7));
        found.is_some()
    };
    for accounts in [&here, &there] {
        assert!(is_found(accounts, "ada").await);
        assert!(!is_found(accounts, "bob").await);
    }
    there.put(named(7, "ada lovelace")).await.unwrap();
    for accounts in [&here, &there] {
        assert!(!is_found(accounts, "ada").await);
        assert!(is_found(accounts, "ada lovelace").await);
    }
    // The login is somebody else's now, whose code it is not.
    here.put(named(8, "ada")).await.unwrap();
    for accounts in [&here, &there] {
        assert!(!is_found(accounts, "ada").await);
        assert!(!is_found(accounts, "bob").await);
        assert!(is_found(accounts, "ada lovelace").await);
    }
}
