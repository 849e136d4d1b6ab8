//! Calls in process of what is served in REST 3.0 alone.

use bitrix_rest::{
    AuthKind, CallError, Caller, Credentials, Error, Refusal, RestApi, User, rest_method,
};
use bitrix_rest_tests::server::Server;
use serde_json::{Value, json};

/// Weighs.
#[rest_method("demo.scales", scope = custom("scales"), versions(v3))]
async fn demo_scales(
    #[param(range = 1..=9)] weight: u32,
    #[param(email)] mail: String,
) -> Result<u32, Error> {
    let _ = mail;
    Ok(weight)
}

/// What a call in process failed with, as it is answered.
fn answered(refused: &CallError) -> (u16, Value) {
    let error = refused.error();
    let mut answered = json!({"code": refused.code(), "message": null});
    let wrong = error
        .arguments()
        .map(|one| json!({"message": one.message(), "field": one.field()}));
    let wrong: Vec<Value> = wrong.collect();
    if !wrong.is_empty() {
        answered["validation"] = wrong.into();
    }
    (refused.status().as_u16(), answered)
}

// Proves: P-167, P-170
#[tokio::test]
async fn they_fail_as_over_http() {
    // A token is a scope.
    let who = |credentials: &Credentials| {
        let Credentials::Token(token) = credentials else {
            return Err(Refusal::InvalidCredentials);
        };
        let scope = if token.matches("scales") {
            "scales"
        } else {
            "other"
        };
        let user = User {
            id: 1,
            administrator: false,
        };
        Ok(Caller::new(AuthKind::OAuth)
            .with_user(user)
            .with_scopes([scope]))
    };
    let api = RestApi::explicit()
        .method::<DemoScales>()
        .authenticator(who)
        .build()
        .unwrap();
    let call = |weight, mail: &str| {
        let mail = mail.to_owned();
        api.call(DemoScales { weight, mail }).by_user(1)
    };
    let refused = call(1, "a@b.c").await.unwrap_err();
    assert_eq!(
        (refused.code(), refused.status().as_u16()),
        ("BITRIX_REST_V3_EXCEPTION_INSUFFICIENTSCOPEEXCEPTION", 403)
    );
    let wrong = call(10, "a").with_scope("scales").await.unwrap_err();
    // As `unwrap` has it, too.
    let shown = format!("{wrong:?}");
    assert!(
        shown.contains("REQUESTVALIDATIONEXCEPTION\", status: 400"),
        "{shown}"
    );
    assert!(
        shown.contains("Field `weight`") && shown.contains("Field `mail`"),
        "{shown}"
    );
    assert_eq!(
        wrong.to_string(),
        "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION (400): Error during request object validation: Field \
         `weight` is outside the allowable range of values: from 1 to 9; Field `mail` must be an e-mail address"
    );
    let server = Server::of(api.clone());
    for (error, token, body) in [
        (&refused, "other", json!({"weight": 1, "mail": "a@b.c"})),
        (&wrong, "scales", json!({"weight": 10, "mail": "a"})),
    ] {
        let path = format!("/rest/api/demo.scales?auth={token}");
        let answer = server.post(&path, body).await;
        let (status, mut told) = (answer.status, answer.json()["error"].clone());
        let message = told["message"].take();
        // Text and fields are in one line where there is no body.
        assert!(
            error.to_string().contains(message.as_str().unwrap()),
            "{message}"
        );
        assert_eq!((status, told), answered(error));
    }
    assert_eq!(call(9, "a@b.c").with_scope("scales").await.unwrap(), 9);
}
