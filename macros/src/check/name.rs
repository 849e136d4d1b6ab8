//! Names of methods: lower case, `module.entity.action` (P-290).

use proc_macro2::Span;
use syn::{Error, LitStr};

use crate::attr::method::{FORM, MethodAttr};
use crate::mistakes::Mistakes;

pub(crate) fn check(attr: &MethodAttr, mistakes: &mut Mistakes) -> Option<LitStr> {
    let mut names: Vec<String> = Vec::new();
    for name in attr.name.iter().chain(&attr.aliases) {
        let value = name.value();
        if let Some(problem) = problem(&value) {
            mistakes.at(name, problem);
        } else if names.contains(&value) {
            mistakes.at(
                name,
                format!("`{value}` is a name of this method already; remove the alias"),
            );
        }
        names.push(value);
    }
    if attr.name.is_none() && !attr.name_is_wrong {
        // Bare `#[rest_method]` is one mistake: the scope is not complained about a second time.
        let message = match attr.seen.has("scope") {
            true => format!("the name of the method is missing; it comes first: `{FORM}`"),
            false => super::missing_everything(),
        };
        mistakes.push(Error::new(
            attr.span.unwrap_or_else(Span::call_site),
            message,
        ));
    }
    attr.name.clone()
}

pub(crate) fn is_good(name: &str) -> bool {
    problem(name).is_none()
}

fn problem(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let suffix = [".json", ".xml"]
        .into_iter()
        .find(|suffix| lower.ends_with(suffix));
    let digit = name
        .split('.')
        .any(|segment| segment.starts_with(|c: char| c.is_ascii_digit()));
    let strange =
        |c: &char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'));
    Some(if name.is_empty() {
        format!("the name of the method is empty: write `{FORM}`")
    } else if name.contains(char::is_whitespace) {
        format!(
            "the name `{name}` contains white space; write words apart as `module.entity.action`"
        )
    } else if let Some(suffix) = suffix {
        format!(
            "`{suffix}` behind a name selects the format of the answer, so no method can have it in its name; remove it"
        )
    } else if name != lower {
        format!("callers may write any case, but a method is declared in lower case: `{lower}`")
    } else if name.starts_with('.') || name.ends_with('.') {
        format!(
            "a name neither begins nor ends with a dot: `{}`",
            name.trim_matches('.')
        )
    } else if name.contains("..") {
        "between two dots of a name a word is missing".to_owned()
    } else if let Some(strange) = name.chars().find(strange) {
        format!(
            "`{strange}` cannot stand in a name: it is made of the letters a–z, digits, `_`, and dots between words"
        )
    } else if digit || name.split('.').any(|segment| segment.starts_with('_')) {
        "every word of a name begins with a letter".to_owned()
    } else if name == "batch" {
        "`batch` is answered by the framework itself; choose another name".to_owned()
    } else {
        return None;
    })
}

/// `user.option.set` → `UserOptionSet`
pub(crate) fn pascal_case(name: &str) -> String {
    name.split(['.', '_'])
        .flat_map(|word| {
            let mut letters = word.chars();
            letters
                .next()
                .map(|first| first.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Proves: P-290
    #[test]
    fn good_names() {
        for name in [
            "scope",
            "user.option.set",
            "crm.item2.list_all",
            "task.item_.x",
        ] {
            assert_eq!(problem(name), None, "{name}");
        }
    }

    // Proves: P-6, P-290
    #[test]
    fn bad_names_are_told_what_to_do() {
        for (name, part) in [
            ("", "is empty"),
            ("user option", "white space"),
            ("User.Get", "`user.get`"),
            ("user.get.json", "`.json`"),
            ("user.get.XML", "`.xml`"),
            (".user", "`user`"),
            ("user.", "`user`"),
            ("user..get", "a word is missing"),
            ("user/get", "`/` cannot stand"),
            ("user.2get", "begins with a letter"),
            ("user._get", "begins with a letter"),
            ("batch", "framework itself"),
        ] {
            let problem = problem(name).unwrap_or_default();
            assert!(problem.contains(part), "{name}: {problem}");
        }
    }

    #[test]
    fn struct_names() {
        assert_eq!(pascal_case("user.option.set"), "UserOptionSet");
        assert_eq!(pascal_case("crm.item_2.x"), "CrmItem2X");
    }
}
