//! `/oauth/authorize/`: the sign-in by browser (P-98, P-99).

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use bitrix_rest::http::header::{CACHE_CONTROL, COOKIE, LOCATION, REFERRER_POLICY, SET_COOKIE};
use bitrix_rest::http::{HeaderMap, HeaderValue, Response, StatusCode};
use bitrix_rest::{Array, Secret};

use super::super::issue::{Acting, Made};
use super::super::{OAuth, comma_list};
use super::page::{Consent, failure, guarded};
use super::parameters::Parameters;
use super::return_address::ReturnAddress;
use super::sign_in::{SignInAnswer, SignInRequest};
use crate::StoreError;
use crate::accounts::{
    AccountKey, AccountKind, ApplicationRecord, CodeRecord, NoRandomBytes, UserRecord, new_secret,
};

/// Holds what the form must bring along: a page of another site can send the form, but neither read nor set this.
const PROOF_COOKIE: &str = "oauth_proof";

/// Why nobody signs in, and with which status that is told.
struct Failure(StatusCode, String);

/// An application that browsers may sign in to.
struct Client {
    application: ApplicationRecord,
    back: ReturnAddress,
}

/// What came of it.
enum Signed {
    /// A page is shown, with what its form must bring along.
    Not(Response<String>),
    In(UserRecord),
}

/// `GET`: asks the user.
pub(super) async fn ask(State(oauth): State<Arc<OAuth>>, request: Request) -> Response<Body> {
    oauth.ask(request).await.unwrap_or_else(Failure::told)
}

/// `POST`: the user has agreed.
pub(super) async fn agree(State(oauth): State<Arc<OAuth>>, request: Request) -> Response<Body> {
    oauth.agree(request).await.unwrap_or_else(Failure::told)
}

impl OAuth {
    async fn ask(&self, request: Request) -> Result<Response<Body>, Failure> {
        let address = self.admitted(self.client(&request)).await?;
        let parameters = Parameters::of_query(request.uri().query());
        self.answer(request.headers(), address, &parameters, false)
            .await
    }

    async fn agree(&self, request: Request) -> Result<Response<Body>, Failure> {
        let headers = request.headers().clone();
        let address = self.admitted(self.client(&request)).await?;
        let read = Parameters::of(request).await;
        let parameters = read.map_err(|why| Failure(StatusCode::BAD_REQUEST, format!("{why}.")))?;
        if !is_own(&headers, &parameters) {
            let why = "The form does not come from the page of this sign-in, or a later one replaced it. Open the sign-in \
                       again, from the application.";
            return Err(Failure(StatusCode::FORBIDDEN, why.to_owned()));
        }
        self.answer(&headers, address, &parameters, true).await
    }

    /// Asks the sign-in who it is; whoever is known is asked to agree, and who has agreed goes back with a code.
    async fn answer(
        &self,
        headers: &HeaderMap,
        address: Option<IpAddr>,
        parameters: &Parameters,
        sent: bool,
    ) -> Result<Response<Body>, Failure> {
        let Client { application, back } = self.browser_client(parameters).await?;
        let proof = new_secret()?;
        let consent = Consent {
            application: &application,
            back: &back,
            proof: proof.expose(),
        };
        let sign_in = SignInRequest {
            oauth: self,
            headers,
            address,
            parameters,
            consent: &consent,
            sent,
        };
        match self.signed(&sign_in).await? {
            Signed::Not(page) => self.shown(page, &proof),
            Signed::In(user) if !sent => self.shown(consent.ask(&user), &proof),
            Signed::In(user) => {
                let state = parameters.text("state").unwrap_or_default();
                self.returned(&application, &back, user.id, state).await
            }
        }
    }

    /// Back to the application, with a code.
    async fn returned(
        &self,
        application: &ApplicationRecord,
        back: &ReturnAddress,
        user: u64,
        state: &str,
    ) -> Result<Response<Body>, Failure> {
        let code = self.signed_in(application, user).await?;
        let mut answer = Array::new();
        answer.insert("code", code.expose());
        answer.insert("state", state);
        answer.insert("domain", self.endpoints.domain());
        answer.insert("member_id", &**self.accounts.portal());
        answer.insert("scope", comma_list(&application.scopes));
        answer.insert("server_domain", self.endpoints.server_domain());
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::FOUND;
        let headers = response.headers_mut();
        headers.insert(LOCATION, header(back.with(&answer))?);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }

    /// This address, if it does not ask too often.
    async fn admitted(&self, address: Option<IpAddr>) -> Result<Option<IpAddr>, Failure> {
        if self.admits_address(address).await {
            return Ok(address);
        }
        let why = "Too many requests come from here. Try again in a moment.";
        Err(Failure(StatusCode::SERVICE_UNAVAILABLE, why.to_owned()))
    }

