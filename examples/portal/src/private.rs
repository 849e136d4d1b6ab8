//! What is there for who runs the portal, and never for its callers: metrics and faults, on a listener of their own.

mod pages;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use bitrix_rest::{Builder, RestApi};
use bitrix_rest_methods::Store;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::config::Config;
use crate::faults::{self, FaultLayer, Faults, Place};
use crate::listen::{self, Service};
use crate::metrics::Metrics;

/// Faults and metrics, as far as they were asked for: what is not costs nothing.
#[derive(Debug)]
pub(crate) struct Operation {
    faults: Option<Faults>,
    metrics: Option<Metrics>,
}

impl Operation {
    /// Metrics if they can be read, and faults if there are some or they can be added.
    pub(crate) fn of(config: &Config) -> Self {
        let admin = config.server.admin.is_some();
        let faults = (admin || !config.faults.is_empty()).then(Faults::default);
        for fault in &config.faults {
            let added = faults
                .as_ref()
                .and_then(|faults| faults.add(fault.wanted()));
            match added {
                Some(active) => tracing::warn!(
                    target: "portal::faults",
                    fault = active.id,
                    kind = active.fault.kind.name(),
                    methods = %active.fault.method,
                    "a fault is on from the start"
                ),
                None => {
                    tracing::warn!(target: "portal::faults", "there are too many faults; one was left out")
                }
            }
        }
        Self {
            faults,
            metrics: admin.then(|| Metrics::new(Handle::current())),
        }
    }

    /// The store, timed if there are metrics.
    pub(crate) fn store(&self, store: &Arc<dyn Store>) -> Arc<dyn Store> {
        match &self.metrics {
            Some(metrics) => metrics.time(store.clone()),
            None => store.clone(),
        }
    }

    /// Lets calls fail, and counts who calls what. To be added before limits: what they refuse is not struck and no use, and a
    /// delay is time of the method.
    pub(crate) fn inside(&self, mut builder: Builder) -> Builder {
        if let Some(metrics) = &self.metrics {
            builder = builder.handler_layer(metrics.usage());
        }
        match &self.faults {
            Some(faults) => builder
                .layer(FaultLayer::new(faults.clone(), Place::Call))
                .handler_layer(FaultLayer::new(faults.clone(), Place::Method)),
            None => builder,
        }
    }

    /// Counts calls. To be added last: what callers see is counted.
    pub(crate) fn around(&self, builder: Builder) -> Builder {
        match &self.metrics {
            Some(metrics) => builder.layer(metrics.calls()),
            None => builder,
        }
    }

    /// Counts answers.
    pub(crate) fn count(&self, router: Router) -> Router {
        match &self.metrics {
            Some(metrics) => metrics.count(router),
            None => router,
        }
    }

    /// What the private listener serves.
    fn routes(self, api: &RestApi) -> Router {
        let metrics = self.metrics.map(Metrics::routes);
        let faults = self.faults.map(|faults| {
            let methods = api.methods().map(|method| method.name());
            faults::routes(faults, methods)
        });
        metrics
            .into_iter()
            .chain(faults)
            .fold(Router::new(), Router::merge)
    }
}

/// The listener, where it was asked for.
#[derive(Debug)]
pub(crate) struct Private {
    listener: TcpListener,
    address: SocketAddr,
    /// Host and port, as the configuration has them.
    configured: String,
}

impl Private {
    /// From a socket that listens here, where the configuration says so.
    pub(crate) fn new(listener: TcpListener, address: SocketAddr, configured: &str) -> Self {
        tracing::info!(%address, "listening privately");
        if !address.ip().to_canonical().is_loopback() {
            tracing::warn!(
                %address,
                "other machines may reach the private listener: who does sees the metrics and can make calls fail"
            );
        }
        Self {
            listener,
            address,
            configured: configured.to_owned(),
        }
    }

    /// What is said of it when the portal starts.
    pub(crate) fn summary(&self) -> String {
        let address = self.address;
        format!(
            "\n# metrics, and how to make calls fail\n\
             curl http://{address}/metrics\n\
             portal fault add --method 'user.option.*' --kind query-limit --count 3 --admin {address}\n"
        )
    }

    /// Serves, and never ends; dropped, it cuts off who is served.
    pub(crate) async fn serve(self, operation: Operation, api: &RestApi, header_limit: Duration) {
        let service = Service {
            router: pages::keep_out(operation.routes(api), &self.configured),
            tls: None,
            header_limit,
        };
        listen::serve(self.listener, service, std::future::pending()).await;
    }
}
