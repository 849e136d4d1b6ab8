//! What names and ids may be, in the configuration and in commands alike.

use bitrix_rest::Key;

/// Ids of users begin with 1.
pub(crate) fn user_id(id: u64) -> Result<(), String> {
    match id {
        0 => Err("ids of users begin with 1".to_owned()),
        _ => Ok(()),
    }
}

/// P-4: a webhook names its owner by id or by login, so no login may look like an id.
pub(crate) fn login(login: &str) -> Result<(), String> {
    match Key::from(login) {
        Key::Int(_) => Err(format!(
            "the login `{login}` would be taken for an id; add a letter to it"
        )),
        Key::Text(_) if login.is_empty() => Err("a login cannot be empty".to_owned()),
        Key::Text(_) => Ok(()),
    }
}

/// An application has a name.
pub(crate) fn client_id(id: &str) -> Result<(), String> {
    if id.is_empty() {
        return Err("a client_id cannot be empty".to_owned());
    }
    Ok(())
}

/// P-256: any name may be a scope, so only what can be none is a mistake. What to write instead is for the caller to say.
pub(crate) fn scope(code: &str) -> Result<(), String> {
    if code.is_empty() || code.contains(|char: char| char == ',' || char.is_whitespace()) {
        return Err(format!("`{code}` is no scope"));
    }
    Ok(())
}
