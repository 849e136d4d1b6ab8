//! `portal export`

use std::fs;
use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::path::{Path, PathBuf};

use bitrix_rest_methods::Store;
use serde::Serialize;
use tempfile::NamedTempFile;

use super::progress::Progress;
use super::{End, FORMAT, Header, VERSION};
use crate::store::Purpose;
use crate::{ExportOptions, Failure, Place};

/// Writes everything that a store keeps; of one portal, if one was named.
pub(crate) async fn export(place: &Place, options: &ExportOptions) -> Result<(), Failure> {
    let portal = place.kept()?;
    let mut target = Target::open(&options.file)?;
    let opened = portal.address.open(Purpose::Use).await?;
    let mut progress = Progress::new("exported", None);
    let only = place.portal.as_deref();
    let done = write(&*opened.store, only, &mut target, &mut progress).await;
    opened.store.close().await;
    done?;
    let name = target.name();
    target.finish().map_err(|error| unwritten(&name, &error))?;
    progress.end(&format!("from {} to {name}", portal.address));
    Ok(())
}

async fn write(
    store: &dyn Store,
    only: Option<&str>,
    target: &mut Target,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let name = target.name();
    let failed = |error: io::Error| unwritten(&name, &error);
    let header = Header {
        format: FORMAT.to_owned(),
        version: VERSION,
    };
    target.line(&header).map_err(failed)?;
    let mut export = store.export().await?;
    loop {
        let page = export.next().await?;
        if page.is_empty() {
            break;
        }
        let mut count = 0;
        for record in page {
            if only.is_none_or(|portal| portal == record.portal()) {
                let mut line = record.to_json()?;
                line.push('\n');
                target.writer().write_all(line.as_bytes()).map_err(failed)?;
                count += 1;
            }
        }
        progress.add(count);
    }
    let end = End {
        end: progress.count(),
    };
    target.line(&end).map_err(failed)
}

fn unwritten(name: &str, error: &io::Error) -> Failure {
    Failure::Runtime(format!("{name} cannot be written: {error}"))
}

/// Where lines go.
enum Target {
    Stdout(BufWriter<Stdout>),
    /// Beside the file, until it is complete. Dropped before that, it is removed.
    File(BufWriter<NamedTempFile>, PathBuf),
}

impl Target {
    fn open(file: &Path) -> Result<Self, Failure> {
        if file == Path::new("-") {
            return Ok(Self::Stdout(BufWriter::new(stdout())));
        }
        let shown = file.display().to_string();
        let path = match fs::metadata(file) {
            // What a link leads to is replaced, not the link.
            Ok(found) if found.is_file() => {
                fs::canonicalize(file).map_err(|error| unwritten(&shown, &error))?
            }
            Ok(_) => {
                return Err(Failure::Runtime(format!(
                    "{shown} is no regular file, so that it cannot be replaced; write to stdout instead"
                )));
            }
            Err(_) => file.to_owned(),
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // It has mode 0600 from the beginning.
        let beside = tempfile::Builder::new()
            .prefix(".portal-export-")
            .tempfile_in(folder)
            .map_err(|error| unwritten(&shown, &error))?;
        Ok(Self::File(BufWriter::new(beside), path))
    }

    fn name(&self) -> String {
        match self {
            Self::Stdout(_) => "stdout".to_owned(),
            Self::File(_, path) => path.display().to_string(),
        }
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(writer) => writer,
            Self::File(writer, _) => writer,
        }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        self.writer().write_all(&line)
    }

    /// All of it is on the disk before the file gets its name.
    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut writer) => writer.flush(),
            Self::File(writer, path) => {
                let file = writer
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                file.persist(&path)?;
                Ok(())
            }
        }
    }
}
