//! Calls, and what is said of their answers.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::super::vouched;
use super::answered::{Answered, Refused, failed, operation, succeeded};
use super::cases;
use super::example::{compare, examples};
use super::order::{Turn, turn};
use super::refusals::{Refusal, Refusals};
use super::report::{Breach, Kind, Report};
use super::schema::Schemas;
use crate::api::Api;
use crate::call::{Caller, Version};
use crate::method::Descriptor;
use crate::openapi::{self, Document};
use crate::params::{Array, json as texts};

/// Who calls.
pub(super) struct Callers {
    /// Of whom what is found is told.
    pub(super) told: Vec<Arc<Caller>>,
    /// Who else is asked whether there is a method that none of those finds.
    pub(super) asked: Vec<Arc<Caller>>,
}

pub(super) struct Checker<'a> {
    api: &'a Arc<Api>,
    callers: Callers,
    /// What the server says of its methods.
    document: Arc<Document>,
    /// With how many bodies a method is called at most.
    most: usize,
    methods: usize,
    calls: usize,
    examples: usize,
    /// What was called and did not refuse.
    tried: HashSet<(&'static str, Version)>,
    unserved: Vec<&'static str>,
    breaches: Vec<Breach>,
}

/// A method that was called with what is in order.
struct Begun {
    version: Version,
    /// With what, the best first.
    bases: Vec<Value>,
    refusals: Refusals,
    /// Whether a call came to anything but that there is no such method.
    is_found: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(api: &'a Arc<Api>, callers: Callers, most: usize) -> Self {
        Self {
            api,
            callers,
            document: Arc::new(openapi::with_examples(api.sorted.iter().copied())),
            most,
            methods: 0,
            calls: 0,
            examples: 0,
            tried: HashSet::new(),
            unserved: Vec::new(),
            breaches: Vec::new(),
        }
    }

    pub(super) fn report(self, unknown: Vec<String>) -> Report {
        Report {
            methods: self.methods,
            calls: self.calls,
            examples: self.examples,
            unserved: self.unserved,
            unknown,
            breaches: self.breaches,
        }
    }

    /// Calls a method as its documentation shows it.
    pub(super) async fn examples(&mut self, method: &'static Descriptor) {
        let version = match method.serves(Version::V2) {
            true => Version::V2,
            false => Version::V3,
        };
        let examples = match examples(method.description()) {
            Ok(examples) => examples,
            Err(why) => {
                let why = format!("has an example that {why}");
                return self.found(
                    Kind::Example,
                    method,
                    version,
                    &Value::Null,
                    &Value::Null,
                    why,
                );
            }
        };
        let Some(caller) = self.callers.told.first().cloned() else {
            return;
        };
        for example in examples {
            self.examples += 1;
            let (body, _) = self
                .call(method, version, &example.parameters, &caller)
                .await;
            if let Err(why) = compare(&example.answer, &body, "body") {
                let why = format!("does not answer its example: {why}");
                self.found(
                    Kind::Example,
                    method,
                    version,
                    &example.parameters,
                    &body,
                    why,
                );
            }
        }
    }

    /// Calls a method in all ways. Where nobody finds it, it is left out, unless it was asked for by its name.
    pub(super) async fn method(&mut self, method: &'static Descriptor, is_asked_for: bool) {
        let mut begun = Vec::new();
        for version in [Version::V2, Version::V3] {
            if method.serves(version) {
                begun.push(self.begin(method, version).await);
            }
        }
        let mut is_found = false;
        for begun in &mut begun {
            is_found |= self.vary(method, begun).await;
        }
        match is_found || is_asked_for || self.is_served(method, &begun).await {
            true => self.methods += 1,
            false => {
                self.unserved.push(method.name());
                self.breaches
                    .retain(|breach| breach.method != method.name());
            }
        }
    }

    /// Calls a method with what is in order.
    async fn begin(&mut self, method: &'static Descriptor, version: Version) -> Begun {
        let document = self.document.clone();
        let bodies = cases::in_order(Schemas(&document.components.schemas), {
            body(&document, method, version)
        });
        let documented = examples(method.description()).unwrap_or_default();
        let documented = documented.into_iter().enumerate();
        // The first example shows best what is wanted; then comes what has all fields.
        let bodies = bodies.into_iter().enumerate();
        let bases = bodies.chain(
            documented.map(|(at, example)| (usize::MAX.saturating_sub(at), example.parameters)),
        );
        let callers = self.callers.told.clone();
        let (mut passed, mut refused) = (Vec::new(), Vec::new());
        let mut refusals = Refusals::default();
        let mut is_found = false;
        for (order, base) in bases {
            let mut passes = false;
            for (at, caller) in callers.iter().enumerate() {
                let (answer, how) = self.call(method, version, &base, caller).await;
                is_found |= how != Some(Refused::Unfound);
                passes |= at == 0 && how.is_none();
                if let Some(how) = how {
                    let parameters = base.clone();
                    let refusal = Refusal {
                        how,
                        order,
                        parameters,
                        answer,
                    };
                    refusals.add(at, refusal);
                }
            }
            match passes {
                true => passed.push(base),
                false => refused.push(base),
            }
        }
        // From what gets through, variations do, too.
        passed.extend(refused);
        Begun {
            version,
            bases: passed,
            refusals,
            is_found,
        }
    }

