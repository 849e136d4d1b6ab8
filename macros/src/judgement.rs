//! Declarations and what is said of them: the grammar and the rules together, without a compiler.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proc_macro2::TokenStream;

use crate::check;
use crate::declaration::Declaration;
use crate::declaration::error::ErrorDeclaration;
use crate::mistakes::Mistakes;

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// What is said of a function under `#[rest_method(attr)]`.
fn method(attr: &str, function: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    if let Some(declaration) = Declaration::parse(tokens(attr), tokens(function), &mut mistakes) {
        check::check(declaration, &mut mistakes);
    }
    mistakes.messages()
}

/// What is said of a well-declared function with these arguments.
fn arguments(arguments: &str) -> Vec<String> {
    method(
        r#""a.b", scope = "basic""#,
        &format!("async fn f({arguments}) -> Result<bool, Error> {{ body! }}"),
    )
}

/// What is said of `#[rest_method(attr)]` on a good function.
fn attribute(attr: &str) -> Vec<String> {
    method(attr, "async fn f(#[param] id: u64) -> Result<bool, Error> {}")
}

fn error(source: &str) -> Vec<String> {
    let mut mistakes = Mistakes::default();
    if let Some(declaration) = ErrorDeclaration::parse(tokens(source), &mut mistakes) {
        check::error::check(declaration, &mut mistakes);
    }
    mistakes.messages()
}

/// Each part in the message of its place, and no more messages.
#[track_caller]
fn says(messages: Vec<String>, parts: &[&str]) {
    let fits = messages.len() == parts.len()
        && messages.iter().zip(parts).all(|(message, part)| message.contains(part));
    assert!(fits, "{messages:#?} are not {parts:#?}");
}

