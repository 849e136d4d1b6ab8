//! Expansions as files: what the macros make of a declaration is read in review, like other code.
//!
//! `UPDATE_GOLDEN=1 cargo test -p bitrix-rest-macros` writes them anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Item, Meta};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/golden")
}

fn cases() -> Vec<String> {
    let files = fs::read_dir(directory()).unwrap();
    let mut cases: Vec<String> = files
        .filter_map(|file| {
            file.unwrap()
                .file_name()
                .to_str()?
                .strip_suffix(".in.rs")
                .map(str::to_owned)
        })
        .collect();
    cases.sort();
    cases
}

fn read(case: &str) -> Vec<Item> {
    let source = fs::read_to_string(directory().join(format!("{case}.in.rs"))).unwrap();
    syn::parse_file(&source).unwrap().items
}

/// Expands the items of a case as the compiler would.
fn expand(case: &str) -> TokenStream {
    read(case).into_iter().map(expand_item).collect()
}

fn expand_item(mut item: Item) -> TokenStream {
    match &mut item {
        Item::Fn(function) => {
            let attr = take_rest_method(&mut function.attrs);
            crate::expand::rest_method(attr, item.to_token_stream())
        }
        Item::Struct(object) if object.attrs.iter().any(derives_object) => {
            crate::expand::object(item.to_token_stream())
        }
        // A function without a body.
        Item::Verbatim(tokens) => {
            let parts = |input: ParseStream<'_>| {
                let attributes = input.call(Attribute::parse_outer)?;
                Ok((attributes, input.parse::<TokenStream>()?))
            };
            let (mut attributes, function) = parts.parse2(tokens.clone()).unwrap();
            let attr = take_rest_method(&mut attributes);
            crate::expand::rest_method(attr, quote!(#(#attributes)* #function))
        }
        Item::Enum(_) | Item::Struct(_) => crate::expand::rest_error(item.to_token_stream()),
        other => panic!("no macro stands on {other:?}"),
    }
}

/// What is in its brackets.
fn take_rest_method(attributes: &mut Vec<Attribute>) -> TokenStream {
    let index = attributes.iter().position(is_rest_method).unwrap();
    match attributes.remove(index).meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    }
}

fn is_rest_method(attribute: &Attribute) -> bool {
    attribute.path().is_ident("rest_method")
}

fn derives_object(attribute: &Attribute) -> bool {
    let text = attribute.to_token_stream().to_string();
    attribute.path().is_ident("derive") && text.contains("Object")
}

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).unwrap())
}

#[test]
fn expansions_are_as_reviewed() {
    let cases = cases();
    assert!(cases.len() >= 7, "{cases:?}");
    let mut changed = Vec::new();
    for case in cases {
        let path = directory().join(format!("{case}.out.rs"));
        let expansion = pretty(expand(&case));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, &expansion).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != expansion {
            changed.push(case);
        }
    }
    assert!(
        changed.is_empty(),
        "read `git diff` after `UPDATE_GOLDEN=1 cargo test`: {changed:?}"
    );
}

/// Lines that are ours: without the user's function, its documentation, and attributes.
fn own_lines(case: &str) -> usize {
    let mut declaration = read(case);
    for item in &mut declaration {
        let Item::Fn(function) = item else {
            panic!("not a function")
        };
        function
            .attrs
            .retain(|attribute| !attribute.path().is_ident("doc"));
        for argument in &mut function.sig.inputs {
            let syn::FnArg::Typed(argument) = argument else {
                panic!("not a free function")
            };
            argument
                .attrs
                .retain(|attribute| !attribute.path().is_ident("doc"));
        }
    }
    let mut file: syn::File =
        syn::parse2(declaration.into_iter().map(expand_item).collect()).unwrap();
    file.items.retain(|item| !matches!(item, Item::Fn(_)));
    let text = prettyplease::unparse(&file);
    let counts = |line: &&str| !line.trim().starts_with("///") && !line.trim().starts_with("#[");
    text.lines().filter(counts).count()
}

#[test]
fn two_parameters_expand_to_forty_lines_at_most() {
    let lines = own_lines("two_parameters");
    assert!(lines <= 40, "{lines} lines");
    assert!(own_lines("no_arguments") < lines);
}

/// What generated code names is `__private` alone, whatever `crate = …` says.
#[test]
fn expansions_name_nothing_but_the_private_module() {
    for case in [
        "two_parameters",
        "every_key",
        "error_enum",
        "error_struct",
        "object",
    ] {
        let text = pretty(expand(case));
        let (_, generated) = text.split_once("const _: () = {").unwrap();
        let uses: Vec<&str> = generated
            .lines()
            .filter(|line| line.contains("__private"))
            .collect();
        assert_eq!(uses.len(), 1, "{case}: {uses:?}");
        assert!(
            uses.iter().all(|line| line.trim().starts_with("use ")),
            "{case}: {uses:?}"
        );
        assert!(
            !generated.contains("::std") && !generated.contains("::core"),
            "{case}"
        );
    }
}
