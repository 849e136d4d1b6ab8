//! The static description of an object.

use std::sync::OnceLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::kind::Kind;
use super::rules::{CheckGiven, Holding, Rule};
use super::{Object, Selected};
use crate::method::Constraint;

/// When a field must be given, or may be: in which of the two writing methods (P-197).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Group {
    /// `add`: a new object is made.
    Add,
    /// `update`: one that is there is changed.
    Update,
}

impl Group {
    /// As it is written.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
        }
    }
}

/// What an object is and which fields it has: the only source for checks, field lists and documents.
#[derive(Debug)]
pub struct ObjectDescriptor {
    name: &'static str,
    fields: &'static [FieldDescriptor],
    strict: bool,
    rules: &'static [Rule],
}

/// An object of this name. Built by the macro as a `static`.
pub const fn object(
    name: &'static str,
    fields: &'static [FieldDescriptor],
    strict: bool,
) -> ObjectDescriptor {
    ObjectDescriptor {
        name,
        fields,
        strict,
        rules: &[],
    }
}

impl ObjectDescriptor {
    /// The name in messages and documents, such as `EventLogDto` (P-170).
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The fields, in declaration order; relations are among them.
    pub const fn fields(&self) -> &'static [FieldDescriptor] {
        self.fields
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldDescriptor> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What must be true of several fields together, when they are written.
    pub const fn rules(&self) -> &'static [Rule] {
        self.rules
    }

    /// With such rules. The macro fills them in.
    #[doc(hidden)]
    #[must_use]
    pub const fn ruled(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    /// Whether a `select` of a field that it has not is an error (P-275).
    pub(super) const fn is_strict(&self) -> bool {
        self.strict
    }
}

/// A field of an object.
pub struct FieldDescriptor {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    filterable: bool,
    sortable: bool,
    editable: &'static [Group],
    required: &'static [Group],
    relation: Option<Relation>,
    constraints: &'static [Constraint],
    check: Option<CheckGiven>,
    nested: Option<Holding>,
    schema: fn(&mut SchemaGenerator) -> Schema,
    kind: OnceLock<Kind>,
}

/// The object, or the objects, that a field holds.
#[derive(Debug, Clone, Copy)]
pub struct Relation {
    /// What is held.
    pub object: fn() -> &'static ObjectDescriptor,
    /// Whether it is a list.
    pub many: bool,
}

/// A type that a field of an object may have.
///
/// Implemented for everything that is `Serialize + JsonSchema`: the schema says what the field is, and so with what it may be
/// compared.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a field of an object",
    label = "this type cannot be written into a response",
    note = "derive `serde::Serialize` and `schemars::JsonSchema` for it"
)]
pub trait FieldType: Serialize + JsonSchema {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + JsonSchema> FieldType for T {}

/// A type that holds related objects: `Option` of one, or a `Vec` of them (P-177).
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no related object",
    label = "neither an `Option` nor a `Vec` of an object",
    note = "a relation is `Option<T>` or `Vec<T>`, where `T` has `#[derive(Object)]`"
)]
pub trait Related {
    /// What it holds.
    #[doc(hidden)]
    const RELATION: Relation;
    /// As it is answered: a part of it.
    #[doc(hidden)]
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

impl<T: Object> Related for Option<T> {
    const RELATION: Relation = Relation {
        object: T::object,
        many: false,
    };

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Option<Selected<T>>>()
    }
}

impl<T: Object> Related for Vec<T> {
    const RELATION: Relation = Relation {
        object: T::object,
        many: true,
    };

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<Selected<T>>>()
    }
}

/// A plain field. A free function, because only then the compiler answers a type that is no [`FieldType`] with the text of that
/// trait.
pub const fn object_field<T: FieldType>(name: &'static str) -> FieldDescriptor {
    FieldDescriptor::new(name, None, |generator| generator.subschema_for::<T>())
}

/// A relation.
pub const fn object_relation<T: Related>(name: &'static str) -> FieldDescriptor {
    FieldDescriptor::new(name, Some(T::RELATION), T::schema)
}

impl FieldDescriptor {
    const fn new(
        name: &'static str,
        relation: Option<Relation>,
        schema: fn(&mut SchemaGenerator) -> Schema,
    ) -> Self {
        Self {
            name,
            title: "",
            description: "",
            filterable: false,
            sortable: false,
            editable: &[],
            required: &[],
            relation,
            constraints: &[],
            check: None,
            nested: None,
            schema,
            kind: OnceLock::new(),
        }
    }

    /// The name on the wire, in camelCase (P-162).
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What people call it.
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// Its doc comment.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// Whether a filter may name it (P-182).
    pub const fn is_filterable(&self) -> bool {
        self.filterable
    }

    /// Whether an order may name it (P-182).
    pub const fn is_sortable(&self) -> bool {
        self.sortable
    }

    /// The writing methods that may set it.
    pub const fn editable(&self) -> &'static [Group] {
        self.editable
    }

    /// The writing methods that must be given it.
    pub const fn required(&self) -> &'static [Group] {
        self.required
    }

    /// The objects that it holds, if it is a relation (P-177).
    pub const fn relation(&self) -> Option<Relation> {
        self.relation
    }

    /// The checks that what is written must pass.
    pub const fn constraints(&self) -> &'static [Constraint] {
        self.constraints
    }

    /// What decodes and checks a value that is written; that it must not be empty is not in it.
    pub(super) const fn check(&self) -> Option<CheckGiven> {
        self.check
    }

    /// How that object is found in what is written.
    pub(super) const fn held(&self) -> Option<Holding> {
        self.nested
    }

    /// The object whose checks what is written must pass, too.
    pub fn nested(&self) -> Option<&'static ObjectDescriptor> {
        self.nested.map(|holding| (holding.object)())
    }

    /// What it holds, found out from the schema of its type.
    pub fn kind(&self) -> Kind {
        *self.kind.get_or_init(|| match self.relation {
            Some(relation) if relation.many => Kind::LIST_OF_OBJECTS,
            Some(_) => Kind::OBJECT,
            None => Kind::of(self.schema),
        })
    }

    /// A value that it may be compared with.
    pub(super) fn example(&self) -> serde_json::Value {
        self.kind().example(self.schema)
    }

    /// The JSON Schema of its values.
    pub fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        (self.schema)(generator)
    }
}

/// What the macro fills in; not part of the public interface.
#[doc(hidden)]
impl FieldDescriptor {
    /// With title and doc comment.
    pub const fn documented(mut self, title: &'static str, description: &'static str) -> Self {
        self.title = title;
        self.description = description;
        self
    }

    /// A filter may name it.
    pub const fn filterable(mut self) -> Self {
        self.filterable = true;
        self
    }

    /// An order may name it.
    pub const fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// May be set.
    pub const fn editable_in(mut self, groups: &'static [Group]) -> Self {
        self.editable = groups;
        self
    }

    /// With checks to be told.
    pub const fn constrained(mut self, constraints: &'static [Constraint]) -> Self {
        self.constraints = constraints;
        self
    }

    /// With checks to be made.
    pub const fn checked(mut self, check: CheckGiven) -> Self {
        self.check = Some(check);
        self
    }

    /// With the checks of what it holds.
    pub const fn holding(mut self, holding: Holding) -> Self {
        self.nested = Some(holding);
        self
    }

    /// Must be given.
    pub const fn required_in(mut self, groups: &'static [Group]) -> Self {
        self.required = groups;
        self
    }
}

impl std::fmt::Debug for FieldDescriptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FieldDescriptor")
            .field("name", &self.name)
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}
