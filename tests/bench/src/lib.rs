//! What both servers of the benchmark share: the portal they stand for, and how they are served. Whatever is in here
//! cannot make one of them faster than the other.

use std::convert::Infallible;
use std::error::Error;
use std::io::Write;

use axum::ServiceExt as _;
use axum::extract::Request;
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tower::Service;

/// The user that calls.
pub const USER: u64 = 7;
/// The secret code of the user's webhook.
pub const CODE: &str = "k3v9x2m7q4w8e1r5t6y0u3i8o2p7a4s9";
/// The application that the webhook is tied to.
pub const APPLICATION: &str = "app.bench";
/// The portal that the application is installed on.
pub const PORTAL: &str = "bench";

/// Serves a router, or any other service, on one thread until the process gets SIGTERM.
///
/// Takes `--listen ADDRESS` from the command line (default `127.0.0.1:0`), and prints the address that it listens on.
///
/// # Errors
/// A wrong command line, an address that cannot be bound, standard output that cannot be written.
pub fn serve<S>(service: S) -> Result<(), Box<dyn Error>>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let address = listen_address(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let listener = TcpListener::bind(&address).await?;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", listener.local_addr()?)?;
        out.flush()?;
        drop(out);
        tokio::select! {
            served = axum::serve(listener, service.into_make_service()) => Ok(served?),
            _ = terminate.recv() => Ok(()),
        }
    })
}

fn listen_address(mut arguments: impl Iterator<Item = String>) -> Result<String, String> {
    match (
        arguments.next().as_deref(),
        arguments.next(),
        arguments.next(),
    ) {
        (None, ..) => Ok("127.0.0.1:0".to_owned()),
        (Some("--listen"), Some(address), None) => Ok(address),
        _ => Err("usage: --listen ADDRESS".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_names_the_address() {
        let address = |line: &[&str]| listen_address(line.iter().map(|&word| word.to_owned()));
        assert_eq!(address(&[]).as_deref(), Ok("127.0.0.1:0"));
        assert_eq!(
            address(&["--listen", "[::1]:80"]).as_deref(),
            Ok("[::1]:80")
        );
        for wrong in [
            &["--listen"][..],
            &["--port", "80"],
            &["--listen", "a", "b"],
        ] {
            assert!(address(wrong).is_err(), "{wrong:?}");
        }
    }
}
