//! From options to a running server, and to its end.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use bitrix_rest::RestApi;
use bitrix_rest_methods::{Accounts, Store};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::place::Portal;
use crate::ready::Readiness;
use crate::store::Purpose;
use crate::{Failure, Place, ServeOptions, demo, log, seed};

/// How long the store gets to end.
const CLOSING: Duration = Duration::from_secs(10);

/// How long running calls get when the server stops, unless the configuration says otherwise.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM; then running calls end first.
///
/// # Errors
/// Options or configuration that cannot be used, a store that cannot be opened, an address that is taken, calls that do not
/// end in time.
pub(crate) async fn serve(place: &Place, options: &ServeOptions) -> Result<(), Failure> {
    log::to_stderr(&options.log)?;
    let mut config = place.configuration()?;
    override_by(&mut config, options);
    let portal = place.portal(&config.server)?;
    let opened = portal.address.open(Purpose::Serve).await?;
    let served = serve_from(place, &mut config, &portal, &opened.store).await;
    // Whatever the end was, what was written is flushed; a store that hangs must not keep the process.
    if tokio::time::timeout(CLOSING, opened.store.close())
        .await
        .is_err()
    {
        return served.and(Err(Failure::Runtime(format!(
            "the store did not close within {CLOSING:?}; what was answered is kept, what was not may be lost"
        ))));
    }
    served
}

async fn serve_from(
    place: &Place,
    config: &mut Config,
    portal: &Portal,
    store: &Arc<dyn Store>,
) -> Result<(), Failure> {
    let accounts = store.accounts(&portal.member_id);
    let fresh = seed::seed(place.config.as_deref(), config, &accounts).await?;
    let api = api(config, &**store, accounts.clone())?;
    let listener = bind(config.server.listen.get_ref()).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::Runtime(error.to_string()))?;
    // Before the address is said: who reads it may signal at once.
    let signal =
        signal().map_err(|error| Failure::Runtime(format!("cannot wait for signals: {error}")))?;
    let kept = portal.address.to_string();
    tracing::info!(%address, store = %kept, portal = %portal.member_id, "listening");
    warn_of_public_secrets(config, &accounts, address).await;
    let base = demo::base(address);
    print(&match &place.config {
        Some(path) => demo::summary(config, &path.display().to_string(), &kept, &base),
        None => {
            demo::keep_working(config, &accounts).await;
            demo::banner(config, fresh, &kept, &base)
        }
    });
    let limit = config
        .limits
        .shutdown_seconds
        .map_or(SHUTDOWN, |limit| Duration::from_secs(limit.get()));
    run(listener, api, Readiness::new(store.clone()), signal, limit).await
}

/// What an option says wins over the configuration.
fn override_by(config: &mut Config, options: &ServeOptions) {
    let server = &mut config.server;
    if let Some(listen) = &options.listen {
        server.listen.get_mut().clone_from(listen);
    }
    if let Some(zone) = &options.time_zone {
        server.time_zone.get_mut().clone_from(zone);
    }
    server.php_escaping |= options.php_escaping;
    server.https_only_webhooks |= options.https_only_webhooks;
    server.behind_proxy |= options.behind_proxy;
}

fn api(config: &Config, store: &dyn Store, accounts: Accounts) -> Result<RestApi, Failure> {
    let (server, limits) = (&config.server, &config.limits);
    let mut options = store.options();
    if let Some(bytes) = limits.option_bytes {
        options = options.with_limit(bytes.into());
    }
    let mut api = RestApi::collect()
        .state(options)
        .authenticator(accounts)
        .time_zone(server.time_zone.get_ref())
        .php_escaping(server.php_escaping)
        .webhooks_over_http(!server.https_only_webhooks)
        .behind_proxy(server.behind_proxy)
        .form_limits(
            limits.form_variables.map_or(1000, Into::into),
            limits.form_depth.map_or(64, Into::into),
        );
    if let Some(bytes) = limits.body_bytes {
        api = api.body_limit(bytes.into());
    }
    if let Some(values) = limits.json_values {
        api = api.json_limit(values.into());
    }
    if let Some(bytes) = limits.header_bytes {
        api = api.header_limit(bytes.into());
    }
    if let Some(seconds) = limits.body_seconds {
        api = api.body_timeout(Duration::from_secs(seconds.into()));
    }
    if let Some(seconds) = limits.call_seconds {
        api = api.deadline(Duration::from_secs(seconds.into()));
    }
    api.build()
        .map_err(|error| Failure::Usage(error.to_string()))
}

async fn bind(listen: &str) -> Result<TcpListener, Failure> {
    let addresses: Vec<SocketAddr> = match tokio::net::lookup_host(listen).await {
        Ok(addresses) => addresses.collect(),
        Err(error) => {
            return Err(Failure::Usage(format!(
                "`{listen}` is no address to listen on: {error}; write host:port, for example 127.0.0.1:8624"
            )));
        }
    };
    TcpListener::bind(addresses.as_slice())
        .await
        .map_err(|error| {
            let hint = match error.kind() {
                std::io::ErrorKind::AddrInUse => {
                    "; stop what listens there, or take another with --listen"
                }
                _ => "",
            };
            Failure::Runtime(format!("cannot listen on {listen}: {error}{hint}"))
        })
}

async fn warn_of_public_secrets(config: &Config, accounts: &Accounts, address: SocketAddr) {
    if !address.ip().to_canonical().is_loopback() && demo::shares_secrets(config, accounts).await {
        tracing::warn!(
            %address,
            "secrets of the demo are public, and other machines may reach this address; configure secrets of your own with --config"
        );
    }
}

fn print(text: &str) {
    // Nobody may be reading: the portal serves all the same.
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

async fn run(
    listener: TcpListener,
    api: RestApi,
    readiness: Readiness,
    signal: impl Future<Output = ()>,
    limit: Duration,
) -> Result<(), Failure> {
    let router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(async move || readiness.probe().await))
        .fallback_service(api.clone().into_service_at("/rest"));
    // An answer is written at once: waiting for more to send would only delay it.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let mut running = pin!(async move {
        server.await?;
        api.finish().await;
        std::io::Result::Ok(())
    });
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = signal => {
            tracing::info!("stopping");
            drop(stop);
            match tokio::time::timeout(limit, running).await {
                Ok(ended) => ended,
                Err(_) => {
                    return Err(Failure::Runtime(format!("calls still ran {limit:?} after the signal and were cut off")));
                }
            }
        }
    };
    ended.map_err(|error| Failure::Runtime(format!("the server failed: {error}")))
}

/// Ends with SIGINT or SIGTERM. They are caught from here on.
#[cfg(unix)]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends with Ctrl-C.
#[cfg(not(unix))]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
