//! The arguments: which of them are parameters, and whether their attributes fit together.

use syn::ext::IdentExt;
use syn::{Error, Ident, LitStr, Pat};

use super::checks;
use super::types::{self, Place};
use super::{CheckedArgument, DefaultValue, Parameter, Role, Source};
use crate::attr::Keyed;
use crate::attr::param::ParamAttr;
use crate::declaration::argument::Argument;
use crate::mistakes::Mistakes;

/// Names that never reach a handler (P-18, P-30, P-37, P-40, P-41), and what to do instead.
const RESERVED: [(&str, &str); 12] = [
    (
        "auth_connector",
        "the change source of the call; take the extractor `Call` and ask its `connector()`",
    ),
    (
        "auth",
        "the caller's credentials; take the extractor `CurrentUser` or `Application`",
    ),
    (
        "access_token",
        "the caller's credentials; take the extractor `CurrentUser` or `Application`",
    ),
    (
        "sessid",
        "the caller's credentials; take the extractor `CurrentUser`",
    ),
    (
        "aplogin",
        "the caller's credentials; take the extractor `CurrentUser`",
    ),
    (
        "ap",
        "the caller's credentials; take the extractor `CurrentUser`",
    ),
    (
        "method",
        "the name of the method; take the extractor `Call`",
    ),
    ("start", "the position of a page; take the extractor `Page`"),
    (
        "state",
        "the security state of the protocol; choose another name",
    ),
    (
        "bx24_request_id",
        "written by SDKs for themselves; choose another name",
    ),
    (
        "bx24_sdk_ver",
        "written by SDKs for themselves; choose another name",
    ),
    (
        "bx24_sdk_type",
        "written by SDKs for themselves; choose another name",
    ),
];

pub(crate) fn check(
    arguments: Vec<Argument>,
    positional: Option<&Ident>,
    mistakes: &mut Mistakes,
) -> Vec<CheckedArgument> {
    let mut known = Known::default();
    let mut checked = Vec::new();
    for argument in arguments {
        let Argument {
            index,
            cfgs,
            lints,
            docs,
            pattern,
            ty,
            param,
        } = argument;
        let role = match param {
            None => {
                types::check(&ty, Place::Extractor, mistakes);
                Some(Role::Extractor)
            }
            Some(param) => {
                types::check(&ty, Place::Parameter, mistakes);
                conflicts(&param, positional.is_some(), mistakes);
                identifier(&pattern, mistakes).map(|field| {
                    let wire = wire_name(&param, &field, mistakes);
                    known.add(&wire, &field, &param, !cfgs.is_empty(), mistakes);
                    Role::Parameter(Box::new(parameter(field, wire, param, docs)))
                })
            }
        };
        checked.extend(role.map(|role| CheckedArgument {
            index,
            cfgs,
            lints,
            ty,
            role,
        }));
    }
    if let (Some(key), true) = (positional, known.names.is_empty() && mistakes.is_empty()) {
        mistakes.push(Error::new(
            key.span(),
            "`positional` reads parameters by their order, and this method has none; mark one with `#[param]`",
        ));
    }
    checked
}

fn parameter(
    field: Ident,
    wire: LitStr,
    param: ParamAttr,
    docs: crate::declaration::docs::Docs,
) -> Parameter {
    let source = match (&param.rest, &param.or_rest) {
        (Some(_), _) => Source::Rest,
        (_, Some(_)) => Source::NamedOrRest,
        _ => Source::Named,
    };
    Parameter {
        field,
        wire,
        docs,
        ignore_case: param.ignore_case.is_some(),
        default: param.default.map(|default| match default.value {
            Some(expression) => DefaultValue::Given(expression),
            None => DefaultValue::OfType(default.key.span()),
        }),
        checks: param.checks,
        source,
    }
}

/// The parameter's field in the struct.
fn identifier(pattern: &Pat, mistakes: &mut Mistakes) -> Option<Ident> {
    match pattern {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => {
            Some(ident.ident.clone())
        }
        other => {
            mistakes.at(
                other,
                "a parameter needs a plain name, by which callers know it; take the value apart inside of the function",
            );
            None
        }
    }
}

