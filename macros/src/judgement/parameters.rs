//! `#[param]`.

use super::{arguments, method, says};

#[test]
fn keys_of_parameters() {
    says(
        arguments("#[param(reanme = \"X\")] a: u8"),
        &["did you mean `rename`?"],
    );
    says(
        arguments("#[param(optional)] a: u8"),
        &["make the type an `Option`"],
    );
    says(
        arguments("#[param(rename = X)] a: u8"),
        &["write `rename = \"NAME\"`"],
    );
    says(
        arguments("#[param(non_empty, non_empty)] a: u8"),
        &["`non_empty` is given twice"],
    );
    says(
        arguments("#[param = \"x\"] a: u8"),
        &["keys go in brackets"],
    );
    says(
        arguments("#[param] #[param] a: u8"),
        &["a second `#[param]`"],
    );
    says(arguments("#[params] a: u8"), &["did you mean `#[param]`?"]);
    says(
        arguments("#[serde(default)] #[param] a: u8"),
        &["described by `#[param(…)]`"],
    );
    says(
        arguments("#[inline] a: u8"),
        &["`#[inline]` has no meaning"],
    );
    says(
        arguments("#[cfg_attr(x, param)] a: u8"),
        &["cannot depend on a condition"],
    );
    says(
        arguments("#[param(default =)] a: u8"),
        &["`default` needs a value"],
    );
    says(
        arguments("#[param(range = 5)] a: u8"),
        &["`range` needs a range"],
    );
    says(
        arguments("#[param(range = 1..5)] a: u8"),
        &["include their end"],
    );
    says(
        arguments("#[param(range = ..)] a: u8"),
        &["allows everything"],
    );
    says(
        arguments("#[param(range = 5..=1)] a: u8"),
        &["nothing lies in"],
    );
    says(
        arguments("#[param(length = -1..=5)] a: u8"),
        &["a length is a count"],
    );
    says(
        arguments("#[param(length = 1.5..)] a: u8"),
        &["a length is a count"],
    );
    says(
        arguments("#[param(range)] a: u8"),
        &["`range` needs a value"],
    );
    says(
        arguments("#[param(with = \"check\")] a: u8"),
        &["write `with = path::to::check`"],
    );
}

// Proves: P-18, P-30
#[test]
fn names_of_parameters() {
    for name in [
        "auth",
        "access_token",
        "method",
        "start",
        "state",
        "sessid",
        "aplogin",
        "ap",
        "bx24_request_id",
    ] {
        says(
            arguments(&format!("#[param] {name}: u8")),
            &["no parameter can be called"],
        );
        says(
            arguments(&format!("#[param(rename = \"X\")] {name}: u8")),
            &[],
        );
    }
    says(
        arguments("#[param] auth_connector: String"),
        &["no parameter can be called"],
    );
    says(arguments("#[param(rename = \"START\")] a: u8"), &[]);
    says(
        arguments("#[param(rename = \"START\", ignore_case)] a: u8"),
        &["no parameter can be called"],
    );
    says(
        arguments("#[param(rename = \"a[b]\")] a: u8"),
        &["cannot be sent"],
    );
    says(arguments("#[param(rename = \"\")] a: u8"), &["empty name"]);
    says(
        arguments("#[param] r#type: u8, #[param(rename = \"type\")] b: u8"),
        &["taken by the argument `r#type`"],
    );
    says(
        arguments("#[param] a: u8, #[param(rename = \"A\")] b: u8"),
        &[],
    );
    says(
        arguments("#[param(ignore_case)] a: u8, #[param(rename = \"A\")] b: u8"),
        &["taken by the argument `a`"],
    );
    says(
        arguments("#[cfg(x)] #[param] a: u8, #[cfg(not(x))] #[param] a: u16"),
        &[],
    );
    says(arguments("#[param] (a, b): (u8, u8)"), &["a plain name"]);
    says(arguments("#[param] _: u8"), &["a plain name"]);
}

#[test]
fn conflicts_of_parameters() {
    says(
        arguments("#[param(rest, rename = \"X\")] a: A"),
        &["remove `rename`"],
    );
    says(
        arguments("#[param(rest, ignore_case)] a: A"),
        &["remove `ignore_case`"],
    );
    says(
        arguments("#[param(rest, default)] a: A"),
        &["remove `default`"],
    );
    says(
        arguments("#[param(or_rest, default)] a: A"),
        &["remove `default`"],
    );
    says(
        arguments("#[param(rest, or_rest)] a: A"),
        &["exclude each other"],
    );
    says(
        arguments("#[param(rest)] a: A, #[param(or_rest)] b: A"),
        &["takes the remaining parameters already"],
    );
    let positional = |argument: &str| {
        method(
            r#""a.b", scope = "basic", positional"#,
            &format!("async fn f({argument}) -> Result<bool, Error> {{}}"),
        )
    };
    says(positional("#[param] a: A"), &[]);
    says(
        positional("#[param(rest)] a: A"),
        &["nothing remains for `rest`"],
    );
    says(
        positional("#[param(ignore_case)] a: A"),
        &["by order, not by name"],
    );
    says(positional("a: A"), &["this method has none"]);
}
