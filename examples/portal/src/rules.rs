//! What names and ids may be, in the configuration and in commands alike.

use bitrix_rest::Key;
use bitrix_rest_methods::events::check_handler;
use bitrix_rest_methods::oauth::is_redirect_uri;

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

/// P-98: where a browser goes after a sign-in.
pub(crate) fn redirect_uri(uri: &str) -> Result<(), String> {
    match is_redirect_uri(uri) {
        true => Ok(()),
        false => Err(format!(
            "no browser can be sent to `{uri}`; write an absolute address without `#`, as https://app.example/signed-in"
        )),
    }
}

/// P-234: where events are sent.
pub(crate) fn handler(uri: &str, allow_local: bool) -> Result<(), String> {
    check_handler(uri, allow_local).map_err(|_| {
        let local = match allow_local {
            true => "",
            false => "; a host without a dot, such as localhost, needs `allow_local_handlers = true` in `[events]`",
        };
        format!("no event can be sent to `{uri}`; write an address as https://app.example/handler{local}")
    })
}

/// P-256: any name may be a scope, so only what can be none is a mistake. What to write instead is for the caller to say.
pub(crate) fn scope(code: &str) -> Result<(), String> {
    if code.is_empty() || code.contains(|char: char| char == ',' || char.is_whitespace()) {
        return Err(format!("`{code}` is no scope"));
    }
    Ok(())
}
