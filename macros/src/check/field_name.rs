//! How the fields of an object are called: where they are answered, and where they are written.

use syn::ext::IdentExt;
use syn::{LitStr, Meta};

use crate::attr::object::{FieldAttr, SerdeAttr};
use crate::declaration::object::Field;
use crate::mistakes::Mistakes;

/// Whether serde writes names in camelCase. Whatever else it is told is a mistake already.
pub(super) fn renaming(serde: &mut SerdeAttr, mistakes: &mut Mistakes) -> Option<bool> {
    match &serde.rename_all.written {
        None => Some(false),
        Some(rule) if rule.value() == "camelCase" => Some(true),
        Some(rule) => {
            mistakes.at(
                rule,
                "names of fields are in camelCase in REST 3.0: write `rename_all = \"camelCase\"`",
            );
            serde.rename_all.place = None;
            None
        }
    }
}

/// The name by which a field is answered, and where that is said.
pub(super) fn wire(field: &Field, renamed: Option<bool>) -> (String, LitStr) {
    if let Some(name) = &field.serde.rename.written {
        return (name.value(), name.clone());
    }
    let name = field.name.unraw().to_string();
    let place = LitStr::new(&name, field.name.span());
    let wire = match renamed {
        Some(false) => name,
        Some(true) | None => camel_case(&name),
    };
    (wire, place)
}

pub(super) fn check_name(wire: &str, place: &LitStr, serde: &SerdeAttr, mistakes: &mut Mistakes) {
    let is_camel_case = wire.starts_with(|first: char| first.is_ascii_lowercase())
        && wire.chars().all(|letter| letter.is_ascii_alphanumeric());
    if is_camel_case {
        return;
    }
    let instead = match serde.rename.written {
        Some(_) => "",
        None => ": write `#[serde(rename_all = \"camelCase\")]` above the struct",
    };
    mistakes.push(syn::Error::new(
        place.span(),
        format!("names of fields are in camelCase in REST 3.0, and `{wire}` is not{instead}"),
    ));
}

/// Whether what callers write into a field is looked for.
pub(super) fn is_looked_at(attr: &FieldAttr) -> bool {
    attr.editable.is_some() || attr.nested.is_some() || attr.checks.keys().next().is_some()
}

/// What is looked for has the name by which the field is answered, and no other. What the type says is told once.
pub(super) fn check_one_name(
    field: &Field,
    wire: &str,
    of_type: &mut SerdeAttr,
    mistakes: &mut Mistakes,
) {
    let mut others: Vec<Meta> = field.serde.read_as.clone();
    others.append(&mut of_type.read_as);
    if read(field, of_type).as_deref() != Some(wire) {
        let place = field.serde.rename.place.clone();
        others.extend(place.or_else(|| of_type.rename_all.place.take()));
    }
    for other in others {
        mistakes.at(
            other,
            "what callers write is looked for, and checked, under the names by which fields are answered, and with this others are \
             read as well; remove it here, and let what is stored under other names be another type",
        );
    }
}

/// The name by which serde reads a field; none if that is one that no field is answered by.
fn read(field: &Field, of_type: &SerdeAttr) -> Option<String> {
    if let Some(name) = &field.serde.rename.read {
        return Some(name.value());
    }
    let name = field.name.unraw().to_string();
    let rule = of_type.rename_all.read.as_ref().map(LitStr::value);
    match rule.as_deref() {
        None | Some("lowercase" | "snake_case") => Some(name),
        Some("camelCase") => Some(camel_case(&name)),
        Some("kebab-case") => Some(name.replace('_', "-")),
        // It begins with a capital letter.
        Some(_) => None,
    }
}

/// What serde makes of a name in snake_case.
fn camel_case(name: &str) -> String {
    let mut wire = String::new();
    let mut capital = false;
    for letter in name.chars() {
        match letter {
            '_' => capital = true,
            letter if capital && !wire.is_empty() => {
                wire.push(letter.to_ascii_uppercase());
                capital = false;
            }
            letter => {
                wire.push(if wire.is_empty() {
                    letter.to_ascii_lowercase()
                } else {
                    letter
                });
                capital = false;
            }
        }
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::camel_case;

    #[test]
    fn camel_case_is_serdes() {
        assert_eq!(camel_case("timestamp_x"), "timestampX");
        assert_eq!(camel_case("id"), "id");
        assert_eq!(camel_case("_deep__name_"), "deepName");
    }
}
