//! What the disk can do.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Failure;

/// Flushes per second of a file that is there already, a page of it changed before each.
pub(crate) fn flushes(folder: &Path, each: Duration) -> Result<f64, Failure> {
    const PAGES: u64 = 1024;
    let path = folder.join("flushes");
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(&path)?;
    let mut page = vec![0u8; 4096];
    for _ in 0..PAGES {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let begun = Instant::now();
    let mut count = 0u64;
    while begun.elapsed() < each {
        page.fill(count.to_le_bytes()[0]);
        file.seek(SeekFrom::Start(count % PAGES * 4096))?;
        file.write_all(&page)?;
        file.sync_data()?;
        count += 1;
    }
    std::fs::remove_file(path)?;
    Ok(count as f64 / begun.elapsed().as_secs_f64())
}
