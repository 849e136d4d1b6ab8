//! A batch on the wire, of both generations.

use super::super::attempt::{Outgoing, body};
use super::super::reply::Replied;
use super::super::{Error, Portal};
use super::entry::{Answered, Entry, Read, unanswered};
use super::reference::id;
use crate::batch::{Batch, reference, v3};
use crate::call::Version;
use crate::method::{Descriptor, Method};
use crate::params::{Array, Value, query};

/// Sends all commands, in as many requests as they need; with `halt`, none after one with a command that failed.
pub(super) async fn run(portal: &Portal, entries: Vec<Entry>, halt: bool) -> Result<Read, Error> {
    let version = version(portal, &entries, halt)?;
    // All is written before anything is sent.
    let mut written = Vec::with_capacity(entries.len());
    for (place, entry) in entries.iter().enumerate() {
        let first = place - place % Batch::LIMIT;
        let parameters = parameters(version, &entries, first, place)
            .map_err(|error| error.at(place, entry.descriptor.name()))?;
        written.push(parameters);
    }
    let mut answers = Vec::with_capacity(entries.len());
    for (entries, parameters) in entries
        .chunks(Batch::LIMIT)
        .zip(written.chunks(Batch::LIMIT))
    {
        let first = answers.len();
        let requested = Requested {
            version,
            entries,
            parameters,
            first,
            halt,
        };
        let mut some = requested.send(portal).await?;
        let failed = some.iter().any(Result::is_err);
        answers.append(&mut some);
        if halt && failed {
            break;
        }
    }
    Ok(Read::new(version, answers))
}

/// The generation that all commands are served in.
fn version(portal: &Portal, entries: &[Entry], halt: bool) -> Result<Version, Error> {
    let serve = |version| {
        let mut all = entries.iter().map(|entry| entry.descriptor);
        all.all(|descriptor| descriptor.serves(version))
    };
    let both = match portal.inner.prefers {
        // In REST 3.0 the first failure ends a batch.
        Version::V3 if halt => [Version::V3, Version::V2],
        _ => [Version::V2, Version::V3],
    };
    match both.into_iter().find(|version| serve(*version)) {
        Some(Version::V3) if !halt => Err(Error::request(
            "a batch of REST 3.0 ends with the first command that fails: await it without `each`, or call one after the other",
        )),
        Some(version) => Ok(version),
        None => Err(Error::request(
            "a batch has methods of REST 2 or of REST 3.0, not of both",
        )),
    }
}

/// The parameters of a command, with its references.
fn parameters(
    version: Version,
    entries: &[Entry],
    first: usize,
    place: usize,
) -> Result<Array, Error> {
    let Some(entry) = entries.get(place) else {
        return Ok(Array::new());
    };
    if !entry.descriptor.allows_batch() {
        return Err(Error::request("a batch may not contain it"));
    }
    let mut parameters = entry.parameters.clone();
    let mut free = parameters.clone();
    for (name, _) in &entry.references {
        remove(&mut free, name);
    }
    if refers(version, &Value::Array(free)) {
        return Err(Error::request(
            "a value reads like a reference, and would be replaced: call the method by itself",
        ));
    }
    // The text that a batch of REST 2 would make of it is another value.
    if !is_json(parameters.values()) {
        return Err(Error::request(
            "the parameters are no JSON: a number is infinite or none",
        ));
    }
    for (name, to) in &entry.references {
        let value = to.value(version, entries, first, place)?;
        let outer = name.split('.').next().unwrap_or_default();
        if !takes(entry.descriptor, outer) {
            return Err(Error::request(format!("it has no parameter `{outer}`")));
        }
        insert(&mut parameters, name, value);
    }
    Ok(parameters)
}

/// Whether a parameter or an extractor reads it.
fn takes(descriptor: &Descriptor, name: &str) -> bool {
    let mut parameters = descriptor.parameters().iter();
    parameters.any(|parameter| parameter.name() == name) || descriptor.reads(name)
}

fn is_json<'a>(mut values: impl Iterator<Item = &'a Value>) -> bool {
    values.all(|value| match value {
        Value::Float(number) => number.is_finite(),
        Value::Array(array) => is_json(array.values()),
        _ => true,
    })
}

/// Puts a value at a path of names with dots between them.
fn insert(parameters: &mut Array, path: &str, value: Value) {
    let Some((name, rest)) = path.split_once('.') else {
        parameters.insert(path, value);
        return;
    };
    if let Some(Value::Array(inner)) = parameters.get_mut(name) {
        return insert(inner, rest, value);
    }
    let mut inner = Array::new();
    insert(&mut inner, rest, value);
    parameters.insert(name, inner);
}

fn remove(parameters: &mut Array, path: &str) {
    match path.split_once('.') {
        None => drop(parameters.remove(path)),
        Some((name, rest)) => {
            if let Some(Value::Array(inner)) = parameters.get_mut(name) {
                remove(inner, rest);
            }
        }
    }
}

