//! `#[object]`.

use super::{object, says};

fn field(field: &str) -> Vec<String> {
    object(&format!("struct Town {{ {field} }}"))
}

#[test]
fn good_objects_pass() {
    says(object("struct Town {}"), &[]);
    says(field("id: u64, r#type: String"), &[]);
    says(
        object(
            "#[object(name = \"T\", strict, crate = x)] #[serde(rename_all = \"camelCase\")] struct Town {
                #[object(filterable, sortable, title = \"ID\")] town_id: u64,
                #[object(editable, required(add, update))] long_name: String,
                #[object(editable(add), required(add))] a: u8,
                #[object(filterable = false, relation)] people: Vec<Person>,
                #[serde(skip)] not_told: u8,
                #[serde(rename = \"shortName\", default)] SHORT: String,
                #[serde(rename(serialize = \"wideName\", deserialize = \"W\"))] WIDE: String,
            }",
        ),
        &[],
    );
}

// Proves: P-162, P-197
#[test]
fn what_is_wrong_with_objects() {
    let on_type = |attr: &str| object(&format!("#[{attr}] struct Town {{ id: u64 }}"));
    says(on_type("object"), &["keys go in brackets"]);
    says(on_type("object(nam = \"T\")"), &["did you mean `name`?"]);
    says(on_type("object(name = T)"), &["write `name = \"TownDto\"`"]);
    says(
        on_type("object(name = \"a b\")"),
        &["letters, digits and `_`"],
    );
    says(on_type("object(filterable)"), &["belongs on each field"]);
    says(
        on_type("serde(rename_all = \"UPPERCASE\")"),
        &["write `rename_all = \"camelCase\"`"],
    );
    says(object("enum Town { A }"), &["a struct with named fields"]);
    says(object("struct Town(u64);"), &["a struct with named fields"]);
    says(object("struct Town<T> { id: T }"), &["cannot be generic"]);
}

// Proves: P-162, P-197
#[test]
fn what_is_wrong_with_fields() {
    says(
        field("town_id: u64"),
        &["`town_id` is not: write `#[serde(rename_all"],
    );
    says(
        field("#[serde(rename = \"ID\")] id: u64"),
        &["in camelCase in REST 3.0, and `ID` is not"],
    );
    says(
        field("id: u64, #[serde(rename = \"id\")] other: u64"),
        &["written as `id` already"],
    );
    says(field("#[serde(flatten)] inner: Inner"), &["write them out"]);
    says(
        field("#[serde(skip)] #[object(sortable)] id: u64"),
        &["remove `sortable`"],
    );
    says(
        field("#[object(filterabel)] id: u64"),
        &["did you mean `filterable`?"],
    );
    says(
        field("#[object(rename = \"x\")] id: u64"),
        &["serde says it"],
    );
    says(
        field("#[object(title = 5)] id: u64"),
        &["not a value for `title`"],
    );
    says(field("#[object(required)] id: u64"), &["say when"]);
    says(
        field("#[object(editable, required())] id: u64"),
        &["say when"],
    );
    says(
        field("#[object(editable(delete))] id: u64"),
        &["no method is a `delete`"],
    );
    says(
        field("#[object(editable(add, add))] id: u64"),
        &["`add` is given twice"],
    );
    says(
        field("#[object(editable(add), required(add, update))] id: u64"),
        &["required in `update`, where nobody may write it"],
    );
    says(
        field("#[object(filterable)] #[object(sortable)] id: u64"),
        &["a second `#[object]`"],
    );
    says(
        field("#[object(relation, filterable)] people: Vec<Person>"),
        &["a relation is only selected"],
    );
    says(
        field("#[object(required)] a_b: u64, #[object(sortabel)] c: u8"),
        &["say when", "did you mean", "`a_b` is not"],
    );
}
