//! `scope`, `methods`, `method.get`: what can be called, as the declarations of the methods say it.

use std::collections::BTreeSet;

use bitrix_rest::{Call, Descriptor, Error, Scope as Needed, Scopes, Truthy, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Names that no list shows: behind them are files, which have links of their own (P-222).
const UNLISTED: [&str; 2] = ["download", "upload"];

/// Lists the codes of the caller's scopes.
///
/// With `full` it lists the codes of all scopes that methods of this portal belong to, sorted.
#[rest_method("scope", scope = "basic", read_only)]
pub async fn scope(
    call: Call,
    /// All scopes instead of the caller's: anything that PHP takes for true, even `N`.
    #[param(ignore_case, default)]
    full: Truthy,
) -> Result<Vec<String>, Error> {
    if full.0 {
        let codes: BTreeSet<&str> = call.methods().filter_map(code).collect();
        return Ok(codes.into_iter().map(str::to_owned).collect());
    }
    let scopes = granted(&call);
    let codes = scopes.iter().filter(|code| !code.is_empty());
    Ok(codes.map(str::to_owned).collect())
}

/// Lists the names of methods, sorted.
///
/// Without parameters these are the methods that the caller may call. Ask `method.get` for a single method.
#[rest_method("methods", scope = "basic", read_only)]
#[deprecated(note = "`method.get` says whether a method is there and may be called")]
pub async fn methods(
    call: Call,
    /// All methods: anything that PHP takes for true, even `N`. `scope` wins over it.
    #[param(ignore_case, default)]
    full: Truthy,
    /// Only methods of this scope; the empty text stands for the basic scope.
    #[param(ignore_case)]
    scope: Option<String>,
) -> Result<Vec<String>, Error> {
    let granted = granted(&call);
    let asked: Option<Scopes> = scope.map(|code| [code].into_iter().collect());
    let is_asked = |method: &Descriptor| match (&asked, code(method)) {
        (Some(asked), None) => asked.grants(""),
        (Some(asked), Some(code)) => asked.grants(code),
        (None, _) => full.0 || is_available(method, &granted),
    };
    let listed = call
        .methods()
        .filter(|method| !method.is_private() && is_asked(method));
    let mut names: Vec<&str> = listed
        .flat_map(names)
        .filter(|name| !UNLISTED.contains(name))
        .collect();
    names.sort_unstable();
    Ok(names.into_iter().map(str::to_owned).collect())
}

/// Whether a method is there, and may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MethodState {
    /// The server has the method.
    pub is_existing: bool,
    /// The scope of the method is basic, or one of the caller's.
    pub is_available: bool,
}

/// Says whether a method is there, and whether the caller may call it.
///
/// # Examples
///
/// ```json
/// {"name": "method.get"}
/// ```
/// ```json
/// {"result": {"isExisting": true, "isAvailable": true}}
/// ```
/// ```json
/// {"name": "no.such.method"}
/// ```
/// ```json
/// {"result": {"isExisting": false, "isAvailable": false}}
/// ```
#[rest_method("method.get", scope = "basic", read_only)]
pub async fn method_get(
    call: Call,
    /// The name of the method, in lower case.
    #[param]
    name: Option<String>,
) -> Result<MethodState, Error> {
    let name = name.unwrap_or_default();
    let found = call
        .methods()
        .find(|method| names(method).any(|known| known == name));
    Ok(MethodState {
        is_existing: found.is_some(),
        is_available: found.is_some_and(|method| is_available(method, &granted(&call))),
    })
}

/// Everything that the method answers to.
fn names(method: &'static Descriptor) -> impl Iterator<Item = &'static str> {
    [method.name()]
        .into_iter()
        .chain(method.aliases().iter().copied())
}

/// The scope that a caller must hold; none for the basic scope.
fn code(method: &Descriptor) -> Option<&'static str> {
    match method.scope() {
        Needed::Code(code) => Some(code),
        _ => None,
    }
}

fn is_available(method: &Descriptor, granted: &Scopes) -> bool {
    code(method).is_none_or(|code| granted.grants(code))
}

fn granted(call: &Call) -> Scopes {
    call.caller()
        .map(|caller| caller.scopes().clone())
        .unwrap_or_default()
}
