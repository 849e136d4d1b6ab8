//! The generated crates, and what it costs to check them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::framework::Framework;

/// Where crates are generated and built.
pub struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Writes a crate for each framework and each number of methods.
    pub fn generate(frameworks: &[Framework], sizes: &[usize]) -> Result<Self, Failure> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
        let root = root.canonicalize()?;
        let folder = root.join("target/compile-cost");
        fs::create_dir_all(&folder)?;
        let mut members = Vec::new();
        for framework in frameworks {
            for methods in sizes {
                let package = framework.package(*methods);
                for (path, text) in framework.files(*methods, &root.to_string_lossy()) {
                    write(&folder.join(&package).join(path), &text)?;
                }
                members.push(package);
            }
        }
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        write(&folder.join("Cargo.toml"), &manifest)?;
        // Shared dependencies in the versions of this project.
        if !folder.join("Cargo.lock").exists() {
            fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        }
        Ok(Self { folder })
    }

    /// Checks a crate, with dependencies that are not checked yet.
    pub fn prepare(&self, package: &str) -> Result<(), Failure> {
        self.check(package)
    }

    /// Checks a crate once more, and says how many seconds of processor time that took.
    pub fn measure(&self, package: &str) -> Result<f64, Failure> {
        let lib = self.folder.join(package).join("src/lib.rs");
        fs::write(&lib, fs::read(&lib)?)?;
        let before = of_children()?;
        self.check(package)?;
        Ok(of_children()? - before)
    }

    fn check(&self, package: &str) -> Result<(), Failure> {
        let status = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--package"])
            .arg(format!("cost-of-{package}"))
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", self.folder.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .status()?;
        match status.success() {
            true => Ok(()),
            false => Err(format!("`cargo check` of {package}: {status}").into()),
        }
    }
}

/// Writes what is not there already, so that nothing is built for the date of a file.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}

/// Processor time of all processes that this one started and that ended, user and system, in seconds.
fn of_children() -> Result<f64, Failure> {
    /// Linux counts in hundredths, whatever its own clock does.
    const TICK: f64 = 0.01;
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program stands in parentheses and may hold anything.
    let (_, fields) = stat.rsplit_once(')').ok_or("/proc/self/stat has no name")?;
    let mut times = fields.split_whitespace().skip(13).take(2);
    let mut time = || -> Result<f64, Failure> {
        let ticks = times.next().ok_or("/proc/self/stat ends early")?;
        Ok(ticks.parse::<f64>()? * TICK)
    };
    Ok(time()? + time()?)
}
