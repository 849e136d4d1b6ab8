//! What must be right beyond the shape: names that exist, secrets that are unique.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::SocketAddr;
use std::ops::Range;

use bitrix_rest::{Problem, RestApi};
use bitrix_rest_methods::accounts::SecretHash;
use bitrix_rest_methods::oauth::Endpoints;
use toml::Spanned;

use super::problem::Collector;
use super::{Config, Hidden, Server};
use crate::faults::Field;
use crate::rules;
use crate::store::Address;
use crate::tls;

impl Config {
    /// `complete` says that every table could be read, so that what is not there is really missing.
    pub(super) fn check(&self, complete: bool, problems: &mut Collector<'_>) {
        let mut checks = Checks {
            complete,
            problems,
            config: self,
        };
        checks.server();
        checks.users();
        checks.applications();
        checks.tokens();
        checks.webhooks();
        checks.faults();
    }
}

struct Checks<'a, 'p> {
    complete: bool,
    problems: &'a mut Collector<'p>,
    config: &'a Config,
}

impl Checks<'_, '_> {
    fn server(&mut self) {
        let Server {
            listen,
            public_url,
            time_zone,
            store,
            tls_self_signed,
            tls_names,
            tls_cert,
            tls_key,
            admin,
            ..
        } = &self.config.server;
        if let Some(store) = store {
            let read = Address::parse(store.get_ref().expose());
            self.rule(store.span(), read.map(drop));
        }
        // Whether the host has an address is known only when it is asked for.
        if !is_address(listen.get_ref()) {
            let text = format!(
                "`{}` is no address to listen on; write host:port, for example 127.0.0.1:8624",
                listen.get_ref()
            );
            self.problems.add(listen.span(), text);
        }
        for url in public_url.iter().chain(&self.config.oauth.server) {
            let read = Endpoints::at(url.get_ref());
            self.rule(
                url.span(),
                read.map(drop).map_err(|error| error.to_string()),
            );
        }
        let licence = &self.config.licence;
        for (given, other, names) in [
            (&licence.plan, &licence.family, ["plan", "family"]),
            (&licence.family, &licence.plan, ["family", "plan"]),
        ] {
            if let (Some(given), None) = (given, other) {
                let [name, missing] = names;
                let text = format!(
                    "`{name}` needs `{missing}` beside it, as in plan = \"ent250\", family = \"ent\""
                );
                self.problems.add(given.span(), text);
            }
        }
        if let Some(admin) = admin {
            if !is_address(admin.get_ref()) {
                let text = format!(
                    "`{}` is no address to listen on; write host:port, for example 127.0.0.1:8625",
                    admin.get_ref()
                );
                self.problems.add(admin.span(), text);
            } else if admin.get_ref() == listen.get_ref() && !admin.get_ref().ends_with(":0") {
                let text = "callers of the portal must not reach the private listener; give it an address of its own";
                self.problems.add(admin.span(), text);
            }
        }
        for name in tls_names {
            self.rule(name.span(), tls::name(name.get_ref()).map(drop));
        }
        for (given, other, names) in [
            (tls_cert, tls_key, ["tls_cert", "tls_key"]),
            (tls_key, tls_cert, ["tls_key", "tls_cert"]),
        ] {
            let Some(given) = given else { continue };
            let [name, missing] = names;
            if *tls_self_signed {
                let text = format!(
                    "`tls_self_signed = true` and `{name}` exclude each other; remove one of them"
                );
                self.problems.add(given.span(), text);
            } else if other.is_none() {
                let text = format!("`{name}` needs `{missing}` beside it; both are PEM files");
                self.problems.add(given.span(), text);
            }
        }
        // The framework knows the zones. It misses all else that a server needs too, which does not matter here.
        let built = RestApi::explicit().time_zone(time_zone.get_ref()).build();
        let found = built.err();
        for problem in found.iter().flat_map(|error| error.problems()) {
            if let Problem::UnknownTimeZone { .. } = problem {
                self.problems.add(time_zone.span(), problem.to_string());
            }
        }
    }

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
            self.rule(user.id.span(), rules::user_id(id));
            ids.add(
                id,
                user.id.span(),
                &format!("the user id {id}"),
                self.problems,
            );
            let login = user.login.get_ref();
            self.rule(user.login.span(), rules::login(login));
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
            self.rule(application.client_id.span(), rules::client_id(id));
            ids.add(
                id,
                application.client_id.span(),
                &format!("the client_id `{id}`"),
                self.problems,
            );
            self.scopes(&application.scopes);
            if let Some(uri) = &application.redirect_uri {
                self.rule(uri.span(), rules::redirect_uri(uri.get_ref()));
            }
            if let Some(uri) = &application.install_uri {
                let local = self.config.events.allow_local_handlers;
                self.rule(uri.span(), rules::handler(uri.get_ref(), local));
            }
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
                self.secret(
                    secret,
                    "a token",
                    "any other character would need an escape in a query or form",
                );
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
            self.secret(
                &webhook.code,
                "a webhook code",
                "a slash or a dot would break the path of a call",
            );
            self.user(&webhook.user);
            if let Some(application) = &webhook.application {
                self.application(application);
            }
            self.scopes(&webhook.scopes);
            self.lifetime(webhook.expires_in.as_ref(), webhook.expired);
        }
    }

    fn faults(&mut self) {
        for fault in &self.config.faults {
            for mistake in fault.wanted().mistakes() {
                let span = match mistake.field {
                    Field::Method => Some(fault.method.span()),
                    Field::Kind => Some(fault.kind.span()),
                    Field::Milliseconds => fault.milliseconds.as_ref().map(Spanned::span),
                    Field::Rate => fault.rate.as_ref().map(Spanned::span),
                    Field::Count => fault.count.as_ref().map(Spanned::span),
                };
                self.problems
                    .add(span.unwrap_or_else(|| fault.method.span()), mistake.text);
            }
        }
    }

    /// What stands in a path or a form has to stand there as it is.
    fn secret(&mut self, secret: &Spanned<Hidden>, what: &str, why: &str) {
        let allowed = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-');
        if !secret.get_ref().expose().chars().all(allowed) {
            let text = format!("{what} may have only A-Z, a-z, 0-9, `_` and `-`: {why}");
            self.problems.add(secret.span(), text);
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

    fn scopes<'s>(&mut self, scopes: impl IntoIterator<Item = &'s Spanned<String>>) {
        for scope in scopes {
            let kept = rules::scope(scope.get_ref());
            self.rule(
                scope.span(),
                kept.map_err(|text| {
                    format!("{text}; write one code an entry: [\"crm\", \"task\"]")
                }),
            );
        }
    }

    fn rule(&mut self, span: Range<usize>, kept: Result<(), String>) {
        if let Err(text) = kept {
            self.problems.add(span, text);
        }
    }

    fn lifetime(&mut self, expires_in: Option<&Spanned<u64>>, expired: bool) {
        if let (Some(expires_in), true) = (expires_in, expired) {
            let text = "`expires_in` and `expired = true` exclude each other; remove one of them";
            self.problems.add(expires_in.span(), text);
        }
    }
}

/// `host:port`, whether or not the host is known.
fn is_address(text: &str) -> bool {
    let host_and_port = || {
        let (host, port) = text.rsplit_once(':')?;
        let named = !host.is_empty() && !host.contains([':', ' ', '/']);
        Some(named && port.parse::<u16>().is_ok())
    };
    text.parse::<SocketAddr>().is_ok() || host_and_port().unwrap_or(false)
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
