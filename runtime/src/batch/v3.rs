//! The method `batch` of REST 3.0 (P-137 – P-147): calls that run one after the other, until one fails.
//!
//! Every call takes the whole way through the pipeline, by the same caller.

mod context;

use std::collections::HashSet;

use schemars::{Schema, SchemaGenerator, json_schema};

use super::reference::Budget;
use super::{Batch, command};
use crate::call::{Arguments, Call, Handling, Version};
use crate::error::{Error, Exception, SystemError};
use crate::method::{Answer, Descriptor, Outcome, Output, Scope, Shape, Written};
use crate::params::{Key, Value};
use context::Context;

static OUTCOME: Outcome<Result<Results, Error>> = Outcome::new();

// `read_only` as in REST 2: the batch ends, and the call that runs is finished if it writes.
pub(crate) static DESCRIPTOR: Descriptor = OUTCOME
    .method("batch", Scope::Basic, crate::__private::location!())
    .handler(|call| Handling::new(&OUTCOME, call, run))
    .documented(
        "Runs up to 50 calls one after the other.",
        "Runs up to 50 calls one after the other, in one request.\n\nThe body is a list of `{\"method\", \"query\", \"as\"}`. \
         What a call answered can be used in the `query` of later ones: `{\"$ref\": \"alias.id\"}` stands for one value, \
         `{\"$refArray\": \"alias.id\"}` for that of every item. The first call that fails ends the batch, and its error is \
         the answer; what ran before it stays.",
    )
    .with_body(body)
    .of_v3()
    .without_batch()
    .read_only();

/// P-137.
fn body(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "maxItems": Batch::LIMIT,
        "items": {
            "type": "object",
            "properties": {
                "method": {"type": "string", "description": "The name of the method."},
                "query": {
                    "type": "object",
                    "description": "Its parameters, with `$ref` and `$refArray` where they come from earlier calls.",
                },
                "as": {"type": "string", "description": "A name by which later calls refer to this one."},
            },
            "required": ["method", "query"],
        },
    })
}

/// What the calls answered, as JSON.
struct Results(Vec<Vec<u8>>);

impl Answer for Results {
    const SHAPE: Shape = Shape::Bare;

    fn write(self, output: Output) -> Result<Written, Error> {
        Ok(output.write_text(|buffer| {
            buffer.push(b'[');
            buffer.extend_from_slice(&self.0.join(&b','));
            buffer.push(b']');
        }))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<serde_json::Map<String, serde_json::Value>>>()
    }
}

async fn run(arguments: Arguments) -> Result<Result<Results, Error>, Error> {
    let call = &arguments.call;
    let entries = read(call)?;
    let refers = entries.iter().any(|entry| context::refers(&entry.query));
    let mut context = Context::default();
    let mut budget = Budget::of(&call.api.settings);
    let mut results = Vec::with_capacity(entries.len());
    for (position, entry) in entries.into_iter().enumerate() {
        let mut query = entry.query;
        context::substitute(&mut query, &context, &mut budget)?;
        let Value::Array(query) = query else {
            return Err(refused(&format!(
                "What the `query` of call {position} refers to is no object"
            )));
        };
        let inner = command::inner(call, String::new(), Some(entry.descriptor), query);
        let reply = call.api.pipeline.run(inner).await?;
        if reply.written.media.is_some() {
            return Err(refused(&format!(
                "`{}` answers a file and cannot be called in a batch",
                entry.descriptor.name()
            )));
        }
        let text = reply.written.buffer;
        if refers {
            let name = entry.alias.unwrap_or_else(|| position.to_string());
            context.add(&name, &text);
        }
        results.push(text);
    }
    Ok(Ok(Results(results)))
}

/// A call that is to be made.
struct Wanted {
    descriptor: &'static Descriptor,
    query: Value,
    alias: Option<String>,
}

/// Everything about the list is found before anything runs (P-140 – P-143).
fn read(call: &Call) -> Result<Vec<Wanted>, Error> {
    let body = &call.parameters;
    // P-337: numbered keys are a list, too.
    if body.keys().any(|key| matches!(key, Key::Text(_))) {
        return Err(refused(
            "A batch is a list of calls: `[{\"method\": …, \"query\": {…}}]`",
        ));
    }
    if body.len() > Batch::LIMIT {
        return Err(refused(&format!(
            "A batch takes {} calls, and this one has {}",
            Batch::LIMIT,
            body.len()
        )));
    }
    let mut aliases = HashSet::new();
    let mut wanted = Vec::with_capacity(body.len());
    for (position, entry) in body.values().enumerate() {
        let Value::Array(entry) = entry else {
            return Err(refused(&format!(
                "Call {position} of the batch is no object"
            )));
        };
        let (Some(name), Some(query @ Value::Array(_))) = (
            entry.get("method").and_then(Value::as_str),
            entry.get("query"),
        ) else {
            return Err(refused(&format!(
                "Call {position} of the batch needs `method`, a text, and `query`, an object"
            )));
        };
        let alias = match entry.get("as") {
            None | Some(Value::Null) => None,
            Some(Value::Text(alias)) if aliases.insert(alias.clone()) => Some(alias.clone()),
            Some(Value::Text(alias)) => {
                return Err(refused(&format!(
                    "Two calls of the batch have the alias `{alias}`"
                )));
            }
            Some(_) => {
                return Err(refused(&format!("The alias of call {position} is no text")));
            }
        };
        wanted.push(Wanted {
            descriptor: find(call, name)?,
            query: query.clone(),
            alias,
        });
    }
    Ok(wanted)
}

fn find(call: &Call, name: &str) -> Result<&'static Descriptor, Error> {
    let found = call.api.find(Version::V3, name);
    let found = found.ok_or(SystemError::MethodNotFound)?;
    match found.allows_batch() {
        true => Ok(found),
        false => Err(refused(&format!("`{name}` cannot be called in a batch"))),
    }
}

/// P-140, P-142, P-143, P-147.
fn refused(text: &str) -> Error {
    Exception::InvalidSelect(text.to_owned()).into()
}