fn wire_name(param: &ParamAttr, field: &Ident, mistakes: &mut Mistakes) -> LitStr {
    let name = match &param.rename {
        Some(rename) => rename.value.clone(),
        None => LitStr::new(&field.unraw().to_string(), field.span()),
    };
    let value = name.value();
    let same = |reserved: &str| match param.ignore_case {
        Some(_) => value.eq_ignore_ascii_case(reserved),
        None => value == reserved,
    };
    if param.rest.is_some() {
        return name;
    }
    if value.is_empty() {
        mistakes.at(&name, "a parameter cannot have an empty name; remove `rename` to keep the name of the argument");
    } else if value.contains(['[', ']', '&', '=', '.', ' ']) {
        mistakes.at(
            &name,
            format!("`{value}` cannot be sent as the name of a parameter: brackets, dots, spaces, `&` and `=` mean something else in a form"),
        );
    } else if let Some((_, what)) = RESERVED.iter().find(|(reserved, _)| same(reserved)) {
        mistakes.push(Error::new(
            name.span(),
            format!("no parameter can be called `{value}`: it is {what}"),
        ));
    }
    name
}

/// What earlier parameters of the declaration have taken.
#[derive(Default)]
struct Known {
    names: Vec<Name>,
    rest: Option<&'static str>,
}

struct Name {
    /// Nothing for the argument that takes what remains.
    wire: Option<String>,
    field: Ident,
    ignore_case: bool,
    conditional: bool,
}

impl Known {
    /// Two that depend on conditions may exclude each other: the compiler decides.
    fn add(
        &mut self,
        wire: &LitStr,
        field: &Ident,
        param: &ParamAttr,
        conditional: bool,
        mistakes: &mut Mistakes,
    ) {
        let name = Name {
            wire: param.rest.is_none().then(|| wire.value()),
            field: field.clone(),
            ignore_case: param.ignore_case.is_some(),
            conditional,
        };
        let earlier = self.names.iter().find(|earlier| earlier.is(&name));
        match earlier {
            Some(earlier) if earlier.field == name.field => mistakes.left_to_compiler(),
            Some(earlier) => mistakes.push(Error::new(
                wire.span(),
                format!(
                    "the parameter `{}` is taken by the argument `{}` already; give one of them another name with \
                     `#[param(rename = \"…\")]`",
                    wire.value(),
                    earlier.field
                ),
            )),
            None => {}
        }
        if let (Some(key), false) = (param.rest.as_ref().or(param.or_rest.as_ref()), conditional) {
            match self.rest {
                Some(earlier) => mistakes.push(Error::new(
                    key.span(),
                    format!("an argument with `{earlier}` takes the remaining parameters already; only one can"),
                )),
                None => self.rest = Some(if param.rest.is_some() { "rest" } else { "or_rest" }),
            }
        }
        self.names.push(name);
    }
}

impl Name {
    fn is(&self, other: &Self) -> bool {
        let same = match (&self.wire, &other.wire) {
            (Some(wire), Some(other_wire)) if self.ignore_case || other.ignore_case => {
                wire.eq_ignore_ascii_case(other_wire)
            }
            (Some(wire), Some(other_wire)) => wire == other_wire,
            _ => false,
        };
        (same || self.field == other.field) && !(self.conditional && other.conditional)
    }
}

/// Keys that contradict each other.
fn conflicts(param: &ParamAttr, positional: bool, mistakes: &mut Mistakes) {
    let mut conflict = |at: &Ident, message: &str| mistakes.push(Error::new(at.span(), message));
    if let Some(rest) = &param.rest {
        if let Some(Keyed { key, .. }) = &param.rename {
            conflict(
                key,
                "`rest` takes parameters of any name, so there is nothing to rename; remove `rename`",
            );
        }
        if let Some(key) = &param.ignore_case {
            conflict(
                key,
                "`rest` takes parameters of any name; remove `ignore_case`",
            );
        }
        if param.or_rest.is_some() {
            conflict(
                rest,
                "`rest` and `or_rest` exclude each other; `or_rest` is the one that also has a name of its own",
            );
        }
    }
    if let (Some(rest), Some(Keyed { key, .. })) = (
        param.rest.as_ref().or(param.or_rest.as_ref()),
        &param.default,
    ) {
        conflict(
            key,
            &format!(
                "`{rest}` always has a value, be it an empty one, so a default would never be used; remove `default`"
            ),
        );
    }
    if positional {
        for key in param.rest.iter().chain(&param.or_rest) {
            conflict(
                key,
                &format!(
                    "parameters of a `positional` method have no names, so nothing remains for `{key}`"
                ),
            );
        }
        if let Some(key) = &param.ignore_case {
            conflict(
                key,
                "parameters of a `positional` method are read by order, not by name; remove `ignore_case`",
            );
        }
    }
    checks::check(&param.checks, mistakes);
}
