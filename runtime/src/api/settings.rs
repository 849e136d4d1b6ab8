//! What a server can be told.

use std::time::Duration;

use crate::params::json;
use crate::params::query::FormLimits;
use crate::text::json::Escaping;
use crate::zone::Zone;

pub(crate) struct Settings {
    pub(crate) zone: Zone,
    pub(crate) escaping: Escaping,
    pub(crate) webhooks_over_http: bool,
    pub(crate) behind_proxy: bool,
    pub(crate) closed: bool,
    pub(crate) deadline: Duration,
    pub(crate) body_timeout: Duration,
    pub(crate) body_limit: usize,
    pub(crate) header_limit: usize,
    pub(crate) form: FormLimits,
    pub(crate) json: json::Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: Zone::utc(),
            escaping: Escaping::Plain,
            webhooks_over_http: false,
            behind_proxy: false,
            closed: false,
            deadline: Duration::from_secs(60),
            body_timeout: Duration::from_secs(30),
            body_limit: 16 * 1024 * 1024,
            header_limit: 96 * 1024,
            form: FormLimits::default(),
            json: json::Limits {
                values: 500_000,
                ..json::Limits::default()
            },
        }
    }
}
