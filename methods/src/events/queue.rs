//! Queues: one for each receiver, so that none waits for another.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// How many events may wait for one receiver.
const WAITING: usize = 1000;

/// How many receivers may have events waiting.
const RECEIVERS: usize = 1000;

/// Work that waits, by receiver. What is for one receiver is done in order, one after the other; receivers do not wait for
/// each other. What finds its queue full is dropped.
#[derive(Clone)]
pub(super) struct Queues {
    /// A receiver is in here while a task works for it.
    waiting: Arc<Mutex<HashMap<Box<str>, VecDeque<Work>>>>,
    /// What waits and what is being done.
    left: Arc<watch::Sender<usize>>,
}

/// Something to be done for a receiver.
pub(super) type Work = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// Why something was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Dropped {
    #[error("{WAITING} events wait for this receiver already")]
    QueueFull,
    #[error("events wait for {RECEIVERS} receivers already")]
    TooManyReceivers,
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
    pub(super) fn add(&self, receiver: &str, work: Work) -> Result<(), Dropped> {
        let runtime = tokio::runtime::Handle::try_current().map_err(|_| Dropped::NoRuntime)?;
        let mut waiting = self.waiting();
        let receivers = waiting.len();
        match waiting.entry(receiver.into()) {
            Entry::Occupied(queue) if queue.get().len() >= WAITING => {
                return Err(Dropped::QueueFull);
            }
            Entry::Occupied(mut queue) => queue.get_mut().push_back(work),
            Entry::Vacant(_) if receivers >= RECEIVERS => return Err(Dropped::TooManyReceivers),
            Entry::Vacant(place) => {
                place.insert(VecDeque::new());
                runtime.spawn(self.clone().work(receiver.into(), work));
            }
        }
        self.left.send_modify(|left| *left += 1);
        Ok(())
    }

    async fn work(self, receiver: Box<str>, first: Work) {
        let mut next = Some(first);
        while let Some(work) = next {
            // A task of its own: if it panics, the queue goes on.
            if tokio::spawn(work).await.is_err() {
                tracing::error!(%receiver, "the delivery of an event panicked");
            }
            self.left.send_modify(|left| *left = left.saturating_sub(1));
            let mut waiting = self.waiting();
            next = waiting.get_mut(&receiver).and_then(VecDeque::pop_front);
            if next.is_none() {
                waiting.remove(&receiver);
            }
        }
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

    fn waiting(&self) -> MutexGuard<'_, HashMap<Box<str>, VecDeque<Work>>> {
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

    #[tokio::test]
    async fn what_finds_its_queue_full_is_dropped_and_others_are_not_touched() {
        let queues = Queues::new();
        for _ in 0..=WAITING {
            queues.add("dead", Box::pin(pending())).unwrap();
        }
        assert_eq!(
            queues.add("dead", Box::pin(pending())),
            Err(Dropped::QueueFull)
        );
        let (told, mut heard) = mpsc::unbounded_channel();
        for number in 0..5 {
            let told = told.clone();
            let work = Box::pin(async move { told.send(number).unwrap() });
            queues.add("alive", work).unwrap();
        }
        for number in 0..5 {
            assert_eq!(heard.recv().await, Some(number));
        }
        assert_eq!(queues.finish(Duration::from_millis(20)).await, WAITING + 1);
    }

    #[tokio::test]
    async fn receivers_are_bounded_and_places_are_given_back() {
        let queues = Queues::new();
        for number in 1..RECEIVERS {
            queues
                .add(&number.to_string(), Box::pin(pending()))
                .unwrap();
        }
        let (told, heard) = tokio::sync::oneshot::channel();
        let work = async move { heard.await.unwrap() };
        queues.add("last", Box::pin(work)).unwrap();
        let refused = Err(Dropped::TooManyReceivers);
        assert_eq!(queues.add("more", Box::pin(pending())), refused);
        told.send(()).unwrap();
        let mut left = queues.left.subscribe();
        left.wait_for(|left| *left == RECEIVERS - 1).await.unwrap();
        while queues.waiting().contains_key("last") {
            tokio::task::yield_now().await;
        }
        queues.add("more", Box::pin(pending())).unwrap();
    }

    #[tokio::test]
    async fn a_panic_does_not_end_a_queue() {
        let queues = Queues::new();
        #[allow(clippy::panic)]
        queues
            .add("one", Box::pin(async { panic!("on purpose") }))
            .unwrap();
        let (told, heard) = tokio::sync::oneshot::channel();
        queues
            .add("one", Box::pin(async move { told.send(7).unwrap() }))
            .unwrap();
        assert_eq!(heard.await, Ok(7));
        assert_eq!(queues.finish(Duration::from_secs(10)).await, 0);
    }
}
