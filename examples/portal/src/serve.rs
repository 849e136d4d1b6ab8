//! From options to a running server, and to its end.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::path::Path;
use std::pin::pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use bitrix_rest::RestApi;
use bitrix_rest_methods::{Accounts, MemoryAccounts, MemoryOptions, Options};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::{Failure, ServeOptions, demo, log};

/// How long running calls get when the server stops, unless the configuration says otherwise.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// Serves until SIGINT or SIGTERM; then running calls end first.
///
/// # Errors
/// Options or configuration that cannot be used, an address that is taken, calls that do not end in time.
pub async fn serve(options: ServeOptions) -> Result<(), Failure> {
    log::to_stderr(&options.log)?;
    let config = configure(&options)?;
    let api = api(&config).await?;
    let listener = bind(config.server.listen.get_ref()).await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::Runtime(error.to_string()))?;
    // Before the address is said: who reads it may signal at once.
    let signal =
        signal().map_err(|error| Failure::Runtime(format!("cannot wait for signals: {error}")))?;
    announce(&options, &config, address);
    let limit = config
        .limits
        .shutdown_seconds
        .map_or(SHUTDOWN, |limit| Duration::from_secs(limit.get()));
    run(listener, api, signal, limit).await
}

/// The configuration, with the options over it.
fn configure(options: &ServeOptions) -> Result<Config, Failure> {
    let mut config = match &options.config {
        Some(path) => read(path)?,
        None => demo::config().map_err(|problems| Failure::Runtime(problems.to_string()))?,
    };
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
    Ok(config)
}

fn read(path: &Path) -> Result<Config, Failure> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Usage(format!("the configuration {file} cannot be read: {error}"))
    })?;
    Config::read(&file, &text).map_err(|problems| Failure::Usage(problems.to_string()))
}

async fn api(config: &Config) -> Result<RestApi, Failure> {
    let store = MemoryAccounts::new();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    config
        .fill(&store, now)
        .await
        .map_err(|error| Failure::Runtime(error.to_string()))?;
    let (server, limits) = (&config.server, &config.limits);
    let mut options = Options::new(MemoryOptions::new());
    if let Some(bytes) = limits.option_bytes {
        options = options.with_limit(bytes.into());
    }
    let mut api = RestApi::collect()
        .state(options)
        .authenticator(Accounts::new(server.member_id.as_str(), store))
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

fn announce(options: &ServeOptions, config: &Config, address: SocketAddr) {
    let base = demo::base(address);
    let text = match &options.config {
        Some(path) => demo::summary(config, &path.display().to_string(), &base),
        None => demo::banner(config, &base),
    };
    tracing::info!(%address, "listening");
    if !address.ip().to_canonical().is_loopback() && demo::shares_secrets(config) {
        tracing::warn!(
            %address,
            "secrets of the demo are public, and other machines may reach this address; configure secrets of your own with --config"
        );
    }
    // Nobody may be reading: the portal serves all the same.
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

async fn run(
    listener: TcpListener,
    api: RestApi,
    signal: impl Future<Output = ()>,
    limit: Duration,
) -> Result<(), Failure> {
    let router = Router::new()
        .route("/healthz", get(|| async { "ok" }))
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
