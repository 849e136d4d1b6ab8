//! Credentials with what they name, as one statement finds them.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{from_json, table};
use crate::StoreError;
use crate::accounts::{
    AccountKind, ApplicationRecord, Login, SecretHash, TokenRecord, UserRecord, WebhookRecord,
};

/// A record and its checksum, as a row has them.
pub(crate) type Sealed<S> = Option<(S, i64)>;

/// What credentials name, and what they are found by.
pub(crate) trait Credential: DeserializeOwned {
    const KIND: AccountKind;
    fn secret(&self) -> &SecretHash;
    fn application(&self) -> Option<&str>;
    fn user(&self) -> u64;
}

impl Credential for TokenRecord {
    const KIND: AccountKind = AccountKind::Token;
    fn secret(&self) -> &SecretHash {
        &self.hash
    }
    fn application(&self) -> Option<&str> {
        Some(&self.application)
    }
    fn user(&self) -> u64 {
        self.user
    }
}

impl Credential for WebhookRecord {
    const KIND: AccountKind = AccountKind::Webhook;
    fn secret(&self) -> &SecretHash {
        &self.code
    }
    fn application(&self) -> Option<&str> {
        self.application.as_deref()
    }
    fn user(&self) -> u64 {
        self.user
    }
}

/// The credential with this secret, and what it names. Rows that do not belong together by their own records were joined by
/// columns that somebody changed.
pub(crate) fn login<C: Credential, S: AsRef<str>>(
    portal: &str,
    secret: &SecretHash,
    [credential, application, user]: [Sealed<S>; 3],
) -> Result<Option<Arc<Login<C>>>, StoreError> {
    let Some((record, checksum)) = credential else {
        return Ok(None);
    };
    let credential: C = from_json(C::KIND, portal, record.as_ref(), checksum)?;
    let application: Option<ApplicationRecord> = application
        .map(|(record, checksum)| {
            from_json(AccountKind::Application, portal, record.as_ref(), checksum)
        })
        .transpose()?;
    let user: Option<UserRecord> = user
        .map(|(record, checksum)| from_json(AccountKind::User, portal, record.as_ref(), checksum))
        .transpose()?;
    let named = application
        .as_ref()
        .is_none_or(|found| Some(&*found.client_id) == credential.application());
    let owned = user
        .as_ref()
        .is_none_or(|user| user.id == credential.user());
    if credential.secret() != secret || !named || !owned {
        return Err(StoreError::Damaged(format!(
            "a row of {} of portal `{portal}` is found by what its record does not say",
            table(C::KIND).name
        )));
    }
    Ok(Some(Arc::new(Login::new(credential, application, user))))
}
