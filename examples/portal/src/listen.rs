//! Accepting connections, and serving each until it ends.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::tls::Acceptor;

/// How long to wait when no connection can be accepted: most often too many files are open.
const BACK_OFF: Duration = Duration::from_secs(1);

tokio::task_local! {
    /// Told when the connection that runs here is to be cut off.
    static CUT: Arc<Notify>;
}

/// Ends the connection of the request that is being answered here, and gives no answer any more: it does not come back. Outside
/// of a connection it does nothing.
pub(crate) async fn cut_off() {
    if CUT.try_with(|cut| cut.notify_one()).is_ok() {
        std::future::pending().await
    }
}

/// What every connection is served with.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) router: Router,
    /// Connections speak TLS if it is there, else plain HTTP.
    pub(crate) tls: Option<Acceptor>,
    /// How long a client may take to begin TLS, how long the line and the headers of a request may take, and how long a
    /// connection may be idle before them.
    pub(crate) header_limit: Duration,
}

/// Serves until `stop` is ready; then nobody is accepted any more, idle connections are closed, and the calls of all others
/// are answered. What is wrong with one connection is no matter of another.
///
/// Dropped, it cuts all connections off.
pub(crate) async fn serve(socket: TcpListener, service: Service, stop: impl Future<Output = ()>) {
    let service = Arc::new(service);
    let (stopping, stopped) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            (stream, client) = accept(&socket) => {
                connections.spawn(connection(stream, client, service.clone(), stopped.clone()));
            }
            // What has ended is forgotten as it ends.
            Some(_) = connections.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop((socket, stopping));
    while connections.join_next().await.is_some() {}
}

/// The next connection, however long it is impossible to accept one.
async fn accept(socket: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match socket.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if left(&error) => tracing::debug!(%error, "a client left at once"),
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted; trying again in {BACK_OFF:?}");
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
}

/// Whether it is about a client that is gone, so that the next one can be accepted.
fn left(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

async fn connection(
    stream: TcpStream,
    client: SocketAddr,
    service: Arc<Service>,
    mut stopped: watch::Receiver<()>,
) {
    // An answer is written at once: waiting for more to send would only delay it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps its delay");
    }
    let Some(tls) = &service.tls else {
        return http(stream, client, &service, stopped).await;
    };
    let begun = tokio::select! {
        begun = tokio::time::timeout(service.header_limit, tls.begin(stream)) => begun,
        // Nothing was asked yet.
        _ = stopped.changed() => return,
    };
    match begun {
        Ok(Ok(Some(stream))) => http(stream, client, &service, stopped).await,
        Ok(Ok(None)) => tracing::debug!("a connection did not speak TLS"),
        Ok(Err(error)) => tracing::debug!(%error, "TLS did not begin"),
        Err(_) => tracing::debug!("TLS did not begin in time"),
    }
}

/// One call after another, in HTTP/1: what asks for an upgrade is answered without one (P-327).
async fn http<S>(stream: S, client: SocketAddr, service: &Service, mut stopped: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // Limits count per client (P-148).
    let answers = service
        .router
        .clone()
        .map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(client));
            request
        });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(service.header_limit)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answers));
    let serving = async {
        let mut connection = pin!(connection);
        tokio::select! {
            ended = connection.as_mut() => return ended,
            _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
        }
        connection.await
    };
    // Requests are answered where the connection is served, in no task of their own.
    let cut = Arc::new(Notify::new());
    let ended = tokio::select! {
        ended = CUT.scope(cut.clone(), serving) => ended,
        // With the connection goes its request, and what it was sent on is closed.
        () = cut.notified() => return,
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection was cut off");
    }
}
