//! Fields, as callers are told of them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};

use super::{Element, FieldDescriptor, Group, Object, ObjectDescriptor, Rule, Select, Selected};
use crate::error::{Error, Exception};
use crate::method::{Constraint, Item, Items};
use crate::openapi::input::bounds;
use crate::schema::Struct;

/// What `….field.list` and `….field.get` say of a field (P-193). A `select` of something else is an error (P-275).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bitrix_rest_macros::Object)]
#[serde(rename_all = "camelCase")]
#[object(name = "DtoFieldDto", strict, crate = crate)]
#[non_exhaustive]
pub struct FieldInfo {
    /// Its name on the wire.
    pub name: String,
    /// `int`, `float`, `string`, `bool`, `array` or `object`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub description: String,
    /// What is checked when it is written.
    pub validation_rules: Vec<ValidationRule>,
    /// The writing methods that must be given it: `add`, `update`.
    pub required_groups: Vec<String>,
    /// Whether a filter may name it.
    pub filterable: bool,
    /// Whether an order may name it.
    pub sortable: bool,
    /// Whether it may be written.
    pub editable: bool,
    /// Whether it holds a list.
    pub multiple: bool,
    /// What a list holds, or the name of the related object.
    pub element_type: Option<String>,
}

impl JsonSchema for FieldInfo {
    fn schema_name() -> Cow<'static, str> {
        "FieldInfo".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::FieldInfo").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let about = "What `….field.list` and `….field.get` say of a field.";
        Struct::new(generator, about)
            .with::<String>("name", "Its name on the wire.")
            .with::<String>(
                "type",
                "`int`, `float`, `string`, `bool`, `array` or `object`.",
            )
            .with::<String>("title", "What people call it.")
            .with::<String>("description", "What it is.")
            .with::<Vec<ValidationRule>>("validationRules", "Further rules of its values.")
            .with::<Vec<String>>(
                "requiredGroups",
                "The writing methods that must be given it: `add`, `update`.",
            )
            .with::<bool>("filterable", "Whether a filter may name it.")
            .with::<bool>("sortable", "Whether an order may name it.")
            .with::<bool>("editable", "Whether it may be written.")
            .with::<bool>("multiple", "Whether it holds a list.")
            .with_optional::<String>(
                "elementType",
                "What a list holds, or the name of the related object.",
            )
            .schema()
    }
}

/// A check of what is written into a field. Bitrix24 does not document how it tells them; here each is an object, whose `rule` is the
/// name of the validation attribute (P-197).
///
/// | `rule` | Key of `#[object(…)]` | Further keys |
/// |---|---|---|
/// | `NotEmpty` | `non_empty` | |
/// | `Length` | `length` | `min`, `max`: of the characters of a text or the elements of a list |
/// | `Min`, `Max`, `Range` | `range` | `min`, `max` |
/// | `Email`, `Phone`, `Url` | `email`, `phone`, `url` | |
/// | `InArray` | `one_of` | `values` |
/// | `RegExp` | `pattern` | `pattern` |
/// | `Custom` | `with` | |
/// | `Validatable` | `nested` | |
/// | `AtLeastOneOf`, `OnlyOneOf` | `at_least_one_of`, `only_one_of` of the type | `fields` |
///
/// Bounds that are no literals are told in `message` alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ValidationRule {
    /// Its name.
    pub rule: String,
    /// The same in words.
    pub message: String,
    /// The least number or length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// The greatest number or length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The values that there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// The regular expression that a text must match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The fields that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

impl JsonSchema for ValidationRule {
    fn schema_name() -> Cow<'static, str> {
        "ValidationRule".into()
    }

    fn schema_id() -> Cow<'static, str> {
        concat!(module_path!(), "::ValidationRule").into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Struct::new(generator, "A check of what is written into a field.")
            .with::<String>("rule", "Its name.")
            .with::<String>("message", "The same in words.")
            .with_absent::<Number>("min", "The least number or length.")
            .with_absent::<Number>("max", "The greatest number or length.")
            .with_absent::<Vec<Value>>("values", "The values that there are.")
            .with_absent::<String>("pattern", "The regular expression that a text must match.")
            .with_absent::<Vec<String>>("fields", "The fields that it is about.")
            .schema()
    }
}

