//! The rules of `#[derive(Object)]`.

use syn::ext::IdentExt;
use syn::{Ident, Path, Type, parse_quote};

use super::checks;
use super::field_name::{check_name, check_one_name, is_looked_at, renaming, wire};
use crate::attr::Keyed;
use crate::attr::checks::Checks;
use crate::attr::object::FieldAttr;
use crate::attr::suggest::{list, nearest};
use crate::declaration::docs::Docs;
use crate::declaration::object::{Field, ObjectDeclaration};
use crate::mistakes::Mistakes;

/// An object without mistakes.
#[derive(Debug)]
pub(crate) struct ObjectType {
    pub(crate) path: Path,
    pub(crate) name: Ident,
    pub(crate) title: String,
    pub(crate) strict: bool,
    pub(crate) rules: Vec<Rule>,
    pub(crate) fields: Vec<CheckedField>,
}

/// A rule about several fields, by their names on the wire.
#[derive(Debug)]
pub(crate) enum Rule {
    AtLeastOne(Vec<String>),
    OnlyOne(Vec<String>),
}

/// A field without mistakes.
#[derive(Debug)]
pub(crate) struct CheckedField {
    pub(crate) name: Ident,
    pub(crate) wire: String,
    pub(crate) ty: Type,
    pub(crate) title: String,
    pub(crate) docs: Docs,
    pub(crate) filterable: bool,
    pub(crate) sortable: bool,
    pub(crate) editable: Vec<Ident>,
    pub(crate) required: Vec<Ident>,
    pub(crate) is_relation: bool,
    pub(crate) is_nested: bool,
    pub(crate) is_read_otherwise: bool,
    pub(crate) checks: Checks,
}

/// Where the runtime is found, right or wrong as the rest may be.
pub(crate) fn path(declaration: &ObjectDeclaration) -> Path {
    let path = declaration.attr.path.clone();
    path.unwrap_or_else(|| parse_quote!(::bitrix_rest))
}

/// All rules of an object.
pub(crate) fn check(declaration: ObjectDeclaration, mistakes: &mut Mistakes) -> Option<ObjectType> {
    if !declaration.generics.params.is_empty() {
        mistakes.at(
            &declaration.generics.params,
            "an object has one list of fields, and therefore cannot be generic",
        );
    }
    let path = path(&declaration);
    let title = title(&declaration, mistakes);
    let mut serde = declaration.serde;
    let renamed = renaming(&mut serde, mistakes);
    let mut fields: Vec<CheckedField> = Vec::new();
    let mut names: Vec<(Ident, Named)> = Vec::new();
    for field in declaration.fields {
        if let Some(place) = &field.serde.flatten {
            mistakes.at(
                place,
                "an object names its fields, and those of a flattened one are not known here; write them out, or make it a \
                 field of its own",
            );
            continue;
        }
        if field.serde.skipped {
            skipped(&field, mistakes);
            names.push((field.name, Named::Skipped));
            continue;
        }
        let (wire, place) = wire(&field, renamed);
        let ruled = |rule: &Keyed<Vec<Ident>>| rule.value.contains(&field.name);
        if is_looked_at(&field.attr) || declaration.attr.rules.iter().any(ruled) {
            check_one_name(&field, &wire, &mut serde, mistakes);
        }
        check_name(&wire, &place, &field.serde, mistakes);
        if fields.iter().any(|other| other.wire == wire) {
            mistakes.at(
                &place,
                format!("another field is written as `{wire}` already; give one another name with `#[serde(rename = \"…\")]`"),
            );
        }
        check_field(&field, mistakes);
        names.push(match field.attr.relation {
            Some(_) => (field.name.clone(), Named::Relation),
            None => (field.name.clone(), Named::Field(wire.clone())),
        });
        fields.push(checked(field, wire));
    }
    let rules = declaration.attr.rules.into_iter();
    let rules = rules.map(|rule| {
        let key = rule.key.clone();
        let rule = self::rule(rule, &names, mistakes);
        check_rule(&key, &rule, &fields, mistakes);
        rule
    });
    let rules = rules.collect();
    mistakes.is_empty().then_some(ObjectType {
        path,
        name: declaration.name,
        title,
        strict: declaration.attr.strict,
        rules,
        fields,
    })
}

/// What a name in a rule means.
enum Named {
    /// A field, and what callers call it.
    Field(String),
    Relation,
    Skipped,
}

