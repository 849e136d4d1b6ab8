//! A command on its way, and what came back.

use std::vec::IntoIter;

use http::StatusCode;

use super::super::Error;
use super::super::reply::answer;
use super::reference::Reference;
use crate::call::Version;
use crate::method::{AnswerOf, Callable, Descriptor, Written};
use crate::params::{Array, Value};

/// A command, to be sent.
pub struct Entry {
    pub(super) descriptor: &'static Descriptor,
    pub(super) parameters: Array,
    /// The names of parameters, and what they are to be.
    pub(super) references: Vec<(String, Reference)>,
}

impl Entry {
    pub(super) fn of<M: Callable>(parameters: Array) -> Self {
        Self {
            descriptor: M::DESCRIPTOR,
            parameters,
            references: Vec::new(),
        }
    }
}

/// What a command answered.
pub(super) struct Answered {
    pub(super) result: Value,
    pub(super) next: Option<i64>,
    pub(super) total: Option<i64>,
}

/// What came back, in the order of the commands.
pub struct Read {
    version: Version,
    place: usize,
    answers: IntoIter<Result<Answered, Error>>,
}

impl Read {
    pub(super) fn new(version: Version, answers: Vec<Result<Answered, Error>>) -> Self {
        Self {
            version,
            place: 0,
            answers: answers.into_iter(),
        }
    }

    /// How many commands are left.
    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    /// What the next command answered.
    pub(super) fn next<M: Callable>(&mut self) -> Result<AnswerOf<M>, Error> {
        let place = self.place;
        self.place += 1;
        let answered = match self.answers.next() {
            Some(answered) => answered,
            None => Err(unanswered()),
        };
        let read = answered.and_then(|answered| {
            let mut written = Written::of_reply(Vec::new(), StatusCode::OK, None);
            (written.next, written.total) = (answered.next, answered.total);
            answer::<M>(self.version, answered.result, &written).map_err(Error::reply)
        });
        read.map_err(|error| error.at(place, M::DESCRIPTOR.name()))
    }
}

pub(super) fn unanswered() -> Error {
    Error::reply("the portal has no answer of this command")
}
