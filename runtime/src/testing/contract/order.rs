//! Which methods are meant, and which of them is called first.

use crate::method::Descriptor;

/// Whether a method is meant: by its name, or by its beginning and `*`.
pub(super) fn is_meant(said: &str, name: &str) -> bool {
    match said.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => said == name,
    }
}

/// When a method is called, the first first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// It changes nothing.
    Reads,
    /// It may change something.
    Writes,
    /// It is told nothing but what to act on: afterwards that may be gone.
    Ends,
}

/// When this method is called.
pub(super) fn turn(method: &Descriptor) -> Turn {
    if method.is_read_only() {
        return Turn::Reads;
    }
    let parameters = method.parameters().iter();
    let requirements = method.requirements();
    let extracted = requirements.body.iter().map(|(name, _)| *name);
    let mut names = parameters.map(|parameter| parameter.name).chain(extracted);
    let points =
        |name: &str| name.eq_ignore_ascii_case("id") || name.eq_ignore_ascii_case("filter");
    let only_points = names.next().is_some_and(points) && names.all(points);
    let is_delete = method.name().rsplit('.').next() == Some("delete");
    match is_delete || only_points && method.body.is_none() {
        true => Turn::Ends,
        false => Turn::Writes,
    }
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn a_method_is_meant_by_its_name_or_its_beginning() {
        assert!(is_meant("event.bind", "event.bind"));
        assert!(is_meant("event.*", "event.offline.get"));
        assert!(is_meant("*", "events"));
        assert!(!is_meant("event.*", "events"));
        assert!(!is_meant("event", "event.bind"));
        assert!(!is_meant("*.get", "event.get"));
    }
}
