//! `feature.get`.

use bitrix_rest::{Call, Error, RestError, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Licence;

/// Whether the portal has a feature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Feature {
    /// `Y` or `N`; a self-hosted portal that knows nothing of the feature answers its licence: `en_selfhosted`.
    pub value: String,
}

/// What `feature.get` fails with (P-224).
#[derive(Debug, thiserror::Error, RestError)]
pub enum FeatureError {
    /// No code was sent.
    #[error("CODE can't be empty")]
    #[rest(code = "CODE_EMPTY", status = 400, replaces = argument_empty)]
    NoCode,
    /// A hook of the server failed.
    #[error(transparent)]
    #[rest(transparent)]
    Hook(#[from] Error),
}

/// Says whether the portal has a feature, such as `rest_offline_extended` or `rest_auth_connector`.
#[rest_method("feature.get", scope = "basic", read_only)]
pub async fn feature_get(
    call: Call,
    licence: Licence,
    /// The code of the feature.
    #[param(rename = "CODE", ignore_case, non_empty)]
    code: String,
) -> Result<Feature, FeatureError> {
    let value = match licence.has(&call, &code).await? {
        Some(true) => "Y".to_owned(),
        Some(false) => "N".to_owned(),
        None if licence.plan().is_some() => "N".to_owned(),
        None => licence.name(),
    };
    Ok(Feature { value })
}
