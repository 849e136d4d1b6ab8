//! Programs that the benchmark needs.

use crate::Failure;

/// Fails with the package to install, if a program is not there.
pub(crate) fn require(program: &str, debian_package: &str) -> Result<(), Failure> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if std::env::split_paths(&path).any(|directory| directory.join(program).is_file()) {
        return Ok(());
    }
    Err(format!("`{program}` is missing: install the Debian package `{debian_package}`").into())
}
