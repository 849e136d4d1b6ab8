//! OpenAPI documents, from the descriptors of methods (P-189 – P-191, P-199, P-307).
//!
//! Version 3.0.0 of the format. Everything comes from the declarations: parameters with their checks, results, error codes with
//! their statuses, scopes, deprecations.
//!
//! ```
//! use bitrix_rest::{Error, Method, openapi, rest_method};
//!
//! /// Greets.
//! #[rest_method("demo.hello", scope = "basic", versions(v2, v3))]
//! async fn demo_hello(#[param(length = 1..=20)] name: String) -> Result<String, Error> {
//!     Ok(format!("Hello, {name}"))
//! }
//!
//! let document = openapi::both([DemoHello::DESCRIPTOR], "/rest");
//! let name = &document.paths["/demo.hello"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["name"];
//! assert_eq!((name["type"].as_str(), name["maxLength"].as_u64()), (Some("string"), Some(20)));
//! ```

mod components;
mod document;
pub(crate) mod input;
mod operation;
mod page;
mod replies;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::call::Version;
use crate::method::Descriptor;
use components::{Examples, Schemas};
use operation::operation;

pub use document::{Components, Document, Info, Server, Tag};
pub use page::page;

/// The document that `rest.documentation.openapi` answers (P-189, P-190): methods of REST 3.0, their aliases as further paths.
pub fn v3(methods: impl IntoIterator<Item = &'static Descriptor>) -> Document {
    let methods: Vec<_> = listed(methods, Version::V3);
    let mut document = Growing::new(&[Version::V3], Examples::One);
    for method in &methods {
        document.add(method, Version::V3, "/");
    }
    document.finish("Bitrix24 REST V3 API", None, None)
}

/// One document of all methods: those of REST 2 at `/{method}`, those of REST 3.0 at `/api/{method}`, below `base`, which is
/// a path such as `/rest` or a whole address. Private methods are left out (P-295).
pub fn both(methods: impl IntoIterator<Item = &'static Descriptor>, base: &str) -> Document {
    of_both(methods, base, Examples::One)
}

/// The same with all examples that types have, under the word of JSON Schema: in OpenAPI 3.0 a schema has one.
#[cfg(feature = "contract")]
pub(crate) fn with_examples(methods: impl IntoIterator<Item = &'static Descriptor>) -> Document {
    of_both(methods, "", Examples::All)
}

fn of_both(
    methods: impl IntoIterator<Item = &'static Descriptor>,
    base: &str,
    examples: Examples,
) -> Document {
    let methods: Vec<_> = methods.into_iter().collect();
    let mut document = Growing::new(&[Version::V3, Version::V2], examples);
    // The schemas of REST 3.0 keep the names of their types, whatever else there is.
    for version in [Version::V3, Version::V2] {
        let prefix = match version {
            Version::V2 => "/",
            Version::V3 => "/api/",
        };
        for method in listed(methods.iter().copied(), version) {
            document.add(method, version, prefix);
        }
    }
    let at = base.trim_end_matches('/');
    let description = format!(
        "Methods of REST 2 at `{at}/{{method}}`, of REST 3.0 at `{at}/api/{{method}}`. A webhook calls the same methods at \
        `{at}/{{user}}/{{code}}/{{method}}` and `{at}/api/{{user}}/{{code}}/{{method}}`, without a token."
    );
    document.finish("Bitrix24 REST methods", Some(&description), Some(base))
}

fn listed(
    methods: impl IntoIterator<Item = &'static Descriptor>,
    version: Version,
) -> Vec<&'static Descriptor> {
    let is_listed = |method: &&'static Descriptor| method.serves(version) && !method.is_private();
    methods.into_iter().filter(is_listed).collect()
}

/// A document that grows.
#[derive(Default)]
struct Growing {
    paths: Map<String, Value>,
    schemas: Schemas,
    /// Names of modules.
    modules: BTreeSet<&'static str>,
}

impl Growing {
    /// With the names that are the framework's own, whatever types have them, too.
    fn new(versions: &[Version], examples: Examples) -> Self {
        let mut growing = Self {
            schemas: Schemas::new(examples),
            ..Self::default()
        };
        operation::time(&mut growing.schemas);
        for version in versions {
            replies::error(*version, &mut growing.schemas);
        }
        growing
    }

    fn add(&mut self, method: &'static Descriptor, version: Version, prefix: &str) {
        self.modules.insert(module(method));
        for &name in std::iter::once(&method.name).chain(method.aliases) {
            let operations = operation(method, name, version, &mut self.schemas);
            self.paths
                .insert(format!("{prefix}{name}"), Value::Object(operations));
        }
    }

    fn finish(self, title: &str, description: Option<&str>, server: Option<&str>) -> Document {
        let tag = |module: &str| Tag {
            name: module.to_owned(),
            description: format!("{module} module methods"),
        };
        let credentials = [
            (
                "bearer",
                json!({"type": "http", "scheme": "bearer", "description": "An access token in the header."}),
            ),
            (
                "auth",
                json!({"type": "apiKey", "in": "query", "name": "auth", "description": "An access token in the query."}),
            ),
        ];
        let credentials = credentials.into_iter();
        Document {
            openapi: "3.0.0".to_owned(),
            info: Info {
                title: title.to_owned(),
                version: "1.0.0".to_owned(),
                description: description.map(str::to_owned),
            },
            servers: server
                .into_iter()
                .map(|url| Server {
                    url: url.to_owned(),
                })
                .collect(),
            tags: self.modules.into_iter().map(tag).collect(),
            paths: self.paths,
            components: Components {
                schemas: self.schemas.finish(),
                security_schemes: credentials
                    .map(|(name, how)| (name.to_owned(), how))
                    .collect(),
            },
        }
    }
}

/// The first word of a name (P-189).
fn module(method: &'static Descriptor) -> &'static str {
    method.name().split('.').next().unwrap_or_default()
}
