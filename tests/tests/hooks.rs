//! What a server may put into the life of a call: authenticators, methods found when they are called, layers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::future::ready;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use bitrix_rest::{
    AuthKind, Authenticator, BoxFuture, Builder, Call, CallService, Caller, DynamicMethod, Error,
    MethodResolver, Refusal, Reply, SystemError, User, Value, rest_method,
};
use bitrix_rest_tests::server::Server;
use serde_json::json;
use tower::{ServiceExt, layer::layer_fn, service_fn};

/// Lets in who shows a signature, and takes it out of the parameters.
struct Signed;

impl Authenticator for Signed {
    fn authenticate<'a>(
        &'a self,
        call: &'a Call,
    ) -> BoxFuture<'a, Result<Option<Arc<Caller>>, Refusal>> {
        let signature = call.parameters().get("signature").and_then(Value::as_str);
        Box::pin(ready(match signature {
            None => Ok(None),
            Some("good") => {
                let user = User {
                    id: 42,
                    administrator: false,
                };
                let caller = Caller::new(AuthKind::Custom("signature"));
                let caller = caller.with_user(user).consuming(["signature"]);
                Ok(Some(Arc::new(caller)))
            }
            Some(_) => Err(Refusal::InvalidCredentials),
        }))
    }
}

/// Who calls, and how.
#[rest_method("hooks.who", scope = "basic", read_only)]
async fn hooks_who(call: Call) -> Result<(String, Option<u64>, Option<String>), Error> {
    let caller = call.caller().ok_or(SystemError::Internal)?;
    Ok((
        format!("{:?}", caller.kind()),
        caller.user().map(|user| user.id),
        call.address().map(|address| address.to_string()),
    ))
}

fn with(settings: impl FnOnce(Builder) -> Builder) -> Server {
    Server::with(|builder| settings(builder.webhooks_over_http(true))).unwrap()
}

// Proves: P-301
#[tokio::test]
async fn authenticators_are_asked_in_turn() {
    // The accounts of the tests are asked first: a token is theirs, whatever else the call has.
    let server = with(|builder| builder.authenticator(Signed));
    let answer = server.get("/rest/hooks.who?auth=tok&signature=bad").await;
    assert_eq!(answer.result(), json!(["OAuth", 7, null]));
    let answer = server.get("/rest/hooks.who?signature=good").await;
    assert_eq!(answer.result(), json!(["Custom(\"signature\")", 42, null]));
    let answer = server.get("/rest/test.echo?signature=good&a=1").await;
    assert_eq!(answer.result(), json!({"a": "1"}));
    let answer = server.get("/rest/hooks.who?signature=bad").await;
    assert_eq!(answer.error().1, "INVALID_CREDENTIALS");
    let answer = server.get("/rest/hooks.who").await;
    assert_eq!(answer.error().1, "NO_AUTH_FOUND");
    // Nobody falls through from one to the next.
    let answer = server
        .get("/rest/hooks.who?auth=wrong&signature=good")
        .await;
    assert_eq!(answer.error().1, "invalid_token");
}

/// Methods `dynamic.…` that answer their own name.
struct Named;

impl MethodResolver for Named {
    fn resolve<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<DynamicMethod>>, Error>> {
        let found = name.strip_prefix("dynamic.").map(|rest| {
            let text = format!("{rest} was called");
            let method = DynamicMethod::new(name, move |call: Call| {
                let text = text.clone();
                async move {
                    assert!(!call.parameters().contains("panic"), "as asked");
                    Ok::<_, Error>(text)
                }
            });
            Arc::new(match rest {
                "task" => method.scope("task"),
                "alone" => method.without_batch().read_only(),
                _ => method,
            })
        });
        let failed = name == "failing.method";
        Box::pin(ready(if failed {
            Err(Error::internal("the catalogue cannot be read"))
        } else {
            Ok(found)
        }))
    }
}

