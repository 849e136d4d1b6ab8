//! What is served: the methods with their state and limits, and the authorization server.

use std::sync::Arc;
use std::time::Duration;

use axum::routing::get;
use axum::{Extension, Router};
use bitrix_rest::{Builder, RestApi, Secure};
use bitrix_rest_methods::events::HttpSender;
use bitrix_rest_methods::limits::{OperatingLimit, RateLimit};
use bitrix_rest_methods::oauth::{Endpoints, OAuth, UncheckedSignIn};
use bitrix_rest_methods::{Accounts, Events, Idempotency, Licence, Store};

use crate::Failure;
use crate::config::{self, Config, Server};
use crate::private::Operation;
use crate::reach::Reach;
use crate::ready::Readiness;
use crate::tariffs::Given;

/// How long the methods of a caller may run in ten minutes, unless the configuration says otherwise.
const OPERATING: u64 = 420;

#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) api: RestApi,
    pub(crate) events: Events,
    /// What replies call the portal.
    pub(crate) address: String,
    oauth: OAuth,
}

impl Served {
    /// # Errors
    /// What the framework or an address refuses: most of it was found when the configuration was read.
    pub(crate) fn build(
        config: &Config,
        store: &Arc<dyn Store>,
        accounts: &Accounts,
        reach: &Reach,
        operation: &Operation,
    ) -> Result<Self, Failure> {
        let endpoints = endpoints(config, &reach.base)?;
        let address = endpoints.client_endpoint().to_owned();
        let oauth = oauth(&config.oauth, accounts, endpoints.clone());
        let oauth = oauth
            .behind_proxy(config.server.behind_proxy)
            .limit(store.meter(), config.limits.rate.tariff());
        let events = events(config, oauth.clone(), &**store)?;
        let mut options = store.options();
        if let Some(bytes) = config.limits.option_bytes {
            options = options.with_limit(bytes.into());
        }
        let builder = RestApi::collect()
            .state(options)
            .state(accounts.clone())
            .state(store.rows(accounts.portal()))
            .state(licence(&config.licence))
            .state(endpoints)
            .state(events.clone())
            .idempotency(Idempotency::new(
                &store.rows(accounts.portal()),
                accounts.clone(),
            ))
            .authenticator(accounts.clone());
        let builder = operation.inside(intake(builder, config));
        let builder = calls(builder, config, store, accounts);
        let built = operation.around(builder).build();
        Ok(Self {
            api: built.map_err(|error| Failure::Usage(error.to_string()))?,
            events,
            address,
            oauth,
        })
    }

    pub(crate) fn router(&self, readiness: Readiness, secure: bool) -> Router {
        let router = Router::new()
            .route("/healthz", get(|| async { "ok" }))
            .route("/readyz", get(async move || readiness.probe().await))
            .merge(self.oauth.clone().into_router())
            .merge(self.api.documents("/rest"))
            .fallback_service(self.api.clone().into_service_at("/rest"));
        match secure {
            true => router.layer(Extension(Secure)),
            false => router,
        }
    }
}

/// What replies call the portal: what the configuration says, else where it listens.
fn endpoints(config: &Config, base: &str) -> Result<Endpoints, Failure> {
    let url = config.server.public_url.as_ref();
    let url = url.map_or(base, |url| url.get_ref());
    let endpoints = Endpoints::at(url).and_then(|endpoints| match &config.oauth.server {
        Some(server) => endpoints.with_server(server.get_ref()),
        None => Ok(endpoints),
    });
    endpoints.map_err(|error| Failure::Usage(error.to_string()))
}

/// What replies call a portal that is not told an address and does not run: where it would listen. None if that is any free
/// port.
pub(crate) fn would_be_at(server: &Server) -> Option<String> {
    let listen = server.listen.get_ref();
    let is_known = !listen.ends_with(":0");
    is_known.then(|| Reach::would_be(listen, server.speaks_tls()).base)
}

/// What tells applications of events of a portal at this address, without serving.
pub(crate) fn events_beside(
    config: &Config,
    store: &dyn Store,
    member_id: &str,
    base: &str,
) -> Result<Events, Failure> {
    let endpoints = endpoints(config, base)?;
    let oauth = oauth(&config.oauth, &store.accounts(member_id), endpoints);
    events(config, oauth, store)
}

