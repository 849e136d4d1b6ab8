//! Schemas of structs of our own. The derive for it would be two crates more for everybody who uses this one.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

/// The schema of a struct, while its fields are listed.
pub(crate) struct Struct<'a> {
    generator: &'a mut SchemaGenerator,
    about: &'static str,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl<'a> Struct<'a> {
    /// Of a struct without fields.
    pub(crate) fn new(generator: &'a mut SchemaGenerator, about: &'static str) -> Self {
        Self {
            generator,
            about,
            properties: Map::new(),
            required: Vec::new(),
        }
    }

    /// With a field, by its name on the wire.
    pub(crate) fn with<T: JsonSchema>(mut self, name: &'static str, about: &'static str) -> Self {
        self.insert::<T>(name, about);
        self.required.push(name);
        self
    }

    /// With a field that is always written, but need not be there to be read.
    pub(crate) fn with_optional<T: JsonSchema>(
        mut self,
        name: &'static str,
        about: &'static str,
    ) -> Self {
        self.insert::<Option<T>>(name, about);
        if self.generator.contract().is_serialize() {
            self.required.push(name);
        }
        self
    }

    /// With a field that is left out where there is nothing to say.
    pub(crate) fn with_absent<T: JsonSchema>(
        mut self,
        name: &'static str,
        about: &'static str,
    ) -> Self {
        self.insert::<T>(name, about);
        self
    }

    fn insert<T: JsonSchema>(&mut self, name: &str, about: &str) {
        let mut schema = self.generator.subschema_for::<T>();
        schema.insert("description".to_owned(), about.into());
        self.properties.insert(name.to_owned(), schema.to_value());
    }

    /// The schema.
    pub(crate) fn schema(self) -> Schema {
        json_schema!({
            "description": self.about,
            "type": "object",
            "properties": self.properties,
            "required": self.required,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::borrow::Cow;

    use schemars::generate::{Contract, SchemaSettings};
    use serde::Serialize;

    use super::*;
    use crate::batch::BatchReply;
    use crate::object::FieldInfo;

    /// What is told of it.
    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only described")]
    struct Derived {
        /// How many.
        count: u64,
        /// What people call it.
        title: Option<String>,
    }

    struct ByHand;

    impl JsonSchema for ByHand {
        fn schema_name() -> Cow<'static, str> {
            "Derived".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Struct::new(generator, "What is told of it.")
                .with::<u64>("count", "How many.")
                .with_optional::<String>("title", "What people call it.")
                .schema()
        }
    }

    fn schema<T: JsonSchema>(contract: Contract) -> Value {
        let mut settings = SchemaSettings::draft2020_12();
        settings.contract = contract;
        settings
            .into_generator()
            .into_root_schema_for::<T>()
            .to_value()
    }

    #[test]
    fn it_says_what_the_derive_says() {
        for contract in [Contract::Serialize, Contract::Deserialize] {
            assert_eq!(
                schema::<ByHand>(contract.clone()),
                schema::<Derived>(contract)
            );
        }
    }

    fn described<T: JsonSchema + Serialize>(value: &T) {
        let schema = schema::<T>(Contract::Serialize);
        let written = serde_json::to_value(value).unwrap();
        let written: Vec<&String> = written.as_object().unwrap().keys().collect();
        let described: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(described, written);
        assert_eq!(schema["required"].as_array().unwrap().len(), written.len());
    }

    #[test]
    fn every_field_is_described() {
        described(&BatchReply::default());
        described(&FieldInfo {
            name: String::new(),
            kind: String::new(),
            title: String::new(),
            description: String::new(),
            validation_rules: Vec::new(),
            required_groups: Vec::new(),
            filterable: false,
            sortable: false,
            editable: false,
            multiple: false,
            element_type: None,
        });
    }
}
