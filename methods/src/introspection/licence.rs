//! What the portal is licensed for.

use std::collections::BTreeMap;
use std::sync::Arc;

use bitrix_rest::{Call, Error, FromCall, SystemError};

use super::hooks::{AppInfoHook, FeatureHook};

/// The licence of the portal, as `app.info` and `feature.get` tell it (P-224, P-225); cheap to clone. Given to a server as
/// [state](bitrix_rest::Builder::state); a server without one is self-hosted, in English.
///
/// ```
/// use bitrix_rest::RestApi;
/// use bitrix_rest_methods::{Licence, MemoryStore, Store};
///
/// # fn main() -> Result<(), bitrix_rest::BuildError> {
/// let licence = Licence::cloud("de", "pro100", "pro").with_feature("rest_auth_connector", true);
/// assert_eq!(licence.name(), "de_pro100");
///
/// let store = MemoryStore::new();
/// let accounts = store.accounts("my-portal");
/// let api = RestApi::collect()
///     .state(store.options())
///     .state(accounts.clone())
///     .state(licence)
///     .authenticator(accounts)
///     .build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Licence(Arc<Terms>);

#[derive(Clone)]
struct Terms {
    language: Box<str>,
    plan: Option<Plan>,
    previous: Option<Box<str>>,
    features: BTreeMap<Box<str>, bool>,
    app_info: Vec<Arc<dyn AppInfoHook>>,
    features_of: Vec<Arc<dyn FeatureHook>>,
}

/// What a portal in the cloud pays for.
#[derive(Clone)]
struct Plan {
    code: Box<str>,
    family: Box<str>,
}

impl Licence {
    /// Of a portal on a server of one's own, in this language: `en`.
    pub fn self_hosted(language: &str) -> Self {
        Self(Arc::new(Terms {
            language: language.into(),
            plan: None,
            previous: None,
            features: BTreeMap::new(),
            app_info: Vec::new(),
            features_of: Vec::new(),
        }))
    }

    /// Of a portal in the cloud, in this language, with this plan (`ent250`) of this family of plans (`ent`).
    pub fn cloud(language: &str, plan: &str, family: &str) -> Self {
        Self::self_hosted(language).change(|terms| {
            terms.plan = Some(Plan {
                code: plan.into(),
                family: family.into(),
            });
        })
    }

    /// Names the licence that the portal had before (`LICENSE_PREVIOUS`).
    #[must_use]
    pub fn with_previous(self, name: &str) -> Self {
        self.change(|terms| terms.previous = Some(name.into()))
    }

    /// Says whether the portal has the feature with this code.
    #[must_use]
    pub fn with_feature(self, code: &str, has: bool) -> Self {
        self.change(|terms| {
            terms.features.insert(code.into(), has);
        })
    }

    /// Adds to what `app.info` answers (P-303).
    #[must_use]
    pub fn with_app_info(self, hook: impl AppInfoHook) -> Self {
        self.change(|terms| terms.app_info.push(Arc::new(hook)))
    }

    /// Asks this hook for features first (P-303).
    #[must_use]
    pub fn with_features_of(self, hook: impl FeatureHook) -> Self {
        self.change(|terms| terms.features_of.push(Arc::new(hook)))
    }

    /// The language of the portal.
    pub fn language(&self) -> &str {
        &self.0.language
    }

    /// The language with the plan: `en_ent250`, `en_selfhosted`.
    pub fn name(&self) -> String {
        let plan = self.plan().unwrap_or("selfhosted");
        format!("{}_{plan}", self.0.language)
    }

    /// The plan; none for a self-hosted portal.
    pub fn plan(&self) -> Option<&str> {
        self.0.plan.as_ref().map(|plan| &*plan.code)
    }

    /// The family of the plan; none for a self-hosted portal.
    pub fn family(&self) -> Option<&str> {
        self.0.plan.as_ref().map(|plan| &*plan.family)
    }

    /// The licence before this one.
    pub fn previous(&self) -> Option<&str> {
        self.0.previous.as_deref()
    }

    /// Whether the portal has a feature; none if nothing was said of it.
    pub fn feature(&self, code: &str) -> Option<bool> {
        self.0.features.get(code).copied()
    }

    /// Asks the hooks, then the licence.
    pub(super) async fn has(&self, call: &Call, code: &str) -> Result<Option<bool>, Error> {
        for hook in &self.0.features_of {
            if let Some(has) = hook.has(call, code).await? {
                return Ok(Some(has));
            }
        }
        Ok(self.feature(code))
    }

    /// Refuses the call if the portal does not have the feature, which is called by this name then (P-81). A self-hosted
    /// portal has what nobody says it has not.
    pub(crate) async fn require(&self, call: &Call, code: &str, name: &str) -> Result<(), Error> {
        match self.has(call, code).await? {
            Some(true) => Ok(()),
            None if self.plan().is_none() => Ok(()),
            _ => Err(SystemError::WrongLicense(name.to_owned()).into()),
        }
    }

    pub(super) fn app_info_hooks(&self) -> &[Arc<dyn AppInfoHook>] {
        &self.0.app_info
    }

    fn change(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }
}

/// Self-hosted, in English.
impl Default for Licence {
    fn default() -> Self {
        Self::self_hosted("en")
    }
}

/// What the server was given, else the default: no server must say that it is self-hosted.
impl FromCall for Licence {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        Ok(call.state().unwrap_or_default())
    }
}

impl std::fmt::Debug for Licence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Licence")
            .field("name", &self.name())
            .field("features", &self.0.features)
            .finish_non_exhaustive()
    }
}
