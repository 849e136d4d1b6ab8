//! Calls, and what is said of their answers.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::super::vouched;
use super::cases;
use super::example::{compare, examples};
use super::report::{Breach, Kind, Report};
use super::schema::Schemas;
use crate::api::Api;
use crate::call::{Caller, Version};
use crate::error::{Error, Refusal, SystemError};
use crate::method::{Descriptor, Shape, Written};
use crate::openapi::{self, Document};
use crate::params::{Array, json as texts};

/// What a call came to.
struct Answered {
    /// The body, without `time`.
    body: Value,
    /// What does not hold.
    breach: Option<(Kind, String)>,
    /// Whether the framework refused it, or the method in words of the framework.
    is_refused: bool,
}

pub(super) struct Checker<'a> {
    api: &'a Arc<Api>,
    callers: Vec<Arc<Caller>>,
    /// What the server says of its methods.
    document: Arc<Document>,
    /// With how many bodies a method is called at most.
    most: usize,
    calls: usize,
    examples: usize,
    /// What was called and did not refuse.
    tried: HashSet<(&'static str, Version)>,
    breaches: Vec<Breach>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(
        api: &'a Arc<Api>,
        callers: impl Iterator<Item = Arc<Caller>>,
        most: usize,
    ) -> Self {
        Self {
            api,
            callers: callers.collect(),
            document: Arc::new(openapi::with_examples(api.sorted.iter().copied())),
            most,
            calls: 0,
            examples: 0,
            tried: HashSet::new(),
            breaches: Vec::new(),
        }
    }

    pub(super) fn report(self, methods: usize, unknown: Vec<String>) -> Report {
        Report {
            methods,
            calls: self.calls,
            examples: self.examples,
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
        let Some(caller) = self.callers.first().cloned() else {
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

    /// Calls a method in all ways.
    pub(super) async fn method(&mut self, method: &'static Descriptor) {
        for version in [Version::V2, Version::V3] {
            if !method.serves(version) {
                continue;
            }
            let document = self.document.clone();
            let schemas = Schemas(&document.components.schemas);
            let schema = operation(&document, method, version).and_then(|operation| {
                operation.pointer("/requestBody/content/application~1json/schema")
            });
            let mut bases = cases::in_order(schemas, schema);
            let documented = examples(method.description()).unwrap_or_default();
            bases.extend(documented.into_iter().map(|example| example.parameters));
            let callers = self.callers.clone();
            let Some(caller) = callers.first() else {
                continue;
            };
            let mut first = None;
            let (mut passed, mut refused) = (Vec::new(), Vec::new());
            for base in bases {
                let (body, is_refused) = self.call(method, version, &base, caller).await;
                for caller in callers.iter().skip(1) {
                    self.call(method, version, &base, caller).await;
                }
                first.get_or_insert_with(|| (base.clone(), body));
                match is_refused {
                    true => refused.push(base),
                    false => passed.push(base),
                }
            }
            // From what gets through, variations do, too.
            passed.extend(refused);
            let bases = passed;
            let (varied, is_whole) = cases::varied(schemas, schema, &bases, self.most);
            for parameters in &varied {
                self.call(method, version, parameters, caller).await;
            }
            if !is_whole {
                let why = format!(
                    "was not tried in all ways: there are more than {} bodies, see `at_most`",
                    self.most
                );
                let last = varied.last().unwrap_or(&Value::Null);
                self.found(Kind::Untried, method, version, last, &Value::Null, why);
            }
            if let Some((base, body)) = first
                && !self.tried.contains(&(method.name(), version))
            {
                let why = "was not tried: every call was refused, the first one like this";
                let why = why.to_owned();
                self.found(Kind::Untried, method, version, &base, &body, why);
            }
        }
    }

    /// What is answered, and whether that is a refusal.
    async fn call(
        &mut self,
        method: &'static Descriptor,
        version: Version,
        parameters: &Value,
        caller: &Arc<Caller>,
    ) -> (Value, bool) {
        self.calls += 1;
        let array = match texts::value_from_slice(parameters.to_string().as_bytes()) {
            Ok(crate::params::Value::Array(array)) => array,
            _ => Array::new(),
        };
        let mut call = vouched(self.api, version, Some(method), array, caller.clone());
        let start = parameters.get("start").and_then(Value::as_i64);
        call.start = start.unwrap_or_default();
        let ran = self.api.pipeline.run(call).await;
        let Answered {
            body,
            breach,
            is_refused,
        } = match ran {
            Ok(reply) => self.result(method, version, &reply.written),
            Err(error) => failed(method, version, &error),
        };
        if !is_refused {
            self.tried.insert((method.name(), version));
        }
        if let Some((kind, why)) = breach {
            self.found(kind, method, version, parameters, &body, why);
        }
        (body, is_refused)
    }

    /// A result, held against the document.
    fn result(&self, method: &'static Descriptor, version: Version, written: &Written) -> Answered {
        let shape = method.outcome.shape;
        if shape == Shape::File {
            let is_file = written.media.is_some();
            return Answered {
                body: json!({"file": is_file}),
                breach: (!is_file).then(|| (Kind::Result, "answers no file".to_owned())),
                is_refused: false,
            };
        }
        let result: Value = match serde_json::from_slice(written.result()) {
            Ok(result) => result,
            Err(error) => {
                return Answered {
                    body: String::from_utf8_lossy(written.result()).into(),
                    breach: Some((Kind::Result, format!("answers what is no JSON: {error}"))),
                    is_refused: false,
                };
            }
        };
        let is_whole = shape == Shape::Whole || written.soft_error;
        let mut body = match is_whole {
            true => result,
            false => json!({"result": result}),
        };
        if let (Value::Object(fields), false) = (&mut body, is_whole) {
            for (name, number) in [("next", written.next), ("total", written.total)] {
                fields.extend(number.map(|number| (name.to_owned(), number.into())));
            }
        }
        let schema = operation(&self.document, method, version).and_then(|operation| {
            operation.pointer("/responses/200/content/application~1json/schema")
        });
        let schema = schema.and_then(|schema| match is_whole {
            true => Some(schema),
            // `time` is added by the framework.
            false => schema.pointer("/properties/result"),
        });
        let result = match is_whole {
            true => &body,
            false => body.get("result").unwrap_or(&Value::Null),
        };
        let checked = match schema {
            Some(schema) => {
                Schemas(&self.document.components.schemas).check(schema, result, "result")
            }
            None => Ok(()),
        };
        let breach = checked.err().map(|why| {
            (
                Kind::Result,
                format!("answers no result of its type: {why}"),
            )
        });
        Answered {
            body,
            breach,
            is_refused: false,
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
        });
    }
}

/// What the document says of a method.
fn operation<'a>(
    document: &'a Document,
    method: &Descriptor,
    version: Version,
) -> Option<&'a Value> {
    let path = match version {
        Version::V2 => format!("/{}", method.name()),
        Version::V3 => format!("/api/{}", method.name()),
    };
    document.paths.get(&path)?.get("post")
}

