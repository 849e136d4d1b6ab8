//! What a path means (P-1 – P-6, P-325).

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::call::Version;

/// The format of a reply; the name of the method selects it, never `Accept` (P-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

/// A path below `/rest`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Route<'p> {
    pub(crate) version: Version,
    /// The name of the method; none if the path does not say (P-3).
    pub(crate) method: Option<Cow<'p, str>>,
    pub(crate) format: Format,
    /// User and code of a webhook (P-4).
    pub(crate) webhook: Option<(Cow<'p, str>, Cow<'p, str>)>,
}

impl<'p> Route<'p> {
    /// Repeated and trailing slashes do not count (P-325).
    pub(crate) fn of(path: &'p str) -> Self {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let parts: [Option<&str>; 5] = std::array::from_fn(|_| segments.next());
        let (version, method, webhook) = match parts {
            [Some(method), None, ..] => (Version::V2, Some(method), None),
            [Some("api"), Some(method), None, ..] => (Version::V3, Some(method), None),
            [Some(user), Some(code), Some(method), None, _] => {
                (Version::V2, Some(method), Some((user, code)))
            }
            [Some("api"), Some(user), Some(code), Some(method), None] => {
                (Version::V3, Some(method), Some((user, code)))
            }
            _ => (Version::V2, None, None),
        };
        let mut route = Self {
            version,
            method: None,
            format: Format::Json,
            webhook: webhook.map(|(user, code)| (text(user), text(code))),
        };
        if let Some(method) = method {
            route.name(text(method));
        }
        route
    }

    /// Sets the method; in REST 2 one `.json` or `.xml` at its end selects the format (P-6).
    pub(crate) fn name(&mut self, name: Cow<'p, str>) {
        let (length, format) = match self.version {
            Version::V2 => suffix(&name),
            Version::V3 => (name.len(), Format::Json),
        };
        self.method = Some(match name {
            Cow::Borrowed(name) => Cow::Borrowed(name.get(..length).unwrap_or(name)),
            Cow::Owned(mut name) => {
                name.truncate(length);
                Cow::Owned(name)
            }
        });
        self.format = format;
    }
}

/// Percent-decoded; a `+` stays a `+` (P-4).
fn text(segment: &str) -> Cow<'_, str> {
    if segment.contains('%') {
        percent_decode_str(segment).decode_utf8_lossy()
    } else {
        Cow::Borrowed(segment)
    }
}

/// The length of a name without its suffix, and the format that the suffix selects.
fn suffix(name: &str) -> (usize, Format) {
    for (suffix, format) in [(".json", Format::Json), (".xml", Format::Xml)] {
        let stem = name.len().saturating_sub(suffix.len());
        let end = name.as_bytes().get(stem..).unwrap_or_default();
        if end.eq_ignore_ascii_case(suffix.as_bytes()) {
            return (stem, format);
        }
    }
    (name.len(), Format::Json)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn v2(path: &str) -> (Option<String>, Option<(String, String)>) {
        let route = Route::of(path);
        assert_eq!(route.version, Version::V2, "{path}");
        let owned =
            |(user, code): (Cow<'_, str>, Cow<'_, str>)| (user.into_owned(), code.into_owned());
        (route.method.map(Cow::into_owned), route.webhook.map(owned))
    }

    // Proves: P-1, P-2, P-3
    #[test]
    fn segments_decide() {
        let webhook = |user: &str, code: &str| Some((user.to_owned(), code.to_owned()));
        let name = |name: &str| Some(name.to_owned());
        assert_eq!(v2("/user.option.get"), (name("user.option.get"), None));
        assert_eq!(v2("/user.option.get/"), (name("user.option.get"), None));
        assert_eq!(v2("/7/sec/profile"), (name("profile"), webhook("7", "sec")));
        assert_eq!(
            v2("/api/sec/profile/"),
            (name("profile"), webhook("api", "sec"))
        );
        assert_eq!(v2("/api"), (name("api"), None));
        for path in ["/", "", "/7/sec", "/a/b/c/d", "/api/7/sec/x/y"] {
            assert_eq!(v2(path), (None, None), "{path}");
        }
        let v3 = Route::of("/api/main.eventlog.list");
        assert_eq!(
            (v3.version, v3.method.as_deref()),
            (Version::V3, Some("main.eventlog.list"))
        );
        let v3 = Route::of("/api/7/sec/documentation/");
        assert_eq!(v3.version, Version::V3);
        assert_eq!(
            (v3.method.as_deref(), v3.webhook),
            (Some("documentation"), Some(("7".into(), "sec".into())))
        );
    }

    // Proves: P-4
    #[test]
    fn segments_are_percent_decoded() {
        let (_, webhook) = v2("/ada%40example.com/a+b/profile");
        assert_eq!(
            webhook.unwrap(),
            ("ada@example.com".to_owned(), "a+b".to_owned())
        );
    }

    // Proves: P-6
    #[test]
    fn one_suffix_selects_the_format() {
        for (path, name, format) in [
            ("/profile.json", "profile", Format::Json),
            ("/profile.XML/", "profile", Format::Xml),
            ("/profile.xml.json", "profile.xml", Format::Json),
            ("/profile.xmlx", "profile.xmlx", Format::Json),
            ("/é.xml", "é", Format::Xml),
        ] {
            let route = Route::of(path);
            assert_eq!(
                (route.method.as_deref(), route.format),
                (Some(name), format),
                "{path}"
            );
        }
        assert_eq!(Route::of("/api/x.xml").method.as_deref(), Some("x.xml"));
    }

    // Proves: P-325
    #[test]
    fn repeated_slashes_collapse() {
        assert_eq!(v2("//profile").0.as_deref(), Some("profile"));
        assert_eq!(v2("/7/code//profile/").0.as_deref(), Some("profile"));
        assert_eq!(Route::of("//api/x").version, Version::V3);
    }
}
