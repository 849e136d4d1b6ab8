//! The field table of a method: how each parameter is found, decoded and checked.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};

use super::parameter::{Constraint, ParameterDescriptor, Source};
use crate::call::Call;
use crate::error::{ArgumentError, Error};
use crate::params::{Array, Value, decode, encode};
use crate::zone::Zone;

/// A type that a `#[param]` argument may have: it is read from a call, written by a typed request, and described.
///
/// Implemented for everything that is `Serialize + DeserializeOwned + JsonSchema`. `Option<T>` makes a parameter
/// optional: a type is optional if it can be deserialised from nothing, so aliases of `Option` count too.
///
/// ```
/// use bitrix_rest::{Error, rest_method};
/// use schemars::JsonSchema;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// pub struct Phone { value: String }
///
/// /// Counts phones.
/// #[rest_method("demo.phones", scope = "basic")]
/// async fn demo_phones(#[param] phones: Option<Vec<Phone>>) -> Result<usize, Error> {
///     Ok(phones.unwrap_or_default().len())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of a REST method",
    label = "this type cannot be read from a call",
    note = "if it is an extractor, such as `Filter`, `Select` or `Page`, remove `#[param]`: extractors are not marked",
    note = "if the caller sends it, derive `serde::Serialize`, `serde::Deserialize` and `schemars::JsonSchema` for it"
)]
pub trait Param: Serialize + DeserializeOwned + JsonSchema + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + JsonSchema + Send + 'static> Param for T {}

/// A check of a decoded value.
pub type Check<T> = fn(&T) -> Result<(), Error>;

/// One row of a method's field table. Built by the macro as a `static`; the bound on `T` is stated by [`field`] alone.
pub struct Field<T: 'static> {
    descriptor: ParameterDescriptor,
    decode: fn(&Value, decode::Mode, &Zone) -> Result<T, decode::DecodeError>,
    absent: fn() -> Option<T>,
    encode: fn(&T) -> Result<Value, encode::EncodeError>,
    default: Option<fn() -> T>,
    non_empty: bool,
    checks: &'static [Check<T>],
}

/// A required parameter of this name. A free function, because only then the compiler answers a type that is no [`Param`]
/// with the text of that trait.
pub const fn field<T: Param>(name: &'static str) -> Field<T> {
    Field {
        descriptor: ParameterDescriptor {
            name,
            docs: "",
            optional: || decode::from_absent::<T>().is_some(),
            schema: schema_of::<T>,
            constraints: &[],
            default: None,
            ignore_case: false,
            source: Source::Named,
        },
        decode: decode::from_value_in::<T>,
        absent: decode::from_absent::<T>,
        encode: encode::to_value::<T>,
        default: None,
        non_empty: false,
        checks: &[],
    }
}

fn schema_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

