//! Secrets that nobody can guess.

use crate::Failure;

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The characters of a secret: almost 300 bits.
const LENGTH: usize = 50;

/// A new secret. Its characters stand in a path, a query and a form as they are.
pub(super) fn secret() -> Result<String, Failure> {
    letters(LENGTH, LETTERS)
}

/// A new `client_id`, as a portal gives a local application.
pub(super) fn client_id() -> Result<String, Failure> {
    let (_, small) = LETTERS.split_at(26);
    Ok(format!("local.{}", letters(20, small)?))
}

fn letters(count: usize, alphabet: &[u8]) -> Result<String, Failure> {
    let mut text = String::with_capacity(count);
    let mut bytes = [0; 64];
    // Bytes beyond the last whole round would make the first letters more likely.
    let fair = 256 - 256 % alphabet.len();
    while text.len() < count {
        getrandom::fill(&mut bytes)
            .map_err(|error| Failure::Runtime(format!("there are no random bytes: {error}")))?;
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
        let secrets: Vec<String> = (0..200).map(|_| secret().unwrap()).collect();
        let letters: BTreeSet<u8> = secrets.iter().flat_map(|secret| secret.bytes()).collect();
        assert_eq!(letters, LETTERS.iter().copied().collect());
        assert!(secrets.iter().all(|secret| secret.len() == LENGTH));
        let different: BTreeSet<&String> = secrets.iter().collect();
        assert_eq!(different.len(), secrets.len());
    }
}
