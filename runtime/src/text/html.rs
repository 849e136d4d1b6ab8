//! Text inside of HTML.

use std::fmt::{self, Display, Write};

/// Displays a text so that it stands between tags, or inside of quotes, as nothing but text.
///
/// ```
/// use bitrix_rest::text::html::Escaped;
///
/// assert_eq!(Escaped("R&D <\"'>").to_string(), "R&amp;D &lt;&quot;&#39;&gt;");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escaped<'a>(
    /// The text.
    pub &'a str,
);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;"),
                '<' => f.write_str("&lt;"),
                '>' => f.write_str("&gt;"),
                '"' => f.write_str("&quot;"),
                '\'' => f.write_str("&#39;"),
                other => f.write_char(other),
            }?;
        }
        Ok(())
    }
}