// Proves: P-296, P-7
#[tokio::test]
async fn methods_are_found_when_they_are_called() {
    let server = with(|builder| builder.resolver(Named));
    let answer = server.get("/rest/dynamic.Flow.get?auth=tok").await;
    assert_eq!(answer.result(), json!("flow.get was called"));
    let answer = server.get("/rest/Dynamic.x.xml?auth=tok").await;
    assert!(
        answer
            .text
            .starts_with("<response><result>x was called</result><time>")
    );
    for (path, code) in [
        ("no.such?auth=tok", "ERROR_METHOD_NOT_FOUND"),
        ("dynamic.x", "NO_AUTH_FOUND"),
        ("dynamic.task?auth=tok", "insufficient_scope"),
        ("dynamic.x?auth=tok&panic=1", "INTERNAL_SERVER_ERROR"),
        ("failing.method?auth=tok", "INTERNAL_SERVER_ERROR"),
    ] {
        let answer = server.get(&format!("/rest/{path}")).await;
        assert_eq!(answer.error().1, code, "{path}");
    }
    // Declared methods are asked about first, and never there.
    let answer = server.get("/rest/test.echo?auth=tok&a=1").await;
    assert_eq!(answer.result(), json!({"a": "1"}));
    let commands = json!({"auth": "tok", "cmd": {"a": "dynamic.a", "b": "dynamic.alone"}});
    let answer = server.post("/rest/batch", commands).await;
    assert_eq!(answer.result()["result"], json!({"a": "a was called"}));
    let error = &answer.result()["result_error"]["b"]["error"];
    assert_eq!(error, "ERROR_BATCH_METHOD_NOT_ALLOWED");
    let methods = server.get("/rest/no.such").await;
    assert_eq!(methods.status, 404);
}

type Seen = Arc<Mutex<Vec<String>>>;

/// Notes who calls what, and how it ended; refuses `test.created`.
fn note(seen: Seen, place: &'static str) -> impl Fn(CallService) -> BoxedCalls + Clone {
    move |inner| {
        let seen = seen.clone();
        BoxedCalls::new(service_fn(move |call: Call| {
            let (inner, seen) = (inner.clone(), seen.clone());
            async move {
                let who = call.caller().and_then(Caller::user).map(|user| user.id);
                let called = format!("{place} {} by {who:?}", call.method_name());
                if place == "inside" && call.method_name() == "test.created" {
                    seen.lock().unwrap().push(format!("{called}: refused"));
                    return Err(SystemError::QueryLimitExceeded.into());
                }
                let result = inner.oneshot(call).await;
                let end = match &result {
                    Ok(reply) => reply.status().as_u16().to_string(),
                    Err(error) => error.code().to_owned(),
                };
                seen.lock().unwrap().push(format!("{called}: {end}"));
                result
            }
        }))
    }
}

type BoxedCalls = tower::util::BoxCloneSyncService<Call, Reply, Error>;

// Proves: P-306
#[tokio::test]
async fn layers_around_everything_and_around_handlers() {
    let seen = Seen::default();
    let server = with(|builder| {
        builder
            .handler_layer(layer_fn(note(seen.clone(), "inside")))
            .layer(layer_fn(note(seen.clone(), "around")))
    });
    for path in [
        "hooks.who?auth=tok",
        "hooks.who",
        "no.such",
        "test.created?auth=tok",
    ] {
        server.get(&format!("/rest/{path}")).await;
    }
    let body = json!({"auth": "tok", "cmd": ["test.crm", "test.task"]});
    server.post("/rest/batch", body).await;
    let seen = seen.lock().unwrap();
    assert_eq!(
        *seen,
        [
            "inside hooks.who by Some(7): 200",
            "around hooks.who by None: 200",
            "around hooks.who by None: NO_AUTH_FOUND",
            "around no.such by None: ERROR_METHOD_NOT_FOUND",
            "inside test.created by Some(7): refused",
            "around test.created by None: QUERY_LIMIT_EXCEEDED",
            "inside test.crm by Some(7): 200",
            "around test.crm by None: 200",
            "around test.task by None: insufficient_scope",
            "inside batch by Some(7): 200",
            "around batch by None: 200",
        ]
    );
}

#[tokio::test]
async fn the_address_of_the_client() {
    let peer = ConnectInfo(SocketAddr::from(([192, 0, 2, 7], 5000)));
    let ask = async |server: &Server, forwarded: &str| {
        let mut request = Request::get("/rest/hooks.who?auth=tok").extension(peer);
        if !forwarded.is_empty() {
            request = request.header("x-forwarded-for", forwarded);
        }
        let answer = server.send(request.body(Body::empty())).await;
        answer.result()[2].clone()
    };
    // Anybody can send the header: only a proxy is believed.
    let direct = with(|builder| builder);
    assert_eq!(ask(&direct, "198.51.100.1").await, "192.0.2.7");
    let proxied = with(|builder| builder.behind_proxy(true));
    assert_eq!(
        ask(&proxied, "203.0.113.9, 198.51.100.1").await,
        "198.51.100.1"
    );
    assert_eq!(ask(&proxied, "nonsense").await, "192.0.2.7");
    assert_eq!(ask(&proxied, "2001:db8::1").await, "2001:db8::1");
    assert_eq!(ask(&proxied, "").await, "192.0.2.7");
}
