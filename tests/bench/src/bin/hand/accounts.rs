//! Webhooks.

use std::collections::HashMap;
use std::sync::Arc;

use bitrix_rest_bench::{APPLICATION, CODE, USER};
use subtle::ConstantTimeEq;

use crate::envelope::ApiError;
use crate::options::Owner;

struct Webhook {
    code: String,
    application: Arc<str>,
}

/// The webhook of each user.
pub(crate) struct Accounts(HashMap<u64, Webhook>);

impl Accounts {
    pub(crate) fn demo() -> Self {
        let webhook = Webhook {
            code: CODE.to_owned(),
            application: APPLICATION.into(),
        };
        Self(HashMap::from([(USER, webhook)]))
    }

    /// Whose options a webhook reaches; the code is compared in constant time.
    pub(crate) fn webhook(&self, user: u64, code: &str) -> Result<Owner, ApiError> {
        match self.0.get(&user) {
            Some(webhook) if webhook.code.as_bytes().ct_eq(code.as_bytes()).into() => Ok(Owner {
                application: webhook.application.clone(),
                user,
            }),
            _ => Err(ApiError::InvalidCredentials),
        }
    }
}
