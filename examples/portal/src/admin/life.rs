//! `portal app install`, `update` and `uninstall`: what an application is told of by events.

use std::io::{Write, stderr};

use bitrix_rest_methods::accounts::{Account, AccountKind, Accounts};
use bitrix_rest_methods::events::{ApplicationError, Install, Receipt};
use bitrix_rest_methods::{Applications, Events, Store};
use clap::{Args, Subcommand};
use toml::Spanned;

use super::find;
use super::output::Output;
use crate::config::Config;
use crate::store::{Address, Purpose};
use crate::{Failure, Place, served};

/// What applications are told of by events.
#[derive(Debug, Subcommand)]
pub enum LifeCommand {
    /// Install an application: it is switched on, and its handler gets the event ONAPPINSTALL, with tokens.
    ///
    /// What the handler answers is printed. An application whose handler does not answer is installed all the same.
    Install(AppInstall),
    /// Install another version of an application: the handlers that it bound get ONAPPUPDATE, with tokens.
    Update(AppUpdate),
    /// Remove an application: its tokens, handlers and offline queue end, and its handlers get ONAPPUNINSTALL.
    ///
    /// It stays listed, not active. A configuration that names it is the truth at the next start with it.
    Uninstall(AppUninstall),
}

/// How the portal is called in events.
#[derive(Debug, Clone, Args)]
pub(super) struct Called {
    /// The address that events name as the portal's [default: that of the configuration, else of the portal that runs]
    ///
    /// A portal that runs on a SQLite file tells its address in the lock file beside it. Where none runs, or the store is
    /// another, say here what the portal is told: its --public-url, or where it listens, if that is not in the configuration.
    #[arg(long, value_name = "URL", env = "PORTAL_PUBLIC_URL")]
    public_url: Option<String>,
}

impl Called {
    /// Does something with the events of a portal, called like this, beside it or without it.
    pub(super) async fn with_events(
        &self,
        place: &Place,
        work: impl AsyncFnOnce(&Events, &dyn Store, &Accounts) -> Result<Output, Failure>,
    ) -> Result<(), Failure> {
        let portal = place.kept()?;
        let mut config = place.configuration()?;
        if let Some(url) = &self.public_url {
            config.server.public_url = Some(Spanned::new(0..0, url.clone()));
        }
        let opened = portal.address.open(Purpose::Use).await?;
        let store = &*opened.store;
        let done = async {
            let named = Named::of(&config, &portal.address)?;
            let events = served::events_beside(&config, store, &portal.member_id, &named.address)?;
            let done = work(&events, store, &store.accounts(&portal.member_id)).await?;
            Ok::<_, Failure>((done, named.guess))
        };
        let done = done.await;
        store.close().await;
        let (done, guess) = done?;
        if let Some(guess) = guess {
            // Nobody may be reading: it is done all the same.
            let _ = writeln!(stderr(), "portal: {guess}");
        }
        done.print()
    }
}

/// Options of `portal app install`.
#[derive(Debug, Args)]
pub struct AppInstall {
    /// The client id
    client_id: String,

    /// The handler to tell [default: the `install_uri` of the configuration, or of an installation before]
    #[arg(long, value_name = "URL")]
    handler: Option<String>,

    /// The installed version [default: the one it has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    version: Option<u32>,

    /// The id of the user who installs it, whose tokens it gets [default: the first administrator]
    #[arg(long, value_name = "N")]
    user: Option<u64>,

    #[command(flatten)]
    called: Called,
}

/// Options of `portal app update`.
#[derive(Debug, Args)]
pub struct AppUpdate {
    /// The client id
    client_id: String,

    /// The version that is installed from now on
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    version: u32,

    /// The id of the user who updates it, whose tokens it gets [default: the first administrator]
    #[arg(long, value_name = "N")]
    user: Option<u64>,

    #[command(flatten)]
    called: Called,
}

/// Options of `portal app uninstall`.
#[derive(Debug, Args)]
pub struct AppUninstall {
    /// The client id
    client_id: String,

    /// Remove its options, too; those of local applications are always removed
    #[arg(long)]
    clean: bool,

    #[command(flatten)]
    called: Called,
}

