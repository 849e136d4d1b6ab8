//! What later commands take over from earlier ones (P-126, P-145).

use schemars::SchemaGenerator;
use serde_json::{Map, Value as Json};

use super::super::{Callable, Error};
use super::commands::Command;
use super::entry::Entry;
use crate::call::Version;
use crate::method::Descriptor;
use crate::params::{Array, Value};

/// What an earlier command of the same batch will have answered.
///
/// It names the method of that command, and what is taken of its answer. Both are checked before anything is sent: a portal
/// takes the whole answer for a field that it does not find (P-132), and says nothing.
#[derive(Debug, Clone)]
pub struct Reference {
    place: usize,
    method: &'static Descriptor,
    path: Vec<String>,
}

impl Reference {
    /// The answer of the command at this place of the batch, from 0, which calls `M`.
    pub fn to<M: Callable>(place: usize) -> Self {
        Self {
            place,
            method: M::DESCRIPTOR,
            path: Vec::new(),
        }
    }

    /// The field of this name; of a list, the element with this number.
    #[must_use]
    pub fn field(mut self, name: impl ToString) -> Self {
        self.path.push(name.to_string());
        self
    }

    /// As the value of a parameter of the command at `here`, of a request that begins with the command at `first`.
    pub(super) fn value(
        &self,
        version: Version,
        entries: &[Entry],
        first: usize,
        here: usize,
    ) -> Result<Value, Error> {
        let Self {
            place,
            method,
            path,
        } = self;
        let name = method.name();
        let found = entries.get(*place).filter(|_| *place < here);
        if found.is_none_or(|entry| entry.descriptor.name() != name) {
            return Err(Error::request(format!(
                "it refers to command {place}, which is no {name} before it"
            )));
        }
        if *place < first {
            return Err(Error::request(format!(
                "it refers to command {place}, which goes in an earlier request"
            )));
        }
        self.check(version)?;
        let id = id(*place);
        match version {
            Version::V2 => {
                let keys: String = path.iter().map(|key| format!("[{key}]")).collect();
                Ok(format!("$result[{id}]{keys}").into())
            }
            Version::V3 if path.is_empty() => Err(Error::request(
                "REST 3.0 knows references to fields only: say which",
            )),
            Version::V3 => {
                let mut reference = Array::new();
                reference.insert("$ref", format!("{id}.{}", path.join(".")));
                Ok(reference.into())
            }
        }
    }

    /// Whether the answer may have such a field, by its schema.
    fn check(&self, version: Version) -> Result<(), Error> {
        let name = self.method.name();
        let unusable = |key: &String| {
            key.is_empty()
                || key.contains(['[', ']'])
                || key.contains(char::is_whitespace)
                || version == Version::V3 && key.contains('.')
        };
        if let Some(key) = self.path.iter().find(|key| unusable(key)) {
            return Err(Error::request(format!("no reference can name `{key}`")));
        }
        // P-144.
        if version == Version::V3 && !matches!(self.method.shape().key(), Some("item" | "items")) {
            return Err(Error::request(format!(
                "{name} answers neither an item nor items: REST 3.0 knows no reference to it"
            )));
        }
        let mut generator = SchemaGenerator::default();
        // In both generations the path begins inside of what REST 3.0 wraps it in.
        let schema = self.method.result_schema(Version::V2, &mut generator);
        let mut at = schema.as_value();
        for key in &self.path {
            match inside(at, key, generator.definitions()) {
                Inside::Of(schema) => at = schema,
                Inside::Anything => return Ok(()),
                Inside::Nothing => {
                    return Err(Error::request(format!("{name} answers no field `{key}`")));
                }
            }
        }
        Ok(())
    }
}

/// What stands at a key of a value.
enum Inside<'a> {
    /// A value of this schema.
    Of(&'a Json),
    /// The schema does not say.
    Anything,
    /// Never a value.
    Nothing,
}

