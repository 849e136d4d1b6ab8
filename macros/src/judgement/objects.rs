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
            "#[object(name = \"T\", strict, crate = x, only_one_of(text, number), only_one_of(text, a), at_least_one_of(a, inner))] #[serde(rename_all = \"camelCase\")] struct Town {
                #[object(filterable, sortable, title = \"ID\")] town_id: u64,
                #[object(editable, required(add, update))] long_name: String,
                #[object(editable(add), required(add))] a: u8,
                #[object(filterable = false, relation)] people: Vec<Person>,
                #[object(editable(add), non_empty, length = 1..=5, email, with = own)] text: String,
                #[object(range = -1..=5, one_of = [-1, 5])] number: i8,
                #[object(pattern = \"^a\", length = ..=5)] like: String,
                #[object(nested)] inner: Inner,
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

// Proves: P-197
#[test]
fn what_is_wrong_with_checks() {
    says(field("#[object(range = 5)] id: u64"), &["needs a range"]);
    says(
        field("#[object(range = 1..5)] id: u64"),
        &["include their end"],
    );
    says(
        field("#[object(length = 5..=1)] id: String"),
        &["nothing lies in"],
    );
    says(
        field("#[object(min = 1)] id: u64"),
        &["write `range = 1..`"],
    );
    says(
        field("#[object(positive)] id: u64"),
        &["write `range = 1..`"],
    );
    says(
        field("#[object(pattern = \"a(\", length = 1..)] id: String"),
        &["as in `length = ..=100`", "no regular expression"],
    );
    says(
        field("#[object(pattern = CODE)] id: String"),
        &["write `pattern = \"^[A-Z]{3}$\"`"],
    );
    says(
        field("#[object(regex = \"a\")] id: String"),
        &["write `pattern ="],
    );
    says(
        field("#[object(emial)] id: String"),
        &["did you mean `email`?"],
    );
    says(
        field("#[object(email = \"x\")] id: String"),
        &["`email` is a flag"],
    );
    says(
        field("#[object(one_of = 5)] id: u64"),
        &["write `one_of = ["],
    );
    says(
        field("#[object(one_of = [])] id: u64"),
        &["name the values"],
    );
    says(
        field("#[object(one_of = [1, 1])] id: u64"),
        &["given twice"],
    );
    says(
        field("#[object(one_of = [1.5, MOST, \"a\"])] id: f64"),
        &["a text in quotes or a whole number", "a text in quotes"],
    );
    says(
        field("#[object(relation, nested, email)] people: Vec<Person>"),
        &["`nested` belongs on the field", "`email` belongs"],
    );
    says(
        field("#[serde(skip)] #[object(url)] id: String"),
        &["remove `url`"],
    );
    says(
        field("#[object(only_one_of(a, b))] id: u64"),
        &["belongs on the type"],
    );
}

// Proves: P-197
#[test]
fn what_is_checked_has_one_name() {
    let one_name = &["others are read as well"][..];
    says(
        field("#[serde(alias = \"old\")] #[object(editable)] id: u64"),
        one_name,
    );
    says(
        field(
            "#[serde(rename(serialize = \"a\", deserialize = \"b\"))] #[object(range = 1..)] id: u64",
        ),
        one_name,
    );
    says(
        field("#[serde(rename(serialize = \"a\", deserialize = \"a\"))] #[object(nested)] id: Id"),
        &[],
    );
    let on_type = |fields: &str| {
        object(&format!(
            "#[serde(rename_all(serialize = \"camelCase\"))] struct Town {{ {fields} }}"
        ))
    };
    says(
        on_type("#[object(editable)] a_b: u8, #[object(url)] c_d: String"),
        one_name,
    );
    says(on_type("a_b: u8"), &[]);
    says(
        object("#[serde(from = \"Stored\")] struct Town { #[object(editable)] a: u8 }"),
        one_name,
    );
    // What each of them says is a mistake of its own.
    says(
        object(
            "#[serde(from = \"Stored\", rename_all(serialize = \"camelCase\"))] struct Town {
                #[serde(alias = \"x\", alias = \"y\")] #[object(editable)] a_b: u8, #[object(editable)] c_d: u8,
            }",
        ),
        &[one_name[0]; 4],
    );
    let ruled = "#[object(only_one_of(a, b))] struct Town { #[serde(alias = \"c\")] a: u8, b: u8 }";
    says(object(ruled), one_name);
}

