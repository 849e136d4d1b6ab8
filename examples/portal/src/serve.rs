//! From options to a running server, and to its end.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::pin::pin;
use std::time::Duration;

use bitrix_rest::RestApi;
use bitrix_rest_methods::{Accounts, Events};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use toml::Spanned;

use crate::config::Config;
use crate::listen::Service;
use crate::place::Portal;
use crate::private::{Operation, Private};
use crate::reach::Reach;
use crate::ready::Readiness;
use crate::served::Served;
use crate::store::{Opened, Purpose};
use crate::tls::Source;
use crate::{Failure, Place, ServeOptions, demo, listen, log, seed, tls};

/// How long the store gets to end.
const CLOSING: Duration = Duration::from_secs(10);

/// How long the headers of a request may take, unless the configuration says otherwise.
const HEADERS: Duration = Duration::from_secs(10);

/// How long running calls get when the server stops, unless the configuration says otherwise.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// How often offline queues are looked through for changes that nobody fetched.
const PRUNING: Duration = Duration::from_secs(3600);

/// How long events get to be sent when the server stops.
const EVENTS: Duration = Duration::from_secs(5);

/// Serves until SIGINT or SIGTERM; then running calls end first.
///
/// # Errors
/// Options or configuration that cannot be used, a store that cannot be opened, an address that is taken, calls that do not
/// end in time.
pub(crate) async fn serve(place: &Place, options: &ServeOptions) -> Result<(), Failure> {
    log::to_stderr(&options.log)?;
    let mut config = place.configuration()?;
    override_by(&mut config, options)?;
    let portal = place.portal(&config.server)?;
    let source = tls::source(&config.server, &portal.address)?;
    let opened = portal.address.open(Purpose::Serve).await?;
    let served = serve_from(place, &mut config, &portal, source, &opened).await;
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
    source: Source,
    opened: &Opened,
) -> Result<(), Failure> {
    let operation = Operation::of(config);
    let store = &operation.store(&opened.store);
    let accounts = store.accounts(&portal.member_id);
    let rows = store.rows(&portal.member_id);
    let fresh = seed::seed(place.config.as_deref(), config, &accounts, &rows).await?;
    let listen = config.server.listen.get_ref();
    let listener = bind(listen, "--listen").await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::Runtime(error.to_string()))?;
    let private = private(config).await?;
    let tls = source.serve(listen, address)?;
    // Before the address is said: who reads it may signal at once.
    let signal =
        signal().map_err(|error| Failure::Runtime(format!("cannot wait for signals: {error}")))?;
    let kept = portal.address.to_string();
    tracing::info!(%address, store = %kept, portal = %portal.member_id, "listening");
    warn_of_the_public(config, &accounts, address).await;
    let (acceptor, trust) = match tls {
        Some(tls) => (Some(tls.acceptor), tls.trust),
        None => (None, None),
    };
    let reach = Reach::new(address, acceptor.is_some(), trust);
    let served = Served::build(config, store, &accounts, &reach, &operation)?;
    // Before it is said: who reads that may install applications at once.
    opened.tell(&served.address)?;
    let mut said = match &place.config {
        Some(path) => demo::summary(config, &path.display().to_string(), &kept, &reach),
        None => {
            demo::keep_working(config, &accounts).await;
            demo::banner(config, fresh, &kept, &reach)
        }
    };
    said.extend(private.as_ref().map(Private::summary));
    print(&said);
    let seconds = |limit: Option<NonZeroU64>, default| {
        limit.map_or(default, |limit| Duration::from_secs(limit.get()))
    };
    let header_limit = seconds(config.limits.header_seconds, HEADERS);
    let router = served.router(Readiness::new(store.clone()), acceptor.is_some());
    let service = Service {
        router: operation.count(router),
        tls: acceptor,
        header_limit,
    };
    let limit = seconds(config.limits.shutdown_seconds, SHUTDOWN);
    let api = served.api.clone();
    let events = served.events.clone();
    let pruning = tokio::spawn(prune(events.clone()));
    let running = run(listener, service, served.api, signal, limit);
    let ended = match private {
        Some(private) => tokio::select! {
            ended = running => ended,
            () = private.serve(operation, &api, header_limit) => Ok(()),
        },
        None => running.await,
    };
    pruning.abort();
    let left = events.finish(EVENTS).await;
    if left > 0 {
        tracing::warn!(left, "events were not sent before the portal stopped");
    }
    ended
}

/// Removes what offline queues have had for too long, now and then.
async fn prune(events: Events) {
    let mut next = tokio::time::interval(PRUNING);
    loop {
        next.tick().await;
        match events.prune().await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "changes that nobody fetched are gone"),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "changes that nobody fetched stay for now");
            }
        }
    }
}

/// The private listener, if there is to be one.
async fn private(config: &Config) -> Result<Option<Private>, Failure> {
    let Some(admin) = &config.server.admin else {
        return Ok(None);
    };
    let listener = bind(admin.get_ref(), "--admin").await?;
    let address = listener
        .local_addr()
        .map_err(|error| Failure::Runtime(error.to_string()))?;
    Ok(Some(Private::new(listener, address, admin.get_ref())))
}

/// What an option says wins over the configuration.
fn override_by(config: &mut Config, options: &ServeOptions) -> Result<(), Failure> {
    let server = &mut config.server;
    if let Some(listen) = &options.listen {
        server.listen.get_mut().clone_from(listen);
    }
    if let Some(admin) = &options.admin {
        server.admin = Some(Spanned::new(0..0, admin.clone()));
    }
    if let Some(url) = &options.public_url {
        server.public_url = Some(Spanned::new(0..0, url.clone()));
    }
    if let Some(zone) = &options.time_zone {
        server.time_zone.get_mut().clone_from(zone);
    }
    server.php_escaping |= options.php_escaping;
    server.https_only_webhooks |= options.https_only_webhooks;
    server.behind_proxy |= options.behind_proxy;
    options.tls.put_over(server)
}

async fn bind(listen: &str, option: &str) -> Result<TcpListener, Failure> {
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
                    format!("; stop what listens there, or take another with {option}")
                }
                _ => String::new(),
            };
            Failure::Runtime(format!("cannot listen on {listen}: {error}{hint}"))
        })
}

/// What is for one's own desk must not be for everybody.
async fn warn_of_the_public(config: &Config, accounts: &Accounts, address: SocketAddr) {
    let is_reached = !address.ip().to_canonical().is_loopback();
    if is_reached && demo::shares_secrets(config, accounts).await {
        tracing::warn!(
            %address,
            "secrets of the demo are public, and other machines may reach this address; configure secrets of your own with --config"
        );
    }
    if config.oauth.sign_in && (is_reached || config.server.behind_proxy) {
        tracing::warn!(
            %address,
            "the sign-in at /oauth/authorize/ asks for no password: who opens it can be any user, and other machines may reach \
             this address; listen on 127.0.0.1, or end the sign-in by `sign_in = false` in `[oauth]` of the configuration"
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
    service: Service,
    api: RestApi,
    signal: impl Future<Output = ()>,
    limit: Duration,
) -> Result<(), Failure> {
    let (stop, stopped) = oneshot::channel::<()>();
    let mut running = pin!(async {
        listen::serve(listener, service, async {
            let _ = stopped.await;
        })
        .await;
        api.finish().await;
    });
    tokio::select! {
        () = &mut running => return Ok(()),
        () = signal => {}
    }
    tracing::info!("stopping");
    drop(stop);
    tokio::time::timeout(limit, running).await.map_err(|_| {
        Failure::Runtime(format!(
            "calls still ran {limit:?} after the signal and were cut off"
        ))
    })
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
