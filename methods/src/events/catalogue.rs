//! All declared events, found by name and listed by scope.

use std::collections::HashMap;

use bitrix_rest::Scopes;

use super::basic::BASIC;
use super::declaration::{EVENTS, EventType};

/// What cannot be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventsError {
    /// Two events have one name.
    #[error("two events are named {name}: at {first} and at {second}; rename one of them")]
    Duplicate {
        /// The name, in upper case.
        name: String,
        /// Where the first is declared.
        first: String,
        /// Where the second is declared.
        second: String,
    },
    /// An event has no name.
    #[error("the event declared at {0} has no name")]
    Nameless(String),
}

/// The events of a server: those of scopes by scope and place of declaration, then basic ones.
#[derive(Debug)]
pub(super) struct Catalogue {
    sorted: Vec<&'static EventType>,
    by_code: HashMap<String, &'static EventType>,
}

impl Catalogue {
    /// Of all that are linked.
    pub(super) fn collect() -> Result<Self, EventsError> {
        Self::of(BASIC.iter().chain(EVENTS).copied())
    }

    fn of(events: impl IntoIterator<Item = &'static EventType>) -> Result<Self, EventsError> {
        let mut sorted: Vec<_> = events.into_iter().collect();
        sorted.sort_by_key(|event| (event.scope().is_none(), event.scope(), event.place()));
        let mut by_code = HashMap::new();
        for event in &sorted {
            if event.name().is_empty() {
                return Err(EventsError::Nameless(place(event)));
            }
            if let Some(first) = by_code.insert(event.code(), *event) {
                return Err(EventsError::Duplicate {
                    name: event.code(),
                    first: place(first),
                    second: place(event),
                });
            }
        }
        Ok(Self { sorted, by_code })
    }

    /// By its name in upper case.
    pub(super) fn get(&self, code: &str) -> Option<&'static EventType> {
        self.by_code.get(code).copied()
    }

    /// The names of the events that these scopes let an application bind, in upper case.
    pub(super) fn codes(&self, scopes: &Scopes) -> Vec<String> {
        let granted = self.sorted.iter().filter(|event| is_granted(event, scopes));
        granted.map(|event| event.code()).collect()
    }

    /// The names of all events.
    pub(super) fn all(&self) -> Vec<String> {
        self.sorted.iter().map(|event| event.code()).collect()
    }

    /// The names of the events of one scope; the empty one stands for basic events.
    pub(super) fn of_scope(&self, scope: &str) -> Vec<String> {
        let of_scope = |event: &&&EventType| event.scope().unwrap_or_default() == scope;
        let events = self.sorted.iter().filter(of_scope);
        events.map(|event| event.code()).collect()
    }
}

/// Whether an application with these scopes may bind it.
pub(super) fn is_granted(event: &EventType, scopes: &Scopes) -> bool {
    event.scope().is_none_or(|scope| scopes.grants(scope))
}

fn place(event: &EventType) -> String {
    let (file, line) = event.place();
    format!("{file}:{line}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    static ONE: EventType = EventType::new("onOne", "demo").declared_at("a.rs", 1);
    static AGAIN: EventType = EventType::basic("onONE").declared_at("b.rs", 2);
    static NAMELESS: EventType = EventType::basic("").declared_at("c.rs", 3);

    #[test]
    fn two_of_one_name_are_told_with_their_places() {
        assert_eq!(Catalogue::of([&ONE]).unwrap().all(), ["ONONE"]);
        assert_eq!(
            Catalogue::of([&AGAIN, &ONE]).unwrap_err().to_string(),
            "two events are named ONONE: at a.rs:1 and at b.rs:2; rename one of them"
        );
        assert_eq!(
            Catalogue::of([&NAMELESS]).unwrap_err().to_string(),
            "the event declared at c.rs:3 has no name"
        );
    }
}