impl ValidationRule {
    fn new(rule: &str, message: String) -> Self {
        Self {
            rule: rule.to_owned(),
            message,
            min: None,
            max: None,
            values: Vec::new(),
            pattern: None,
            fields: Vec::new(),
        }
    }

    /// All of a field.
    fn all(object: &ObjectDescriptor, field: &FieldDescriptor) -> Vec<Self> {
        let constraints = field.constraints().iter().map(Self::of);
        let nested = field.nested().map(|object| {
            let message = format!("must be a valid {}", object.name());
            Self::new("Validatable", message)
        });
        let rules = object.rules().iter();
        let rules = rules.filter(|rule| rule.fields().contains(&field.name()));
        let rules = rules.map(|rule| {
            let name = match rule {
                Rule::AtLeastOne(_) => "AtLeastOneOf",
                Rule::OnlyOne(_) => "OnlyOneOf",
            };
            let fields = rule.fields().iter().map(|field| (*field).to_owned());
            Self {
                fields: fields.collect(),
                ..Self::new(name, rule.to_string())
            }
        });
        constraints.chain(nested).chain(rules).collect()
    }

    fn of(constraint: &Constraint) -> Self {
        let (mut min, mut max, mut values, mut pattern) = (None, None, Vec::new(), None);
        // What holds of a text is what is told of numbers and lists, too.
        for (key, value) in bounds(constraint, &json!({"type": "string"})) {
            match (key, value) {
                ("minimum" | "minLength", Value::Number(least)) => min = Some(least),
                ("maximum" | "maxLength", Value::Number(most)) => max = Some(most),
                ("pattern", Value::String(text)) => pattern = Some(text),
                ("enum", Value::Array(choices)) => values = choices,
                _ => {}
            }
        }
        let rule = match (constraint, &min, &max) {
            (Constraint::NonEmpty, ..) => {
                min = None;
                "NotEmpty"
            }
            (Constraint::Length(_), ..) => "Length",
            (Constraint::Range(_), Some(_), None) => "Min",
            (Constraint::Range(_), None, Some(_)) => "Max",
            (Constraint::Range(_), ..) => "Range",
            (Constraint::Email, ..) => "Email",
            (Constraint::Phone, ..) => "Phone",
            (Constraint::Url, ..) => "Url",
            (Constraint::OneOf(_), ..) => "InArray",
            (Constraint::Pattern(_), ..) => "RegExp",
            (Constraint::Custom(_), ..) => "Custom",
        };
        Self {
            min,
            max,
            values,
            pattern,
            ..Self::new(rule, constraint.to_string())
        }
    }
}

impl FieldInfo {
    fn of<T: Object>(field: &FieldDescriptor) -> Self {
        let kind = field.kind();
        let element_type = match field.relation() {
            Some(relation) => Some((relation.object)().name()),
            None if field.nested().is_some() => field.nested().map(ObjectDescriptor::name),
            None if kind.multiple => Some(kind.element.word()),
            None => match kind.element {
                Element::Date => Some("date"),
                Element::DateTime => Some("datetime"),
                _ => None,
            },
        };
        let groups = field.required().iter().map(|group| Group::word(*group));
        Self {
            name: field.name().to_owned(),
            kind: kind.word().to_owned(),
            title: field.title().to_owned(),
            description: field.description().to_owned(),
            validation_rules: ValidationRule::all(T::object(), field),
            required_groups: groups.map(str::to_owned).collect(),
            filterable: field.is_filterable(),
            sortable: field.is_sortable(),
            editable: !field.editable().is_empty(),
            multiple: kind.multiple,
            element_type: element_type.map(str::to_owned),
        }
    }
}

/// The answer of `….field.list`: all fields of an object (P-193).
pub fn field_list<T: Object>(select: &Select<FieldInfo>) -> Items<Selected<FieldInfo>> {
    let fields = T::object().fields().iter();
    Items(
        fields
            .map(|field| select.of(FieldInfo::of::<T>(field)))
            .collect(),
    )
}

/// The answer of `….field.get`: one field of an object (P-193).
///
/// # Errors
/// [`Exception::FieldNotFound`].
pub fn field_get<T: Object>(
    name: &str,
    select: &Select<FieldInfo>,
) -> Result<Item<Selected<FieldInfo>>, Error> {
    let field = T::object().field(name);
    let field = field.ok_or_else(|| Exception::FieldNotFound(name.to_owned()))?;
    Ok(Item(select.of(FieldInfo::of::<T>(field))))
}
