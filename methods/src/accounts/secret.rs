//! Secrets that nobody can guess.

use bitrix_rest::Secret;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The characters of a secret: almost 300 bits.
const LENGTH: usize = 50;

/// The operating system has no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("there are no random bytes: {0}")]
pub struct NoRandomBytes(getrandom::Error);

/// A new secret: 50 letters and digits from the operating system's generator, which stand in a path, a query and a form as
/// they are.
///
/// # Errors
/// The operating system has no random bytes.
///
/// ```
/// use bitrix_rest_methods::accounts::{SecretHash, TokenRecord, new_secret};
///
/// let token = new_secret()?; // told to its owner, once
/// let kept = TokenRecord::new(SecretHash::of(token.expose()), "app.1", 7, 1_782_907_445);
/// # Ok::<(), bitrix_rest_methods::accounts::NoRandomBytes>(())
/// ```
pub fn new_secret() -> Result<Secret, NoRandomBytes> {
    letters(LENGTH, LETTERS).map(Secret::from)
}

/// A new `client_id`, as a portal gives a local application: `local.` and 20 small letters and digits.
///
/// # Errors
/// The operating system has no random bytes.
pub fn new_client_id() -> Result<String, NoRandomBytes> {
    let (_, small) = LETTERS.split_at(26);
    Ok(format!("local.{}", letters(20, small)?))
}

fn letters(count: usize, alphabet: &[u8]) -> Result<String, NoRandomBytes> {
    let mut text = String::with_capacity(count);
    let mut bytes = [0; 64];
    // Bytes beyond the last whole round would make the first letters more likely.
    let fair = 256 - 256 % alphabet.len();
    while text.len() < count {
        getrandom::fill(&mut bytes).map_err(NoRandomBytes)?;
        let chosen = bytes
            .iter()
            .map(|byte| usize::from(*byte))
            .filter(|byte| *byte < fair)
            .filter_map(|byte| alphabet.get(byte % alphabet.len()));
        let missing = count - text.len();
        text.extend(chosen.take(missing).map(|letter| char::from(*letter)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_letter_occurs_and_no_secret_twice() {
        let secrets: Vec<Secret> = (0..200).map(|_| new_secret().unwrap()).collect();
        let texts: BTreeSet<&str> = secrets.iter().map(Secret::expose).collect();
        let letters: BTreeSet<u8> = texts.iter().flat_map(|text| text.bytes()).collect();
        assert_eq!(letters, LETTERS.iter().copied().collect());
        assert!(texts.iter().all(|text| text.len() == LENGTH));
        assert_eq!(texts.len(), secrets.len());
    }

    #[test]
    fn a_client_id_has_small_letters_and_digits() {
        let id = new_client_id().unwrap();
        let (local, rest) = id.split_once('.').unwrap();
        assert_eq!((local, rest.len()), ("local", 20));
        assert!(
            rest.bytes()
                .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
        );
    }
}
