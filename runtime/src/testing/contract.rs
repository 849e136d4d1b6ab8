//! Do methods what they declare? (feature `contract`, for tests)
//!
//! [`RestApi::contract`](crate::RestApi::contract) calls every public method of a server, in both generations, in process:
//! with the examples of its documentation, with parameters that its schema allows, and with thousands that it does not, each at
//! the edge of a check or of a type. Of what a schema lets choose from, as the variants of an enum, each is tried, one choice
//! at a time; so is each example that a type has (`#[schemars(example = …)]`), and each field of an [object](crate::object): as
//! what is selected, sorted by, aggregated, followed by a cursor, and filtered with each operator. Whatever is sent,
//!
//! - an error has a code and a status that the method declares, or is one of the framework; an error inside is a breach, too;
//! - a result is what the [document](crate::openapi) of the server says of it, down to dates, addresses and, with the feature
//!   `pattern`, patterns;
//! - an example answers what it says;
//! - and something gets as far as the method: a result, or an error that it declares.
//!
//! ```
//! # use bitrix_rest::{Caller, CurrentUser, Refusal, RestApi, RestError, rest_method};
//! #[derive(Debug, thiserror::Error, RestError)]
//! pub enum HelloError {
//!     /// That name is not said.
//!     #[error("that name is not said here")]
//!     #[rest(code = "UNSPEAKABLE", status = 403)]
//!     Unspeakable,
//! }
//!
//! /// Greets.
//! ///
//! /// # Examples
//! ///
//! /// ```json
//! /// {"name": "Ada"}
//! /// ```
//! /// ```json
//! /// {"result": "Hello, Ada"}
//! /// ```
//! /// ```json
//! /// {"name": "Voldemort"}
//! /// ```
//! /// ```json
//! /// {"error": "UNSPEAKABLE", "error_description": "…"}
//! /// ```
//! #[rest_method("demo.hello", scope = "basic", read_only)]
//! async fn demo_hello(#[param(length = 1..=40)] name: String) -> Result<String, HelloError> {
//!     match name.as_str() {
//!         "Voldemort" => Err(HelloError::Unspeakable),
//!         _ => Ok(format!("Hello, {name}")),
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! # let nobody = |_: &bitrix_rest::Credentials| Err::<Caller, _>(Refusal::InvalidCredentials);
//! let api = RestApi::collect().authenticator(nobody).build()?;
//! api.contract().await.assert(); // in a `#[tokio::test]`
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Examples
//!
//! They are blocks of `json` below the heading `# Examples` of a doc comment, up to the next heading that is as high, two and
//! two: the parameters, and the body that answers them, without `time`. Where a value cannot be foretold, `"…"` stands for any,
//! and a field of that name for any further fields. A method that is served in REST 2 has examples of REST 2. They are tried
//! before anything else is, as an administrator; put into the stores what they need before.
//!
//! # In which order
//!
//! First come the methods that are `read_only`: they see what a test put into the stores. Then come the others, and last those
//! after which something may be gone: whose name ends in `.delete`, or whose body has nothing but `id` and `filter`. Methods of
//! one kind are called by name. The examples of all that come before the last are tried before anything else; those of the last,
//! when all others have been called.
//!
//! # What it does to a server
//!
//! It writes, deletes, and whatever else methods do: give it a server with stores in memory, and leave out what reaches further
//! with [`without`](Contract::without).
//!
//! A method that refuses every call, because it wants another caller or finds nothing in the stores, was not tried, and that is
//! [told](Kind::Untried), with the refusal that got farthest: say who may call it with [`by`](Contract::by), put into the stores
//! what it needs (numbers are 1 where nothing else is said), show in an example what it takes, or leave it out. So is a call that
//! a limit of the server refuses: give it a server without limits of the number of calls.
//!
//! A text with a `pattern` is made up where that is simple: letters, classes such as `[A-Z]` or `\d`, groups, alternatives and
//! repetitions. Else an example has to show one: that of a type, of a field, or of the doc comment, from which bodies vary, too.
//!
//! A method that answers to everybody that there is no such method, in every generation, as those of events do where the server
//! has none, is not served, and left out: the report [names](Report::unserved) it, and it is no breach.

mod answered;
mod cases;
mod check;
mod example;
mod form;
#[cfg(feature = "pattern")]
mod matching;
mod order;
mod parts;
mod refusals;
mod report;
mod sample;
mod schema;

use std::collections::BTreeSet;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;

pub use report::{Breach, Kind, Report};

use self::check::{Callers, Checker};
use self::order::{Turn, is_meant, turn};
use crate::api::Api;
use crate::call::{Application, AuthKind, Caller, User};
use crate::method::{Descriptor, Scope};

