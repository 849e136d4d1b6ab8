//! Queues: one for each receiver of each application, so that none waits for another.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How many events of an application may wait for one receiver.
const WAITING: usize = 1000;

/// How many receivers of an application may have events waiting.
const RECEIVERS: usize = 100;

/// How much the events of an application that wait may have, in bytes.
const BYTES: usize = 16 * 1024 * 1024;

/// Work that waits, by application and receiver. What is for one receiver is done in order, one after the other; receivers do
/// not wait for each other, and what one application fills is not another's. What finds no place is dropped.
#[derive(Clone)]
pub(super) struct Queues {
    waiting: Arc<Mutex<HashMap<Arc<str>, Waiting>>>,
    /// What waits and what is being done.
    left: Arc<watch::Sender<usize>>,
}

/// What waits of an application.
#[derive(Default)]
struct Waiting {
    bytes: usize,
    /// A receiver is in here while a task works for it.
    receivers: HashMap<Box<str>, VecDeque<Work>>,
}

/// Something to be done for a receiver.
pub(super) struct Work {
    /// How much it holds on to.
    pub(super) bytes: usize,
    pub(super) future: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// Why something was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Dropped {
    #[error("{WAITING} events wait for this receiver already")]
    QueueFull,
    #[error("events wait for {RECEIVERS} receivers of the application already")]
    TooManyReceivers,
    #[error("the events of the application that wait have {BYTES} bytes already")]
    TooMuch,
    #[error("it was fired outside of a tokio runtime")]
    NoRuntime,
}

impl Queues {
    pub(super) fn new() -> Self {
        Self {
            waiting: Arc::default(),
            left: Arc::new(watch::Sender::new(0)),
        }
    }

