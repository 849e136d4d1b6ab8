//! Calls in process of what is served in REST 3.0 alone.

use bitrix_rest::{Caller, Credentials, Error, Refusal, RestApi, rest_method};

/// Weighs.
#[rest_method("demo.scales", scope = custom("scales"), versions(v3))]
async fn demo_scales(
    #[param(range = 1..=9)] weight: u32,
    #[param(email)] mail: String,
) -> Result<u32, Error> {
    let _ = mail;
    Ok(weight)
}

// Proves: P-167, P-170
#[tokio::test]
async fn they_fail_as_over_http() {
    let nobody = |_: &Credentials| Err::<Caller, _>(Refusal::InvalidToken);
    let api = RestApi::explicit()
        .method::<DemoScales>()
        .authenticator(nobody)
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
    assert_eq!(
        wrong.to_string(),
        "BITRIX_REST_V3_EXCEPTION_VALIDATION_REQUESTVALIDATIONEXCEPTION (400): Error during request object validation: Field \
         `weight` is outside the allowable range of values: from 1 to 9; Field `mail` must be an e-mail address"
    );
    assert_eq!(call(9, "a@b.c").with_scope("scales").await.unwrap(), 9);
}
