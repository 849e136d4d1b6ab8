//! One connection, and how it is made.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls, Row, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::fault::Fault;
use super::tls;
use crate::store::OpenError;

/// Parameters of a statement.
pub(super) type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A connection with what was prepared on it.
pub(super) struct Session {
    client: Client,
    statements: HashMap<&'static str, Statement>,
    task: AbortHandle,
    answer: Duration,
    pub(super) born: Instant,
    /// It must not be used by anybody else: in a transaction, or broken.
    pub(super) unfit: bool,
    /// Something was sent that may have been done although no answer came.
    pub(super) sent: bool,
}

impl Session {
    /// Prepares on first use. An answer that does not come in time makes the connection unfit.
    async fn prepared(&mut self, sql: &'static str) -> Result<Statement, Fault> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.in_time(self.client.prepare(sql)).await?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    async fn in_time<T>(
        &self,
        asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Fault> {
        match timeout(self.answer, asked).await {
            Ok(answer) => answer.map_err(Fault::Postgres),
            Err(_) => Err(Fault::TimedOut("the answer", self.answer)),
        }
    }

    pub(super) async fn rows(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<Vec<Row>, Fault> {
        let statement = self.prepared(sql).await?;
        self.in_time(self.client.query(&statement, parameters))
            .await
    }

    /// How many rows it changed.
    pub(super) async fn execute(
        &mut self,
        sql: &'static str,
        parameters: Parameters<'_>,
    ) -> Result<u64, Fault> {
        let statement = self.prepared(sql).await?;
        if !self.unfit {
            // Outside of a transaction it is done at once.
            self.sent = true;
        }
        self.in_time(self.client.execute(&statement, parameters))
            .await
    }

    /// Until [`commit`](Self::commit), what is done can be undone; whoever leaves in between leaves a connection that nobody
    /// takes over.
    pub(super) async fn begin(&mut self, begin: &'static str) -> Result<(), Fault> {
        self.unfit = true;
        self.run(begin).await
    }

    pub(super) async fn commit(&mut self) -> Result<(), Fault> {
        self.sent = true;
        self.run("COMMIT").await?;
        self.unfit = false;
        Ok(())
    }

    pub(super) async fn roll_back(&mut self) -> Result<(), Fault> {
        self.run("ROLLBACK").await?;
        self.unfit = false;
        Ok(())
    }

    /// Statements without parameters.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Fault> {
        self.in_time(self.client.batch_execute(sql)).await
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.unfit {
            // Without saying good-bye to a server that may not be there.
            self.task.abort();
        }
    }
}

/// Makes connections.
pub(super) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    connect: Duration,
    answer: Duration,
}

impl Connector {
    pub(super) fn new(address: &Address) -> Result<Self, OpenError> {
        let trust = address.tls.as_ref();
        Ok(Self {
            config: address.config.clone(),
            tls: trust
                .map(|trust| tls::connector(&address.name, trust))
                .transpose()?,
            connect: address.connect,
            answer: address.answer,
        })
    }

    async fn open<T>(&self, tls: T) -> Result<Session, Fault>
    where
        T: MakeTlsConnect<Socket> + Send,
        T::TlsConnect: Send,
        T::Stream: Send + 'static,
        <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
    {
        // All of it: encryption and password, too.
        let opened = timeout(self.connect, self.config.connect(tls)).await;
        let (client, connection) =
            opened.map_err(|_| Fault::TimedOut("connecting", self.connect))??;
        let task = tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(error = Fault::Postgres(error).text(), "a connection ended");
            }
        });
        Ok(Session {
            client,
            statements: HashMap::new(),
            task: task.abort_handle(),
            answer: self.answer,
            born: Instant::now(),
            unfit: false,
            sent: false,
        })
    }
}

impl Manager for Connector {
    type Type = Session;
    type Error = Fault;

    async fn create(&self) -> Result<Session, Fault> {
        match &self.tls {
            Some(tls) => self.open(tls.clone()).await,
            None => self.open(NoTls).await,
        }
    }

    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<Fault> {
        if session.unfit || session.client.is_closed() {
            return Err(RecycleError::message("the connection is of no use"));
        }
        session.sent = false;
        Ok(())
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The settings have a password.
        f.write_str("Connector")
    }
}