/// An error, held against what the method declares.
fn failed(method: &'static Descriptor, version: Version, error: &Error) -> Answered {
    let (code, status) = error.answered(version);
    let body = match version {
        Version::V2 => serde_json::to_value(error.fields()).unwrap_or_default(),
        Version::V3 => serde_json::to_value(error.fields_v3()).unwrap_or_default(),
    };
    let is_internal =
        error.cause().is_some() || matches!(error.system(), Some(SystemError::Internal));
    let is_limit = matches!(
        error.system(),
        Some(
            SystemError::QueryLimitExceeded
                | SystemError::OperationTimeLimit
                | SystemError::Overload
                | SystemError::Refused(Refusal::Overload)
        )
    );
    let of_framework = error.system().is_some()
        || error.exception().is_some()
        || error.arguments().next().is_some();
    let declares = || {
        let declared = method.errors();
        declared
            .iter()
            .any(|(known, at, _)| *known == code && *at == status)
    };
    let breach = if is_internal {
        let cause = error
            .cause()
            .map_or_else(String::new, |cause| format!(": {cause}"));
        Some((Kind::Internal, format!("fails inside{cause}")))
    } else if is_limit {
        let why = format!("was not tried in all ways: a limit of the server answered `{code}`");
        Some((Kind::Untried, why))
    } else if of_framework || declares() {
        None
    } else {
        let status = status.as_u16();
        let why = format!("answers `{code}` with the status {status}, which it does not declare");
        Some((Kind::Code, why))
    };
    Answered {
        body,
        // What is a breach is told by itself.
        is_refused: of_framework && breach.is_none(),
        breach,
    }
}
