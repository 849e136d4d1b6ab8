//! `profile`, `user.admin`, `user.current`: the calling user.

use bitrix_rest::{Array, Call, CurrentUser, Error, State, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UserError;
use super::fields::Visible;
use crate::Accounts;
use crate::accounts::UserRecord;

/// What `profile` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CallerProfile {
    /// The calling user.
    User(ProfileFields),
    /// An empty list: the portal does not know the user, or the user is inactive.
    Nobody([(); 0]),
}

/// The calling user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct ProfileFields {
    /// The id, as a text.
    pub id: String,
    /// Whether the user may manage the portal.
    pub admin: bool,
    /// The first name.
    pub name: String,
    /// The last name.
    pub last_name: String,
    /// `M`, `F`, or empty.
    pub personal_gender: String,
    /// The IANA name of the time zone, or empty.
    pub time_zone: String,
    /// The address of a photo.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub personal_photo: String,
}

/// Describes the calling user; no scope is needed.
#[rest_method("profile", scope = "basic", read_only)]
pub async fn profile(
    caller: CurrentUser,
    State(accounts): State<Accounts>,
) -> Result<CallerProfile, UserError> {
    Ok(match active(&accounts, &caller).await? {
        Some(user) => CallerProfile::User(ProfileFields {
            id: user.id.to_string(),
            admin: caller.administrator,
            name: user.name,
            last_name: user.last_name,
            personal_gender: user.gender.map_or("", |gender| gender.letter()).to_owned(),
            time_zone: user.time_zone,
            personal_photo: user.photo,
        }),
        None => CallerProfile::Nobody([]),
    })
}

/// Says whether the calling user may manage the settings of applications.
#[rest_method("user.admin", scope = "basic", read_only)]
pub async fn user_admin(call: Call) -> Result<bool, Error> {
    let user = call.caller().and_then(|caller| caller.user());
    Ok(user.is_some_and(|user| user.administrator))
}

/// Describes the calling user, with the fields that the caller's scope shows.
///
/// `user_brief` leaves out the e-mail address. The answer is empty if the portal does not know the user, or the user is
/// inactive.
#[rest_method("user.current", scope = "user", read_only)]
pub async fn user_current(
    call: Call,
    caller: CurrentUser,
    State(accounts): State<Accounts>,
) -> Result<Array, UserError> {
    let user = active(&accounts, &caller).await?;
    let visible = Visible::to(call.caller());
    Ok(user.map(|user| visible.row(&user)).unwrap_or_default())
}

async fn active(
    accounts: &Accounts,
    caller: &CurrentUser,
) -> Result<Option<UserRecord>, UserError> {
    let user = accounts.user(caller.id).await?;
    Ok(user.filter(|user| user.active))
}
