//! `rest.documentation.openapi` and `rest.scope.list`: what REST 3.0 says of itself (P-189 – P-192).

use std::collections::BTreeMap;

use bitrix_rest::openapi::Document;
use bitrix_rest::{Call, Error, Whole, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Answers the OpenAPI document of the methods of REST 3.0.
///
/// The document is the whole body, without `result` and `time` around it.
#[rest_method(
    "rest.documentation.openapi",
    scope = "basic",
    alias = "documentation",
    versions(v3),
    read_only,
    batch = false
)]
pub async fn rest_documentation_openapi(call: Call) -> Result<Whole<Document>, Error> {
    Ok(Whole(call.openapi().clone()))
}

/// Scopes by module, controller and method; `*` stands for all of them.
pub type ScopeTree = BTreeMap<String, BTreeMap<String, BTreeMap<String, ScopeEntry>>>;

/// A scope that can be granted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeEntry {
    /// What to grant.
    pub scope: String,
    /// In a few words.
    pub title: String,
    /// At length.
    pub description: String,
    /// The fields to which it can be limited; null if it cannot.
    pub fields: Option<Vec<ScopeField>>,
}

/// A field to which a scope can be limited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScopeField {
    /// The name.
    pub name: String,
    /// In a few words.
    pub title: String,
    /// At length.
    pub description: String,
}

/// Lists the scopes of the methods of REST 3.0, as paths: a module, a controller, a method.
#[rest_method(
    "rest.scope.list",
    scope = "basic",
    alias = "scopes",
    versions(v3),
    read_only
)]
pub async fn rest_scope_list(
    call: Call,
    /// Only this module.
    #[param(rename = "filterModule")]
    module: Option<String>,
    /// Only controllers of this name.
    #[param(rename = "filterController")]
    controller: Option<String>,
    /// Only methods of this name.
    #[param(rename = "filterMethod")]
    method: Option<String>,
) -> Result<ScopeTree, Error> {
    let wanted =
        |asked: &Option<String>, name: &str| asked.as_ref().is_none_or(|asked| asked == name);
    let mut tree = ScopeTree::new();
    for declared in call.methods().filter(|method| !method.is_private()) {
        // One word belongs to no module.
        let Some((path, action)) = declared.name().rsplit_once('.') else {
            continue;
        };
        let (head, rest) = path.split_once('.').unwrap_or((path, ALL));
        let in_controller = wanted(&controller, rest) && wanted(&method, action);
        if !wanted(&module, head) || !in_controller {
            continue;
        }
        let of_module = tree.entry(head.to_owned()).or_default();
        if controller.is_none() && method.is_none() {
            let all = of_module.entry(ALL.to_owned()).or_default();
            all.entry(ALL.to_owned())
                .or_insert_with(|| entry(head, "All methods of the module", ""));
        }
        let of_controller = of_module.entry(rest.to_owned()).or_default();
        if rest != ALL && method.is_none() {
            of_controller
                .entry(ALL.to_owned())
                .or_insert_with(|| entry(path, "All methods of the controller", ""));
        }
        let own = entry(declared.name(), declared.summary(), declared.description());
        of_controller.insert(action.to_owned(), own);
    }
    Ok(tree)
}

/// All controllers of a module, all methods of a controller.
const ALL: &str = "*";

fn entry(scope: &str, title: &str, description: &str) -> ScopeEntry {
    ScopeEntry {
        scope: scope.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        fields: None,
    }
}
