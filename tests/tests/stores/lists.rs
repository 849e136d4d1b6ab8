//! Accounts: lists, in order and in pages.

use bitrix_rest_methods::Accounts;
use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, CodeRecord, RefreshTokenRecord, SecretHash, TokenRecord,
};

use crate::fixture::Fixture;
use crate::samples::{application, user, webhook};

const PORTAL: &str = "my-portal";
const IDS: [u64; 9] = [10, 2, 1, 100, 0, 9, i64::MAX as u64, 11, 1 << 53];
const CLIENTS: [&str; 12] = [
    "b",
    "a",
    "B",
    "a ",
    "ab",
    "a\u{1}",
    "\u{e9}",
    "e\u{301}",
    "\u{ffff}",
    "\u{10000}",
    "_",
    "10",
];

fn hashes() -> Vec<SecretHash> {
    let mut hashes: Vec<SecretHash> = (0..10)
        .map(|n| SecretHash::of(&format!("secret {n}")))
        .collect();
    // Bytes that a text would turn around, and ones that differ at the end alone.
    for first in [0x00, 0x7f, 0x80, 0xff] {
        let mut bytes = [first; 32];
        hashes.push(bytes.into());
        bytes[31] ^= 1;
        hashes.push(bytes.into());
    }
    hashes
}

fn token(hash: SecretHash) -> TokenRecord {
    TokenRecord::new(hash, "app.1", 7, 1)
}

fn refresh(hash: SecretHash) -> RefreshTokenRecord {
    RefreshTokenRecord::new(hash, "app.1", 7, 1)
}

fn code(hash: SecretHash) -> CodeRecord {
    CodeRecord::new(hash, "app.1", 7, 1)
}

async fn fill(accounts: &Accounts) {
    for id in IDS {
        accounts.put(user(id)).await.unwrap();
        // Fewer, so that kinds cannot be mistaken for each other.
        if id % 2 == 0 {
            accounts.put(webhook(id)).await.unwrap();
        }
    }
    for client_id in CLIENTS {
        accounts.put(application(client_id)).await.unwrap();
    }
    for (number, hash) in hashes().into_iter().enumerate() {
        accounts.put(token(hash)).await.unwrap();
        if number % 2 == 0 {
            accounts.put(refresh(hash)).await.unwrap();
        }
        if number % 3 == 0 {
            accounts.put(code(hash)).await.unwrap();
        }
    }
}

/// What a list of this kind has to be.
fn expected(kind: AccountKind) -> Vec<Account> {
    let mut ids = IDS;
    ids.sort_unstable();
    let mut clients = CLIENTS;
    clients.sort_unstable_by_key(|client_id| client_id.as_bytes());
    let by_bytes = |mut hashes: Vec<SecretHash>| {
        hashes.sort_unstable_by_key(|hash| *hash.as_bytes());
        hashes.into_iter()
    };
    match kind {
        AccountKind::User => ids.map(|id| user(id).into()).to_vec(),
        AccountKind::Application => clients.map(|id| application(id).into()).to_vec(),
        AccountKind::Webhook => {
            let even = ids.into_iter().filter(|id| id % 2 == 0);
            even.map(|id| webhook(id).into()).collect()
        }
        AccountKind::Token => by_bytes(hashes()).map(|hash| token(hash).into()).collect(),
        AccountKind::RefreshToken => by_bytes(hashes().into_iter().step_by(2).collect())
            .map(|hash| refresh(hash).into())
            .collect(),
        AccountKind::Code => by_bytes(hashes().into_iter().step_by(3).collect())
            .map(|hash| code(hash).into())
            .collect(),
        other => panic!("a new kind: {other:?}"),
    }
}

pub async fn lists_are_in_the_order_of_keys(f: &mut Fixture) {
    fill(&f.store().accounts(PORTAL)).await;
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        for kind in AccountKind::ALL {
            let found = accounts.list(kind, None, usize::MAX).await.unwrap();
            assert_eq!(found, expected(kind));
            let elsewhere = store.accounts("another-portal");
            assert!(elsewhere.list(kind, None, 10).await.unwrap().is_empty());
        }
    })
    .await;
}

pub async fn pages_cover_everything_once(f: &mut Fixture) {
    fill(&f.store().accounts(PORTAL)).await;
    // Neighbours that pages must not run into.
    fill(&f.store().accounts("my-porta")).await;
    fill(&f.store().accounts("my-portal2")).await;
    f.everywhere(async |store| {
        let accounts = store.accounts(PORTAL);
        for kind in AccountKind::ALL {
            for limit in [1, 3, 1000] {
                let mut all: Vec<Account> = Vec::new();
                loop {
                    let after = all.last().map(Account::key);
                    let page = accounts.list(kind, after.as_ref(), limit).await.unwrap();
                    assert!(page.len() <= limit);
                    if page.is_empty() {
                        break;
                    }
                    all.extend(page);
                }
                assert_eq!(all, expected(kind), "by {limit}");
            }
            assert!(accounts.list(kind, None, 0).await.unwrap().is_empty());
        }
        // After what is not there, and after what is there no more.
        for (after, rest) in [
            (AccountKey::User(3), 6),
            (AccountKey::User(i64::MAX as u64 - 1), 1),
            (AccountKey::Application("a\u{2}".into()), 7),
            (AccountKey::Application("\u{10ffff}".into()), 0),
            (AccountKey::Token(SecretHash::from([0xff; 32])), 0),
        ] {
            let all = expected(after.kind());
            let found = accounts.list(after.kind(), Some(&after), 1000).await;
            assert_eq!(found.unwrap(), all[all.len() - rest..], "{after}");
        }
    })
    .await;
}
