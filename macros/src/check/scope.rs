//! Scopes: the published codes of P-255 and P-256, and one's own.

use syn::LitStr;

use super::Scope;
use crate::attr::method::{MethodAttr, ScopeValue};
use crate::attr::suggest::nearest;
use crate::mistakes::Mistakes;

/// The codes of P-255, then those that only older portals know (P-256).
const CODES: &[&str] = &[
    "ai_admin",
    "biconnector",
    "bizproc",
    "booking",
    "calendar",
    "call",
    "cashbox",
    "catalog",
    "contact_center",
    "crm",
    "delivery",
    "department",
    "disk",
    "documentgenerator",
    "entity",
    "humanresources",
    "humanresources.hcmlink",
    "im",
    "imbot",
    "imconnector",
    "imopenlines",
    "intranet",
    "landing",
    "lists",
    "log",
    "mail",
    "mailservice",
    "main",
    "messageservice",
    "mobile",
    "note",
    "pay_system",
    "placement",
    "pull",
    "rpa",
    "sale",
    "salescenter",
    "sign.b2e",
    "socialnetwork",
    "sonet_group",
    "task",
    "tasks",
    "tasks_extended",
    "tasksmobile",
    "telephony",
    "timeman",
    "user",
    "user.userfield",
    "user_basic",
    "user_brief",
    "userconsent",
    "userfieldconfig",
    "vote",
    "configuration.import",
    "crm.documentgenerator",
    "faceid",
    "forum",
    "iblock",
    "landing_cloud",
    "rating",
    "smile",
];

pub(crate) fn check(attr: &MethodAttr, mistakes: &mut Mistakes) -> Option<Scope> {
    match &attr.scope {
        Some(scope) => match &scope.value {
            ScopeValue::Published(code) => published(code, mistakes),
            ScopeValue::Custom(code) => custom(code, mistakes),
        },
        None => {
            if let (Some(name), false) = (&attr.name, attr.seen.has("scope")) {
                missing(name, mistakes);
            }
            None
        }
    }
}

fn missing(name: &LitStr, mistakes: &mut Mistakes) {
    mistakes.at(
        name,
        format!(
            "the scope of the method is missing: write `#[rest_method(\"{}\", scope = \"basic\")]` for a method that any \
             caller may use, or name the scope that its callers must hold, such as `scope = \"crm\"`",
            name.value()
        ),
    );
}

fn published(literal: &LitStr, mistakes: &mut Mistakes) -> Option<Scope> {
    let code = literal.value();
    if code == "basic" {
        return Some(Scope::Basic);
    }
    if CODES.contains(&code.as_str()) {
        return Some(Scope::Code(literal.clone()));
    }
    let message = if code == "_global" {
        "`_global` is the internal name of the basic scope: write `scope = \"basic\"`".to_owned()
    } else if let Some(problem) = malformed(&code) {
        problem
    } else {
        let near = nearest(&code, &[&["basic"], CODES].concat())
            .map(|near| format!("did you mean `\"{near}\"`? "))
            .unwrap_or_default();
        format!(
            "Bitrix24 has no scope `{code}`; {near}write `scope = custom(\"{code}\")` for a scope of your own"
        )
    };
    mistakes.at(literal, message);
    None
}

fn custom(literal: &LitStr, mistakes: &mut Mistakes) -> Option<Scope> {
    let code = literal.value();
    let message = if code == "basic" || CODES.contains(&code.as_str()) {
        format!("`{code}` is a scope of Bitrix24: write `scope = \"{code}\"`")
    } else if code == "_global" {
        "`_global` is the internal name of the basic scope: write `scope = \"basic\"`".to_owned()
    } else if let Some(problem) = malformed(&code) {
        problem
    } else {
        return Some(Scope::Code(literal.clone()));
    };
    mistakes.at(literal, message);
    None
}

/// Lists of scopes are separated by commas or spaces, so a code contains neither.
fn malformed(code: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
    if code.is_empty() {
        Some(
            "the scope is empty: write `scope = \"basic\"` for a method that any caller may use"
                .to_owned(),
        )
    } else if !code.chars().all(fits) {
        Some(format!(
            "`{code}` cannot be a scope: its code is made of the letters a–z, digits, `_` and dots"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::Span;

    fn judge(code: &str, own: bool) -> Result<String, String> {
        let mut mistakes = Mistakes::default();
        let literal = LitStr::new(code, Span::call_site());
        let scope = if own {
            custom(&literal, &mut mistakes)
        } else {
            published(&literal, &mut mistakes)
        };
        match scope {
            Some(Scope::Basic) => Ok("basic".to_owned()),
            Some(Scope::Code(code)) => Ok(code.value()),
            None => Err(mistakes.messages().join("|")),
        }
    }

    // Proves: P-255, P-256
    #[test]
    fn published_codes() {
        assert_eq!(judge("basic", false), Ok("basic".to_owned()));
        for code in CODES {
            assert_eq!(judge(code, false), Ok((*code).to_owned()));
        }
    }

    // Proves: P-256
    #[test]
    fn own_codes() {
        assert_eq!(judge("sigurd", true), Ok("sigurd".to_owned()));
        assert!(
            judge("crm", true).is_err_and(|message| message.contains("write `scope = \"crm\"`"))
        );
    }

    #[test]
    fn unknown_codes_get_a_suggestion() {
        assert!(
            judge("cmr", false).is_err_and(|message| message.contains("did you mean `\"crm\"`?"))
        );
        assert!(
            judge("sigurd", false).is_err_and(|message| message.contains("custom(\"sigurd\")"))
        );
        assert!(judge("_global", false).is_err_and(|message| message.contains("\"basic\"")));
        assert!(judge("a b", true).is_err_and(|message| message.contains("cannot be a scope")));
        assert!(judge("", false).is_err_and(|message| message.contains("is empty")));
    }
}