    /// Returns at once.
    pub(super) fn add(
        &self,
        application: &Arc<str>,
        receiver: &str,
        work: Work,
    ) -> Result<(), Dropped> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| Dropped::NoRuntime)?;
        let mut all = self.waiting();
        let of_it = all.entry(application.clone()).or_default();
        // One that is larger than all may have is let in alone.
        if of_it.bytes > 0 && of_it.bytes.saturating_add(work.bytes) > BYTES {
            return Err(Dropped::TooMuch);
        }
        let receivers = of_it.receivers.len();
        match of_it.receivers.get(receiver) {
            Some(queue) if queue.len() >= WAITING => return Err(Dropped::QueueFull),
            None if receivers >= RECEIVERS => return Err(Dropped::TooManyReceivers),
            _ => {}
        }
        // Before anybody could take it off again.
        of_it.bytes += work.bytes;
        self.left.send_modify(|left| *left += 1);
        if let Some(queue) = of_it.receivers.get_mut(receiver) {
            queue.push_back(work);
        } else {
            of_it.receivers.insert(receiver.into(), VecDeque::new());
            let (application, receiver) = (application.clone(), receiver.into());
            runtime.spawn(self.clone().work(application, receiver, work));
        }
        Ok(())
    }

    async fn work(self, application: Arc<str>, receiver: Box<str>, first: Work) {
        let mut next = Some(first);
        while let Some(Work { bytes, future }) = next {
            // A task of its own: if it panics, the queue goes on.
            if tokio::spawn(future).await.is_err() {
                tracing::error!(%receiver, "the delivery of an event panicked");
            }
            self.left.send_modify(|left| *left = left.saturating_sub(1));
            next = self.after(&application, &receiver, bytes);
        }
    }

    /// The next for a receiver, after one of so many bytes is done.
    fn after(&self, application: &Arc<str>, receiver: &str, done: usize) -> Option<Work> {
        let mut all = self.waiting();
        let of_it = all.get_mut(application)?;
        of_it.bytes = of_it.bytes.saturating_sub(done);
        let next = of_it.receivers.get_mut(receiver)?.pop_front();
        if next.is_none() {
            of_it.receivers.remove(receiver);
        }
        if of_it.receivers.is_empty() {
            all.remove(application);
        }
        next
    }

    /// Waits until nothing is left, or for so long. Answers what is left then.
    pub(super) async fn finish(&self, limit: Duration) -> usize {
        let mut left = self.left.subscribe();
        let none = left.wait_for(|left| *left == 0);
        match tokio::time::timeout(limit, none).await {
            Ok(_) => 0,
            Err(_) => *self.left.borrow(),
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<Arc<str>, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Queues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queues")
            .field("left", &*self.left.borrow())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::future::pending;

    use tokio::sync::mpsc;

    use super::*;

    fn work(future: impl Future<Output = ()> + Send + 'static) -> Work {
        sized(1, future)
    }

    fn sized(bytes: usize, future: impl Future<Output = ()> + Send + 'static) -> Work {
        let future = Box::pin(future);
        Work { bytes, future }
    }

    fn app(id: &str) -> Arc<str> {
        id.into()
    }

    #[tokio::test]
    async fn what_finds_its_queue_full_is_dropped_and_others_are_not_touched() {
        let (queues, app) = (Queues::new(), app("app.1"));
        for _ in 0..=WAITING {
            queues.add(&app, "dead", work(pending())).unwrap();
        }
        let refused = Err(Dropped::QueueFull);
        assert_eq!(queues.add(&app, "dead", work(pending())), refused);
        let (told, mut heard) = mpsc::unbounded_channel();
        for number in 0..5 {
            let told = told.clone();
            let say = async move { told.send(number).unwrap() };
            queues.add(&app, "alive", work(say)).unwrap();
        }
        for number in 0..5 {
            assert_eq!(heard.recv().await, Some(number));
        }
        assert_eq!(queues.finish(Duration::from_millis(20)).await, WAITING + 1);
    }

    #[tokio::test]
    async fn receivers_are_bounded_and_places_are_given_back() {
        let (queues, app) = (Queues::new(), app("app.1"));
        for number in 1..RECEIVERS {
            let receiver = number.to_string();
            queues.add(&app, &receiver, work(pending())).unwrap();
        }
        let (told, heard) = tokio::sync::oneshot::channel();
        let last = async move { heard.await.unwrap() };
        queues.add(&app, "last", work(last)).unwrap();
        let refused = Err(Dropped::TooManyReceivers);
        assert_eq!(queues.add(&app, "more", work(pending())), refused);
        // Another application has places of its own, also at the same receiver.
        queues.add(&"app.2".into(), "1", work(pending())).unwrap();
        told.send(()).unwrap();
        let mut left = queues.left.subscribe();
        left.wait_for(|left| *left == RECEIVERS).await.unwrap();
        while queues.waiting()[&app].receivers.contains_key("last") {
            tokio::task::yield_now().await;
        }
        queues.add(&app, "more", work(pending())).unwrap();
    }

    #[tokio::test]
    async fn what_waits_is_bounded_by_bytes_and_given_back() {
        let (queues, app) = (Queues::new(), app("app.1"));
        let (told, heard) = tokio::sync::oneshot::channel();
        let first = async move { heard.await.unwrap() };
        queues.add(&app, "a", sized(2 * BYTES, first)).unwrap();
        let refused = Err(Dropped::TooMuch);
        assert_eq!(queues.add(&app, "b", sized(1, async {})), refused);
        let other = "app.2".into();
        queues.add(&other, "b", sized(BYTES, async {})).unwrap();
        told.send(()).unwrap();
        assert_eq!(queues.finish(Duration::from_secs(10)).await, 0);
        while !queues.waiting().is_empty() {
            tokio::task::yield_now().await;
        }
        queues.add(&app, "b", sized(BYTES, async {})).unwrap();
    }

    /// One that is done before its caller goes on is not counted as left for ever.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nothing_is_left_of_what_was_done_at_once() {
        let (queues, app) = (Queues::new(), app("app.1"));
        for _ in 0..5000 {
            queues.add(&app, "quick", work(async {})).unwrap();
            assert_eq!(queues.finish(Duration::from_secs(20)).await, 0);
        }
    }

    #[tokio::test]
    async fn a_panic_does_not_end_a_queue() {
        let (queues, app) = (Queues::new(), app("app.1"));
        #[allow(clippy::panic)]
        let panics = async { panic!("on purpose") };
        queues.add(&app, "one", work(panics)).unwrap();
        let (told, heard) = tokio::sync::oneshot::channel();
        let say = async move { told.send(7).unwrap() };
        queues.add(&app, "one", work(say)).unwrap();
        assert_eq!(heard.await, Ok(7));
        assert_eq!(queues.finish(Duration::from_secs(10)).await, 0);
    }
}
