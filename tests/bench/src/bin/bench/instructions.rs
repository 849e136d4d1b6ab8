//! User-space instructions per request, counted by valgrind: the same on every machine and on every day.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::client::Client;
use crate::method::Method;
use crate::server::{Kind, Server};
use crate::tool;

/// Requests of the two runs whose difference counts: what start-up, the connection and the first requests cost is in both.
const FEW: u32 = 300;
const MANY: u32 = 1800;

pub(crate) fn tools() -> Result<(), Failure> {
    tool::require("valgrind", "valgrind")
}

/// Prints the table; returns whether ours needs no more than hand, for every method.
pub(crate) fn measure(methods: &[Method]) -> Result<bool, Failure> {
    let directory = std::env::current_exe()?.with_file_name("callgrind");
    std::fs::create_dir_all(&directory)?;
    println!("\ninstructions per request (valgrind, user space, one request at a time)");
    println!("{:<18}{:>10}{:>10}{:>12}", "", "hand", "ours", "ours/hand");
    let mut passed = true;
    for &method in methods {
        let hand = per_request(Kind::Hand, method, &directory)?;
        let ours = per_request(Kind::Ours, method, &directory)?;
        let ratio = ours / hand;
        println!("{:<18}{hand:>10.0}{ours:>10.0}{ratio:>12.3}", method.name());
        passed &= ratio <= 1.0;
    }
    println!(
        "profiles: callgrind_annotate {}/{{hand,ours}}.user.option.{{get,set}}.{MANY}",
        directory.display()
    );
    Ok(passed)
}

fn per_request(kind: Kind, method: Method, directory: &Path) -> Result<f64, Failure> {
    let few = count(kind, method, FEW, directory)?;
    let many = count(kind, method, MANY, directory)?;
    let difference = many
        .checked_sub(few)
        .ok_or("more requests took fewer instructions")?;
    Ok(difference as f64 / f64::from(MANY - FEW))
}

/// Instructions of a server's whole life with this many requests.
fn count(kind: Kind, method: Method, requests: u32, directory: &Path) -> Result<u64, Failure> {
    let out = directory.join(format!("{}.{}.{requests}", kind.name(), method.name()));
    let out_option = format!("--callgrind-out-file={}", out.display());
    let wrapper = ["valgrind", "--quiet", "--tool=callgrind", &out_option];
    let server = Server::start(kind, &wrapper)?;
    let mut client = Client::connect(server.address())?;
    // Something to read.
    client.send(&Method::Set.request(0))?;
    for number in 0..requests {
        let answer = client.send(&method.request(number))?;
        if !answer.is_ok() {
            return Err(
                format!("{} failed: {} {}", method.name(), answer.head, answer.body).into(),
            );
        }
    }
    server.stop()?;
    total(out)
}

fn total(out: PathBuf) -> Result<u64, Failure> {
    let text = std::fs::read_to_string(&out)?;
    let total = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("totals: "));
    match total.map(|number| number.trim().parse()) {
        Some(Ok(total)) => Ok(total),
        _ => Err(format!("{} has no total", out.display()).into()),
    }
}
