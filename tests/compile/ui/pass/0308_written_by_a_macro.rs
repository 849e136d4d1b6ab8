#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

macro_rules! getter {
    ($function:ident, $name:literal, $parameters:ident, $argument:ident: $ty:ty, $default:expr) => {
        /// Gets.
        #[rest_method($name, scope = "basic", params = $parameters)]
        async fn $function(
            /// Which.
            #[param(default = $default)]
            $argument: $ty,
            #[param(range = 1..=5)] other: u8,
        ) -> Result<$ty, Error> {
            Ok($argument)
        }
    };
}

getter!(get_number, "acme.number", Number, number: u64, 7);
getter!(get_text, "acme.text", Text, other_text: Vec<String>, vec!["a".to_owned()]);

fn main() {
    assert_eq!(Number { number: 1, other: 2 }.into_parameters().len(), 2);
    assert_eq!(Text::DESCRIPTOR.parameters()[0].name(), "other_text");
}
