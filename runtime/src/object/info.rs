//! Fields, as callers are told of them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Element, FieldDescriptor, Group, Object, Select, Selected};
use crate::error::{Error, Exception};
use crate::method::{Item, Items};
use crate::schema::Struct;

/// What `….field.list` and `….field.get` say of a field (P-193). A `select` of something else is an error (P-275).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, bitrix_rest_macros::Object)]
#[serde(rename_all = "camelCase")]
#[object(name = "DtoFieldDto", strict, crate = crate)]
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
    /// Further rules of its values.
    pub validation_rules: Vec<String>,
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
            .with::<Vec<String>>("validationRules", "Further rules of its values.")
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

impl FieldInfo {
    fn of(field: &FieldDescriptor) -> Self {
        let kind = field.kind();
        let element_type = match field.relation() {
            Some(relation) => Some((relation.object)().name()),
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
            validation_rules: Vec::new(),
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
            .map(|field| select.of(FieldInfo::of(field)))
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
    Ok(Item(select.of(FieldInfo::of(field))))
}
