//! A file that is not what was written: it is refused, or every answer is right.

use std::hash::{BuildHasher, RandomState};

use bitrix_rest::{Application, Array};
use bitrix_rest_methods::accounts::{SecretHash, TokenRecord, UserRecord};
use bitrix_rest_methods::options::Owner;
use bitrix_rest_methods::store::OpenErrorKind;
use bitrix_rest_methods::{SqliteStore, Store, StoreError};

use super::*;

fn owner(user: u64) -> Owner {
    Owner {
        application: Application::new("portal.demo", "app.test"),
        user: Some(user),
    }
}

fn options(user: u64) -> Array {
    (0..40)
        .map(|number| {
            (
                format!("key.{number}"),
                format!("{user} {}", "v".repeat(number * 9)),
            )
        })
        .collect()
}

/// A healthy file with everything in it, and nothing beside it.
async fn make(path: &Path) {
    let store = SqliteStore::open(path).await.unwrap();
    for user in 1..=60 {
        store
            .options()
            .set(&owner(user), options(user))
            .await
            .unwrap();
    }
    let accounts = store.accounts("portal.demo");
    for id in 1..=60 {
        accounts.put(account(id)).await.unwrap();
        let hash = SecretHash::of(&format!("token {id}"));
        accounts
            .put(TokenRecord::new(hash, "app.test", id, 1 << 40))
            .await
            .unwrap();
    }
    store.close().await;
}

fn account(id: u64) -> UserRecord {
    UserRecord::new(id, format!("login-{id}"))
}

#[derive(Debug, PartialEq)]
enum Found {
    /// It does not open, or the check at the start finds it.
    Refused,
    /// Everything is as it was written.
    Right,
}

/// What a server that starts on the file would do.
async fn look(path: &Path) -> Found {
    let store = match SqliteStore::open(path).await {
        Ok(store) => store,
        Err(error) => {
            let kind = error.kind();
            let known = [
                OpenErrorKind::Damaged,
                OpenErrorKind::Foreign,
                OpenErrorKind::Newer,
                OpenErrorKind::Failed,
            ];
            assert!(known.contains(&kind), "{error}");
            return Found::Refused;
        }
    };
    let verified = store.verify().await;
    if let Err(error) = verified {
        assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
        store.close().await;
        return Found::Refused;
    }
    for user in 1..=60 {
        assert_eq!(
            store.options().all(&owner(user)).await.unwrap(),
            options(user)
        );
    }
    let accounts = store.accounts("portal.demo");
    for id in 1..=60 {
        let hash = SecretHash::of(&format!("token {id}"));
        let login = accounts.token(&hash).await.unwrap().unwrap();
        assert_eq!(login.user(), Some(&account(id)));
    }
    store.close().await;
    Found::Right
}

fn beside(path: &Path) {
    for suffix in ["-wal", "-shm"] {
        let mut path = path.as_os_str().to_owned();
        path.push(suffix);
        let _ = fs::remove_file(path);
    }
}

#[tokio::test]
async fn bits_that_flipped_and_an_end_that_is_missing() {
    const TRIALS: usize = 150;
    let place = Place::new();
    let healthy = place.file("healthy.db");
    make(&healthy).await;
    let bytes = fs::read(&healthy).unwrap();
    let path = place.file("damaged.db");
    let mut refused = [0, 0];
    for trial in 0..TRIALS {
        let random = RandomState::new().hash_one(trial) as usize;
        let mut damaged = bytes.clone();
        let truncate = trial % 3 == 0;
        if truncate {
            // Not to nothing: an empty file is a new one, which the portal's lock file tells apart.
            damaged.truncate(1 + random % (bytes.len() - 1));
        } else {
            damaged[random % bytes.len()] ^= 1 << (random >> 40 & 7);
        }
        fs::write(&path, damaged).unwrap();
        beside(&path);
        let looked = tokio::time::timeout(Duration::from_secs(60), look(&path)).await;
        let found = looked.unwrap_or_else(|_| panic!("no end: cut {truncate}, random {random}"));
        if found == Found::Refused {
            refused[usize::from(truncate)] += 1;
        }
    }
    let [flipped, truncated] = refused;
    assert!(flipped > 0 && truncated > 0, "{refused:?}");
    beside(&path);
    row(
        "a flipped bit, a missing end (150 files)",
        &format!(
            "{flipped} of 100 flipped and {truncated} of 50 cut files are refused at the start; from all others every option is read as it was written"
        ),
        "(below)",
    );
}

/// The last key of a tree grew: the page that begins after it finds it again, and again.
#[tokio::test]
async fn a_key_out_of_order_does_not_turn_pages_for_ever() {
    let place = Place::new();
    let path = place.file("portal.db");
    make(&path).await;
    let last = (1..=60)
        .map(|id| *SecretHash::of(&format!("token {id}")).as_bytes())
        .max()
        .unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let mut found = 0;
    for at in 0..bytes.len() - last.len() {
        if bytes[at..].starts_with(&last) {
            bytes[at + last.len() - 1] |= 1 << last.last().unwrap().trailing_ones();
            found += 1;
        }
    }
    assert!(found > 0);
    fs::write(&path, bytes).unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    let verified = store.verify().await;
    assert!(
        matches!(verified, Err(StoreError::Damaged(_))),
        "{verified:?}"
    );
    let mut export = store.export().await.unwrap();
    let exported = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            match export.next().await {
                Ok(page) if page.is_empty() => panic!("the end, and nothing was noticed"),
                Ok(_) => {}
                Err(error) => return error,
            }
        }
    });
    let error = exported.await.unwrap();
    assert!(matches!(error, StoreError::Damaged(_)), "{error:?}");
    store.close().await;
}

#[test]
fn the_portal_says_what_is_damaged_and_what_to_do() {
    let place = Place::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let path = place.file("portal.db");
    runtime.block_on(make(&path));
    let bytes = fs::read(&path).unwrap();
    // In the middle of values, where SQLite itself sees nothing wrong; in all of them, since pages have remains of old ones.
    let mut flipped = bytes.clone();
    for run in flipped.chunk_by_mut(|a, b| a == b) {
        if let [b'v', .., middle, _, _, _, _, _] = run {
            *middle ^= 1;
        }
    }
    let (start, half) = (vec![b'x'; 100], bytes.len() / 2);
    let no_database = [start, bytes[100..].to_vec()].concat();
    for (fault, damaged) in [
        ("a flipped bit in a value", flipped),
        ("a file cut in half", bytes[..half].to_vec()),
        ("a beginning that was overwritten", no_database),
    ] {
        fs::write(&path, damaged).unwrap();
        beside(&path);
        let store = place.sqlite();
        let (code, said) = refuses(&place.arguments(&store));
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("portal.db") && said.contains("damaged") && said.contains("copy"),
            "{said}"
        );
        row(
            fault,
            "does not start, exit code 1",
            said.trim().lines().last().unwrap_or_default(),
        );
    }
    // An empty file was no empty store: the portal knows that it made one.
    fs::remove_file(&path).unwrap();
    beside(&path);
    let store = place.sqlite();
    place.start(&store).kill().unwrap();
    fs::write(&path, b"").unwrap();
    beside(&path);
    let (code, said) = refuses(&place.arguments(&store));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("empty"), "{said}");
    row(
        "a file cut to nothing",
        "does not start, exit code 1",
        said.trim().lines().last().unwrap_or_default(),
    );
}
