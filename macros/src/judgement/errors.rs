//! `#[rest]`.

use super::{error, says};

// Proves: P-76
#[test]
fn error_types() {
    let variant = |variant: &str| error(&format!("enum E {{ {variant} }}"));
    says(error("enum E {}"), &[]);
    says(error("#[rest(code = \"A\", crate = x)] struct E;"), &[]);
    says(
        variant("#[rest(code = \"A\", status = 404, replaces = user_required)] A"),
        &[],
    );
    says(
        variant("#[rest(internal)] A(#[from] X), #[rest(transparent)] B(Y)"),
        &[],
    );
    says(variant("A"), &["does not say what the caller sees"]);
    says(variant("#[rest] A"), &["keys go in brackets"]);
    says(
        variant("#[rest()] A"),
        &["does not say what the caller sees"],
    );
    says(variant("#[rest(cod = \"A\")] A"), &["did you mean `code`?"]);
    says(variant("#[rest(code = \"\")] A"), &["the code is empty"]);
    says(variant("#[rest(code = \"A B\")] A"), &["cannot be a code"]);
    says(
        variant("#[rest(code = A)] A"),
        &["write `code = \"ERROR_CODE\"`"],
    );
    says(
        variant("#[rest(code = \"A\", status = 200)] A"),
        &["from 400 to 599"],
    );
    says(
        variant("#[rest(internal, status = 500)] A"),
        &["`status` belongs to a `code`"],
    );
    says(
        variant("#[rest(code = \"A\", internal)] A"),
        &["has one of"],
    );
    says(
        variant("#[rest(code = \"A\")] #[rest(internal)] A"),
        &["a second `#[rest]`"],
    );
    says(
        variant("#[rest(transparent)] A(X, Y)"),
        &["`A` has 2 fields"],
    );
    says(
        variant("#[rest(internal)] A { #[rest(extra)] a: u8 }"),
        &["`extra` belongs to a `code`"],
    );
    says(
        variant("#[rest(code = \"A\")] A { #[rest(extra)] error: u8 }"),
        &["key of every error body"],
    );
    says(
        variant("#[rest(code = \"A\")] A(#[rest(extra)] u8)"),
        &["this field has no name"],
    );
    says(
        variant(
            "#[rest(code = \"A\")] A { #[rest(extra = \"x\")] a: u8, #[rest(extra = \"x\")] b: u8 }",
        ),
        &["the extra `x` already"],
    );
    says(
        variant("#[rest(code = \"A\", replaces = user)] A"),
        &["no rejection `user`"],
    );
    says(
        variant("#[rest(code = \"A\", replaces = user_require)] A"),
        &["did you mean `user_required`?"],
    );
    says(
        variant("#[rest(code = \"A\", replaces = user_required)] A(u8)"),
        &["has fields"],
    );
    says(
        variant("#[rest(internal, replaces = user_required)] A"),
        &["only an error with a `code`"],
    );
    says(
        variant(
            "#[rest(code = \"A\", replaces = user_required)] A, #[rest(code = \"B\", replaces = user_required)] B",
        ),
        &["stands above"],
    );
    says(
        error("#[rest(code = \"A\")] enum E { #[rest(internal)] A }"),
        &["belongs on each variant"],
    );
    says(
        error("enum E<T> { #[rest(internal)] A(T) }"),
        &["cannot be generic"],
    );
    says(error("union E { a: u8 }"), &["`union`"]);
}
