//! What a value of the file has to be, in the words of the file rather than in those of the program.

use serde::{Deserialize, Deserializer, de};

macro_rules! expected {
    ($($name:ident: $text:literal,)*) => {$(
        pub(super) fn $name<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
            deserializer: D,
        ) -> Result<T, D::Error> {
            T::deserialize(deserializer)
                .map_err(|_| de::Error::custom(concat!("expected ", $text)))
        }
    )*};
}

expected! {
    address: "an address, as \"127.0.0.1:8624\"",
    private: "an address, as \"127.0.0.1:8625\"",
    text: "a text in double quotes",
    store: "\"memory:\", \"sqlite:PATH\" or \"postgres://USER:PASSWORD@HOST/DATABASE\"",
    flag: "true or false",
    names: "a list of texts, as [\"portal.test\"]",
    id: "a whole number, 0 or more",
    ids: "a list of ids, as [1, 2]",
    scopes: "a list of texts, as [\"crm\", \"task\"]",
    status: "one of \"local\", \"free\", \"demo\", \"trial\", \"paid\", \"subscription\"",
    departments: "a list of whole numbers, as [1, 12]",
    features: "a table of codes and true or false, as { rest_auth_connector = true }",
    version: "a whole number, 1 or more",
    count: "a whole number, 1 or more",
    kind: "one of \"query-limit\", \"operation-time-limit\", \"internal-error\", \"expired-token\", \"delay\", \"drop\", \"lose-answer\"",
    rate: "a number from 0 to 1",
    milliseconds: "a whole number, 1 or more: in milliseconds, without a unit",
    bytes: "a whole number, 1 or more: in bytes, without a unit",
    seconds: "a whole number, 1 or more: in seconds, without a unit",
    lifetime: "a whole number, 0 or more: in seconds, without a unit",
}