pub(super) async fn run(place: &Place, step: LifeCommand) -> Result<(), Failure> {
    let (LifeCommand::Install(AppInstall { called, .. })
    | LifeCommand::Update(AppUpdate { called, .. })
    | LifeCommand::Uninstall(AppUninstall { called, .. })) = &step;
    let called = called.clone();
    let work = async |events: &Events, store: &dyn Store, accounts: &Accounts| {
        let applications = Applications::new(events.clone(), store.options());
        take(step, &applications, accounts).await
    };
    called.with_events(place, work).await
}

/// What events call the portal: what was said, else what the portal that runs says, else where it would listen.
struct Named {
    address: String,
    /// What to say of an address that nobody said.
    guess: Option<String>,
}

impl Named {
    fn of(config: &Config, store: &Address) -> Result<Self, Failure> {
        let known = |address: &str| Self {
            address: address.to_owned(),
            guess: None,
        };
        if let Some(url) = &config.server.public_url {
            return Ok(known(url.get_ref()));
        }
        let server = store.server()?;
        if let Some(address) = server.as_ref().and_then(|server| server.address.as_deref()) {
            return Ok(known(address));
        }
        let why = match (server, store) {
            (Some(server), _) => {
                format!("{server} serves this store and has not said its address yet")
            }
            (None, Address::Postgres(_)) => {
                "whether a portal runs on this database cannot be seen".to_owned()
            }
            (None, _) => "no portal runs on this store".to_owned(),
        };
        let address = served::would_be_at(&config.server).ok_or_else(|| {
            Failure::Usage(format!(
                "{why}, and the configuration leaves the port open, so the address that events name is not known; say it with \
                 --public-url, as http://127.0.0.1:8624"
            ))
        })?;
        Ok(Self {
            guess: Some(format!(
                "{why}, so events name {address}, where it would listen; say another address with --public-url"
            )),
            address,
        })
    }
}

async fn take(
    step: LifeCommand,
    applications: &Applications,
    accounts: &Accounts,
) -> Result<Output, Failure> {
    let (said, told) = match step {
        LifeCommand::Install(options) => {
            let id = options.client_id;
            let mut install = Install::by(acting(accounts, options.user).await?);
            if let Some(version) = options.version {
                install = install.version(version);
            }
            if let Some(handler) = options.handler {
                install = install.handler(handler);
            }
            let told = applications.install(&id, install).await;
            let version = find::application(accounts, &id).await?.version;
            (
                format!("application `{id}` is installed, version {version}"),
                told,
            )
        }
        LifeCommand::Update(options) => {
            let (id, version) = (options.client_id, options.version);
            let user = acting(accounts, options.user).await?;
            let told = applications.update(&id, version, user).await;
            (
                format!("application `{id}` is updated to version {version}"),
                told,
            )
        }
        LifeCommand::Uninstall(options) => {
            let id = options.client_id;
            let told = applications.uninstall(&id, options.clean).await;
            (
                format!(
                    "application `{id}` is removed: its tokens, handlers and offline queue are gone"
                ),
                told,
            )
        }
    };
    Ok(Output::Done(format!("{said}\n{}", lines(&told?, NOBODY))))
}

const NOBODY: &str = "it has bound no handler to this event, so nobody was told";

/// What the receivers answered, or what to say if there are none.
pub(super) fn lines(told: &[Receipt], nobody: &str) -> String {
    match told.is_empty() {
        true => format!("{nobody}\n"),
        false => told.iter().map(|receipt| format!("{receipt}\n")).collect(),
    }
}

/// The user who does it.
pub(super) async fn acting(accounts: &Accounts, said: Option<u64>) -> Result<u64, Failure> {
    if let Some(id) = said {
        return Ok(find::user(accounts, id).await?.id);
    }
    let users = find::all(accounts, AccountKind::User).await?;
    let mut administrators = users.into_iter().filter_map(|account| match account {
        Account::User(user) if user.administrator && user.active => Some(user.id),
        _ => None,
    });
    administrators.next().ok_or_else(|| {
        Failure::Runtime("there is no administrator; name a user with --user".to_owned())
    })
}

impl From<ApplicationError> for Failure {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Store(error) => error.into(),
            ApplicationError::Unknown(_) => {
                Self::Runtime(format!("{error}; `portal app list` lists them"))
            }
            ApplicationError::Handler { .. } => Self::Usage(format!(
                "{error}; write one as https://app.example/handler (a host without a dot, such as localhost, needs \
                 `allow_local_handlers = true` in `[events]` of the configuration)"
            )),
            other => Self::Runtime(other.to_string()),
        }
    }
}