fn inside<'a>(mut at: &'a Json, key: &str, definitions: &'a Map<String, Json>) -> Inside<'a> {
    while let Some(name) = at.get("$ref").and_then(Json::as_str) {
        match definitions.get(name.rsplit('/').next().unwrap_or_default()) {
            Some(definition) => at = definition,
            None => return Inside::Anything,
        }
    }
    let may_be = |kind: &str| match at.get("type") {
        Some(Json::String(one)) => one == kind,
        Some(Json::Array(several)) => several.iter().any(|one| one == kind),
        _ => true,
    };
    let field = at.get("properties").and_then(|fields| fields.get(key));
    if let Some(field) = field {
        return Inside::Of(field);
    }
    if may_be("array")
        && let Ok(place) = key.parse::<usize>()
    {
        let first = at.get("prefixItems").and_then(|items| items.get(place));
        return first.or(at.get("items")).map_or(Inside::Anything, of);
    }
    if !may_be("object") {
        return Inside::Nothing;
    }
    let others = at.get("additionalProperties");
    // Of one of several kinds: their fields are told elsewhere.
    let is_union = ["allOf", "anyOf", "oneOf"]
        .iter()
        .any(|key| at.get(key).is_some());
    match at.get("properties") {
        _ if is_union => Inside::Anything,
        None => others.map_or(Inside::Anything, of),
        Some(_) => others.map_or(Inside::Nothing, of),
    }
}

/// What a schema says that may be `true` or `false`.
const fn of(schema: &Json) -> Inside<'_> {
    match schema {
        Json::Bool(false) => Inside::Nothing,
        Json::Bool(true) => Inside::Anything,
        schema => Inside::Of(schema),
    }
}

/// What a command is called in its batch.
pub(super) fn id(place: usize) -> String {
    format!("c{place}")
}

/// Takes over what earlier commands of a batch answer.
///
/// ```no_run
/// use bitrix_rest::client::{Error, Portal, Refer, Reference};
/// # use bitrix_rest::{Created, rest_method};
/// # /// Adds.
/// # #[rest_method("demo.add", scope = "basic")]
/// # async fn demo_add(#[param] name: String) -> Result<Created, bitrix_rest::Error> { Ok(Created(1)) }
/// # /// Names.
/// # #[rest_method("demo.name", scope = "basic", read_only)]
/// # async fn demo_name(#[param] id: i64) -> Result<String, bitrix_rest::Error> { Ok(id.to_string()) }
///
/// # async fn run(portal: Portal) -> Result<(), Error> {
/// let (created, name) = portal
///     .batch((
///         DemoAdd { name: "Ada".into() },
///         DemoName { id: 0 }.referring("id", Reference::to::<DemoAdd>(0)),
///     ))
///     .await?;
/// # Ok(()) }
/// ```
pub trait Refer: Command + Sized {
    /// With what `to` stands for in the place of the parameter of this name; a dot leads into its fields (`fields.OWNER_ID`).
    fn referring(self, parameter: &str, to: Reference) -> Referring<Self>;
}

impl<C: Command> Refer for C {
    fn referring(self, parameter: &str, to: Reference) -> Referring<Self> {
        Referring::from(self).referring(parameter, to)
    }
}

/// A command with references, or without: all of a `Vec` are of one type. Made by [`Refer::referring`], or from a call.
#[derive(Debug, Clone)]
pub struct Referring<C> {
    command: C,
    references: Vec<(String, Reference)>,
}

impl<C> Referring<C> {
    /// With one more reference, as [`Refer::referring`].
    #[must_use]
    pub fn referring(mut self, parameter: &str, to: Reference) -> Self {
        self.references.push((parameter.to_owned(), to));
        self
    }
}

impl<C: Command> From<C> for Referring<C> {
    fn from(command: C) -> Self {
        Self {
            command,
            references: Vec::new(),
        }
    }
}

impl<C: Command> Command for Referring<C> {
    type Method = C::Method;

    fn into_entry(self) -> Entry {
        let mut entry = self.command.into_entry();
        entry.references.extend(self.references);
        entry
    }
}
