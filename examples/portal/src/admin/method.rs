//! `portal methods` and `portal openapi`: what can be called, without a server.

use bitrix_rest::{Descriptor, RestApi, Version, openapi};
use clap::Args;
use serde::Serialize;

use super::output::{Format, Output, Row};
use crate::Failure;

/// Options of `portal methods`.
#[derive(Debug, Args)]
pub struct MethodsOptions {
    #[command(flatten)]
    format: Format,
}

/// Options of `portal openapi`.
#[derive(Debug, Args)]
pub struct OpenapiOptions {
    /// Where the methods are served: a path, or a whole address such as http://127.0.0.1:8624/rest
    #[arg(long, value_name = "URL", default_value = "/rest")]
    base: String,

    /// Only REST 3.0, as `rest.documentation.openapi` answers it
    #[arg(long)]
    v3: bool,
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    rest: &'static str,
    scope: String,
    summary: String,
    deprecated: Option<&'static str>,
}

impl Row for Listed {
    const HEADER: &'static [&'static str] = &["NAME", "REST", "SCOPE", "WHAT IT DOES"];

    fn cells(&self) -> Vec<String> {
        let old = self.deprecated.map(|note| format!(" Deprecated: {note}."));
        vec![
            self.name.to_owned(),
            self.rest.to_owned(),
            self.scope.clone(),
            format!("{}{}", self.summary, old.unwrap_or_default()),
        ]
    }
}

/// A row for each name of a method.
fn rows(method: &'static Descriptor) -> impl Iterator<Item = Listed> {
    let rest = match (method.serves(Version::V2), method.serves(Version::V3)) {
        (true, true) => "2, 3.0",
        (false, true) => "3.0",
        _ => "2",
    };
    let row = move |name, summary| Listed {
        name,
        rest,
        scope: method.scope().to_string(),
        summary,
        deprecated: method.deprecated(),
    };
    let aliases = method.aliases().iter();
    let aliases = aliases.map(move |name| row(name, format!("Another name of {}.", method.name())));
    std::iter::once(row(method.name(), method.summary().replace('\n', " "))).chain(aliases)
}

pub(crate) fn methods(options: &MethodsOptions) -> Result<(), Failure> {
    let methods = RestApi::collect().methods();
    let listed = methods.into_iter().filter(|method| !method.is_private());
    let rows: Vec<Listed> = listed.flat_map(rows).collect();
    Output::list(&rows, &options.format)?.print()
}

pub(crate) fn openapi(options: &OpenapiOptions) -> Result<(), Failure> {
    let methods = RestApi::collect().methods();
    let document = match options.v3 {
        true => openapi::v3(methods),
        false => openapi::both(methods, &options.base),
    };
    Output::List(format!("{document:#}\n")).print()
}
