//! Applications and webhooks that may call more or less often than others (P-339).

use std::collections::HashMap;

use bitrix_rest::{BoxFuture, Call, Credentials};
use bitrix_rest_methods::Accounts;
use bitrix_rest_methods::accounts::SecretHash;
use bitrix_rest_methods::limits::{Own, Tariffs};

use crate::config::{Config, Rate};

/// The rates that the configuration gives to some callers.
pub(crate) struct Given {
    accounts: Accounts,
    applications: HashMap<String, Rate>,
    /// By owner and code: the configuration knows no ids.
    webhooks: HashMap<(u64, SecretHash), Rate>,
}

impl Given {
    pub(crate) fn of(config: &Config, accounts: &Accounts) -> Self {
        let applications = config.applications.iter();
        let webhooks = config.webhooks.iter();
        Self {
            accounts: accounts.clone(),
            applications: applications
                .filter_map(|app| Some((app.client_id.get_ref().clone(), app.rate?)))
                .collect(),
            webhooks: webhooks
                .filter_map(|hook| {
                    let code = SecretHash::of(hook.code.get_ref().expose());
                    Some(((*hook.user.get_ref(), code), hook.rate?))
                })
                .collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.applications.is_empty() && self.webhooks.is_empty()
    }

    /// Whether any of them is a limit, and not the freedom of one.
    pub(crate) fn has_a_limit(&self) -> bool {
        let mut rates = self.applications.values().chain(self.webhooks.values());
        rates.any(|rate| *rate != Rate::Off)
    }

    /// Whether it is worth a look at who calls: everybody logs in once more, behind the limits.
    fn may_name(&self, credentials: &Credentials) -> bool {
        let names_webhook = || match credentials {
            Credentials::Webhook { code, .. } => {
                let code = SecretHash::of(code.expose());
                self.webhooks.keys().any(|(_, known)| *known == code)
            }
            _ => false,
        };
        !self.applications.is_empty() || names_webhook()
    }

    async fn find(&self, credentials: &Credentials) -> Option<Own> {
        if !self.may_name(credentials) {
            return None;
        }
        // Who is refused is counted as everybody is.
        let caller = self.accounts.log_in(credentials).await.ok()??;
        if let (Credentials::Webhook { code, .. }, Some(user)) = (credentials, caller.user()) {
            let code = SecretHash::of(code.expose());
            if let Some(rate) = self.webhooks.get(&(user.id, code)) {
                let name = format!("webhook {}", caller.webhook().unwrap_or_default());
                return Some(own(name, *rate));
            }
        }
        let id = caller.application()?.client_id();
        let rate = self.applications.get(id)?;
        Some(own(format!("app {id}"), *rate))
    }
}

fn own(caller: String, rate: Rate) -> Own {
    Own {
        caller: caller.into(),
        tariff: rate.tariff(),
    }
}

impl Tariffs for Given {
    fn of<'a>(&'a self, call: &'a Call) -> BoxFuture<'a, Option<Own>> {
        Box::pin(self.find(call.credentials()))
    }
}
