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
//! let name = &document["paths"]["/demo.hello"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]["name"];
//! assert_eq!((name["type"].as_str(), name["maxLength"].as_u64()), (Some("string"), Some(20)));
//! ```

mod components;
mod input;
mod operation;
mod page;
mod replies;

use serde_json::{Map, Value, json};

use crate::call::Version;
use crate::method::Descriptor;
use components::Components;
use operation::operation;

pub use page::page;

/// The document that `rest.documentation.openapi` answers (P-189, P-190): methods of REST 3.0, their aliases as further paths.
pub fn v3(methods: impl IntoIterator<Item = &'static Descriptor>) -> Value {
    let methods: Vec<_> = listed(methods, Version::V3);
    let mut document = Document::default();
    for method in &methods {
        document.add(method, Version::V3, "/");
    }
    document.finish(
        json!({"title": "Bitrix24 REST V3 API", "version": "1.0.0"}),
        &[],
    )
}

/// One document of all methods: those of REST 2 at `/{method}`, those of REST 3.0 at `/api/{method}`, below `base`, which is
/// a path such as `/rest` or a whole address. Private methods are left out (P-295).
pub fn both(methods: impl IntoIterator<Item = &'static Descriptor>, base: &str) -> Value {
    let methods: Vec<_> = methods.into_iter().collect();
    let mut document = Document::default();
    for version in [Version::V2, Version::V3] {
        let prefix = match version {
            Version::V2 => "/",
            Version::V3 => "/api/",
        };
        for method in listed(methods.iter().copied(), version) {
            document.add(method, version, prefix);
        }
    }
    let info = json!({
        "title": "Bitrix24 REST methods",
        "version": "1.0.0",
        "description": "Methods of REST 2 at `/{method}`, of REST 3.0 at `/api/{method}`. A webhook calls the same methods at \
            `/{user}/{code}/{method}` and `/api/{user}/{code}/{method}`, without a token.",
    });
    document.finish(info, &[base])
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
struct Document {
    paths: Map<String, Value>,
    components: Components,
    /// Names of modules, in the order in which they were met.
    modules: Vec<&'static str>,
}

impl Document {
    fn add(&mut self, method: &'static Descriptor, version: Version, prefix: &str) {
        let module = module(method);
        if !self.modules.contains(&module) {
            self.modules.push(module);
        }
        for &name in std::iter::once(&method.name).chain(method.aliases) {
            let operations = operation(method, name, version, &mut self.components);
            self.paths
                .insert(format!("{prefix}{name}"), Value::Object(operations));
        }
    }

    fn finish(mut self, info: Value, servers: &[&str]) -> Value {
        self.modules.sort_unstable();
        let tags = self.modules.iter().map(
            |module| json!({"name": module, "description": format!("{module} module methods")}),
        );
        let servers = servers.iter().map(|url| json!({"url": url}));
        json!({
            "openapi": "3.0.0",
            "info": info,
            "servers": servers.collect::<Vec<_>>(),
            "tags": tags.collect::<Vec<_>>(),
            "paths": self.paths,
            "components": {
                "schemas": self.components.finish(),
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer", "description": "An access token in the header."},
                    "auth": {"type": "apiKey", "in": "query", "name": "auth", "description": "An access token in the query."},
                },
            },
        })
    }
}

/// The first word of a name (P-189).
fn module(method: &'static Descriptor) -> &'static str {
    method.name().split('.').next().unwrap_or_default()
}