    /// Who it is, as the server knows it, if it is somebody who may use the application.
    async fn signed(&self, request: &SignInRequest<'_>) -> Result<Signed, Failure> {
        let Some(sign_in) = &self.server.sign_in else {
            let why = "This portal has no sign-in by browser.";
            return Err(Failure(StatusCode::NOT_FOUND, why.to_owned()));
        };
        let id = match sign_in.answer(request).await? {
            SignInAnswer::User(id) => id,
            SignInAnswer::Page(page) => return Ok(Signed::Not(page)),
            SignInAnswer::Refused(why) => return Err(Failure(StatusCode::FORBIDDEN, why)),
        };
        match self.user_of(request.application(), id).await? {
            Some(user) => Ok(Signed::In(user)),
            None => {
                let why = "This user is not there, is dismissed, or may not use the application.";
                Err(Failure(StatusCode::FORBIDDEN, why.to_owned()))
            }
        }
    }

    /// A page, and the cookie that its form is compared with.
    fn shown(&self, page: Response<String>, proof: &Secret) -> Result<Response<Body>, Failure> {
        let secure = match self.endpoints.is_secure() {
            true => "; Secure",
            false => "",
        };
        let cookie = format!(
            "{PROOF_COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}",
            proof.expose()
        );
        let mut response = guarded(page);
        // Beside those that the sign-in sets itself.
        response.headers_mut().append(SET_COOKIE, header(cookie)?);
        Ok(response)
    }

    /// The application that the browser comes from.
    async fn browser_client(&self, parameters: &Parameters) -> Result<Client, Failure> {
        let refuse = |status, why: String| Err(Failure(status, why));
        let Some(client_id) = parameters.text("client_id") else {
            return refuse(
                StatusCode::BAD_REQUEST,
                "The address names no application: client_id is missing.".to_owned(),
            );
        };
        let Some(application) = self.accounts.application(client_id).await? else {
            return refuse(
                StatusCode::NOT_FOUND,
                format!("This portal has no application {client_id}."),
            );
        };
        if !application.active {
            return refuse(
                StatusCode::FORBIDDEN,
                format!("The application {client_id} is switched off."),
            );
        }
        let back = application.redirect_uri.as_deref();
        match back.map(ReturnAddress::read) {
            Some(Some(back)) => Ok(Client { application, back }),
            None => refuse(
                StatusCode::BAD_REQUEST,
                format!(
                    "The application {client_id} has no address to return to; it is set with the application."
                ),
            ),
            Some(None) => refuse(
                StatusCode::BAD_REQUEST,
                format!(
                    "The address that the application {client_id} returns to is no absolute http or https address."
                ),
            ),
        }
    }

    /// A new code for what the application may do for this user.
    async fn signed_in(
        &self,
        application: &ApplicationRecord,
        user: u64,
    ) -> Result<Secret, Failure> {
        let Made { secret, record } = self.code(application, user)?;
        let key = AccountKey::Code(record.hash);
        self.accounts.add(record).await?;
        tracing::info!(application = %application.client_id, user, "a user signed in");
        self.prune_beside(&[key]).await;
        Ok(secret)
    }

    /// A code for all scopes of the application.
    fn code(
        &self,
        application: &ApplicationRecord,
        user: u64,
    ) -> Result<Made<CodeRecord>, StoreError> {
        let acting = Acting {
            application,
            user,
            hops: None,
        };
        let kind = AccountKind::Code;
        let (secret, hash, expires) = self.make(kind, acting, self.server.code_lifetime)?;
        let mut record = CodeRecord::new(hash, application.client_id.clone(), user, expires);
        record.scopes = application.scopes.clone();
        Ok(Made { secret, record })
    }
}

/// Whether a form comes from our own page: it brings what the cookie has, and the browser, if it says so, did not come from
/// another site.
fn is_own(headers: &HeaderMap, parameters: &Parameters) -> bool {
    let from = headers.get("sec-fetch-site");
    let same_site = from.is_none_or(|site| site == "same-origin");
    let cookies = headers.get_all(COOKIE).iter();
    let cookies = cookies.filter_map(|line| line.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';'));
    let kept = pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == PROOF_COOKIE && !value.is_empty()).then(|| Secret::from(value))
    });
    match (kept, parameters.text("proof")) {
        (Some(kept), Some(brought)) => same_site && kept.matches(brought),
        _ => false,
    }
}

/// A header from parts that are ASCII.
fn header(value: String) -> Result<HeaderValue, Failure> {
    HeaderValue::try_from(value).map_err(|error| Failure::internal(&error))
}

impl Failure {
    fn told(self) -> Response<Body> {
        failure(self.0, &self.1)
    }

    fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(cause, "a sign-in failed");
        let why = "Something failed here; the log of the portal says what.";
        Self(StatusCode::INTERNAL_SERVER_ERROR, why.to_owned())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::internal(&error)
    }
}

impl From<NoRandomBytes> for Failure {
    fn from(error: NoRandomBytes) -> Self {
        Self::internal(&error)
    }
}
