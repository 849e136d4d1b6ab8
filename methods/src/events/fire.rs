//! From something that happened to the handlers that are told.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use bitrix_rest::Value;
use bitrix_rest::params::encode::EncodeError;

use super::basic::RowsWait;
use super::binding::Binding;
use super::declaration::{Event, EventType, Receiver};
use super::delivery::{Job, Receipt};
use super::queue::Work;
use super::{Events, handler, offline};
use crate::accounts::ApplicationRecord;
use crate::rows::Stored;
use crate::store::StoreError;

/// Events that may follow one from the other, each fired in a call that the one before caused (P-243).
const HOPS: u8 = 7;

/// Something that happened, whatever its type.
pub(super) trait Happened: Send + Sync {
    /// As what it was declared.
    fn declared(&self) -> &'static EventType;

    /// The `data` for a receiver; none if this one is not told.
    fn prepare(&self, receiver: &Receiver<'_>) -> Result<Option<Value>, EncodeError>;
}

impl<E: Event> Happened for E {
    fn declared(&self) -> &'static EventType {
        E::TYPE_REF
    }

    fn prepare(&self, receiver: &Receiver<'_>) -> Result<Option<Value>, EncodeError> {
        Event::prepare(self, receiver)
    }
}

/// To whom an event goes.
#[derive(Clone, Copy)]
pub(super) enum To<'a> {
    /// Every application that bound it.
    Everybody,
    /// The application with this `client_id`.
    Application(&'a str),
    /// An application that is gone, to these bindings that it had.
    Gone(&'a Arc<ApplicationRecord>, &'a [Stored<Binding>]),
}

impl Events {
    /// Tells the applications that bound this event: rows are written to offline queues, and handlers are called later, in tasks
    /// of their own. A handler that does not answer delays none but others of its application at the same host, and is not
    /// called again (P-240). What goes wrong is
    /// told in the log; what the caller did stays done.
    pub async fn fire<E: Event>(&self, event: E) {
        self.tell(&event, To::Everybody).await;
    }

    /// The same for one application, by its `client_id`.
    pub async fn fire_to<E: Event>(&self, client_id: &str, event: E) {
        self.tell(&event, To::Application(client_id)).await;
    }

