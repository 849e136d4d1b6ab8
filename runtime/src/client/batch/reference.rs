//! What later commands take over from earlier ones (P-126, P-145).

use schemars::SchemaGenerator;
use serde_json::{Map, Value as Json};

use super::super::Error;
use super::commands::Command;
use super::entry::Entry;
use crate::call::Version;
use crate::method::{Callable, Descriptor, Shape};
use crate::params::{Array, Key, Value};

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

    /// The field of this name; of a list, the element with this number. Characters of texts are not offered, which REST 2 would
    /// give by their numbers (P-133).
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
        let mut generator = SchemaGenerator::default();
        let schema = self.method.result_schema(Version::V2, &mut generator);
        let mut at = schema.as_value();
        // P-144. Of what REST 3.0 wraps, the schema says the inside already.
        if version == Version::V3 {
            let within = |key| inside(at, key, generator.definitions());
            let root = match self.method.shape() {
                Shape::Under("item" | "items") => Inside::Of(at),
                Shape::Bare => match within("item") {
                    Inside::Nothing => within("items"),
                    item => item,
                },
                _ => Inside::Nothing,
            };
            match root {
                Inside::Of(schema) => at = schema,
                Inside::Anything => return Ok(()),
                Inside::Nothing => {
                    return Err(Error::request(format!(
                        "{name} answers neither an item nor items, which is all that REST 3.0 knows references to: let it answer an \
                         `Item`, or call one after the other"
                    )));
                }
            }
        }
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
#[derive(PartialEq)]
enum Inside<'a> {
    /// A value of this schema.
    Of(&'a Json),
    /// The schema does not say.
    Anything,
    /// Never a value.
    Nothing,
}

impl<'a> Inside<'a> {
    /// What a schema says that may be `true` or `false`.
    const fn of(schema: &'a Json) -> Self {
        match schema {
            Json::Bool(false) => Self::Nothing,
            Json::Bool(true) => Self::Anything,
            schema => Self::Of(schema),
        }
    }

    /// One of both, and it is not known which.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, one) | (one, Self::Nothing) => one,
            (one, other) if one == other => one,
            _ => Self::Anything,
        }
    }
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
        && let Some(place) = place(key)
    {
        let most = at.get("maxItems").and_then(Json::as_u64);
        if most.is_none_or(|most| u64::try_from(place).is_ok_and(|place| place < most)) {
            let first = at.get("prefixItems").and_then(|items| items.get(place));
            let one = first.or(at.get("items"));
            return one.map_or(Inside::Anything, Inside::of);
        }
    }
    if !may_be("object") {
        return Inside::Nothing;
    }
    // Of one of several kinds: their fields are told elsewhere.
    let is_union = ["allOf", "anyOf", "oneOf"]
        .iter()
        .any(|key| at.get(key).is_some());
    let others = match at.get("additionalProperties") {
        _ if is_union => Inside::Anything,
        Some(others) => Inside::of(others),
        None if at.get("properties").is_some() => Inside::Nothing,
        None => Inside::Anything,
    };
    // Those of maps with keys that are no texts.
    let patterns = at.get("patternProperties").and_then(Json::as_object);
    let fitting = patterns
        .into_iter()
        .flatten()
        .filter(|(pattern, _)| may_fit(pattern, key));
    fitting.fold(others, |one, (_, other)| one.or(Inside::of(other)))
}

/// The number of an element of a list, as the portal reads keys: `05` is none.
fn place(key: &str) -> Option<usize> {
    match Key::from(key) {
        Key::Int(number) => usize::try_from(number).ok(),
        Key::Text(_) => None,
    }
}

/// Whether a key may be one of this pattern: of those for numbers that is plain, of others not known.
fn may_fit(pattern: &str, key: &str) -> bool {
    let digits = match pattern {
        r"^\d+$" => key,
        r"^-?\d+$" => key.strip_prefix('-').unwrap_or(key),
        _ => return true,
    };
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
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