fn events(config: &Config, oauth: OAuth, store: &dyn Store) -> Result<Events, Failure> {
    let sender = match config.events.public_only {
        true => HttpSender::public_only(),
        false => HttpSender::new(),
    };
    let sender = sender
        .map_err(|error| Failure::Runtime(format!("events cannot be sent over TLS: {error}")))?;
    let rows = store.rows(oauth.portal());
    let mut builder = Events::builder(oauth, rows, sender)
        .allow_local_handlers(config.events.allow_local_handlers)
        .language(&config.licence.language);
    if let Some(seconds) = config.events.answer_seconds {
        builder = builder.answer_limit(Duration::from_secs(seconds.into()));
    }
    if let Some(handlers) = config.events.handlers {
        let limit = usize::try_from(handlers.get()).unwrap_or(usize::MAX);
        builder = builder.handlers(limit);
    }
    if let Some(rows) = config.events.offline_rows {
        builder = builder.offline_rows(rows.into());
    }
    builder
        .build()
        .map_err(|error| Failure::Runtime(error.to_string()))
}

fn licence(given: &config::Licence) -> Licence {
    let mut licence = match (&given.plan, &given.family) {
        (Some(plan), Some(family)) => {
            Licence::cloud(&given.language, plan.get_ref(), family.get_ref())
        }
        _ => Licence::self_hosted(&given.language),
    };
    if let Some(name) = &given.previous {
        licence = licence.with_previous(name);
    }
    for (code, has) in &given.features {
        licence = licence.with_feature(code, *has);
    }
    licence
}

fn oauth(given: &config::OAuth, accounts: &Accounts, endpoints: Endpoints) -> OAuth {
    let mut oauth = OAuth::new(accounts.clone(), endpoints);
    if given.sign_in {
        oauth = oauth.sign_in(UncheckedSignIn);
    }
    if let Some(seconds) = given.code_seconds {
        oauth = oauth.code_lifetime(seconds);
    }
    if let Some(seconds) = given.access_seconds {
        oauth = oauth.access_lifetime(seconds);
    }
    if let Some(seconds) = given.refresh_seconds {
        oauth = oauth.refresh_lifetime(seconds);
    }
    oauth
}

/// How requests are taken in, and answers written.
fn intake(builder: Builder, config: &Config) -> Builder {
    let (server, limits) = (&config.server, &config.limits);
    let mut builder = builder
        .time_zone(server.time_zone.get_ref())
        .php_escaping(server.php_escaping)
        .webhooks_over_http(!server.https_only_webhooks)
        .behind_proxy(server.behind_proxy)
        .form_limits(
            limits.form_variables.map_or(1000, Into::into),
            limits.form_depth.map_or(64, Into::into),
        );
    if let Some(bytes) = limits.body_bytes {
        builder = builder.body_limit(bytes.into());
    }
    if let Some(values) = limits.json_values {
        builder = builder.json_limit(values.into());
    }
    if let Some(bytes) = limits.header_bytes {
        builder = builder.header_limit(bytes.into());
    }
    if let Some(seconds) = limits.body_seconds {
        builder = builder.body_timeout(Duration::from_secs(seconds.into()));
    }
    if let Some(seconds) = limits.call_seconds {
        builder = builder.deadline(Duration::from_secs(seconds.into()));
    }
    builder
}

/// How often and how long clients may call.
fn calls(
    mut builder: Builder,
    config: &Config,
    store: &Arc<dyn Store>,
    accounts: &Accounts,
) -> Builder {
    let (portal, meter) = (accounts.portal(), store.meter());
    let usual = config.limits.rate.tariff();
    let given = Given::of(config, accounts);
    if usual.is_some() || given.has_a_limit() {
        let mut limit = RateLimit::new(portal.clone(), meter.clone(), usual);
        if !given.is_empty() {
            limit = limit.with(given);
        }
        builder = builder.layer(limit);
    }
    match config.limits.operating_seconds.unwrap_or(OPERATING) {
        0 => builder,
        seconds => {
            let limit = OperatingLimit::new(portal.clone(), meter);
            builder.handler_layer(limit.limit(Duration::from_secs(seconds)))
        }
    }
}
