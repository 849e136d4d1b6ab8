//! `user.access`, `access.name`: codes that stand for users and groups of users.

use bitrix_rest::{Array, Call, Caller, Key, State, Value, rest_method};

use super::UserError;
use crate::Accounts;

/// Whom an access code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// `G2`: everybody, also without authorization.
    Visitors,
    /// `AU`: every user.
    Users,
    /// `U<id>`: the user with this id.
    User(u64),
}

impl Group {
    /// None for a code of something that no portal of accounts has, such as further groups.
    fn of(code: &str) -> Option<Self> {
        match code {
            "G2" => Some(Self::Visitors),
            "AU" => Some(Self::Users),
            // A key is an integer only if it is spelt as one.
            _ => match Key::from(code.strip_prefix('U')?) {
                Key::Int(id) => u64::try_from(id).ok().map(Self::User),
                Key::Text(_) => None,
            },
        }
    }

    fn has(self, caller: &Caller) -> bool {
        match self {
            Self::Visitors => true,
            Self::Users => caller.user().is_some(),
            Self::User(id) => caller.user().is_some_and(|user| user.id == id),
        }
    }
}

/// Says whether the calling user has one of these access codes. An administrator has all.
#[rest_method("user.access", scope = "basic", read_only)]
pub async fn user_access(
    call: Call,
    /// A list of access codes, or one: `U7` for user 7, `AU` for every user, `G2` for everybody.
    #[param(rename = "ACCESS", ignore_case)]
    access: Option<Value>,
) -> Result<bool, UserError> {
    let Some(caller) = call.caller() else {
        return Ok(false);
    };
    if caller.user().is_some_and(|user| user.administrator) {
        return Ok(true);
    }
    let has = |code: &Value| {
        let group = code.as_str().and_then(Group::of);
        group.is_some_and(|group| group.has(caller))
    };
    Ok(match access {
        Some(Value::Array(codes)) => codes.values().any(has),
        Some(code) => has(&code),
        None => false,
    })
}

/// Tells the names of access codes: an object from code to `provider`, `name` and `provider_id`.
///
/// Codes that the portal does not know are left out. Without a list the answer is `false`.
#[rest_method("access.name", scope = "basic", read_only)]
pub async fn access_name(
    State(accounts): State<Accounts>,
    /// A list of access codes: `U7` for user 7, `AU` for every user, `G2` for everybody.
    #[param(rename = "ACCESS", ignore_case)]
    access: Option<Value>,
) -> Result<Value, UserError> {
    let codes = match access {
        Some(Value::Array(codes)) if !codes.is_empty() => codes,
        _ => return Ok(false.into()),
    };
    let mut names = Array::new();
    for code in codes.values().filter_map(Value::as_str) {
        let name = match Group::of(code) {
            Some(Group::Visitors) => named("", "All visitors", "other"),
            Some(Group::Users) => named("", "All authorized users", "other"),
            Some(Group::User(id)) => match accounts.user(id).await? {
                Some(user) => {
                    let name = format!("{} {}", user.name, user.last_name);
                    match name.trim() {
                        "" => named("User", &user.login, "user"),
                        name => named("User", name, "user"),
                    }
                }
                None => continue,
            },
            None => continue,
        };
        names.insert(code, name);
    }
    Ok(names.into())
}

fn named(provider: &str, name: &str, provider_id: &str) -> Array {
    Array::from_iter([
        ("provider", provider),
        ("name", name),
        ("provider_id", provider_id),
    ])
}
