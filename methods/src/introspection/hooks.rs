//! Where a server answers for more than its settings say (P-303).

use bitrix_rest::{Array, BoxFuture, Call, Error};

/// Adds to what `app.info` answers.
///
/// ```
/// use bitrix_rest::{Array, BoxFuture, Call, Error};
/// use bitrix_rest_methods::Licence;
/// use bitrix_rest_methods::introspection::AppInfoHook;
///
/// struct Region;
///
/// impl AppInfoHook for Region {
///     fn additional<'a>(&'a self, _: &'a Call) -> BoxFuture<'a, Result<Array, Error>> {
///         Box::pin(async { Ok(Array::from_iter([("REGION", "eu")])) })
///     }
/// }
///
/// let licence = Licence::default().with_app_info(Region);
/// ```
pub trait AppInfoHook: Send + Sync + 'static {
    /// Keys for `ADDITIONAL`. Of hooks that say the same key, the one that was added later wins.
    ///
    /// # Errors
    /// Any; `app.info` answers it.
    fn additional<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Result<Array, Error>>;
}

/// Decides whether the portal has a feature, for `feature.get`.
///
/// ```
/// use bitrix_rest::{BoxFuture, Call, Error};
/// use bitrix_rest_methods::Licence;
/// use bitrix_rest_methods::introspection::FeatureHook;
///
/// struct Ours;
///
/// impl FeatureHook for Ours {
///     fn has<'a>(&'a self, _: &'a Call, code: &'a str) -> BoxFuture<'a, Result<Option<bool>, Error>> {
///         Box::pin(async move { Ok(code.starts_with("ours_").then_some(true)) })
///     }
/// }
///
/// let licence = Licence::default().with_features_of(Ours);
/// ```
pub trait FeatureHook: Send + Sync + 'static {
    /// Whether the portal has the feature with this code; none if the hook does not know it. Then the next hook is asked,
    /// and in the end the [`Licence`](super::Licence).
    ///
    /// # Errors
    /// Any; `feature.get` answers it.
    fn has<'a>(
        &'a self,
        call: &'a Call,
        code: &'a str,
    ) -> BoxFuture<'a, Result<Option<bool>, Error>>;
}
