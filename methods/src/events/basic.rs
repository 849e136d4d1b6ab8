//! The events of every portal, which applications bind without a scope (P-232, P-242). They are listed in this order.

use bitrix_rest::Array;
use serde::Serialize;

use super::declaration::{Event, EventType, OptionKind, whole};

/// `ONAPPUNINSTALL`: the application was removed. Its receiver gets no tokens: `application_token` is the only proof of who
/// tells it (P-108).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AppUninstalled {
    /// The language of the portal.
    pub language_id: String,
    /// 1 if the settings of the application are gone with it.
    pub clean: u8,
}

/// `ONAPPINSTALL`: the application was installed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AppInstalled {
    /// The installed version.
    pub version: u32,
    /// `Y`, or `N` if it is switched off.
    pub active: char,
    /// `Y`, or `N` if the installation was not finished.
    pub installed: char,
    /// The language of the portal.
    pub language_id: String,
}

/// `ONAPPUPDATE`: another version of the application was installed.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AppUpdated {
    /// The version that is installed now.
    pub version: u32,
    /// The version before.
    pub previous_version: u32,
    /// The language of the portal.
    pub language_id: String,
}

/// `ONAPPPAYMENT`: the application was paid for. A server that sells applications fires it; nothing here does of itself. See
/// [`Events::fire_named`](super::Events::fire_named).
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AppPaid {
    /// The code that the application has in the catalogue.
    pub code: String,
    /// The installed version.
    pub version: u32,
    // Of `ApplicationStatus::letter`.
    /// The letter of its status.
    pub status: char,
    /// `Y` if the paid period is over, else `N`.
    pub payment_expired: char,
    /// Days until it is.
    pub days: i64,
}

/// `ONSUBSCRIPTIONRENEW`: the subscription of the portal was renewed. As [`AppPaid`], for a server that has subscriptions.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct SubscriptionRenewed {
    /// The language of the portal.
    pub language_id: String,
}

/// `ONAPPTEST`: the application called `event.test`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AppTested {
    /// The parameters of the call.
    pub query: Array,
    /// The language of the portal.
    pub language_id: String,
}

/// `ONAPPMETHODCONFIRM`: an administrator decided on a call that waited for it (P-83). As [`AppPaid`], for a server that lets
/// calls wait.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct MethodConfirmed {
    /// The token of the call.
    pub token: String,
    /// The name of the method.
    pub method: String,
    /// 1 if it is allowed, else 0.
    pub confirmed: u8,
    /// The language of the portal.
    pub language_id: String,
}

/// `ONOFFLINEEVENT`: rows wait in the offline queue (P-254).
#[derive(Debug, Clone, Serialize)]
pub(super) struct RowsWait {}

/// Seconds between two notices; 0 is once per call.
pub(super) const MIN_TIMEOUT: &str = "minTimeout";

/// Events of this crate are in a list, since a crate that forbids `unsafe` cannot register with itself at link time.
macro_rules! basic_events {
    ($($event:ident: $declared:expr,)*) => {
        $( crate::__implement_event!($event, $declared, whole); )*

        /// In the order in which they are listed.
        pub(super) const BASIC: &[&EventType] = &[$( <$event as Event>::TYPE_REF, )*];
    };
}

basic_events! {
    AppUninstalled: EventType::basic("onAppUninstall").without_tokens(),
    AppInstalled: EventType::basic("onAppInstall").with_lasting_refresh_token(),
    AppUpdated: EventType::basic("onAppUpdate").with_lasting_refresh_token(),
    AppPaid: EventType::basic("onAppPayment"),
    SubscriptionRenewed: EventType::basic("onSubscriptionRenew").with_lasting_refresh_token(),
    AppTested: EventType::basic("onAppTest").with_refresh_token(),
    MethodConfirmed: EventType::basic("onAppMethodConfirm").without_tokens(),
    RowsWait: EventType::basic("onOfflineEvent").with_refresh_token().online_only().with_options(&[(MIN_TIMEOUT, OptionKind::Int)]),
}
