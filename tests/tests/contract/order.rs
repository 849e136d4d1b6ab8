//! What is called first, and what is shown of those who refuse.

use std::sync::{Arc, Mutex};

use bitrix_rest::contract::{Kind, Report};
use bitrix_rest::object::{Fields, Target, Update};
use bitrix_rest::{
    Administrator, Call, Caller, Credentials, Error, Exception, FromCall, Item, Object, Refusal,
    RestApi, Version, rest_method,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::liars::kinds;

/// The letters that are there.
#[derive(Debug, Clone, Default)]
pub struct Letters(Arc<Mutex<Vec<u64>>>);

impl FromCall for Letters {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        let letters = call.state();
        letters.ok_or_else(|| Error::internal("no letters"))
    }
}

impl Letters {
    fn find(&self, id: u64) -> Result<u64, Error> {
        let letters = self.0.lock().unwrap();
        let found = letters.contains(&id).then_some(id);
        found.ok_or_else(|| Exception::EntityNotFound(id.to_string()).into())
    }
}

/// Deletes a letter.
#[rest_method("lie.letter.delete", scope = "basic", versions(v2, v3))]
async fn lie_letter_delete(
    letters: Letters,
    #[param(rename = "ID")] id: u64,
) -> Result<bool, Error> {
    letters.find(id)?;
    letters.0.lock().unwrap().retain(|letter| *letter != id);
    Ok(true)
}

/// Burns a letter, and is told nothing but which.
#[rest_method("lie.letter.burn", scope = "basic")]
async fn lie_letter_burn(letters: Letters, #[param] id: u64) -> Result<bool, Error> {
    letters.find(id)?;
    letters.0.lock().unwrap().retain(|letter| *letter != id);
    Ok(true)
}

/// Shows a letter.
#[rest_method("lie.letter.get", scope = "basic", versions(v2, v3), read_only)]
async fn lie_letter_get(letters: Letters, #[param] id: u64) -> Result<Item<u64>, Error> {
    Ok(Item(letters.find(id)?))
}

/// Changes a letter.
#[rest_method("lie.letter.seal", scope = "basic", versions(v2, v3))]
async fn lie_letter_seal(
    letters: Letters,
    #[param] id: u64,
    #[param] wax: String,
) -> Result<bool, Error> {
    let _ = wax;
    letters.find(id).map(|_| true)
}

/// Shows a stamp, which no example does.
#[rest_method("lie.stamp.get", scope = "basic", read_only)]
async fn lie_stamp_get(stamps: Letters, #[param] id: u64) -> Result<u64, Error> {
    stamps.find(id)
}

/// Deletes a stamp.
///
/// # Examples
///
/// ```json
/// {"id": 1}
/// ```
/// ```json
/// {"result": true}
/// ```
#[rest_method("lie.stamp.delete", scope = "basic")]
async fn lie_stamp_delete(stamps: Letters, #[param] id: u64) -> Result<bool, Error> {
    lie_letter_delete(stamps, id).await
}

/// What is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(default)]
pub struct Card {
    /// Which.
    #[object(filterable)]
    id: u64,
    /// What is on it.
    #[object(editable)]
    text: String,
}

/// Changes cards, of which there are none.
#[rest_method("lie.card.update", scope = "basic", versions(v3))]
async fn lie_card_update(
    _target: Target<Card>,
    _fields: Fields<Card, Update>,
) -> Result<bool, Error> {
    Err(Exception::EntityNotFound("1".into()).into())
}

/// Takes a word that nobody guesses.
///
/// # Examples
///
/// ```json
/// {"word": "sesame"}
/// ```
/// ```json
/// {"error": "…", "error_description": "…"}
/// ```
#[rest_method("lie.door.open", scope = "basic")]
async fn lie_door_open(
    #[param(length = 3..)] word: String,
    _: Administrator,
    #[param] knocks: Option<i64>,
) -> Result<bool, Error> {
    let _ = knocks;
    Err(Exception::EntityNotFound(word).into())
}

fn api(letters: &[u64]) -> RestApi {
    RestApi::explicit()
        .method::<LieLetterDelete>()
        .method::<LieLetterBurn>()
        .method::<LieLetterGet>()
        .method::<LieLetterSeal>()
        .method::<LieStampGet>()
        .method::<LieStampDelete>()
        .method::<LieCardUpdate>()
        .method::<LieDoorOpen>()
        .state(Letters(Arc::new(Mutex::new(letters.to_vec()))))
        .authenticator(|_: &Credentials| Err::<Caller, _>(Refusal::InvalidCredentials))
        .build()
        .unwrap()
}

fn untried(report: &Report) -> Vec<&str> {
    assert!(
        report
            .breaches()
            .iter()
            .all(|one| one.kind() == Kind::Untried)
    );
    report.breaches().iter().map(|one| one.method()).collect()
}

// Before, `lie.letter.burn` and `lie.letter.delete` came first by their names, and then nothing had a letter to show or to seal.
#[tokio::test]
async fn what_deletes_is_called_last() {
    let report = api(&[1])
        .contract()
        .only("lie.letter.*")
        .without("lie.letter.burn")
        .await;
    report.assert();
    // One letter is burnt, and the next one is not there to be deleted in any generation.
    let report = api(&[1]).contract().only("lie.letter.*").await;
    assert_eq!(untried(&report), ["lie.letter.delete"; 2], "{report}");
    // Without any letter, each is told.
    let report = api(&[]).contract().only("lie.letter.*").await;
    let each = ["get", "get", "seal", "seal", "burn", "delete", "delete"];
    let each: Vec<String> = each
        .iter()
        .map(|last| format!("lie.letter.{last}"))
        .collect();
    assert_eq!(untried(&report), each, "{report}");
}

// Before, all examples came first, and this one left no stamp to show.
#[tokio::test]
async fn the_example_of_what_deletes_is_tried_last() {
    let report = api(&[1]).contract().only("lie.stamp.*").await;
    assert_eq!(report.examples(), 1, "{report}");
    report.assert();
}

// Before, it was `{"fields":{}}`, which lacks `id`.
#[tokio::test]
async fn the_refusal_that_got_farthest_is_shown() {
    let report = api(&[]).contract().only("lie.card.update").await;
    assert_eq!(kinds(&report), [(Kind::Untried, Version::V3)], "{report}");
    let breach = &report.breaches()[0];
    assert!(breach.answer().contains("ENTITYNOTFOUND"), "{report}");
    assert!(breach.parameters().contains(r#""text":"#), "{report}");
}

// Before, it was the body without what may be left out, and by whoever was first.
#[tokio::test]
async fn an_example_that_is_refused_is_shown_before_all_else() {
    let report = api(&[]).contract().only("lie.door.open").await;
    assert_eq!(kinds(&report), [(Kind::Untried, Version::V2)], "{report}");
    let breach = &report.breaches()[0];
    assert_eq!(breach.parameters(), r#"{"word":"sesame"}"#, "{report}");
    assert!(breach.answer().contains("sesame"), "{report}");
    let nobody = Caller::new(bitrix_rest::AuthKind::OAuth);
    let report = api(&[]).contract().only("lie.door.open").by(nobody).await;
    let refused = report.breaches().last().unwrap();
    assert_eq!(refused.kind(), Kind::Untried, "{report}");
    assert!(refused.answer().contains("ACCESS_DENIED"), "{report}");
    // With what can be done.
    let told = report.to_string();
    for way in [
        ".by(…)",
        "stores",
        "example",
        r#"`.without("lie.door.open")`"#,
    ] {
        assert!(told.contains(way), "{told}");
    }
}