#[test]
fn good_declarations_pass() {
    says(attribute(r#""a.b", scope = "basic""#), &[]);
    says(
        attribute(
            r#""a.b", scope = custom("own"), private, batch = false, read_only = true, alias = "a.c", alias = "d",
               positional, params = P, crate = ::x::y,"#,
        ),
        &[],
    );
    says(arguments(""), &[]);
    says(
        arguments(
            "State(s): State<X>, _: Call, #[param] mut a: u8, /// Docs.\n #[param()] b: u8, \
             #[param(rename = \"C\", ignore_case, default = Vec::<(u8, u8)>::new(), non_empty, length = 1..)] c: X, \
             #[cfg(x)] #[param(range = -1.5..=2.0, with = a::b)] d: f64, #[param(rest, non_empty)] e: Array,",
        ),
        &[],
    );
}

#[test]
fn keys_of_the_method() {
    says(attribute(""), &["the name and the scope of the method are missing"]);
    says(attribute(r#"scope = "basic""#), &["the name of the method is missing; it comes first"]);
    says(attribute(r#""a.b""#), &[r#"#[rest_method("a.b", scope = "basic")]"#]);
    says(attribute(r#"a.b, scope = "basic""#), &["in quotes"]);
    says(attribute(r#""a.b" scope = "basic""#), &["expected `,` behind the name"]);
    says(attribute(r#""a.b", scop = "basic""#), &["did you mean `scope`?", "scope of the method is missing"]);
    says(attribute(r#""a.b", scope"#), &["`scope` needs a value"]);
    says(attribute(r#""a.b", scope ="#), &["`scope` needs a value"]);
    says(attribute(r#""a.b", scope = crm"#), &[r#"write `scope = "crm"`"#]);
    says(attribute(r#""a.b", scope = 1"#), &["a scope is a text"]);
    says(attribute(r#""a.b", scope = custom"#), &["custom(\"code\")"]);
    says(attribute(r#""a.b", scope = custom(own)"#), &["custom(\"code\")"]);
    says(attribute(r#""a.b", scope = "crm", scope = "im""#), &["`scope` is given twice"]);
    says(attribute(r#""a.b", scope = "crm", private = 1"#), &["`private` is a flag"]);
    says(attribute(r#""a.b", scope = "crm", batch(false)"#), &["`batch` is a flag"]);
    says(attribute(r#""a.b", scope = "crm" private"#), &["expected `,` before the next key"]);
    says(attribute(r#""a.b", scope = "crm", deprecated"#), &["Rust's own `#[deprecated]`"]);
    says(attribute(r#""a.b", scope = "crm", alias = "a.b""#), &["a name of this method already"]);
    says(attribute(r#""a.b", scope = "crm", alias = "c", alias = "c""#), &["a name of this method already"]);
    says(attribute(r#""a.b", scope = "crm", alias = "C""#), &["in lower case: `c`"]);
    says(attribute(r#""a.b", scope = "crm", params = "P""#), &["write `params = StructName`"]);
    says(attribute(r#""a.b", scope = "crm", crate = "x""#), &["write `crate = ::path"]);
    says(attribute(r#""self", scope = "crm""#), &["no struct can be called `Self`"]);
    says(attribute(r#""self", scope = "crm", params = SelfMethod"#), &[]);
}

#[test]
fn all_mistakes_at_once() {
    says(
        method(
            r#""A.b", scope = "basik", privat, alias = "x y""#,
            "fn f<T>(&self, #[param(non_emtpy, rename = \"\")] id: &str) {}",
        ),
        &[
            "did you mean `private`?",
            "did you mean `non_empty`?",
            "in lower case: `a.b`",
            "white space",
            "did you mean `\"basic\"`?",
            "async fn f",
            "cannot be generic",
            "free function",
            "`f` returns nothing",
            "take `String`",
            "empty name",
        ],
    );
}

#[test]
fn signatures() {
    let of = |function: &str| method(r#""a.b", scope = "basic""#, function);
    says(of("fn f() -> Result<u8, E> {}"), &["write `async fn f`"]);
    says(of("async unsafe fn f() -> Result<u8, E> {}"), &["cannot be `unsafe`"]);
    says(of("async extern \"C\" fn f() -> Result<u8, E> {}"), &["remove `extern`"]);
    says(of("const async fn f() -> Result<u8, E> {}"), &["cannot be `const`"]);
    says(of("async fn f<'a>() -> Result<u8, E> {}"), &["cannot be generic"]);
    says(of("async fn f<const N: usize>() -> Result<u8, E> {}"), &["cannot be generic"]);
    says(of("async fn f() -> Result<u8, E> where u8: Copy {}"), &["`where` clause"]);
    says(of("async fn f(...) -> Result<u8, E> {}"), &["fixed list of arguments"]);
    says(of("async fn f() -> impl Future {}"), &["the result of a method has a type that can be named"]);
    says(of("async fn f() -> Result<&'static str, E> {}"), &[]);
    says(of("async fn f() -> Result<u8, E>;"), &["needs a body"]);
    for item in ["struct S;", "enum E {}", "mod m {}", "impl S {}", "trait T {}", "use a::b;", "static S: u8 = 0;"] {
        says(of(item), &["belongs on an `async fn`"]);
    }
}

#[test]
fn keys_of_parameters() {
    says(arguments("#[param(reanme = \"X\")] a: u8"), &["did you mean `rename`?"]);
    says(arguments("#[param(optional)] a: u8"), &["make the type an `Option`"]);
    says(arguments("#[param(rename = X)] a: u8"), &["write `rename = \"NAME\"`"]);
    says(arguments("#[param(non_empty, non_empty)] a: u8"), &["`non_empty` is given twice"]);
    says(arguments("#[param = \"x\"] a: u8"), &["keys go in brackets"]);
    says(arguments("#[param] #[param] a: u8"), &["a second `#[param]`"]);
    says(arguments("#[params] a: u8"), &["did you mean `#[param]`?"]);
    says(arguments("#[serde(default)] #[param] a: u8"), &["described by `#[param(…)]`"]);
    says(arguments("#[inline] a: u8"), &["`#[inline]` has no meaning"]);
    says(arguments("#[cfg_attr(x, param)] a: u8"), &["cannot depend on a condition"]);
    says(arguments("#[param(default =)] a: u8"), &["`default` needs a value"]);
    says(arguments("#[param(range = 5)] a: u8"), &["`range` needs a range"]);
    says(arguments("#[param(range = 1..5)] a: u8"), &["include their end"]);
    says(arguments("#[param(range = ..)] a: u8"), &["allows everything"]);
    says(arguments("#[param(range = 5..=1)] a: u8"), &["nothing lies in"]);
    says(arguments("#[param(length = -1..=5)] a: u8"), &["a length is a count"]);
    says(arguments("#[param(length = 1.5..)] a: u8"), &["a length is a count"]);
    says(arguments("#[param(range)] a: u8"), &["`range` needs a value"]);
    says(arguments("#[param(with = \"check\")] a: u8"), &["write `with = path::to::check`"]);
}

// Proves: P-18, P-30
#[test]
fn names_of_parameters() {
    for name in ["auth", "access_token", "method", "start", "state", "sessid", "aplogin", "ap", "bx24_request_id"] {
        says(arguments(&format!("#[param] {name}: u8")), &["no parameter can be called"]);
        says(arguments(&format!("#[param(rename = \"X\")] {name}: u8")), &[]);
    }
    says(arguments("#[param] auth_connector: String"), &[]);
    says(arguments("#[param(rename = \"START\")] a: u8"), &[]);
    says(arguments("#[param(rename = \"START\", ignore_case)] a: u8"), &["no parameter can be called"]);
    says(arguments("#[param(rename = \"a[b]\")] a: u8"), &["cannot be sent"]);
    says(arguments("#[param(rename = \"\")] a: u8"), &["empty name"]);
    says(arguments("#[param] r#type: u8, #[param(rename = \"type\")] b: u8"), &["taken by the argument `r#type`"]);
    says(arguments("#[param] a: u8, #[param(rename = \"A\")] b: u8"), &[]);
    says(arguments("#[param(ignore_case)] a: u8, #[param(rename = \"A\")] b: u8"), &["taken by the argument `a`"]);
    says(arguments("#[cfg(x)] #[param] a: u8, #[cfg(not(x))] #[param] a: u16"), &[]);
    says(arguments("#[param] (a, b): (u8, u8)"), &["a plain name"]);
    says(arguments("#[param] _: u8"), &["a plain name"]);
}

#[test]
fn conflicts_of_parameters() {
    says(arguments("#[param(rest, rename = \"X\")] a: A"), &["remove `rename`"]);
    says(arguments("#[param(rest, ignore_case)] a: A"), &["remove `ignore_case`"]);
    says(arguments("#[param(rest, default)] a: A"), &["remove `default`"]);
    says(arguments("#[param(or_rest, default)] a: A"), &["remove `default`"]);
    says(arguments("#[param(rest, or_rest)] a: A"), &["exclude each other"]);
    says(arguments("#[param(rest)] a: A, #[param(or_rest)] b: A"), &["takes the remaining parameters already"]);
    let positional = |argument: &str| {
        method(
            r#""a.b", scope = "basic", positional"#,
            &format!("async fn f({argument}) -> Result<bool, Error> {{}}"),
        )
    };
    says(positional("#[param] a: A"), &[]);
    says(positional("#[param(rest)] a: A"), &["nothing remains for `rest`"]);
    says(positional("#[param(ignore_case)] a: A"), &["by order, not by name"]);
    says(positional("a: A"), &["this method has none"]);
}

// Proves: P-76
#[test]
fn error_types() {
    let variant = |variant: &str| error(&format!("enum E {{ {variant} }}"));
    says(error("enum E {}"), &[]);
    says(error("#[rest(code = \"A\", crate = x)] struct E;"), &[]);
    says(variant("#[rest(code = \"A\", status = 404, replaces = user_required)] A"), &[]);
    says(variant("#[rest(internal)] A(#[from] X), #[rest(transparent)] B(Y)"), &[]);
    says(variant("A"), &["does not say what the caller sees"]);
    says(variant("#[rest] A"), &["keys go in brackets"]);
    says(variant("#[rest()] A"), &["does not say what the caller sees"]);
    says(variant("#[rest(cod = \"A\")] A"), &["did you mean `code`?"]);
    says(variant("#[rest(code = \"\")] A"), &["the code is empty"]);
    says(variant("#[rest(code = \"A B\")] A"), &["cannot be a code"]);
    says(variant("#[rest(code = A)] A"), &["write `code = \"ERROR_CODE\"`"]);
    says(variant("#[rest(code = \"A\", status = 200)] A"), &["from 400 to 599"]);
    says(variant("#[rest(internal, status = 500)] A"), &["`status` belongs to a `code`"]);
    says(variant("#[rest(code = \"A\", internal)] A"), &["has one of"]);
    says(variant("#[rest(code = \"A\")] #[rest(internal)] A"), &["a second `#[rest]`"]);
    says(variant("#[rest(transparent)] A(X, Y)"), &["`A` has 2 fields"]);
    says(variant("#[rest(internal)] A { #[rest(extra)] a: u8 }"), &["`extra` belongs to a `code`"]);
    says(variant("#[rest(code = \"A\")] A { #[rest(extra)] error: u8 }"), &["key of every error body"]);
    says(variant("#[rest(code = \"A\")] A(#[rest(extra)] u8)"), &["this field has no name"]);
    says(
        variant("#[rest(code = \"A\")] A { #[rest(extra = \"x\")] a: u8, #[rest(extra = \"x\")] b: u8 }"),
        &["the extra `x` already"],
    );
    says(variant("#[rest(code = \"A\", replaces = user)] A"), &["no rejection `user`"]);
    says(variant("#[rest(code = \"A\", replaces = user_require)] A"), &["did you mean `user_required`?"]);
    says(variant("#[rest(code = \"A\", replaces = user_required)] A(u8)"), &["has fields"]);
    says(variant("#[rest(internal, replaces = user_required)] A"), &["only an error with a `code`"]);
    says(
        variant("#[rest(code = \"A\", replaces = user_required)] A, #[rest(code = \"B\", replaces = user_required)] B"),
        &["stands above"],
    );
    says(error("#[rest(code = \"A\")] enum E { #[rest(internal)] A }"), &["belongs on each variant"]);
    says(error("enum E<T> { #[rest(internal)] A(T) }"), &["cannot be generic"]);
    says(error("union E { a: u8 }"), &["`union`"]);
}