    /// Whether somebody else finds the method: one whose state was not given may answer that there is none.
    async fn is_served(&mut self, method: &'static Descriptor, begun: &[Begun]) -> bool {
        for caller in self.callers.asked.clone() {
            for Begun { version, bases, .. } in begun {
                for base in bases {
                    let answered = self.ask(method, *version, base, &caller).await;
                    if answered.refused != Some(Refused::Unfound) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Calls a method with what differs from what is in order. Answers whether it is found: with what is in order, or with what
    /// goes wrong behind its parameters, as a method may say that there is none of those which it was told to call.
    async fn vary(&mut self, method: &'static Descriptor, begun: &mut Begun) -> bool {
        let version = begun.version;
        let mut is_found = begun.is_found;
        let document = self.document.clone();
        let schemas = Schemas(&document.components.schemas);
        let schema = body(&document, method, version);
        let Some(caller) = self.callers.told.first().cloned() else {
            return is_found;
        };
        let (varied, is_whole) = cases::varied(schemas, schema, &begun.bases, self.most);
        for parameters in &varied {
            let (answer, how) = self.call(method, version, parameters, &caller).await;
            is_found |= !matches!(how, Some(Refused::Unfound | Refused::Parameters));
            // Nothing else shows more than what is in order.
            if let Some(how @ Refused::Beyond) = how {
                let parameters = parameters.clone();
                let refusal = Refusal {
                    how,
                    order: 0,
                    parameters,
                    answer,
                };
                begun.refusals.add(0, refusal);
            }
        }
        if !is_whole {
            let why = format!(
                "was not tried in all ways: there are more than {} bodies, see `at_most`",
                self.most
            );
            let last = varied.last().unwrap_or(&Value::Null);
            self.found(Kind::Untried, method, version, last, &Value::Null, why);
        }
        let is_tried = |version| self.tried.contains(&(method.name(), version));
        let farthest = std::mem::take(&mut begun.refusals).farthest();
        let Some(refusal) = farthest.filter(|_| !is_tried(version)) else {
            return is_found;
        };
        // What the one generation deleted, the other does not find.
        let is_gone = turn(method) == Turn::Ends && refusal.how == Refused::Beyond;
        if !is_gone || ![Version::V2, Version::V3].into_iter().any(is_tried) {
            let why = "was not tried: every call was refused, and none got farther than this one";
            let (parameters, answer) = (&refusal.parameters, &refusal.answer);
            let kind = Kind::Untried;
            self.found(kind, method, version, parameters, answer, why.to_owned());
            if let Some(breach) = self.breaches.last_mut() {
                breach.is_refused = true;
            }
        }
        is_found
    }

    /// What is answered, and how far it got if that is a refusal.
    async fn call(
        &mut self,
        method: &'static Descriptor,
        version: Version,
        parameters: &Value,
        caller: &Arc<Caller>,
    ) -> (Value, Option<Refused>) {
        let Answered {
            body,
            breach,
            refused,
        } = self.ask(method, version, parameters, caller).await;
        if refused.is_none() {
            self.tried.insert((method.name(), version));
        }
        if let Some((kind, why)) = breach {
            self.found(kind, method, version, parameters, &body, why);
        }
        (body, refused)
    }

    /// What is answered, without telling of it.
    async fn ask(
        &mut self,
        method: &'static Descriptor,
        version: Version,
        parameters: &Value,
        caller: &Arc<Caller>,
    ) -> Answered {
        self.calls += 1;
        let array = match texts::value_from_slice(parameters.to_string().as_bytes()) {
            Ok(crate::params::Value::Array(array)) => array,
            _ => Array::new(),
        };
        let mut call = vouched(self.api, version, Some(method), array, caller.clone());
        let start = parameters.get("start").and_then(Value::as_i64);
        call.start = start.unwrap_or_default();
        match self.api.pipeline.run(call).await {
            Ok(reply) => succeeded(&self.document, method, version, &reply.written),
            Err(error) => failed(method, version, &error),
        }
    }

    fn found(
        &mut self,
        kind: Kind,
        method: &'static Descriptor,
        version: Version,
        parameters: &Value,
        answer: &Value,
        why: String,
    ) {
        let method = method.name();
        let same = |known: &&mut Breach| {
            (known.kind, known.method, known.version) == (kind, method, version) && known.why == why
        };
        if let Some(known) = self.breaches.iter_mut().find(same) {
            known.more += 1;
            return;
        }
        self.breaches.push(Breach {
            kind,
            method,
            version,
            parameters: parameters.to_string(),
            answer: answer.to_string(),
            why,
            more: 0,
            is_refused: false,
        });
    }
}

/// The schema of what a method takes.
fn body<'a>(document: &'a Document, method: &Descriptor, version: Version) -> Option<&'a Value> {
    operation(document, method, version)?.pointer("/requestBody/content/application~1json/schema")
}
