#![no_implicit_prelude]
#![forbid(unsafe_code)]

use ::bitrix_rest::Object;

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
    ::std::assert!(PersonDto::object().field("fullName").is_some());
}
