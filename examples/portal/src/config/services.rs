//! What is served beside and around the methods: the authorization server, the licence, limits of calls.

use std::collections::BTreeMap;
use std::num::{NonZeroU32, NonZeroU64};

use bitrix_rest_methods::limits::Tariff;
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::expected;

/// Lifetimes that are not given are those of Bitrix24 (P-103).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OAuth {
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) sign_in: bool,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) server: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::lifetime")]
    pub(crate) code_seconds: Option<u64>,
    #[serde(deserialize_with = "expected::lifetime")]
    pub(crate) access_seconds: Option<u64>,
    #[serde(deserialize_with = "expected::lifetime")]
    pub(crate) refresh_seconds: Option<u64>,
}

impl Default for OAuth {
    fn default() -> Self {
        Self {
            sign_in: true,
            server: None,
            code_seconds: None,
            access_seconds: None,
            refresh_seconds: None,
        }
    }
}

/// Events and their delivery.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Events {
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) allow_local_handlers: bool,
    #[serde(deserialize_with = "expected::flag")]
    pub(crate) public_only: bool,
    #[serde(deserialize_with = "expected::seconds")]
    pub(crate) answer_seconds: Option<NonZeroU64>,
    #[serde(deserialize_with = "expected::count")]
    pub(crate) handlers: Option<NonZeroU32>,
    #[serde(deserialize_with = "expected::count")]
    pub(crate) offline_rows: Option<NonZeroU64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Licence {
    #[serde(deserialize_with = "expected::text")]
    pub(crate) language: String,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) plan: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) family: Option<Spanned<String>>,
    #[serde(deserialize_with = "expected::text")]
    pub(crate) previous: Option<String>,
    #[serde(deserialize_with = "expected::features")]
    pub(crate) features: BTreeMap<String, bool>,
}

impl Default for Licence {
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            plan: None,
            family: None,
            previous: None,
            features: BTreeMap::new(),
        }
    }
}

/// How often a client may call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Rate {
    #[default]
    Off,
    Limited(Tariff),
}

impl Rate {
    pub(crate) const fn tariff(self) -> Option<Tariff> {
        match self {
            Self::Off => None,
            Self::Limited(tariff) => Some(tariff),
        }
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Name(String),
            Own(OwnTariff),
        }
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct OwnTariff {
            capacity: NonZeroU32,
            leak: NonZeroU32,
        }
        let wrong = || {
            de::Error::custom(
                "expected \"off\", \"standard\", \"enterprise\", or { capacity = 50, leak = 2 }: so many at once, so many a second",
            )
        };
        let limited = |capacity, leak| Self::Limited(Tariff { capacity, leak });
        match Given::deserialize(deserializer).map_err(|_| wrong())? {
            Given::Own(OwnTariff { capacity, leak }) => Ok(limited(capacity.get(), leak.get())),
            Given::Name(name) => match &*name {
                "off" => Ok(Self::Off),
                "standard" => Ok(Self::Limited(Tariff::STANDARD)),
                "enterprise" => Ok(Self::Limited(Tariff::ENTERPRISE)),
                _ => Err(wrong()),
            },
        }
    }
}
