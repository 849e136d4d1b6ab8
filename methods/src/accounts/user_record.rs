//! What a portal knows of a user.

use serde::{Deserialize, Serialize};

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UserRecord {
    /// The id.
    pub id: u64,
    /// The login; no other user has it.
    pub login: String,
    /// The first name.
    pub name: String,
    /// The last name.
    pub last_name: String,
    /// Whether the user may manage the portal.
    pub administrator: bool,
    /// Whether the user can be authorised: not dismissed, not blocked.
    pub active: bool,
    /// The e-mail address; empty if it is not known, as all texts below.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The gender, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// The absolute address of a photo.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub photo: String,
    /// The time zone, by its IANA name: `Europe/Berlin`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
    /// The position at work.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub work_position: String,
    /// The ids of the departments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<u32>,
}

impl UserRecord {
    /// An active user who is no administrator.
    pub fn new(id: u64, login: impl Into<String>) -> Self {
        Self {
            id,
            login: login.into(),
            name: String::new(),
            last_name: String::new(),
            administrator: false,
            active: true,
            email: String::new(),
            gender: None,
            photo: String::new(),
            time_zone: String::new(),
            work_position: String::new(),
            departments: Vec::new(),
        }
    }
}

/// A gender, as Bitrix24 knows them (P-226).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
}

impl Gender {
    /// The letter that stands for it on the wire (P-226).
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Male => "M",
            Self::Female => "F",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_added_to_records_is_kept_and_only_written_if_it_is_there() {
        let old = r#"{"id":7,"login":"ada","name":"","last_name":"","administrator":false,"active":true}"#;
        let mut user: UserRecord = serde_json::from_str(old).unwrap();
        assert_eq!(user, UserRecord::new(7, "ada"));
        assert_eq!(serde_json::to_string(&user).unwrap(), old);
        user.email = "ada@example.com".to_owned();
        user.gender = Some(Gender::Female);
        user.photo = "https://example.com/ada.png".to_owned();
        user.time_zone = "Europe/London".to_owned();
        user.work_position = "Analyst".to_owned();
        user.departments = vec![1, u32::MAX];
        let text = serde_json::to_string(&user).unwrap();
        assert_eq!(serde_json::from_str::<UserRecord>(&text).unwrap(), user);
    }
}
