//! The least that a durable writer on PostgreSQL does: a connection for each caller, one prepared upsert.

use std::time::{Duration, Instant};

use tokio_postgres::NoTls;

use crate::Failure;

const SCHEMA: &str = "CREATE TABLE options (portal text, application text, user_id bigint, key text, value text NOT NULL, \
    PRIMARY KEY (portal, application, user_id, key))";
const SET: &str = "INSERT INTO options (portal, application, user_id, key, value) \
    VALUES ('portal.demo', 'app.test', 1, 'data', $1), ('portal.demo', 'app.test', 1, 'data2', $2) \
    ON CONFLICT (portal, application, user_id, key) DO UPDATE SET value = excluded.value";

pub(crate) struct Writers {
    url: String,
}

impl Writers {
    pub(crate) fn new(url: &str) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            tokio::spawn(connection);
            client.batch_execute(SCHEMA).await?;
            Ok(Self {
                url: url.to_owned(),
            })
        })
    }

    /// Sets per second of so many callers.
    pub(crate) fn measure(&self, writers: usize, each: Duration) -> Result<f64, Failure> {
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let mut clients = Vec::new();
            for _ in 0..writers {
                let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
                tokio::spawn(connection);
                let set = client.prepare(SET).await?;
                clients.push((client, set));
            }
            let begun = Instant::now();
            let callers: Vec<_> = clients
                .into_iter()
                .map(|(client, set)| {
                    tokio::spawn(async move {
                        let mut count = 0u64;
                        while begun.elapsed() < each {
                            let value = format!("\"value{:06}\"", count % 1000);
                            client.execute(&set, &[&value, &"\"value2\""]).await?;
                            count += 1;
                        }
                        Ok::<u64, Failure>(count)
                    })
                })
                .collect();
            let mut sum = 0;
            for caller in callers {
                sum += caller.await??;
            }
            Ok(sum as f64 / begun.elapsed().as_secs_f64())
        })
    }
}