// Proves: P-197
#[test]
fn what_counts_is_the_name_on_the_wire() {
    let said = |of_type: &str, of_field: &str, name: &str| {
        object(&format!(
            "#[serde({of_type})] struct Town {{ #[serde({of_field})] #[object(editable)] {name}: u8 }}"
        ))
    };
    let one_name = &["others are read as well"][..];
    let written = "rename_all(serialize = \"camelCase\")";
    let read = "rename_all(serialize = \"camelCase\", deserialize = \"SCREAMING-KEBAB-CASE\")";
    for (of_type, of_field, name) in [
        (
            "rename_all = \"camelCase\"",
            "rename(deserialize = \"fooBar\")",
            "foo_bar",
        ),
        (written, "rename(deserialize = \"fooBar\")", "foo_bar"),
        (written, "rename = \"FOO\"", "foo_bar"),
        (written, "default", "foo"),
        (read, "rename(deserialize = \"foo\")", "foo"),
        ("rename_all(deserialize = \"snake_case\")", "default", "foo"),
    ] {
        let camel = "in camelCase in REST 3.0";
        let expected = if of_field.contains("FOO") {
            &[camel][..]
        } else {
            &[]
        };
        says(said(of_type, of_field, name), expected);
    }
    for (of_type, of_field, name) in [
        (
            "rename_all = \"camelCase\"",
            "rename(serialize = \"bar\")",
            "foo_bar",
        ),
        (
            "rename_all = \"camelCase\"",
            "rename(deserialize = \"foo_bar\")",
            "foo_bar",
        ),
        (written, "default", "foo_bar"),
        (read, "default", "foo"),
        (
            "rename_all(deserialize = \"kebab-case\")",
            "rename(serialize = \"fooBar\")",
            "foo_bar",
        ),
    ] {
        says(said(of_type, of_field, name), one_name);
    }
    // It is another mistake.
    says(
        said("rename_all = \"UPPERCASE\"", "default", "foo_bar"),
        &["write `rename_all"],
    );
}

// Proves: P-197
#[test]
fn what_is_wrong_with_rules_of_several_fields() {
    let on_type = |attr: &str| {
        let fields =
            "email: u8, phone: u8, #[object(relation)] home: Vec<T>, #[serde(skip)] inner: u8";
        object(&format!("#[object({attr})] struct Town {{ {fields} }}"))
    };
    says(on_type("at_least_one_of"), &["two at least"]);
    says(on_type("only_one_of = email"), &["two at least"]);
    says(on_type("only_one_of(email)"), &["two at least"]);
    says(on_type("only_one_of(\"email\", phone)"), &["two at least"]);
    says(
        on_type("only_one_of(email, email)"),
        &["`email` is given twice"],
    );
    says(
        on_type("only_one_of(emial, phone)"),
        &["did you mean `email`?"],
    );
    says(
        on_type("only_one_of(wings, phone)"),
        &["the fields are `email`, `phone`"],
    );
    says(
        on_type("only_one_of(home, phone)"),
        &["`home` is a relation"],
    );
    says(
        on_type("only_one_of(inner, phone)"),
        &["serde skips `inner`"],
    );
    says(on_type("one_of = [1]"), &["only_one_of"]);
}

// Proves: P-197
#[test]
fn rules_about_what_nobody_adds() {
    let ruled = |name: &str, email: &str| {
        let fields = format!("#[object({name})] name: u8, #[object({email})] email: u8, phone: u8");
        object(&format!(
            "#[object(only_one_of(email, phone), at_least_one_of(name, phone))] struct Town {{ {fields} }}"
        ))
    };
    let wrong = "nobody may write any of these fields in `add`";
    says(ruled("editable", "editable"), &[]);
    says(ruled("editable", ""), &[wrong]);
    says(ruled("editable", "editable(update)"), &[wrong]);
    says(ruled("", "editable(add)"), &[wrong]);
    // An object that is nested in others, and one that is only changed.
    says(ruled("", ""), &[]);
    says(ruled("editable(update)", ""), &[]);
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
