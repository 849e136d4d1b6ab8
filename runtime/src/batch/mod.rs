//! The method `batch` of REST 2 (P-109 – P-136): up to 50 commands in one request.
//!
//! Every command takes the whole way through the pipeline, as a call of its own by the same caller.

mod command;
mod containers;
pub(crate) mod reference;
pub(crate) mod v3;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::call::{Arguments, Call, Handling, decode};
use crate::error::Error;
use crate::method::{
    Answer, Descriptor, Field, Method, Outcome, Output, Scope, Written, field, request,
};
use crate::params::{Array, Truthy, Value};
use crate::schema::Struct;
use containers::{Containers, Ended};
use reference::Budget;

/// Parameters of `batch`: runs up to 50 commands one after the other (P-109, P-119).
///
/// ```
/// use bitrix_rest::{Array, Batch, Caller, Credentials, Error, Refusal, RestApi, Value, rest_method};
///
/// /// Doubles a number.
/// #[rest_method("demo.double", scope = "basic", read_only)]
/// async fn demo_double(#[param] number: i64) -> Result<i64, Error> {
///     Ok(number * 2)
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let api = RestApi::collect()
/// #     .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
/// #     .build()?;
/// let mut commands = Array::new();
/// commands.insert("four", "demo.double?number=2");
/// commands.insert("eight", "demo.double?number=$result[four]");
/// let reply = api.call(Batch { cmd: commands, halt: true }).by_user(1).await?;
/// assert_eq!(reply.result.get("eight"), Some(&Value::Int(8)));
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
/// ```
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// The commands, by an id that each is found by in the reply: the name of a method and its parameters as a query
    /// string. `$result[id][field]` in a value is replaced by what an earlier command answered (P-126).
    pub cmd: Array,
    /// Whether nothing runs after the first command that failed (P-118).
    pub halt: bool,
}

/// What `batch` answers: five maps by command id, each an empty list if nothing belongs there (P-110, P-111).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BatchReply {
    /// The results of the commands that succeeded (P-115).
    pub result: Array,
    /// The errors of those that failed: `error`, `error_description`, and extra keys (P-116).
    pub result_error: Array,
    /// Counts of all rows, of commands that answered one.
    pub result_total: Array,
    /// Offsets of next pages, of commands that answered one.
    pub result_next: Array,
    /// The `time` objects of the commands that succeeded.
    pub result_time: Array,
}

impl JsonSchema for BatchReply {
    fn schema_name() -> Cow<'static, str> {
        "BatchReply".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::BatchReply").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let about = "What `batch` answers: five maps by command id, each an empty list if nothing belongs there.";
        Struct::new(generator, about)
            .with::<Array>("result", "The results of the commands that succeeded.")
            .with::<Array>(
                "result_error",
                "The errors of those that failed: `error`, `error_description`, and extra keys.",
            )
            .with::<Array>(
                "result_total",
                "Counts of all rows, of commands that answered one.",
            )
            .with::<Array>(
                "result_next",
                "Offsets of next pages, of commands that answered one.",
            )
            .with::<Array>(
                "result_time",
                "The `time` objects of the commands that succeeded.",
            )
            .schema()
    }
}

impl Batch {
    /// Commands that a batch runs; further ones fail (P-119).
    pub const LIMIT: usize = 50;
}

impl Method for Batch {
    type Outcome = Result<BatchReply, Error>;

    const DESCRIPTOR: &'static Descriptor = &DESCRIPTOR;

    fn into_parameters(self) -> Array {
        request([
            CMD.send(Some(Value::Array(self.cmd))),
            HALT.send(self.halt.then_some(Truthy(true))),
        ])
    }
}

static CMD: Field<Option<Value>> = field::<Option<Value>>("cmd")
    .docs(
        "The commands, by id: the name of a method, `?`, and its parameters as a query string. A value may hold \
         references to what earlier commands answered: `$result[id][field]`.",
    )
    .ignore_case();
static HALT: Field<Option<Truthy>> = field::<Option<Truthy>>("halt")
    .docs("Whether nothing runs after the first command that failed.")
    .ignore_case();
static OUTCOME: Outcome<Result<Containers, Error>> = Outcome::new();

// `read_only` says what may happen when the caller goes away: the batch ends, and the command that runs is finished if it
// writes, by its own rule.
static DESCRIPTOR: Descriptor = OUTCOME
    .method("batch", Scope::Basic, crate::__private::location!())
    .handler(|call| Handling::new(&OUTCOME, call, run))
    .documented(
        "Runs up to 50 commands one after the other.",
        "Runs up to 50 commands one after the other, in one request.\n\nWhat each answered or failed with is found under \
         its id in `result`, `result_error`, `result_total`, `result_next` and `result_time`.",
    )
    .with_parameters(&[CMD.descriptor(), HALT.descriptor()])
    .without_batch()
    .read_only();

async fn run(mut arguments: Arguments) -> Result<Result<Containers, Error>, Error> {
    let commands = decode(&mut arguments, 0, &CMD);
    let halt = decode(&mut arguments, 1, &HALT);
    let commands = arguments.take(commands)?;
    let halt = arguments.take(halt)?.is_some_and(|halt| halt.0);
    // P-109: anything but an array holds no commands.
    let Some(Value::Array(commands)) = commands else {
        return Ok(Ok(Containers::new(&arguments.call)));
    };
    Ok(Ok(all(&arguments.call, commands, halt).await))
}

async fn all(call: &Call, commands: Array, halt: bool) -> Containers {
    let mut ended = Containers::new(call);
    let mut budget = Budget::of(&call.api.settings);
    for (position, (id, command)) in commands.into_iter().enumerate() {
        let end = if position >= Batch::LIMIT {
            Ended::Failed(command::too_many())
        } else if let Value::Text(text) = command {
            command::run(call, &text, &mut ended, &mut budget).await
        } else {
            // P-120: left out without a trace.
            continue;
        };
        let failed = matches!(end, Ended::Failed(_) | Ended::Soft(_));
        ended.add(&id, end);
        // P-118.
        if halt && failed {
            break;
        }
    }
    ended
}

impl Answer for Containers {
    fn write(self, output: Output) -> Result<Written, Error> {
        Ok(output.write_text(|buffer| self.write_into(buffer)))
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<BatchReply>()
    }
}