/// Whether the portal would take a value of the caller for a reference (P-126, P-145).
fn refers(version: Version, value: &Value) -> bool {
    match (value, version) {
        (Value::Text(text), Version::V2) => reference::is_in(text),
        (Value::Array(array), _) => {
            version == Version::V3 && (array.contains("$ref") || array.contains("$refArray"))
                || array.values().any(|value| refers(version, value))
        }
        _ => false,
    }
}

/// The commands of one request.
struct Requested<'a> {
    version: Version,
    entries: &'a [Entry],
    parameters: &'a [Array],
    /// The place of the first.
    first: usize,
    halt: bool,
}

impl Requested<'_> {
    async fn send(&self, portal: &Portal) -> Result<Vec<Result<Answered, Error>>, Error> {
        let descriptors = || self.entries.iter().map(|entry| entry.descriptor);
        let methods: Vec<&str> = descriptors().map(Descriptor::name).collect();
        let (descriptor, parameters) = match self.version {
            Version::V2 => (Batch::DESCRIPTOR, self.of_v2()),
            Version::V3 => (&v3::DESCRIPTOR, self.of_v3()),
        };
        let outgoing = Outgoing {
            version: self.version,
            descriptor,
            body: body(self.version, &parameters)?,
            read_only: descriptors().all(Descriptor::is_read_only),
            all_or_none: self.is_all_or_none(),
            // P-171: of methods, which a batch of REST 3.0 is none of.
            key: None,
            methods: &methods,
        };
        let replied = portal.until_answered(outgoing).await;
        let replied = replied.map_err(|error| error.of("batch"))?;
        Ok(match self.version {
            Version::V2 => self.answers_of_v2(portal, replied),
            Version::V3 => self.answers_of_v3(replied),
        })
    }

    /// The answer of a batch of REST 3.0 may be the refusal of a command behind others that ran (P-139). In REST 2 each command
    /// has its own.
    fn is_all_or_none(&self) -> bool {
        let before = self
            .entries
            .split_last()
            .map_or(&[][..], |(_, before)| before);
        self.version == Version::V2 || before.iter().all(|entry| entry.descriptor.is_read_only())
    }

    fn commands(&self) -> impl Iterator<Item = (String, &Entry, &Array)> {
        let both = self.entries.iter().zip(self.parameters);
        let places = self.first..;
        places
            .zip(both)
            .map(|(place, (entry, parameters))| (id(place), entry, parameters))
    }

    /// P-109, P-112.
    fn of_v2(&self) -> Array {
        let mut commands = Array::new();
        for (id, entry, parameters) in self.commands() {
            let name = entry.descriptor.name();
            commands.insert(id, format!("{name}?{}", query::encode(parameters)));
        }
        let mut body = Array::new();
        body.insert("halt", i32::from(self.halt));
        body.insert("cmd", commands);
        body
    }

    /// P-137.
    fn of_v3(&self) -> Array {
        let mut calls = Array::new();
        for (id, entry, parameters) in self.commands() {
            let mut call = Array::new();
            call.insert("method", entry.descriptor.name());
            call.insert("query", parameters.clone());
            call.insert("as", id);
            calls.push(call);
        }
        calls
    }

    /// P-110, P-115, P-116.
    fn answers_of_v2(&self, portal: &Portal, replied: Replied) -> Vec<Result<Answered, Error>> {
        let mut containers = match replied.result {
            Value::Array(containers) => containers,
            _ => Array::new(),
        };
        let mut container = |name: &str| match containers.remove(name) {
            Some(Value::Array(container)) => container,
            _ => Array::new(),
        };
        let (mut results, mut errors) = (container("result"), container("result_error"));
        let (next, total) = (container("result_next"), container("result_total"));
        let time = container("result_time");
        let request_id = replied.received.request_id();
        let answers = self.commands().map(|(id, entry, _)| {
            portal.learn(entry.descriptor.name(), time.get(&id));
            match (results.remove(&id), errors.remove(&id)) {
                (_, Some(Value::Array(error))) => {
                    Err(Error::answer(error).with_request_id(request_id))
                }
                (Some(result), _) => Ok(Answered {
                    result,
                    next: next.get(&id).map(Value::intval),
                    total: total.get(&id).map(Value::intval),
                }),
                _ => Err(unanswered().with_request_id(request_id)),
            }
        });
        answers.collect()
    }

    /// P-138.
    fn answers_of_v3(&self, replied: Replied) -> Vec<Result<Answered, Error>> {
        let mut results = match &replied.result {
            Value::Array(results) => results.values(),
            _ => return self.entries.iter().map(|_| Err(unanswered())).collect(),
        };
        let answers = self.entries.iter().map(|_| {
            let result = results.next().cloned().ok_or_else(unanswered)?;
            Ok(Answered {
                result,
                next: None,
                total: None,
            })
        });
        answers.collect()
    }
}
