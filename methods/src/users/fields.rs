//! The fields of a user on the wire, and who sees which.

use bitrix_rest::{Array, Caller, Value};

use crate::accounts::UserRecord;

/// A field that callers read, filter and sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Active,
    Name,
    LastName,
    Email,
    TimeZone,
    PersonalGender,
    PersonalPhoto,
    WorkPosition,
    Department,
    UserType,
}

impl Field {
    /// In the order of an answer.
    const ALL: [Self; 11] = [
        Self::Id,
        Self::Active,
        Self::Name,
        Self::LastName,
        Self::Email,
        Self::TimeZone,
        Self::PersonalGender,
        Self::PersonalPhoto,
        Self::WorkPosition,
        Self::Department,
        Self::UserType,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Active => "ACTIVE",
            Self::Name => "NAME",
            Self::LastName => "LAST_NAME",
            Self::Email => "EMAIL",
            Self::TimeZone => "TIME_ZONE",
            Self::PersonalGender => "PERSONAL_GENDER",
            Self::PersonalPhoto => "PERSONAL_PHOTO",
            Self::WorkPosition => "WORK_POSITION",
            Self::Department => "UF_DEPARTMENT",
            Self::UserType => "USER_TYPE",
        }
    }

    /// As it is filtered and sorted by: ids are numbers.
    pub(super) fn compared(self, user: &UserRecord) -> Value {
        match self {
            Self::Id => i64::try_from(user.id).unwrap_or(i64::MAX).into(),
            other => other.answered(user),
        }
    }

    /// As it is answered: ids are texts.
    fn answered(self, user: &UserRecord) -> Value {
        match self {
            Self::Id => user.id.to_string().into(),
            Self::Active => user.active.into(),
            Self::Name => user.name.as_str().into(),
            Self::LastName => user.last_name.as_str().into(),
            Self::Email => user.email.as_str().into(),
            Self::TimeZone => user.time_zone.as_str().into(),
            Self::PersonalGender => user.gender.map_or("", |gender| gender.letter()).into(),
            Self::PersonalPhoto => user.photo.as_str().into(),
            Self::WorkPosition => user.work_position.as_str().into(),
            Self::Department => user.departments.clone().into(),
            // A portal of accounts has no guests.
            Self::UserType => "employee".into(),
        }
    }
}

/// The fields that a caller sees. The others are not there for it: neither to filter nor to sort by.
#[derive(Debug, Clone)]
pub(super) struct Visible(Vec<Field>);

impl Visible {
    /// By the widest of the scopes `user`, `user_basic` and `user_brief` that the caller holds. The last shows no contacts.
    pub(super) fn to(caller: Option<&Caller>) -> Self {
        let contacts = caller.is_some_and(|caller| {
            let mut codes = caller.scopes().iter();
            codes.any(|code| matches!(code, "user" | "user_basic"))
        });
        let mut fields = Field::ALL.to_vec();
        fields.retain(|field| contacts || *field != Field::Email);
        Self(fields)
    }

    /// The field with this name, in any case.
    pub(super) fn named(&self, name: &str) -> Option<Field> {
        let mut fields = self.0.iter().copied();
        fields.find(|field| field.name().eq_ignore_ascii_case(name))
    }

    /// Only the fields with these names; `*` stands for all, `UF_*` for those that begin so. An empty list changes
    /// nothing.
    pub(super) fn selecting(mut self, names: &[String]) -> Self {
        let selected = |field: &Field| {
            names.iter().any(|name| match name.strip_suffix('*') {
                Some("") => true,
                Some(start) if start.eq_ignore_ascii_case("UF_") => field.name().starts_with("UF_"),
                _ => field.name().eq_ignore_ascii_case(name),
            })
        };
        if !names.is_empty() {
            self.0.retain(selected);
        }
        self
    }

    /// A user as an answer shows it. A photo that is not there is left out.
    pub(super) fn row(&self, user: &UserRecord) -> Array {
        let fields = self.0.iter().copied();
        fields
            .filter(|field| *field != Field::PersonalPhoto || !user.photo.is_empty())
            .map(|field| (field.name(), field.answered(user)))
            .collect()
    }
}
