//! `/oauth/authorize/`: the sign-in by browser (P-98, P-99).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use bitrix_rest::http::header::{CACHE_CONTROL, COOKIE, LOCATION, REFERRER_POLICY, SET_COOKIE};
use bitrix_rest::http::{HeaderMap, HeaderValue, StatusCode};
use bitrix_rest::{Array, Secret};

use super::issue::Made;
use super::page::{SignIn, failure};
use super::parameters::Parameters;
use super::return_address::ReturnAddress;
use super::{OAuth, comma_list};
use crate::StoreError;
use crate::accounts::{
    Account, AccountKey, AccountKind, ApplicationRecord, NoRandomBytes, UserRecord, new_secret,
};

/// How many users are shown.
const SHOWN: usize = 100;

/// How many users are looked at for those who are shown.
const LOOKED_AT: usize = 5000;

/// Holds what the form must bring along: a page of another site can send the form, but neither read nor set this.
const PROOF_COOKIE: &str = "oauth_proof";

/// Why nobody signs in, and with which status that is told.
struct Failure(StatusCode, String);

/// An application that browsers may sign in to.
struct Client {
    application: ApplicationRecord,
    back: ReturnAddress,
}

/// `GET`: asks the user.
pub(super) async fn ask(State(oauth): State<Arc<OAuth>>, request: Request) -> Response {
    let parameters = Parameters::of_query(request.uri().query());
    oauth.ask(&parameters).await.unwrap_or_else(Failure::told)
}

/// `POST`: the user has agreed.
pub(super) async fn agree(State(oauth): State<Arc<OAuth>>, request: Request) -> Response {
    oauth.agree(request).await.unwrap_or_else(Failure::told)
}

impl OAuth {
    async fn ask(&self, parameters: &Parameters) -> Result<Response, Failure> {
        let Client { application, back } = self.browser_client(parameters).await?;
        let (users, more) = self.users_of(&application).await?;
        if users.is_empty() && !more {
            let why = "No active user of this portal may use the application.";
            return Err(Failure(StatusCode::FORBIDDEN, why.to_owned()));
        }
        let proof = new_secret()?;
        let page = SignIn {
            application: &application,
            back: &back,
            users: &users,
            more,
            proof: proof.expose(),
        };
        let mut response = page.response();
        let secure = match self.endpoints.is_secure() {
            true => "; Secure",
            false => "",
        };
        let cookie = format!(
            "{PROOF_COOKIE}={}; Path=/; HttpOnly; SameSite=Strict{secure}",
            proof.expose()
        );
        set(response.headers_mut(), SET_COOKIE, cookie)?;
        Ok(response)
    }

    async fn agree(&self, request: Request) -> Result<Response, Failure> {
        let headers = request.headers().clone();
        let read = Parameters::of(request).await;
        let parameters = read.map_err(|why| Failure(StatusCode::BAD_REQUEST, format!("{why}.")))?;
        if !is_own(&headers, &parameters) {
            let why = "The form does not come from the page of this sign-in, or a later one replaced it. Open the sign-in \
                       again, from the application.";
            return Err(Failure(StatusCode::FORBIDDEN, why.to_owned()));
        }
        let Client { application, back } = self.browser_client(&parameters).await?;
        let id = parameters.text("user").and_then(|id| id.parse().ok());
        let user = match id {
            Some(id) => self.user_of(&application, id).await?,
            None => None,
        };
        let Some(user) = user else {
            let why = "This user is not there, is dismissed, or may not use the application.";
            return Err(Failure(StatusCode::FORBIDDEN, why.to_owned()));
        };
        let code = self.signed_in(&application, user.id).await?;
        let mut answer = Array::new();
        answer.insert("code", code.expose());
        answer.insert("state", parameters.text("state").unwrap_or_default());
        answer.insert("domain", self.endpoints.domain());
        answer.insert("member_id", &**self.accounts.portal());
        answer.insert("scope", comma_list(&application.scopes));
        answer.insert("server_domain", self.endpoints.server_domain());
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::FOUND;
        let headers = response.headers_mut();
        set(headers, LOCATION, back.with(&answer))?;
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
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

    /// The first users who may use an application, and whether there may be more.
    async fn users_of(
        &self,
        application: &ApplicationRecord,
    ) -> Result<(Vec<UserRecord>, bool), StoreError> {
        let (mut users, mut looked_at, mut after) = (Vec::new(), 0, None);
        while looked_at < LOOKED_AT {
            let kind = AccountKind::User;
            let page = self.accounts.list(kind, after.as_ref(), 500).await?;
            let Some(last) = page.last() else {
                return Ok((users, false));
            };
            after = Some(last.key());
            looked_at += page.len();
            for account in page {
                let Account::User(user) = account else {
                    continue;
                };
                if !user.active || !application.access.allows(user.id) {
                    continue;
                }
                if users.len() == SHOWN {
                    return Ok((users, true));
                }
                users.push(user);
            }
        }
        Ok((users, true))
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
fn set(
    headers: &mut HeaderMap,
    name: bitrix_rest::http::HeaderName,
    value: String,
) -> Result<(), Failure> {
    let value = HeaderValue::try_from(value).map_err(|error| Failure::internal(&error))?;
    headers.insert(name, value);
    Ok(())
}

impl Failure {
    fn told(self) -> Response {
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