/// Bodies of a method, unless it is said how many.
const MOST: usize = 10_000;

/// What is tried with a server, while it is put together; awaited, it is run. See [`RestApi::contract`](crate::RestApi::contract).
#[must_use = "await it"]
pub struct Contract {
    api: Arc<Api>,
    callers: Vec<Caller>,
    without: BTreeSet<String>,
    only: BTreeSet<String>,
    most: usize,
}

impl Contract {
    pub(crate) const fn new(api: Arc<Api>) -> Self {
        Self {
            api,
            callers: Vec::new(),
            without: BTreeSet::new(),
            only: BTreeSet::new(),
            most: MOST,
        }
    }

    /// As this caller. The first one that is said tries everything and the examples; further ones try only what is in order.
    ///
    /// If none is said: the administrator 1 of the application `app.1` on the portal `test`; the user 2 by a webhook; and
    /// nobody at all. All of them hold every scope.
    pub fn by(mut self, caller: Caller) -> Self {
        self.callers.push(caller);
        self
    }

    /// Leaves out this method, or all whose names begin so: `event.*`. What no public method of the server is meant by is
    /// [told](Report::unknown).
    pub fn without(mut self, method: &str) -> Self {
        self.without.insert(method.to_owned());
        self
    }

    /// Only this method, or those whose names begin so: `demo.item.*`; and what is said so, too. What no public method of the
    /// server is meant by is [told](Report::unknown), and so is a method that is said by its name and that nobody
    /// [finds](Report::unserved).
    pub fn only(mut self, method: &str) -> Self {
        self.only.insert(method.to_owned());
        self
    }

    /// With at most so many bodies that differ from those in order, per method and generation; 10 000 if it is not said. If there
    /// are more, that is [told](Kind::Untried).
    pub const fn at_most(mut self, bodies: usize) -> Self {
        self.most = bodies;
        self
    }

    async fn run(self) -> Report {
        let shared = |callers: Vec<Caller>| callers.into_iter().map(Arc::new).collect();
        let unasked = shared(callers(&self.api));
        let callers = match self.callers.is_empty() {
            true => Callers {
                told: unasked,
                asked: Vec::new(),
            },
            false => Callers {
                told: shared(self.callers),
                asked: unasked,
            },
        };
        let sorted = self.api.sorted.iter().copied();
        let public: Vec<_> = sorted
            .filter(|method| !method.is_private() && !method.is_only_called())
            .collect();
        let is_unknown =
            |said: &&String| !public.iter().any(|method| is_meant(said, method.name()));
        let unknown = self.only.union(&self.without).filter(is_unknown);
        let unknown: Vec<String> = unknown.cloned().collect();
        let is_among =
            |said: &BTreeSet<String>, name: &str| said.iter().any(|said| is_meant(said, name));
        let mut methods: Vec<_> = public
            .into_iter()
            .filter(|method| !is_among(&self.without, method.name()))
            .filter(|method| self.only.is_empty() || is_among(&self.only, method.name()))
            .collect();
        methods.sort_by_key(|method| turn(method));
        let mut checker = Checker::new(&self.api, callers, self.most);
        // What an example deletes, others have seen by then.
        let ends = |method: &Descriptor| turn(method) == Turn::Ends;
        for methods in methods.chunk_by(|one, next| ends(one) == ends(next)) {
            for method in methods {
                checker.examples(method).await;
            }
            for method in methods {
                let is_asked_for = self.only.contains(method.name());
                checker.method(method, is_asked_for).await;
            }
        }
        checker.report(unknown)
    }
}

/// Who calls, if nobody says so.
fn callers(api: &Api) -> Vec<Caller> {
    let scopes = api.sorted.iter().flat_map(|method| {
        let code = match method.scope() {
            Scope::Code(code) => Some(code),
            Scope::Basic => None,
        };
        // P-194: in REST 3.0 a scope is a beginning of the name.
        code.into_iter().chain(method.name().split('.').next())
    });
    let scopes: BTreeSet<&str> = scopes.collect();
    let user = |id, administrator| User { id, administrator };
    let callers = [
        Caller::new(AuthKind::OAuth)
            .with_user(user(1, true))
            .with_application(Application::new("test", "app.1")),
        Caller::new(AuthKind::Webhook).with_user(user(2, false)),
        Caller::new(AuthKind::OAuth),
    ];
    let knowing = |caller: Caller| caller.with_scopes(scopes.iter().copied());
    callers.into_iter().map(knowing).collect()
}

impl IntoFuture for Contract {
    type Output = Report;
    type IntoFuture = Pin<Box<dyn Future<Output = Report> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
