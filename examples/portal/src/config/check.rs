//! What must be right beyond the shape: names that exist, secrets that are unique.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use bitrix_rest::Key;
use bitrix_rest_methods::accounts::SecretHash;
use toml::Spanned;

use super::problem::Collector;
use super::{Config, Hidden};

impl Config {
    /// `complete` says that every table could be read, so that what is not there is really missing.
    pub(super) fn check(&self, complete: bool, problems: &mut Collector<'_>) {
        let mut checks = Checks {
            complete,
            problems,
            config: self,
        };
        checks.users();
        checks.applications();
        checks.tokens();
        checks.webhooks();
    }
}

struct Checks<'a, 'p> {
    complete: bool,
    problems: &'a mut Collector<'p>,
    config: &'a Config,
}

impl Checks<'_, '_> {
    fn users(&mut self) {
        if self.complete && self.config.users.is_empty() {
            self.problems.add(
                0..0,
                "there is no user, so nobody could call; add a `[[users]]`",
            );
        }
        let (mut ids, mut logins) = (Seen::default(), Seen::default());
        for user in &self.config.users {
            let id = *user.id.get_ref();
            if id == 0 {
                self.problems
                    .add(user.id.span(), "ids of users begin with 1");
            }
            ids.add(
                id,
                user.id.span(),
                &format!("the user id {id}"),
                self.problems,
            );
            let login = user.login.get_ref();
            match Key::from(login.as_str()) {
                Key::Int(_) => self.problems.add(
                    user.login.span(),
                    format!("the login `{login}` would be taken for an id; add a letter to it"),
                ),
                Key::Text(_) if login.is_empty() => {
                    self.problems
                        .add(user.login.span(), "a login cannot be empty");
                }
                Key::Text(_) => {}
            }
            logins.add(
                login,
                user.login.span(),
                &format!("the login `{login}`"),
                self.problems,
            );
        }
    }

    fn applications(&mut self) {
        let mut ids = Seen::default();
        for application in &self.config.applications {
            let id = application.client_id.get_ref();
            if id.is_empty() {
                self.problems
                    .add(application.client_id.span(), "a client_id cannot be empty");
            }
            ids.add(
                id,
                application.client_id.span(),
                &format!("the client_id `{id}`"),
                self.problems,
            );
            self.scopes(&application.scopes);
            for user in application.access.iter().flatten() {
                self.user(user);
            }
        }
    }

    fn tokens(&mut self) {
        let mut secrets = Seen::default();
        for token in &self.config.tokens {
            for secret in std::iter::once(&token.token).chain(&token.refresh) {
                secrets.add(hash(secret), secret.span(), "this token", self.problems);
            }
            self.application(&token.application);
            self.user(&token.user);
            self.scopes(token.scopes.iter().flatten());
            self.lifetime(token.expires_in.as_ref(), token.expired);
        }
    }

    fn webhooks(&mut self) {
        let mut codes = Seen::default();
        for webhook in &self.config.webhooks {
            let owner = *webhook.user.get_ref();
            let key = (owner, hash(&webhook.code));
            codes.add(
                key,
                webhook.code.span(),
                &format!("this code of user {owner}"),
                self.problems,
            );
            self.user(&webhook.user);
            if let Some(application) = &webhook.application {
                self.application(application);
            }
            self.scopes(&webhook.scopes);
            self.lifetime(webhook.expires_in.as_ref(), webhook.expired);
        }
    }

    fn user(&mut self, id: &Spanned<u64>) {
        if self.complete
            && !self
                .config
                .users
                .iter()
                .any(|user| user.id.get_ref() == id.get_ref())
        {
            let text = format!(
                "there is no user {}; add a `[[users]]` with this id",
                id.get_ref()
            );
            self.problems.add(id.span(), text);
        }
    }

    fn application(&mut self, id: &Spanned<String>) {
        let mut known = self.config.applications.iter();
        if self.complete && !known.any(|known| known.client_id.get_ref() == id.get_ref()) {
            let name = id.get_ref();
            let text = format!(
                "there is no application `{name}`; add an `[[applications]]` with this client_id"
            );
            self.problems.add(id.span(), text);
        }
    }

    /// P-256: any name may be a scope, so only what can be none is a mistake.
    fn scopes<'s>(&mut self, scopes: impl IntoIterator<Item = &'s Spanned<String>>) {
        for scope in scopes {
            let code = scope.get_ref();
            if code.is_empty() || code.contains(|char: char| char == ',' || char.is_whitespace()) {
                let text =
                    format!("`{code}` is no scope; write one code an entry: [\"crm\", \"task\"]");
                self.problems.add(scope.span(), text);
            }
        }
    }

    fn lifetime(&mut self, expires_in: Option<&Spanned<u64>>, expired: bool) {
        if let (Some(expires_in), true) = (expires_in, expired) {
            let text = "`expires_in` and `expired = true` exclude each other; remove one of them";
            self.problems.add(expires_in.span(), text);
        }
    }
}

fn hash(secret: &Spanned<Hidden>) -> SecretHash {
    SecretHash::of(secret.get_ref().expose())
}

/// What was there before, and where.
struct Seen<K>(HashMap<K, usize>);

impl<K> Default for Seen<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Seen<K> {
    fn add(&mut self, key: K, span: Range<usize>, what: &str, problems: &mut Collector<'_>) {
        if let Some(first) = self.0.get(&key) {
            let (line, _) = problems.place(*first);
            problems.add(
                span,
                format!("{what} is in line {line} already; change one of them"),
            );
        } else {
            self.0.insert(key, span.start);
        }
    }
}
