//! Nobody reads the options of another: any names, any keys, any sequence of sets and forgets, against a model.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bitrix_rest::{Application, Array, Key, Value};
use bitrix_rest_methods::Store;
use bitrix_rest_methods::options::Owner;
use futures_util::stream::{self, StreamExt};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};

use crate::fixture::{Engine, Fixture, owner};

/// Names that some engine may not tell apart. A case takes most of its names from one family, so that they meet.
const FAMILIES: [&[&str]; 6] = [
    // Concatenations, and beginnings of one another.
    &["", "a", "b", "c", "ab", "bc", "abc", "aa", "aab"],
    // Concatenations with the numbers of users, and numbers themselves.
    &["", "0", "1", "2", "12", "20", "-1", "05", "null"],
    // Letter case and blanks.
    &[
        "a", "A", "a ", " a", "a\t", "a\n", "a\u{a0}", "AB", "ab", "aB",
    ],
    // Normalisation and folding beyond ASCII.
    &[
        "\u{e9}",
        "e\u{301}",
        "\u{c9}",
        "e",
        "\u{df}",
        "ss",
        "\u{131}",
        "i",
        "I",
        "\u{212a}",
        "k",
        "K",
        "\u{ff41}",
        "a",
        "a\u{200d}",
        "\u{feff}a",
    ],
    // Signs of their own languages.
    &[
        "%",
        "_",
        "a%",
        "a_",
        "ab",
        "*",
        "?",
        "'",
        "''",
        "\\",
        "$1",
        "?1",
        "[a]",
        "'; DROP TABLE rest_options; --",
        "' OR ''='",
    ],
    // Paths, and what a key made of several may be joined with.
    &[
        "../a", "a/b", "a", "b", "/", "a/", "/b", "a:b", ":", "a:", ":b", "a|b", "|", "a\u{1f}b",
        "\u{1f}", "a,b", ",", "a.b", ".",
    ],
];

/// As text, some begin with others, too.
const USERS: [Option<u64>; 8] = [
    None,
    Some(0),
    Some(1),
    Some(2),
    Some(12),
    Some(120),
    Some(u32::MAX as u64),
    Some(i64::MAX as u64),
];

/// A text with characters of every plane.
fn text(characters: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let planes = (0..=16u32, 0..=0xffffu32)
        .prop_map(|(plane, low)| char::from_u32(plane << 16 | low).unwrap_or('\u{fffd}'));
    vec(prop_oneof![2 => planes, 1 => any::<char>()], characters)
        .prop_map(|characters| characters.into_iter().collect())
}

/// The name of a portal or an application: without NUL and of up to 255 bytes.
fn name(family: &'static [&'static str]) -> impl Strategy<Value = String> {
    let long = select(vec!["x", "y", "xy", "x ", "X"])
        .prop_map(|end| format!("{}{end}", "n".repeat(255 - end.len())));
    let generated = text(0..60).prop_map(|name| name.replace('\0', "\u{1}"));
    prop_oneof![
        12 => select(family).prop_map(str::to_owned),
        1 => long,
        1 => generated,
    ]
}

/// The key of an option: any text at all.
fn key(family: &'static [&'static str]) -> impl Strategy<Value = String> {
    let long = select(vec!["a", "b", "\0", "A"])
        .prop_map(|end| format!("{}{end}", "k".repeat(65_536 - 1)));
    let nul = select(vec!["\0", "a\0", "\0a", "a\0b", "a\0\0"]).prop_map(str::to_owned);
    prop_oneof![
        12 => select(family).prop_map(str::to_owned),
        2 => nul,
        2 => text(0..20),
        1 => long,
    ]
}

/// Numbers that are taken modulo how many there are.
#[derive(Debug, Clone)]
enum Step {
    Set { owner: usize, keys: Vec<usize> },
    Forget { application: usize },
}

/// Who and what there is, and what is done.
#[derive(Debug, Clone)]
struct Case {
    portals: BTreeSet<String>,
    applications: BTreeSet<String>,
    users: Vec<Option<u64>>,
    keys: BTreeSet<String>,
    steps: Vec<Step>,
}

fn step() -> impl Strategy<Value = Step> {
    let set = (any::<usize>(), vec(any::<usize>(), 1..5))
        .prop_map(|(owner, keys)| Step::Set { owner, keys });
    let forget = any::<usize>().prop_map(|application| Step::Forget { application });
    prop_oneof![8 => set, 1 => forget]
}

fn case() -> impl Strategy<Value = Case> {
    select(FAMILIES.to_vec()).prop_flat_map(|family| {
        let names = || vec(name(family), 2..5).prop_map(BTreeSet::from_iter);
        let keys = vec(key(family), 2..7).prop_map(BTreeSet::from_iter);
        let users = prop_oneof![
            3 => subsequence(USERS.to_vec(), 1..4),
            1 => Just(vec![None, Some(1), Some(12), Some(120)]),
        ];
        let steps = vec(step(), 1..40);
        (names(), names(), users, keys, steps).prop_map(
            |(portals, applications, users, keys, steps)| Case {
                portals,
                applications,
                users,
                keys,
                steps,
            },
        )
    })
}

impl Case {
    fn installed(&self) -> Vec<Application> {
        let of = |portal: &String| {
            let portal = portal.clone();
            let applications = self.applications.iter();
            applications.map(move |id| Application::new(portal.as_str(), id.as_str()))
        };
        self.portals.iter().flat_map(of).collect()
    }