fn rule(rule: Keyed<Vec<Ident>>, names: &[(Ident, Named)], mistakes: &mut Mistakes) -> Rule {
    let Keyed { key, value } = rule;
    let mut wires = Vec::new();
    for name in &value {
        let text = match names.iter().find(|(other, _)| other == name) {
            Some((_, Named::Field(wire))) => {
                wires.push(wire.clone());
                continue;
            }
            Some((_, Named::Relation)) => {
                format!(
                    "`{name}` is a relation, which nobody writes; name the field that holds the id"
                )
            }
            Some((_, Named::Skipped)) => {
                format!(
                    "serde skips `{name}`, so no caller knows of it; remove it here, or the `skip`"
                )
            }
            None => {
                let known: Vec<String> = names.iter().map(|(name, _)| name.to_string()).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = nearest(&name.to_string(), &known);
                let instead = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the fields are {}", list(&known)),
                };
                format!("no field is called `{name}`; {instead}")
            }
        };
        mistakes.at(name, text);
    }
    match key == "only_one_of" {
        true => Rule::OnlyOne(wires),
        false => Rule::AtLeastOne(wires),
    }
}

/// An `add` names one of the fields at least, and so must be able to. What nobody adds is not judged: it is nested in others.
fn check_rule(key: &Ident, rule: &Rule, fields: &[CheckedField], mistakes: &mut Mistakes) {
    let (Rule::AtLeastOne(wires) | Rule::OnlyOne(wires)) = rule;
    let is_added = |field: &CheckedField| field.editable.iter().any(|group| group == "add");
    let is_any_added = fields.iter().any(is_added);
    let mut added = fields.iter().filter(|field| is_added(field));
    // Without fields there is a mistake in their names already.
    if wires.is_empty() || !is_any_added || added.any(|field| wires.contains(&field.wire)) {
        return;
    }
    mistakes.at(
        key,
        format!(
            "nobody may write any of these fields in `add`, so every `add` would be refused: add `editable` to one of them, or \
             remove `{key}`"
        ),
    );
}

/// The name in messages: what is given, or that of the type with `Dto` behind it, as PHP's classes are called.
fn title(declaration: &ObjectDeclaration, mistakes: &mut Mistakes) -> String {
    if let Some(name) = &declaration.attr.name {
        let value = name.value();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if value.is_empty() || !value.chars().all(fits) {
            mistakes.at(
                name,
                "the name of an object is made of letters, digits and `_`, such as `\"TownDto\"`",
            );
        }
        return value;
    }
    let name = declaration.name.unraw().to_string();
    match name.ends_with("Dto") {
        true => name,
        false => format!("{name}Dto"),
    }
}

fn skipped(field: &Field, mistakes: &mut Mistakes) {
    let FieldAttr {
        filterable,
        sortable,
        editable,
        required,
        relation,
        nested,
        checks,
        ..
    } = &field.attr;
    let keys = editable.iter().chain(required).map(|keyed| &keyed.key);
    let keys = keys.chain(filterable).chain(sortable).chain(relation);
    let mut keys = keys.chain(nested).chain(checks.keys());
    if let Some(key) = keys.next() {
        mistakes.at(
            key,
            format!(
                "serde skips `{}`, so no caller knows of it; remove `{key}`, or the `skip`",
                field.name
            ),
        );
    }
}

fn check_field(field: &Field, mistakes: &mut Mistakes) {
    let FieldAttr {
        filterable,
        sortable,
        editable,
        required,
        relation,
        nested,
        checks,
        ..
    } = &field.attr;
    checks::check(checks, mistakes);
    if relation.is_some() {
        let keyed = editable.iter().chain(required).map(|keyed| &keyed.key);
        let keys = keyed.chain(filterable).chain(sortable);
        for key in keys.chain(nested).chain(checks.keys()) {
            mistakes.at(
                key,
                format!(
                    "a relation is only selected: `{key}` belongs on the field that holds the id"
                ),
            );
        }
        return;
    }
    let editable = editable.as_ref().map_or(&[][..], |keyed| &keyed.value);
    for group in required.iter().flat_map(|keyed| &keyed.value) {
        if !editable.contains(group) {
            mistakes.at(
                group,
                format!(
                    "`{}` is required in `{group}`, where nobody may write it: add `editable`",
                    field.name
                ),
            );
        }
    }
}

fn checked(field: Field, wire: String) -> CheckedField {
    let attr = field.attr;
    let title = match &attr.title {
        Some(title) => title.value(),
        None => field.docs.summary().trim_end_matches('.').to_owned(),
    };
    CheckedField {
        name: field.name,
        wire,
        ty: field.ty,
        title,
        docs: field.docs,
        filterable: attr.filterable.is_some(),
        sortable: attr.sortable.is_some(),
        editable: attr.editable.map(|keyed| keyed.value).unwrap_or_default(),
        required: attr.required.map(|keyed| keyed.value).unwrap_or_default(),
        is_relation: attr.relation.is_some(),
        is_nested: attr.nested.is_some(),
        is_read_otherwise: field.serde.is_read_otherwise,
        checks: attr.checks,
    }
}