impl<T> Field<T> {
    /// What is told of it.
    pub const fn descriptor(&'static self) -> &'static ParameterDescriptor {
        &self.descriptor
    }

    /// With a description.
    pub const fn docs(mut self, docs: &'static str) -> Self {
        self.descriptor.docs = docs;
        self
    }

    /// Found in any spelling (P-52).
    pub const fn ignore_case(mut self) -> Self {
        self.descriptor.ignore_case = true;
        self
    }

    /// Takes every parameter that no other argument takes.
    pub const fn rest(mut self) -> Self {
        self.descriptor.source = Source::Rest;
        self
    }

    /// Takes the same when its own name is absent (P-209).
    pub const fn or_rest(mut self) -> Self {
        self.descriptor.source = Source::NamedOrRest;
        self
    }

    /// Refuses an empty text, list or map.
    pub const fn non_empty(mut self) -> Self {
        self.non_empty = true;
        self.descriptor.constraints = &[Constraint::NonEmpty];
        self
    }

    /// With a value for calls that leave it out, and its source text.
    pub const fn default_with(mut self, text: &'static str, default: fn() -> T) -> Self {
        self.descriptor.default = Some(text);
        self.default = Some(default);
        self
    }

    /// With checks to be told.
    pub const fn constraints(mut self, constraints: &'static [Constraint]) -> Self {
        self.descriptor.constraints = constraints;
        self
    }

    /// With checks to be made.
    pub const fn checks(mut self, checks: &'static [Check<T>]) -> Self {
        self.checks = checks;
        self
    }

    /// The parameter of a typed request; a value that cannot be written is left out.
    pub fn send(&self, value: T) -> Sent {
        Sent {
            name: self.descriptor.name,
            source: self.descriptor.source,
            value: (self.encode)(&value).unwrap_or(Value::Null),
        }
    }

    /// Finds, decodes and checks the value.
    pub(crate) fn read(&self, call: &Call, position: usize) -> Result<T, Error> {
        let name = self.descriptor.name;
        let value = match self.find(call, position) {
            Some(value) if !value.is_null() => value,
            _ => {
                if let Some(default) = self.default {
                    return Ok(default());
                }
                // A null reaches types that make something of it (`Option`, `Value`), absence only `Option`.
                return (self.absent)().ok_or_else(|| ArgumentError::empty(name).into());
            }
        };
        let blank = match &value {
            Value::Text(text) => text.is_empty(),
            Value::Array(array) => array.is_empty(),
            _ => false,
        };
        let value = self
            .typed(&value, call)
            .map_err(|error| ArgumentError::undecodable(name, error))?;
        // After decoding: a value of another type is wrong before it is empty (P-210).
        if self.non_empty && blank {
            return Err(ArgumentError::empty(name).into());
        }
        for check in self.checks {
            check(&value).map_err(|error| error.about(name))?;
        }
        Ok(value)
    }

    fn typed(&self, value: &Value, call: &Call) -> Result<T, decode::DecodeError> {
        let zone = &call.api.settings.zone;
        // P-161: PHP makes a number of a text for a parameter itself, not for what is inside of one.
        let number = match (value, call.mode()) {
            (Value::Text(text), decode::Mode::Strict) => number(text),
            _ => None,
        };
        let decoded = (self.decode)(value, call.mode(), zone);
        match (decoded, number) {
            (Err(error), Some(number)) => {
                (self.decode)(&number, decode::Mode::Strict, zone).map_err(|_| error)
            }
            (decoded, _) => decoded,
        }
    }

    fn find(&self, call: &Call, position: usize) -> Option<Value> {
        let parameters = call.parameters();
        if self.descriptor.source == Source::Rest {
            return Some(Value::Array(call.remaining_parameters()));
        }
        let named = if call.is_positional() {
            parameters.values().nth(position)
        } else if self.descriptor.ignore_case {
            // P-53: of two spellings the later value wins.
            parameters.get_ignore_case(self.descriptor.name)
        } else {
            parameters.get(self.descriptor.name)
        };
        match named.filter(|value| !value.is_null()) {
            None if self.descriptor.source == Source::NamedOrRest => {
                Some(Value::Array(call.remaining_parameters()))
            }
            found => found.cloned(),
        }
    }
}

/// A text that is a decimal number, as that number.
#[cold]
fn number(text: &str) -> Option<Value> {
    let is_decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'));
    if !is_decimal {
        return None;
    }
    let whole = text.parse().map(Value::Int);
    whole.or_else(|_| text.parse().map(Value::Float)).ok()
}

/// One parameter of a typed request.
pub struct Sent {
    name: &'static str,
    source: Source,
    value: Value,
}

/// The parameters of a typed request.
pub fn request<const N: usize>(sent: [Sent; N]) -> Array {
    let mut parameters = Array::new();
    for Sent {
        name,
        source,
        value,
    } in sent
    {
        match (value, source) {
            (Value::Array(rest), Source::Rest) => parameters.extend(rest),
            // An absent optional parameter is not sent at all.
            (Value::Null, _) => {}
            (value, _) => {
                parameters.insert(name, value);
            }
        }
    }
    parameters
}
