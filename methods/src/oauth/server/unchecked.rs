//! A sign-in for stand-ins and tests, which checks nothing.

use std::fmt;

use bitrix_rest::BoxFuture;

use super::OAuth;
use super::page::Named;
use super::sign_in::{SignIn, SignInAnswer, SignInRequest};
use crate::StoreError;
use crate::accounts::{Account, AccountKind, ApplicationRecord, UserRecord};

/// How many users are shown.
const SHOWN: usize = 100;

/// How many users are looked at for those who are shown.
const LOOKED_AT: usize = 5000;

/// Lists the users and believes whoever chooses one: **who can open the page can be any user**, an administrator, too. For
/// stand-ins and tests, and for nothing that others can reach.
///
/// ```
/// use bitrix_rest_methods::OAuth;
/// use bitrix_rest_methods::oauth::UncheckedSignIn;
///
/// fn for_tests(oauth: OAuth) -> OAuth {
///     oauth.sign_in(UncheckedSignIn)
/// }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct UncheckedSignIn;

impl UncheckedSignIn {
    async fn choose(request: &SignInRequest<'_>) -> Result<SignInAnswer, StoreError> {
        if request.is_sent() {
            let id = request.field("user").and_then(|id| id.parse().ok());
            return Ok(match id {
                Some(id) => SignInAnswer::User(id),
                None => SignInAnswer::Refused("Nobody was chosen.".to_owned()),
            });
        }
        let (users, more) = request.users().await?;
        if users.is_empty() && !more {
            let why = "No active user of this portal may use the application.";
            return Ok(SignInAnswer::Refused(why.to_owned()));
        }
        let mut content = "<p class=\"note\">This is a stand-in portal for tests, and there are no passwords. Choose as whom to \
                           sign in; that is your consent.</p>"
            .to_owned();
        let consent = request.consent;
        content.push_str(&consent.form(&Buttons(&users).to_string()));
        if more {
            content.push_str(&consent.form(
                "<label for=\"user\">Another user, by id</label>\
                 <input id=\"user\" name=\"user\" inputmode=\"numeric\" pattern=\"[0-9]+\" required>\
                 <button>Sign in</button>",
            ));
        }
        Ok(SignInAnswer::Page(consent.page(&content)))
    }
}

impl SignIn for UncheckedSignIn {
    fn answer<'a>(
        &'a self,
        request: &'a SignInRequest<'a>,
    ) -> BoxFuture<'a, Result<SignInAnswer, StoreError>> {
        Box::pin(Self::choose(request))
    }
}

/// A button for each.
struct Buttons<'a>(&'a [UserRecord]);

impl fmt::Display for Buttons<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for user in self.0 {
            let (id, name) = (user.id, Named(user));
            write!(f, "<button name=\"user\" value=\"{id}\">{name}</button>")?;
        }
        Ok(())
    }
}

impl OAuth {
    /// The first users who may use an application, and whether there may be more.
    pub(super) async fn users_of(
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
}
