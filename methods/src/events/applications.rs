//! The life of an application: it is installed, updated and removed, and is told so (P-107, P-108, P-215, P-242).

use std::sync::Arc;

use super::basic::{AppInstalled, AppUninstalled, AppUpdated};
use super::binding::Binding;
use super::declaration::Event;
use super::delivery::Receipt;
use super::fire::To;
use super::handler::{self, HandlerError};
use super::{Events, offline};
use crate::Options;
use crate::accounts::{ApplicationRecord, ApplicationStatus};
use crate::store::StoreError;

/// Installs, updates and removes applications of a portal.
///
/// ```
/// use bitrix_rest_methods::events::{ApplicationError, Install, Receipt};
/// use bitrix_rest_methods::{Applications, Events, Options};
///
/// async fn try_out(events: Events, options: Options) -> Result<(), ApplicationError> {
///     let applications = Applications::new(events, options);
///     // Tells the handler of the application, with tokens of user 1.
///     let told: Vec<Receipt> = applications.install("app.1", Install::by(1)).await?;
///     applications.update("app.1", 2, 1).await?;
///     applications.uninstall("app.1", true).await?;
///     Ok(())
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Applications {
    events: Events,
    options: Options,
}

/// How an application is installed.
#[derive(Debug, Clone)]
pub struct Install {
    user: u64,
    version: Option<u32>,
    handler: Option<String>,
}

