#![no_implicit_prelude]
#![forbid(unsafe_code)]

use ::bitrix_rest::Object;
use ::bitrix_rest::schemars;
// What `JsonSchema` makes needs it, not what `Object` makes.
use ::std::convert::Into as _;

mod checks {
    pub fn known(_: &::std::string::String) -> ::std::result::Result<(), ::bitrix_rest::Error> {
        ::std::result::Result::Ok(())
    }
}

/// Every check of a field.
#[derive(::serde::Serialize, Object)]
#[object(at_least_one_of(email, phone), only_one_of(email, site))]
struct Checked {
    #[object(editable, email)]
    email: ::std::option::Option<::std::string::String>,
    #[object(editable, phone, length = ..=MOST)]
    phone: ::std::string::String,
    #[object(editable, url)]
    site: ::std::option::Option<::std::string::String>,
    #[object(editable, non_empty, one_of = ["a", "b"], with = checks::known)]
    kind: ::std::string::String,
    #[object(editable, one_of = [-1, 1], range = -1..)]
    sign: ::std::option::Option<i8>,
    #[object(editable, nested)]
    whole: Nested,
    #[object(editable, nested)]
    one: ::std::option::Option<Nested>,
    #[object(editable, nested, non_empty)]
    several: ::std::vec::Vec<Nested>,
}

const MOST: usize = 20;

/// What is in it.
#[derive(::serde::Serialize, ::serde::Deserialize, schemars::JsonSchema, Object)]
struct Nested {
    #[object(range = 0.5..=1.5)]
    scale: f64,
}

mod inner {
    /// A town.
    #[derive(::serde::Serialize, ::bitrix_rest::Object)]
    #[serde(rename_all = "camelCase")]
    pub struct Town {
        /// By which it is found.
        #[object(filterable, sortable)]
        pub id: u64,
        /// What it is
        /// called.
        #[object(title = "Name", editable, required(add))]
        pub long_name: ::std::option::Option<::std::string::String>,
        pub r#type: ::std::string::String,
        #[object(relation)]
        pub twins: ::std::vec::Vec<Town>,
        #[serde(skip)]
        pub not_told: u8,
    }
}

#[derive(::serde::Serialize, Object)]
struct PersonDto {
    #[serde(rename = "fullName")]
    name: ::std::string::String,
    #[object(relation)]
    home: ::std::option::Option<inner::Town>,
}

fn main() {
    let town = <inner::Town as Object>::object();
    ::std::assert_eq!(town.name(), "TownDto");
    let names: ::std::vec::Vec<&str> =
        ::std::iter::Iterator::collect(::std::iter::Iterator::map(town.fields().iter(), |field| {
            field.name()
        }));
    ::std::assert_eq!(names, ["id", "longName", "type", "twins"]);
    let field = |name| ::std::option::Option::unwrap(town.field(name));
    ::std::assert_eq!(field("id").title(), "By which it is found");
    ::std::assert_eq!(field("longName").description(), "What it is\ncalled.");
    ::std::assert_eq!(field("longName").required().len(), 1);
    ::std::assert!(field("twins").kind().multiple);
    ::std::assert_eq!(PersonDto::object().name(), "PersonDto");
    let checked = Checked::object();
    ::std::assert_eq!(checked.rules().len(), 2);
    let field = |name| ::std::option::Option::unwrap(checked.field(name));
    ::std::assert_eq!(field("kind").constraints().len(), 3);
    for name in ["whole", "one", "several"] {
        let nested = ::std::option::Option::unwrap(field(name).nested());
        ::std::assert_eq!(nested.name(), "NestedDto");
    }
    ::std::assert!(PersonDto::object().field("fullName").is_some());
}
