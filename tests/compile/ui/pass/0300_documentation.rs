#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

/// Asks a question.
/// In one paragraph.
///
/// # Details
///
///     indented
#[rest_method("acme.ask", scope = "basic")]
#[doc = include_str!("0300_documentation.md")]
async fn ask(
    /** What to ask. */
    #[param]
    question: String,
    /// Lost on extractors, but allowed.
    call: bitrix_rest::Call,
) -> Result<bool, Error> {
    Ok(true)
}

fn main() {
    let descriptor = AcmeAsk::DESCRIPTOR;
    assert_eq!(descriptor.summary(), "Asks a question. In one paragraph.");
    assert_eq!(
        descriptor.description().trim_end(),
        "Asks a question.\nIn one paragraph.\n\n# Details\n\n    indented\nIncluded.",
    );
    assert_eq!(descriptor.parameters()[0].docs(), "What to ask.");
}
