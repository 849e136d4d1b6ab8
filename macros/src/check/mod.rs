//! The rules. Every one is tried, so that all mistakes of a declaration show in one compile; what passes them becomes
//! the checked model, the only thing that generation sees.

mod checks;
pub(crate) mod error;
mod field_name;
mod name;
pub(crate) mod object;
mod parameters;
mod pattern;
mod scope;
mod signature;
mod types;

use proc_macro2::Span;
use syn::{Attribute, Ident, LitStr, Path, Type, Visibility, parse_quote};

use crate::attr::checks::Checks;
use crate::attr::method::{FORM, MethodAttr};
use crate::declaration::Declaration;
use crate::declaration::argument::Argument;
use crate::declaration::attributes::{cfgs, deprecated, lints};
use crate::declaration::docs::Docs;
use crate::mistakes::Mistakes;

pub(crate) use name::pascal_case;

/// A method without mistakes.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: LitStr,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) scope: Scope,
    pub(crate) private: bool,
    pub(crate) without_batch: bool,
    pub(crate) read_only: bool,
    pub(crate) positional: bool,
    /// It has no body, and is served elsewhere.
    pub(crate) only_called: bool,
    pub(crate) versions: Versions,
    pub(crate) frame: Frame,
    pub(crate) function: Ident,
    pub(crate) output: Type,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<(Attribute, String)>,
    pub(crate) arguments: Vec<CheckedArgument>,
}

/// What generated items have around them, right or wrong as the rest of the declaration may be.
#[derive(Debug)]
pub(crate) struct Frame {
    /// Where the runtime is found.
    pub(crate) path: Path,
    /// The struct of the parameters.
    pub(crate) parameters: Ident,
    pub(crate) visibility: Visibility,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) lints: Vec<Attribute>,
}

/// The scope of a method.
#[derive(Debug)]
pub(crate) enum Scope {
    Basic,
    Code(LitStr),
}

/// The generations of REST that a method is served in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Versions {
    V2,
    V3,
    Both,
}

/// An argument without mistakes.
#[derive(Debug)]
pub(crate) struct CheckedArgument {
    pub(crate) index: usize,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) lints: Vec<Attribute>,
    pub(crate) ty: Type,
    pub(crate) role: Role,
}

/// What an argument is.
#[derive(Debug)]
pub(crate) enum Role {
    Extractor,
    Parameter(Box<Parameter>),
}

/// A parameter without mistakes.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) field: Ident,
    pub(crate) wire: LitStr,
    pub(crate) docs: Docs,
    pub(crate) ignore_case: bool,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) checks: Checks,
    pub(crate) source: Source,
}

/// The value of a parameter that is left out.
#[derive(Debug)]
pub(crate) enum DefaultValue {
    /// `Default::default()`, wanted by the key at this span.
    OfType(Span),
    Given(syn::Expr),
}

/// Where a parameter's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    Named,
    Rest,
    NamedOrRest,
}

/// All rules of a method.
pub(crate) fn check(declaration: Declaration, mistakes: &mut Mistakes) -> Option<Method> {
    let name = name::check(&declaration.attr, mistakes);
    let scope = scope::check(&declaration.attr, mistakes);
    let frame = frame(&declaration);
    struct_name(&declaration, frame.as_ref(), mistakes);
    let output = signature::check(&declaration.function, mistakes);
    let versions = versions(&declaration.attr, mistakes);
    let arguments = parameters::check(
        declaration.arguments,
        declaration.attr.positional.as_ref(),
        mistakes,
    );
    if !mistakes.is_empty() {
        return None;
    }
    let function = declaration.function;
    Some(Method {
        name: name?,
        aliases: declaration.attr.aliases,
        scope: scope?,
        private: declaration.attr.private,
        without_batch: declaration.attr.without_batch,
        read_only: declaration.attr.read_only,
        positional: declaration.attr.positional.is_some(),
        only_called: function.only_called,
        versions,
        frame: frame?,
        function: function.signature.ident,
        output: output?,
        docs: Docs::of(&function.attributes),
        deprecated: deprecated(&function.attributes),
        arguments,
    })
}

/// REST 2 alone, unless the attribute says more.
fn versions(attr: &MethodAttr, mistakes: &mut Mistakes) -> Versions {
    let Some(named) = &attr.versions else {
        return Versions::V2;
    };
    if let (Some(_), Some(v3)) = (&attr.positional, named.v3) {
        mistakes.push(syn::Error::new(
            v3,
            "REST 3.0 knows parameters by their names only; remove `positional` or `v3`",
        ));
    }
    match (named.v2, named.v3) {
        (Some(_), Some(_)) => Versions::Both,
        (None, Some(_)) => Versions::V3,
        (_, None) => Versions::V2,
    }
}

/// The surroundings of generated items, if the struct of the parameters can be named.
pub(crate) fn frame(declaration: &Declaration) -> Option<Frame> {
    let attr = &declaration.attr;
    let parameters = match (&attr.params, &attr.name) {
        (Some(name), _) => name.clone(),
        (None, Some(name)) => syn::parse_str::<Ident>(&pascal_case(&name.value()))
            .ok()
            .map(|mut ident| {
                ident.set_span(Span::call_site().located_at(name.span()));
                ident
            })?,
        (None, None) => return None,
    };
    Some(Frame {
        path: attr
            .path
            .clone()
            .unwrap_or_else(|| parse_quote!(::bitrix_rest)),
        parameters,
        visibility: declaration.function.visibility.clone(),
        cfgs: cfgs(&declaration.function.attributes),
        lints: lints(&declaration.function.attributes),
    })
}

/// A good name of which no struct name can be made, such as `self`.
fn struct_name(declaration: &Declaration, frame: Option<&Frame>, mistakes: &mut Mistakes) {
    if let (Some(name), None) = (&declaration.attr.name, frame)
        && name::is_good(&name.value())
    {
        mistakes.at(
            name,
            format!(
                "no struct can be called `{}`; name the struct of the parameters with `params = …`",
                pascal_case(&name.value())
            ),
        );
    }
}

/// The form to show for a declaration that says nothing yet.
fn missing_everything() -> String {
    format!("the name and the scope of the method are missing: write `{FORM}`")
}

/// The arguments that may stand in a struct even if the declaration has mistakes.
pub(crate) fn presentable(argument: &Argument) -> bool {
    argument.param.is_some() && types::is_owned(&argument.ty)
}
