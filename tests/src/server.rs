//! A server in process, asked over HTTP without a socket.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response};
use bitrix_rest::{Application, AuthKind, Builder, Caller, Credentials, Refusal, RestApi, User};
use bitrix_rest_methods::{MemoryStore, Options, Store};
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// A router with `/rest`, as a server would nest it.
#[derive(Debug, Clone)]
pub struct Server {
    router: axum::Router,
}

/// Status, headers and body of an answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Answer {
    /// The body as JSON; null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The `result`; null for an error.
    pub fn result(&self) -> Value {
        self.json().get("result").cloned().unwrap_or(Value::Null)
    }

    /// Status, `error` and `error_description`.
    pub fn error(&self) -> (u16, String, String) {
        let json = self.json();
        let text = |key: &str| {
            json.get(key)
                .and_then(Value::as_str)
                .unwrap_or("(none)")
                .to_owned()
        };
        (self.status, text("error"), text("error_description"))
    }
}

/// The accounts of section 12: token `tok` is user 7 of `app.1`, webhook `7/sec` has scope `crm`. Besides: token `adm` is
/// the administrator 1 of `app.1`, `tok2` user 8 of `app.1`, `other` user 7 of `app.2`, `nouser` nobody of `app.1`, `old` an
/// expired token, `gone` a token of a removed application, `closed` one of an application closed to its user,
/// `held` one that was put on hold.
pub fn accounts(credentials: &Credentials) -> Result<Caller, Refusal> {
    let user = |id, administrator| User { id, administrator };
    let app = |client: &str| Application::new("portal", client);
    match credentials {
        Credentials::Token(token) => {
            let caller = Caller::new(AuthKind::OAuth);
            match token.expose() {
                "tok" => Ok(caller
                    .with_user(user(7, false))
                    .with_application(app("app.1"))
                    .with_scopes(["crm"])),
                "tok2" => Ok(caller
                    .with_user(user(8, false))
                    .with_application(app("app.1"))),
                "adm" => Ok(caller
                    .with_user(user(1, true))
                    .with_application(app("app.1"))),
                "other" => Ok(caller
                    .with_user(user(7, false))
                    .with_application(app("app.2"))),
                "nouser" => Ok(caller.with_application(app("app.1"))),
                "old" => Err(Refusal::ExpiredToken),
                "gone" => Err(Refusal::ApplicationNotFound),
                "held" => Ok(caller.objecting(|| Refusal::Overload)),
                "closed" => Ok(caller
                    .with_user(user(9, false))
                    .with_application(app("app.1"))
                    .objecting(|| Refusal::UserAccess)),
                _ => Err(Refusal::InvalidToken),
            }
        }
        Credentials::Webhook { user: id, code } if id == "7" && code.matches("sec") => {
            Ok(Caller::new(AuthKind::Webhook)
                .with_user(user(7, false))
                .with_scopes(["crm"]))
        }
        _ => Err(Refusal::InvalidCredentials),
    }
}

impl Server {
    /// Every method that is linked, memory options, the accounts above, webhooks over plain HTTP allowed.
    ///
    /// # Errors
    /// The server cannot be built.
    pub fn new() -> Result<Self, bitrix_rest::BuildError> {
        Self::with(|builder| builder.webhooks_over_http(true))
    }

    /// The same, but with other settings.
    ///
    /// # Errors
    /// The server cannot be built.
    pub fn with(
        settings: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self, bitrix_rest::BuildError> {
        Self::around(MemoryStore::new().options(), settings)
    }

    /// The same, with these options.
    ///
    /// # Errors
    /// The server cannot be built.
    pub fn around(
        options: Options,
        settings: impl FnOnce(Builder) -> Builder,
    ) -> Result<Self, bitrix_rest::BuildError> {
        let builder = RestApi::collect()
            .state(options)
            .state(MemoryStore::new().accounts("portal"))
            .authenticator(accounts);
        Ok(Self::of(settings(builder).build()?))
    }

    /// Around what a test has put together itself.
    pub fn of(api: RestApi) -> Self {
        Self::routing(axum::Router::new().fallback_service(api.into_service_at("/rest")))
    }

    /// With these routes and no others.
    pub const fn routing(router: axum::Router) -> Self {
        Self { router }
    }

    /// Listens on a free port of this machine, as long as the runtime lives.
    ///
    /// # Errors
    /// No port is free.
    pub async fn listen(&self) -> std::io::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(address)
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty())).await
    }

    /// `POST` of a JSON body.
    pub async fn post(&self, path: &str, body: impl ToString) -> Answer {
        self.post_as(path, "application/json", body.to_string())
            .await
    }

    /// `POST` of a form.
    pub async fn form(&self, path: &str, body: &str) -> Answer {
        self.post_as(path, "application/x-www-form-urlencoded", body.to_owned())
            .await
    }

    /// `POST` with this content type; none if empty.
    pub async fn post_as(&self, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let mut request = Request::post(path);
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        self.send(request.body(body.into())).await
    }

    /// Any verb, with a body.
    pub async fn verb(&self, verb: Method, path: &str, body: &str) -> Answer {
        let request = Request::builder().method(verb).uri(path);
        let request = request.header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_owned()))).await
    }

    /// Any request.
    pub async fn send(&self, request: axum::http::Result<Request<Body>>) -> Answer {
        let response = match request {
            Ok(request) => match self.router.clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Err(error) => Response::new(Body::from(format!("no request: {error}"))),
        };
        let (parts, body) = response.into_parts();
        let bytes = body
            .collect()
            .await
            .map(|body| body.to_bytes())
            .unwrap_or_default();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}
