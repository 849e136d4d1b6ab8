//! Texts that must have a form: where they are asked for, and where they are answered.

use bitrix_rest::contract::Kind;
use bitrix_rest::object::{Add, Fields};
use bitrix_rest::{Created, Error, Item, Object, Version, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::liars::{kinds, report};
use crate::reach::inside;

/// A ticket.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Ticket {
    /// In which currency it is paid.
    #[object(editable, required(add), pattern = "^[A-Z]{3}$", length = ..=9)]
    currency: String,
    /// Where one sits.
    #[object(editable, pattern = r"^\d{1,2}[A-F]?$", length = ..=9)]
    seat: String,
}

/// Sells a ticket, but none for a seat with two digits and a letter.
#[rest_method("lie.ticket.add", scope = "basic", versions(v3))]
async fn lie_ticket_add(fields: Fields<Ticket, Add>) -> Result<Created, Error> {
    let ticket = fields.onto(&Ticket::default())?;
    match ticket.seat.len() {
        3 => Err(Error::internal("no such seat")),
        _ => Ok(Created(1)),
    }
}

/// Reads a code, and cannot take the longest.
#[rest_method("lie.code.read", scope = "basic", versions(v2, v3), read_only)]
async fn lie_code_read(
    #[param(pattern = "^(?:no|yes)-[a-z]{2,40}$", length = ..=40)] code: String,
    #[param] count: i64,
) -> Result<i64, Error> {
    match (code.len(), count) {
        (40.., _) => Err(Error::internal("never")),
        (_, 0) => Err(Error::internal("none")),
        (_, count) => Ok(count),
    }
}

/// Reads a label, in words that are not guessed.
#[rest_method("lie.label.read", scope = "basic", versions(v2, v3), read_only)]
async fn lie_label_read(
    #[param(pattern = r"^\x78\d$", length = ..=9)] label: String,
) -> Result<bool, Error> {
    let _ = label;
    Ok(true)
}

/// The same, with an example.
///
/// # Examples
///
/// ```json
/// {"label": "x1"}
/// ```
/// ```json
/// {"result": true}
/// ```
#[rest_method("lie.label.show", scope = "basic", read_only)]
async fn lie_label_show(
    #[param(pattern = r"^\x78\d$", length = ..=9)] label: String,
) -> Result<bool, Error> {
    let _ = label;
    Ok(true)
}

/// Says of a value that it is of a format.
#[derive(Serialize, JsonSchema)]
pub struct Forms {
    #[schemars(extend("format" = "date"))]
    day: &'static str,
    #[schemars(extend("format" = "date-time"))]
    time: &'static str,
    #[schemars(email)]
    mail: &'static str,
    #[schemars(url)]
    site: &'static str,
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    currency: &'static str,
    #[schemars(extend("minimum" = 0, "exclusiveMinimum" = true))]
    share: f64,
}

const FINE: Forms = Forms {
    day: "2026-01-30",
    time: "2026-01-30T12:00:00+00:00",
    mail: "a@example.org",
    site: "https://example.org/",
    currency: "EUR",
    share: 0.5,
};

/// Answers what is of its form, unless it is asked for something else.
#[rest_method("lie.form.get", scope = "basic", versions(v2, v3), read_only)]
async fn lie_form_get(
    #[param(one_of = [0, 1, 2, 3, 4, 5, 6])] wrong: u8,
) -> Result<Item<Forms>, Error> {
    Ok(Item(match wrong {
        1 => Forms {
            day: "30.01.2026",
            ..FINE
        },
        2 => Forms {
            time: "2026-01-30",
            ..FINE
        },
        3 => Forms {
            mail: "nobody",
            ..FINE
        },
        4 => Forms {
            site: "/index",
            ..FINE
        },
        5 => Forms {
            currency: "euro",
            ..FINE
        },
        6 => Forms { share: 0.0, ..FINE },
        _ => FINE,
    }))
}

// Before, nothing was sent that matches, and each was told as not tried.
#[tokio::test]
async fn texts_with_a_pattern_are_reached() {
    let ticket = report::<LieTicketAdd>().await;
    assert_eq!(inside(&ticket), ["no such seat"], "{ticket}");
    let code = report::<LieCodeRead>().await;
    assert_eq!(inside(&code), ["never", "never", "none", "none"], "{code}");
}

#[tokio::test]
async fn a_pattern_that_is_not_simple_wants_an_example() {
    let label = report::<LieLabelRead>().await;
    let both = [(Kind::Untried, Version::V2), (Kind::Untried, Version::V3)];
    assert_eq!(kinds(&label), both, "{label}");
    assert!(label.to_string().contains("give an example"), "{label}");
    report::<LieLabelShow>().await.assert();
}

// Before, each of them passed.
#[tokio::test]
async fn results_that_are_not_of_their_form_are_found() {
    let report = report::<LieFormGet>().await;
    let breaches = report.breaches().iter();
    let rest2 = breaches.filter(|one| one.version() == Version::V2);
    let found: Vec<String> = rest2
        .map(|one| one.why().replace("answers no result of its type: ", ""))
        .collect();
    let expected = [
        r#"`result.day` is "30.01.2026" and no date"#,
        r#"`result.time` is "2026-01-30" and no date-time"#,
        r#"`result.mail` is "nobody" and no email"#,
        r#"`result.site` is "/index" and no uri"#,
        r#"`result.currency` is "euro", which does not match `^[A-Z]{3}$`"#,
        "`result.share` is 0: its minimum, which is excluded",
    ];
    let (mut found, mut expected) = (found, expected.map(str::to_owned));
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{report}");
    let is_result = |(kind, _): &(Kind, Version)| *kind == Kind::Result;
    assert_eq!(
        kinds(&report).iter().filter(|one| is_result(one)).count(),
        12
    );
}