    fn owners(&self) -> Vec<Owner> {
        let of = |application: Application| {
            let (portal, id) = (application.portal(), application.client_id());
            let owners = self.users.iter().map(|user| owner(portal, id, *user));
            owners.collect::<Vec<_>>()
        };
        self.installed().into_iter().flat_map(of).collect()
    }

    /// Does all of it, and then compares all that anybody can read with the model.
    async fn run(self, store: Arc<dyn Store>) -> Result<(), TestCaseError> {
        let options = store.options();
        let (installed, owners) = (self.installed(), self.owners());
        let keys: Vec<Key> = self.keys.iter().map(|key| key.as_str().into()).collect();
        // What earlier cases left for these; for others it stays, and must not be seen here.
        for application in &installed {
            options.forget(application).await.map_err(failed)?;
        }
        type Place = (String, String, Option<u64>, Key);
        let mut model: BTreeMap<Place, Value> = BTreeMap::new();
        let place = |owner: &Owner, key: &Key| -> Place {
            let application = &owner.application;
            let (portal, id) = (application.portal(), application.client_id());
            (portal.to_owned(), id.to_owned(), owner.user, key.clone())
        };
        for (number, step) in self.steps.iter().enumerate() {
            match step {
                Step::Set { owner, keys: which } => {
                    let owner = &owners[owner % owners.len()];
                    let mut set = Array::new();
                    for key in which.iter().map(|key| &keys[key % keys.len()]) {
                        let value = Value::from(format!("step {number}"));
                        model.insert(place(owner, key), value.clone());
                        set.insert(key.clone(), value);
                    }
                    options.set(owner, set).await.map_err(failed)?;
                }
                Step::Forget { application } => {
                    let application = &installed[application % installed.len()];
                    options.forget(application).await.map_err(failed)?;
                    model.retain(|(portal, id, ..), _| {
                        (portal.as_str(), id.as_str())
                            != (application.portal(), application.client_id())
                    });
                }
            }
        }
        let (options, model) = (&options, &model);
        let reads = owners.iter().map(|owner| {
            let keys = &keys;
            async move {
                let all = options.all(owner).await.map_err(failed)?;
                let mut there = 0;
                for key in keys {
                    let expected = model.get(&place(owner, key));
                    there += usize::from(expected.is_some());
                    let one = options.one(owner, key).await.map_err(failed)?;
                    prop_assert!(
                        one.as_ref() == expected && all.get_key(key) == expected,
                        "{owner:?} reads {one:?} and {:?} at {key:.50?}, not {expected:?}",
                        all.get_key(key),
                    );
                }
                prop_assert_eq!(all.len(), there, "{:?} reads more than is theirs", owner);
                Ok(())
            }
        });
        let mut reads = stream::iter(reads).buffer_unordered(8);
        while let Some(read) = reads.next().await {
            read?;
        }
        Ok(())
    }
}

fn failed(error: bitrix_rest_methods::StoreError) -> TestCaseError {
    TestCaseError::fail(format!("{error:?}"))
}

pub async fn nobody_reads_the_options_of_another(f: &mut Fixture) {
    let (engine, store) = (f.engine(), f.store());
    let tokio = tokio::runtime::Handle::current();
    let checked = tokio::task::spawn_blocking(move || {
        let mut runner = TestRunner::new(Config {
            // Those that write to a disk are slower.
            cases: match engine {
                Engine::Memory => 400,
                Engine::Sqlite => 60,
                Engine::Postgres => 30,
            },
            max_shrink_iters: 400,
            failure_persistence: None,
            ..Config::default()
        });
        let checked = runner.run(&case(), |case| tokio.block_on(case.run(store.clone())));
        checked.map_err(|error| error.to_string())
    });
    if let Err(error) = checked.await.unwrap() {
        panic!("{error}");
    }
}

/// Every owner of a few names and users that run into each other, with a value at every key that does.
pub async fn what_runs_into_each_other_is_apart(f: &mut Fixture) {
    let keys = ["", "0", "2", "20", "1", "-1", "c", "bc"];
    let mut owners = Vec::new();
    for portal in ["", "a", "ab", "A"] {
        for application in ["", "b", "bc", "c", "-"] {
            for user in [None, Some(0), Some(1), Some(12), Some(120)] {
                owners.push(owner(portal, application, user));
            }
        }
    }
    // Of any two neighbours one has no value.
    let has = |number: usize, key: usize| (number + key).is_multiple_of(2);
    let options_of = |number: usize| -> Array {
        let keys = keys.iter().enumerate();
        keys.filter(|(key, _)| has(number, *key))
            .map(|(_, key)| (*key, format!("{number} {key}")))
            .collect()
    };
    let options = f.store().options();
    for (number, owner) in owners.iter().enumerate() {
        options.set(owner, options_of(number)).await.unwrap();
    }
    f.everywhere(async |store| {
        let options = store.options();
        for (number, owner) in owners.iter().enumerate() {
            let expected = options_of(number);
            assert_eq!(options.all(owner).await.unwrap(), expected, "{owner:?}");
            for key in keys {
                let one = options.one(owner, &key.into()).await.unwrap();
                assert_eq!(one.as_ref(), expected.get(key), "{owner:?} {key:?}");
            }
        }
    })
    .await;
}
