//! Which portal a command is about, and where it is kept.

use std::path::Path;

use crate::config::{Config, Server};
use crate::store::{Address, DEFAULT};
use crate::{Failure, Place, demo};

/// A portal in a store.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) address: Address,
    pub(crate) member_id: String,
}

impl Place {
    /// The configuration, else the demo.
    pub(crate) fn configuration(&self) -> Result<Config, Failure> {
        match &self.config {
            Some(path) => read(path),
            None => demo::config().map_err(|problems| Failure::Runtime(problems.to_string())),
        }
    }

    /// The portal that `server`, or an option over it, names.
    pub(crate) fn portal(&self, server: &Server) -> Result<Portal, Failure> {
        let configured = server.store.as_ref().map(|store| store.get_ref().expose());
        let address = match &self.store {
            Some(store) => Address::parse(store.expose())
                .map_err(|text| format!("--store (or PORTAL_STORE): {text}")),
            None => Address::parse(configured.unwrap_or(DEFAULT)),
        };
        let address = address.map_err(Failure::Usage)?;
        let member_id = self.portal.as_ref().unwrap_or(&server.member_id).clone();
        if member_id.is_empty() {
            return Err(Failure::Usage("a member id cannot be empty".to_owned()));
        }
        Ok(Portal { address, member_id })
    }

    /// The portal of a command that is about what stays.
    pub(crate) fn kept(&self) -> Result<Portal, Failure> {
        let portal = match &self.config {
            Some(path) => self.portal(&read(path)?.server)?,
            None => self.portal(&Server::default())?,
        };
        match portal.address {
            Address::Memory => Err(Failure::Usage(
                "what `memory:` keeps is gone with the process; name another --store".to_owned(),
            )),
            _ => Ok(portal),
        }
    }
}

fn read(path: &Path) -> Result<Config, Failure> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::Usage(format!("the configuration {file} cannot be read: {error}"))
    })?;
    Config::read(&file, &text).map_err(|problems| Failure::Usage(problems.to_string()))
}
