//! The users of a portal, as callers see them: the calling user (P-226 – P-228), access codes (P-229), and the list of
//! users.

mod access;
mod fields;
mod filter;
mod list;
mod profile;

use bitrix_rest::RestError;

use crate::StoreError;

pub use access::{AccessName, UserAccess, access_name, user_access};
pub use list::{UserGet, user_get};
pub use profile::{
    CallerProfile, Profile, ProfileFields, UserAdmin, UserCurrent, profile, user_admin,
    user_current,
};

/// What the methods of users fail with.
#[derive(Debug, thiserror::Error, RestError)]
pub enum UserError {
    /// The store failed.
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
}
