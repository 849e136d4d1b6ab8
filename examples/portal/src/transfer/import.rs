//! `portal import`

use std::fs::{self, File};
use std::io::{self, BufReader, Seek, stdin};
use std::path::Path;

use bitrix_rest_methods::Store;
use bitrix_rest_methods::accounts::AccountKind;

use super::check::{Contents, check};
use super::progress::Progress;
use super::write;
use crate::store::Purpose;
use crate::{Failure, ImportOptions, Place};

/// Reads what was exported, after all of it was found to be right.
pub(crate) async fn import(place: &Place, options: &ImportOptions) -> Result<(), Failure> {
    if place.portal.is_some() {
        return Err(Failure::Usage(
            "an import brings the portals that the file names; leave --portal out".to_owned(),
        ));
    }
    let portal = place.kept()?;
    let from = Source::open(&options.file)?;
    let contents = from.check()?;
    let opened = portal.address.open(Purpose::Write).await?;
    let mut progress = Progress::new("imported", Some(contents.records));
    let done = async {
        if !options.merge {
            refuse_held(&*opened.store, &contents).await?;
        }
        let input = from.rewound().map_err(|error| from.unread(&error))?;
        write::write(&*opened.store, input, contents.records, &mut progress)
            .await
            .map_err(|why| {
                Failure::Runtime(format!(
                    "{}: {why}; {} of {} records were written; remove the cause, then import all of it again with --merge",
                    from.name,
                    progress.count(),
                    contents.records
                ))
            })
    }
    .await;
    opened.store.close().await;
    done?;
    progress.end(&format!("from {} to {}", from.name, portal.address));
    Ok(())
}

/// What belongs to a portal already is not mixed with a copy by mistake.
async fn refuse_held(store: &dyn Store, contents: &Contents) -> Result<(), Failure> {
    let refusal = |portal: &str| {
        Failure::Runtime(format!(
            "the store holds data of the portal `{portal}` already, and nothing was written; with --merge the file's records \
             replace those of the same name, and all else stays"
        ))
    };
    for portal in &contents.portals {
        let accounts = store.accounts(portal);
        for kind in AccountKind::ALL {
            if !accounts.list(kind, None, 1).await?.is_empty() {
                return Err(refusal(portal));
            }
        }
    }
    // Portals come in order, so it ends with the last one of the file.
    let Some(last) = contents.portals.last() else {
        return Ok(());
    };
    let mut export = store.export().await?;
    loop {
        let page = export.next().await?;
        for record in &page {
            if contents.portals.contains(record.portal()) {
                return Err(refusal(record.portal()));
            }
        }
        if page
            .last()
            .is_none_or(|record| record.portal() > last.as_str())
        {
            return Ok(());
        }
    }
}

/// What is read twice.
struct Source {
    file: File,
    name: String,
}

impl Source {
    /// What cannot be read twice is copied first.
    fn open(path: &Path) -> Result<Self, Failure> {
        let is_stdin = path == Path::new("-");
        let name = match is_stdin {
            true => "stdin".to_owned(),
            false => path.display().to_string(),
        };
        let opened = || {
            if is_stdin {
                return spool(&mut stdin().lock());
            }
            if fs::metadata(path)?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let mut file = File::open(path)?;
            match file.metadata()?.is_file() {
                true => Ok(file),
                false => spool(&mut file),
            }
        };
        match opened() {
            Ok(file) => Ok(Self { file, name }),
            Err(error) => Err(Failure::Runtime(format!("{name} cannot be read: {error}"))),
        }
    }

    fn check(&self) -> Result<Contents, Failure> {
        let checked = self.rewound().and_then(check);
        match checked.map_err(|error| self.unread(&error))? {
            Ok(contents) => Ok(contents),
            Err(mistakes) => {
                let name = &self.name;
                let mut text = format!("{name} cannot be imported, and nothing was written:");
                for (line, mistake) in mistakes {
                    text.push_str(&format!("\n  {name}:{line}: {mistake}"));
                }
                Err(Failure::Runtime(text))
            }
        }
    }

    fn rewound(&self) -> io::Result<BufReader<&File>> {
        let mut file = &self.file;
        file.rewind()?;
        Ok(BufReader::with_capacity(1 << 16, file))
    }

    fn unread(&self, error: &io::Error) -> Failure {
        Failure::Runtime(format!("{} cannot be read: {error}", self.name))
    }
}

fn spool(input: &mut impl io::Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(input, &mut file)?;
    Ok(file)
}
