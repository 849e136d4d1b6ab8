//! `portal fault …`

use clap::{ArgGroup, Args, Subcommand};

use super::output::{Format, Output, Row};
use crate::faults::{Active, Fault, Kind, Portal};
use crate::{Failure, Place};

/// What can be done with faults.
#[derive(Debug, Subcommand)]
pub enum FaultCommand {
    /// Make calls of a method fail, until the fault is removed or spent.
    ///
    /// Commands of a batch are calls, too. Where several faults are about a call, the oldest strikes.
    Add(FaultAdd),
    /// List the faults that are on.
    List(FaultList),
    /// Remove a fault, or all.
    Remove(FaultRemove),
}

/// Which portal: one that runs.
#[derive(Debug, Args)]
struct Listener {
    /// The private listener of the portal that runs, as host:port [default: `admin` of the configuration]
    #[arg(long, value_name = "ADDRESS", env = "PORTAL_ADMIN")]
    admin: Option<String>,
}

/// Options of `portal fault add`.
#[derive(Debug, Args)]
pub struct FaultAdd {
    /// The name of the method, a beginning and `*`, as in 'user.option.*', or '*' for all
    #[arg(long, value_name = "METHOD")]
    method: String,

    /// What happens to its calls
    #[arg(long, value_enum)]
    kind: Kind,

    /// How long a delay is
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    milliseconds: Option<u64>,

    /// How likely each call is struck, from 0 to 1 [default: every call]
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    rate: Option<f64>,

    /// Strike the next N calls, and no more
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    count: Option<u64>,

    #[command(flatten)]
    portal: Listener,
}

/// Options of `portal fault list`.
#[derive(Debug, Args)]
pub struct FaultList {
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    portal: Listener,
}

/// Options of `portal fault remove`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true)))]
pub struct FaultRemove {
    /// The id that `portal fault list` shows
    #[arg(group = "which")]
    id: Option<u64>,

    /// All of them
    #[arg(long, group = "which")]
    all: bool,

    #[command(flatten)]
    portal: Listener,
}

pub(super) async fn run(place: &Place, command: FaultCommand) -> Result<Output, Failure> {
    match command {
        FaultCommand::Add(options) => add(place, options).await,
        FaultCommand::List(FaultList { format, portal }) => {
            Output::list(&portal.at(place)?.list().await?, &format)
        }
        FaultCommand::Remove(FaultRemove { id, portal, .. }) => {
            let removed = portal.at(place)?.remove(id).await?;
            Ok(Output::Done(match id {
                Some(id) => format!("fault {id} was removed\n"),
                None => format!("faults removed: {removed}\n"),
            }))
        }
    }
}

async fn add(place: &Place, options: FaultAdd) -> Result<Output, Failure> {
    let FaultAdd {
        method,
        kind,
        milliseconds,
        rate,
        count,
        portal,
    } = options;
    let fault = Fault {
        method,
        kind,
        milliseconds,
        rate,
        count,
    };
    let mistakes = fault.mistakes();
    if !mistakes.is_empty() {
        let texts: Vec<String> = mistakes.into_iter().map(|mistake| mistake.text).collect();
        return Err(Failure::Usage(texts.join("\n")));
    }
    let added = portal.at(place)?.add(&fault).await?;
    let mut text = format!(
        "fault {} was added: {}\n",
        added.active.id,
        described(&fault)
    );
    if !added.known {
        text.push_str(
            "note: this portal has no such method; the fault strikes calls of it all the same\n",
        );
    }
    Ok(Output::Done(text))
}

fn described(fault: &Fault) -> String {
    let kind = fault.kind.name();
    let kind = match fault.milliseconds {
        Some(time) => format!("{kind} of {time} ms"),
        None => kind.to_owned(),
    };
    let method = &fault.method;
    match (fault.rate, fault.count) {
        (Some(rate), _) => format!("{kind} for calls of {method}, at the rate {rate}"),
        (None, Some(1)) => format!("{kind} for the next call of {method}"),
        (None, Some(count)) => format!("{kind} for the next {count} calls of {method}"),
        (None, None) => format!("{kind} for every call of {method}"),
    }
}

impl Listener {
    /// What the option or the environment says, else the configuration.
    fn at(self, place: &Place) -> Result<Portal, Failure> {
        let configured = || -> Result<Option<String>, Failure> {
            if place.config.is_none() {
                return Ok(None);
            }
            let admin = place.configuration()?.server.admin;
            Ok(admin.map(|admin| admin.get_ref().clone()))
        };
        let address = match self.admin {
            Some(address) => Some(address),
            None => configured()?,
        };
        address.map(Portal::at).ok_or_else(|| {
            Failure::Usage(
                "which portal? Name the private listener of one that runs with --admin host:port (or PORTAL_ADMIN, or `admin` in \
                 [server] of --config); `portal serve --admin 127.0.0.1:8625` opens it"
                    .to_owned(),
            )
        })
    }
}

impl Row for Active {
    const HEADER: &'static [&'static str] = &[
        "ID",
        "METHOD",
        "KIND",
        "MILLISECONDS",
        "RATE",
        "LEFT",
        "STRUCK",
    ];

    fn cells(&self) -> Vec<String> {
        let text = |number: Option<u64>| number.map_or_else(String::new, |it| it.to_string());
        vec![
            self.id.to_string(),
            self.fault.method.clone(),
            self.fault.kind.name().to_owned(),
            text(self.fault.milliseconds),
            self.fault
                .rate
                .map_or_else(String::new, |it| it.to_string()),
            text(self.fault.count),
            self.struck.to_string(),
        ]
    }
}
