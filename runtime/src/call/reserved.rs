//! Parameters that are never the method's (section 2.3 of the protocol).

use crate::params::{Array, Key};

/// The names of section 2.3, and those that SDKs add (P-17): never a parameter of the flat form (P-209).
pub(crate) const NAMES: [&str; 12] = [
    "auth",
    "access_token",
    "auth_connector",
    "aplogin",
    "ap",
    "sessid",
    "state",
    "method",
    "start",
    "bx24_request_id",
    "bx24_sdk_ver",
    "bx24_sdk_type",
];

/// Takes them out: credentials of the kind that the call is made with (P-37), the reserved names (P-20, P-40, P-41) and those
/// that SDKs add (P-18).
pub(crate) fn strip(parameters: &mut Array, is_token: bool, is_webhook: bool) {
    parameters.retain(|key, _| match key {
        Key::Int(_) => true,
        Key::Text(name) => match name.as_str() {
            "auth" | "access_token" | "auth_connector" => !is_token,
            "aplogin" | "ap" => !is_webhook,
            "method" | "state" | "start" => false,
            "bx24_request_id" | "bx24_sdk_ver" | "bx24_sdk_type" => false,
            _ => true,
        },
    });
}
