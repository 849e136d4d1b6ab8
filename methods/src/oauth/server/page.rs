//! The pages of the sign-in: plain HTML, complete in themselves, for a browser without scripts, too.

use std::fmt;

use axum::body::Body;
use bitrix_rest::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use bitrix_rest::http::{HeaderValue, Response, StatusCode};
use bitrix_rest::text::html::Escaped;

use super::return_address::ReturnAddress;
use crate::accounts::{ApplicationRecord, UserRecord};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#eef2f4;color:#1d2730}\
main{max-width:30rem;margin:4rem auto;padding:1.5rem 2rem 2rem;background:#fff;border-radius:8px}\
h1{font-size:1.4rem;margin:0 0 1rem;overflow-wrap:anywhere}p,li{overflow-wrap:anywhere}\
button,input{font:inherit;padding:.6rem 1rem;border:1px solid #7d8b97;border-radius:6px;box-sizing:border-box}\
button{display:block;width:100%;margin:.5rem 0;background:#1f6fb2;border-color:#1f6fb2;color:#fff;\
text-align:left;cursor:pointer;overflow-wrap:anywhere}button:hover,button:focus{background:#17568b}\
label{display:block;margin:1rem 0 .5rem}.note{color:#4c5a66}";

/// What a sign-in is about.
pub(super) struct Consent<'a> {
    pub(super) application: &'a ApplicationRecord,
    pub(super) back: &'a ReturnAddress,
    /// What the form must bring along.
    pub(super) proof: &'a str,
}

impl Consent<'_> {
    /// A page with this content, which is HTML, below what the application asks for.
    pub(super) fn page(&self, content: &str) -> Response<String> {
        // A browser asks the policy also about where the answer to a form leads.
        let allowed = format!("'self' {}", self.back.origin());
        page(
            StatusCode::OK,
            "Sign in",
            &format!("{self}{content}"),
            &allowed,
        )
    }

    /// A form with this content, which is HTML.
    pub(super) fn form(&self, content: &str) -> String {
        let proof = Escaped(self.proof);
        format!(
            "<form method=\"post\"><input type=\"hidden\" name=\"proof\" value=\"{proof}\">{content}</form>"
        )
    }

    /// Asks a user who is known already.
    pub(super) fn ask(&self, user: &UserRecord) -> Response<String> {
        let form = self.form("<button>Agree</button>");
        let user = Named(user);
        self.page(&format!(
            "<p class=\"note\">You are signed in as {user}.</p>{form}"
        ))
    }
}

impl fmt::Display for Consent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Escaped(&self.application.client_id);
        write!(
            f,
            "<p>The application <b>{name}</b> at <b>{}</b> wants to call this portal as you.</p>",
            Escaped(self.back.origin())
        )?;
        let mut scopes = self.application.scopes.iter().peekable();
        if scopes.peek().is_some() {
            f.write_str("<p>Besides the basic methods it asks for:</p><ul>")?;
            for scope in scopes {
                write!(f, "<li>{}</li>", Escaped(scope))?;
            }
            f.write_str("</ul>")?;
        }
        Ok(())
    }
}

/// A user as a button says it.
pub(super) struct Named<'a>(pub(super) &'a UserRecord);

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let UserRecord {
            id,
            login,
            name,
            last_name,
            administrator,
            ..
        } = self.0;
        for part in [name, last_name] {
            if !part.is_empty() {
                write!(f, "{} ", Escaped(part))?;
            }
        }
        write!(f, "({}, user {id}", Escaped(login))?;
        f.write_str(if *administrator {
            ", administrator)"
        } else {
            ")"
        })
    }
}

/// A page that says why nobody signs in; no redirect happens (P-98).
pub(super) fn failure(status: StatusCode, why: &str) -> Response<Body> {
    let text = format!("<p>{}</p>", Escaped(why));
    guarded(page(status, "Sign-in is not possible", &text, "'none'"))
}

fn page(status: StatusCode, title: &str, content: &str, form_action: &str) -> Response<String> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><main><h1>{title}</h1>{content}</main></body></html>\n"
    );
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action {form_action}"
    );
    let mut response = Response::new(html);
    *response.status_mut() = status;
    // Origins that have other characters than a header are none.
    let policy = HeaderValue::try_from(policy)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
    response
        .headers_mut()
        .insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// What holds for every page, whoever made it: it is not kept, not told to where its links lead, and shown in no frame.
pub(super) fn guarded(page: Response<String>) -> Response<Body> {
    let mut response = page.map(Body::from);
    let headers = response.headers_mut();
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    ] {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    response
}
