//! Configurations for tests of the real portal.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// Writes `portal.toml` into the folder: users 1 … `count`, an application, and for every user a webhook with the code
/// `hook-{id}` that speaks for the application.
///
/// # Errors
/// The file cannot be written.
pub fn write_configuration(folder: &Path, count: usize) -> io::Result<PathBuf> {
    let mut text = "[limits]\ncall_seconds = 20\n\
        [[applications]]\nclient_id = \"app.test\"\nclient_secret = \"never used\"\n"
        .to_owned();
    for id in 1..=count {
        let _ = write!(
            text,
            "[[users]]\nid = {id}\nlogin = \"user{id}\"\nadministrator = {admin}\n\
             [[webhooks]]\nuser = {id}\ncode = \"hook-{id}\"\napplication = \"app.test\"\nscopes = [\"demo\"]\n",
            admin = id == 1
        );
    }
    let path = folder.join("portal.toml");
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Where the webhook of a user is called.
pub fn path_of(user: usize) -> String {
    format!("/rest/{user}/hook-{user}")
}
