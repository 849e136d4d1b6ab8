//! `#[rest_method]` and the signature under it.

use super::{arguments, attribute, method, says};

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
    for versions in ["v2", "v3", "v2, v3", "v3, v2,"] {
        let attr = format!(r#""a.b", scope = "basic", versions({versions})"#);
        says(attribute(&attr), &[]);
    }
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
fn generations_of_rest() {
    let of = |versions: &str| attribute(&format!(r#""a.b", scope = "basic", {versions}"#));
    for versions in [
        "versions",
        "versions()",
        "versions = v3",
        "versions(\"v3\")",
        "versions(3)",
    ] {
        says(of(versions), &["write `versions(v2, v3)`"]);
    }
    says(of("versions(v4)"), &["there is no REST `v4`"]);
    says(of("versions(v3, v3)"), &["`v3` is named twice"]);
    says(
        of("versions(v3), versions(v2)"),
        &["`versions` is given twice"],
    );
    says(of("version(v3)"), &["write `versions(v2, v3)`"]);
    says(
        of("versions(v2, v3), positional"),
        &["remove `positional` or `v3`"],
    );
    says(of("versions(v2), positional"), &[]);
}

#[test]
fn keys_of_the_method() {
    says(
        attribute(""),
        &["the name and the scope of the method are missing"],
    );
    says(
        attribute(r#"scope = "basic""#),
        &["the name of the method is missing; it comes first"],
    );
    says(
        attribute(r#""a.b""#),
        &[r#"#[rest_method("a.b", scope = "basic")]"#],
    );
    says(attribute(r#"a.b, scope = "basic""#), &["in quotes"]);
    says(
        attribute(r#""a.b" scope = "basic""#),
        &["expected `,` behind the name"],
    );
    says(
        attribute(r#""a.b", scop = "basic""#),
        &["did you mean `scope`?", "scope of the method is missing"],
    );
    says(attribute(r#""a.b", scope"#), &["`scope` needs a value"]);
    says(attribute(r#""a.b", scope ="#), &["`scope` needs a value"]);
    says(
        attribute(r#""a.b", scope = crm"#),
        &[r#"write `scope = "crm"`"#],
    );
    says(attribute(r#""a.b", scope = 1"#), &["a scope is a text"]);
    says(attribute(r#""a.b", scope = custom"#), &["custom(\"code\")"]);
    says(
        attribute(r#""a.b", scope = custom(own)"#),
        &["custom(\"code\")"],
    );
    says(
        attribute(r#""a.b", scope = "crm", scope = "im""#),
        &["`scope` is given twice"],
    );
    says(
        attribute(r#""a.b", scope = "crm", private = 1"#),
        &["`private` is a flag"],
    );
    says(
        attribute(r#""a.b", scope = "crm", batch(false)"#),
        &["`batch` is a flag"],
    );
    says(
        attribute(r#""a.b", scope = "crm" private"#),
        &["expected `,` before the next key"],
    );
    says(
        attribute(r#""a.b", scope = "crm", deprecated"#),
        &["Rust's own `#[deprecated]`"],
    );
    says(
        attribute(r#""a.b", scope = "crm", alias = "a.b""#),
        &["a name of this method already"],
    );
    says(
        attribute(r#""a.b", scope = "crm", alias = "c", alias = "c""#),
        &["a name of this method already"],
    );
    says(
        attribute(r#""a.b", scope = "crm", alias = "C""#),
        &["in lower case: `c`"],
    );
    says(
        attribute(r#""a.b", scope = "crm", params = "P""#),
        &["write `params = StructName`"],
    );
    says(
        attribute(r#""a.b", scope = "crm", crate = "x""#),
        &["write `crate = ::path"],
    );
    says(
        attribute(r#""self", scope = "crm""#),
        &["no struct can be called `Self`"],
    );
    says(
        attribute(r#""self", scope = "crm", params = SelfMethod"#),
        &[],
    );
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
    says(
        of("async unsafe fn f() -> Result<u8, E> {}"),
        &["cannot be `unsafe`"],
    );
    says(
        of("async extern \"C\" fn f() -> Result<u8, E> {}"),
        &["remove `extern`"],
    );
    says(
        of("const async fn f() -> Result<u8, E> {}"),
        &["cannot be `const`"],
    );
    says(
        of("async fn f<'a>() -> Result<u8, E> {}"),
        &["cannot be generic"],
    );
    says(
        of("async fn f<const N: usize>() -> Result<u8, E> {}"),
        &["cannot be generic"],
    );
    says(
        of("async fn f() -> Result<u8, E> where u8: Copy {}"),
        &["`where` clause"],
    );
    says(
        of("async fn f(...) -> Result<u8, E> {}"),
        &["fixed list of arguments"],
    );
    says(
        of("async fn f() -> impl Future {}"),
        &["the result of a method has a type that can be named"],
    );
    says(of("async fn f() -> Result<&'static str, E> {}"), &[]);
    says(of("async fn f() -> Result<u8, E>"), &["needs a body"]);
    says(of("async fn f(#[param] a: u8) -> Result<u8, E>;"), &[]);
    says(
        of("async fn f(select: Select<Town>, #[param] a: u8) -> Result<u8, E>;"),
        &[],
    );
    for item in [
        "struct S;",
        "enum E {}",
        "mod m {}",
        "impl S {}",
        "trait T {}",
        "use a::b;",
        "static S: u8 = 0;",
    ] {
        says(of(item), &["belongs on an `async fn`"]);
    }
}