/// Why an application was not installed, updated or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplicationError {
    /// No application has this `client_id`.
    #[error("there is no application `{0}`")]
    Unknown(String),
    /// It is not installed.
    #[error("application `{0}` is not installed")]
    NotInstalled(String),
    /// No user has this id.
    #[error("there is no user {0}")]
    NoUser(u64),
    /// Its handler cannot be called.
    #[error("`{address}` is no address of a handler: {why}")]
    Handler {
        /// The address.
        address: String,
        /// What is wrong with it.
        why: HandlerError,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Install {
    /// By this user, whose tokens the application gets.
    pub const fn by(user: u64) -> Self {
        Self {
            user,
            version: None,
            handler: None,
        }
    }

    /// In this version; else in the one that the application has.
    #[must_use]
    pub const fn version(mut self, version: u32) -> Self {
        self.version = Some(version);
        self
    }

    /// Tells this handler; else the one that the application has.
    #[must_use]
    pub fn handler(mut self, address: impl Into<String>) -> Self {
        self.handler = Some(address.into());
        self
    }
}

impl Applications {
    /// Those of the portal of these events, with their options, which a removal may remove.
    pub const fn new(events: Events, options: Options) -> Self {
        Self { events, options }
    }

    /// Marks an application as installed and switched on, binds its handler to `ONAPPINSTALL`, and sends that event, with
    /// tokens (P-107). Answers what the receivers answered; an application that did not answer is installed all the same.
    ///
    /// # Errors
    /// There is no such application or user, or its handler has no address that can be called.
    pub async fn install(
        &self,
        client_id: &str,
        install: Install,
    ) -> Result<Vec<Receipt>, ApplicationError> {
        let mut application = self.application(client_id).await?;
        self.check_user(install.user).await?;
        let before = application.install_uri.clone();
        if let Some(handler) = install.handler {
            application.install_uri = Some(handler);
        }
        if let Some(address) = &application.install_uri {
            let local = self.events.shared.local_handlers;
            handler::read(address, local).map_err(|why| ApplicationError::Handler {
                address: address.clone(),
                why,
            })?;
        }
        application.version = install.version.unwrap_or(application.version);
        application.installed = true;
        application.active = true;
        let events = self.events.by_user(install.user);
        events
            .shared
            .oauth
            .accounts()
            .put(application.clone())
            .await?;
        if let Some(address) = &application.install_uri {
            let event = AppInstalled::TYPE.code();
            // Tokens go where it is installed now, and nowhere else.
            if let Some(before) = before.filter(|before| before != address) {
                let is_it = |it: &Binding| {
                    *it.application == *client_id && *it.event == *event && *it.handler == *before
                };
                self.events.shared.bindings.remove(is_it).await?;
            }
            self.bind(client_id, event, address).await?;
        }
        let event = AppInstalled {
            version: application.version,
            active: 'Y',
            installed: 'Y',
            language_id: events.language(),
        };
        Ok(events.tell_now(&event, To::Application(client_id)).await?)
    }

    /// Notes that another version is installed, and sends `ONAPPUPDATE`, with tokens of this user.
    ///
    /// # Errors
    /// There is no such application or user, or the application is not installed.
    pub async fn update(
        &self,
        client_id: &str,
        version: u32,
        user: u64,
    ) -> Result<Vec<Receipt>, ApplicationError> {
        let mut application = self.installed(client_id).await?;
        self.check_user(user).await?;
        let event = AppUpdated {
            version,
            previous_version: std::mem::replace(&mut application.version, version),
            language_id: self.events.language(),
        };
        let events = self.events.by_user(user);
        events.shared.oauth.accounts().put(application).await?;
        Ok(events.tell_now(&event, To::Application(client_id)).await?)
    }

    /// Removes an application: its tokens, codes, bindings and offline queue end, and, if it is to be `clean`, or is a local
    /// one, its options (P-215). Then sends `ONAPPUNINSTALL`, without tokens (P-108). Its record stays, switched off.
    ///
    /// # Errors
    /// There is no such application, or it is not installed.
    pub async fn uninstall(
        &self,
        client_id: &str,
        clean: bool,
    ) -> Result<Vec<Receipt>, ApplicationError> {
        let application = Arc::new(self.installed(client_id).await?);
        let clean = clean || application.status == ApplicationStatus::Local;
        let shared = &self.events.shared;
        let accounts = shared.oauth.accounts();
        let of_it = |binding: &Binding| *binding.application == *client_id;
        let bindings = shared.bindings.all(of_it).await?;
        let mut gone = (*application).clone();
        gone.installed = false;
        gone.active = false;
        accounts.put(gone).await?;
        shared.oauth.revoke_all(client_id).await?;
        shared.bindings.remove(of_it).await?;
        offline::Queue::of(&shared.rows, client_id).clear().await?;
        if clean {
            let application = bitrix_rest::Application::new(accounts.portal().clone(), client_id);
            self.options.forget(&application).await?;
        }
        let event = AppUninstalled {
            language_id: self.events.language(),
            clean: clean.into(),
        };
        let to = To::Gone(&application, &bindings);
        Ok(self.events.tell_now(&event, to).await?)
    }

    async fn bind(
        &self,
        client_id: &str,
        event: String,
        handler: &str,
    ) -> Result<(), ApplicationError> {
        let binding = Binding {
            application: client_id.into(),
            event: event.into(),
            handler: handler.into(),
            user: None,
            connector: None,
            offline: false,
            options: std::collections::BTreeMap::new(),
            noticed: None,
        };
        match self.events.shared.bindings.add(&binding).await {
            // From an installation before.
            Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn application(&self, client_id: &str) -> Result<ApplicationRecord, ApplicationError> {
        let found = self.events.shared.oauth.accounts().application(client_id);
        let unknown = || ApplicationError::Unknown(client_id.to_owned());
        found.await?.ok_or_else(unknown)
    }

    async fn installed(&self, client_id: &str) -> Result<ApplicationRecord, ApplicationError> {
        let application = self.application(client_id).await?;
        match application.installed {
            true => Ok(application),
            false => Err(ApplicationError::NotInstalled(client_id.to_owned())),
        }
    }

    async fn check_user(&self, id: u64) -> Result<(), ApplicationError> {
        let accounts = self.events.shared.oauth.accounts();
        match accounts.user(id).await? {
            Some(_) => Ok(()),
            None => Err(ApplicationError::NoUser(id)),
        }
    }
}