    async fn tell(&self, event: &dyn Happened, to: To<'_>) {
        match self.plan(event, to).await {
            Ok(jobs) => jobs.into_iter().for_each(|job| self.enqueue(job)),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::error!(event = event.declared().name(), error, "an event is lost");
            }
        }
    }

    /// The same, and waits until every handler was called.
    pub(super) async fn tell_now(
        &self,
        event: &dyn Happened,
        to: To<'_>,
    ) -> Result<Vec<Receipt>, StoreError> {
        let jobs = self.plan(event, to).await?;
        let running: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                let shared = self.shared.clone();
                tokio::spawn(async move { shared.deliver(job).await })
            })
            .collect();
        let mut receipts = Vec::with_capacity(running.len());
        for running in running {
            receipts.push(running.await.map_err(StoreError::failed)?);
        }
        Ok(receipts)
    }

    fn enqueue(&self, job: Job) {
        let (event, id) = (job.event, job.handler);
        let receiver = handler::receiver(&job.url);
        let (shared, application) = (self.shared.clone(), job.application.clone());
        let work = Work {
            bytes: size(&job.data),
            future: Box::pin(async move {
                shared.deliver(job).await;
            }),
        };
        if let Err(why) = self.shared.queues.add(&application, &receiver, work) {
            tracing::warn!(event = %event.code(), handler = id, %receiver, %why, "an event was dropped");
        }
    }

    /// Writes rows to offline queues, and answers what is to be sent.
    async fn plan(&self, event: &dyn Happened, to: To<'_>) -> Result<Vec<Job>, StoreError> {
        let declared = event.declared();
        let (code, notice) = (declared.code(), RowsWait::TYPE.code());
        // Read once: who is told, and who is told that rows wait.
        let concerned = |binding: &Binding| *binding.event == *code || *binding.event == *notice;
        let bindings = match to {
            To::Everybody => self.shared.bindings.all(concerned).await?,
            To::Application(id) => {
                let of_it = |binding: &Binding| *binding.application == *id && concerned(binding);
                self.shared.bindings.all(of_it).await?
            }
            To::Gone(_, bindings) => {
                let concerned = bindings.iter().filter(|row| concerned(&row.value));
                concerned.cloned().collect()
            }
        };
        let (waiters, bindings): (Vec<_>, Vec<_>) = bindings
            .into_iter()
            .partition(|row| *row.value.event == *notice && *code != *notice);
        let mut receiving = Receiving::new(to);
        let mut jobs = Vec::new();
        let mut queued: Vec<Box<str>> = Vec::new();
        for row in bindings {
            let binding = &row.value;
            if !receiving.is(self, &binding.application).await? {
                continue;
            }
            let Some(data) = self.data(event, binding) else {
                continue;
            };
            if !binding.offline {
                jobs.extend(self.job(declared, row, data, receiving.gone()));
            } else if !self.origin.is_source(binding.connector.as_deref()) {
                // The trouble of one application is none of the others'.
                if let Err(error) = offline::queue(self, binding, &code, &data).await {
                    lost(declared.name(), &binding.application, &error);
                    continue;
                }
                if !queued.contains(&binding.application) {
                    queued.push(binding.application.clone());
                }
            }
        }
        for row in waiters {
            if !queued.contains(&row.value.application) {
                continue;
            }
            let application = row.value.application.clone();
            match self.notice(row).await {
                Ok(notice) => jobs.extend(notice),
                Err(error) => lost("ONOFFLINEEVENT", &application, &error),
            }
        }
        Ok(jobs)
    }

    /// What it says to the one who bound it; none if it is not told.
    fn data(&self, event: &dyn Happened, binding: &Binding) -> Option<Value> {
        let receiver = Receiver {
            application: &binding.application,
            handler: &binding.handler,
            user: binding.user.or(self.origin.user),
        };
        event.prepare(&receiver).unwrap_or_else(|error| {
            let error: &dyn std::error::Error = &error;
            tracing::error!(
                event = event.declared().name(),
                error,
                "an event cannot be written"
            );
            None
        })
    }

    /// None if the chain of events is to end here (P-243).
    fn job(
        &self,
        event: &'static EventType,
        row: Stored<Binding>,
        data: Value,
        farewell: Option<Arc<ApplicationRecord>>,
    ) -> Option<Job> {
        let Some(hops) = self.origin.hops.unwrap_or(HOPS).checked_sub(1) else {
            tracing::info!(event = %event.code(), handler = row.id, "an event follows too many others and is not sent");
            return None;
        };
        let binding = row.value;
        Some(Job {
            handler: row.id,
            // What was allowed when it was bound is called.
            url: handler::read(&binding.handler, true).ok()?,
            event,
            data,
            time: self.shared.oauth.accounts().now(),
            application: (*binding.application).into(),
            user: binding.user.or(self.origin.user),
            hops,
            farewell,
        })
    }

    /// `ONOFFLINEEVENT`, if this handler is to have it now (P-254). What is too early for one is not made up for: the next
    /// change tells of all that wait.
    async fn notice(&self, row: Stored<Binding>) -> Result<Option<Job>, StoreError> {
        let now = self.shared.oauth.accounts().now();
        let is_first = self.origin.is_first_notice(row.id, row.value.min_timeout());
        if !is_first || !self.shared.bindings.claim_notice(&row, now).await? {
            return Ok(None);
        }
        let data = self.data(&RowsWait {}, &row.value);
        Ok(data.and_then(|data| self.job(RowsWait::TYPE_REF, row, data, None)))
    }
}

/// Which applications receive events now; each is asked for once.
struct Receiving<'a> {
    to: To<'a>,
    known: HashMap<Box<str>, bool>,
}

impl<'a> Receiving<'a> {
    fn new(to: To<'a>) -> Self {
        Self {
            to,
            known: HashMap::new(),
        }
    }

    fn gone(&self) -> Option<Arc<ApplicationRecord>> {
        match self.to {
            To::Gone(application, _) => Some(application.clone()),
            _ => None,
        }
    }

    async fn is(&mut self, events: &Events, client_id: &str) -> Result<bool, StoreError> {
        if let To::Gone(..) = self.to {
            return Ok(true);
        }
        Ok(match self.known.entry(client_id.into()) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(unknown) => {
                let found = events.shared.oauth.receiving(client_id).await?;
                *unknown.insert(found.is_some())
            }
        })
    }
}

fn lost(event: &str, application: &str, error: &StoreError) {
    let error: &dyn std::error::Error = error;
    tracing::error!(
        event,
        application,
        error,
        "an event is lost for an application"
    );
}

/// About how much memory a value takes.
fn size(value: &Value) -> usize {
    size_of::<Value>()
        + match value {
            Value::Text(text) => text.len(),
            Value::Array(array) => array
                .iter()
                .map(|(key, value)| {
                    size_of::<Value>() + key.as_str().map_or(0, str::len) + size(value)
                })
                .sum(),
            _ => 0,
        }
}
