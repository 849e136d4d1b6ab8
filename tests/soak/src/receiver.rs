//! Somebody whom events are sent to.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use tokio::runtime::Runtime;

use crate::Failure;

pub(crate) struct Receiver {
    port: u16,
    received: Arc<AtomicU64>,
    _runtime: Runtime,
}

impl Receiver {
    pub(crate) fn start() -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let received = Arc::new(AtomicU64::new(0));
        let count = received.clone();
        let router = Router::new().fallback(move |body: String| {
            let is_ours = body.starts_with("event=ONAPPTEST&");
            count.fetch_add(u64::from(is_ours), Ordering::Relaxed);
            async { "ok" }
        });
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        });
        Ok(Self {
            port,
            received,
            _runtime: runtime,
        })
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}
