//! Introspection: what a caller may find out about the methods, the portal and itself (P-221 – P-225).

mod app_info;
mod authorization;
mod documentation;
mod feature;
mod hooks;
mod licence;
mod methods;

pub use app_info::{AppInfo, AppInfoError, AppInfoReply, ApplicationInfo, WebhookInfo, app_info};
pub use authorization::{AuthorizationInfo, Installation};
pub use documentation::{
    RestDocumentationOpenapi, RestScopeList, ScopeEntry, ScopeField, ScopeTree,
    rest_documentation_openapi, rest_scope_list,
};
pub use feature::{Feature, FeatureError, FeatureGet, feature_get};
pub use hooks::{AppInfoHook, FeatureHook};
pub use licence::Licence;
pub use methods::{MethodGet, MethodState, Scope, method_get, scope};
#[expect(
    deprecated,
    reason = "Bitrix24 deprecated it, and clients still call it"
)]
pub use methods::{Methods, methods};
