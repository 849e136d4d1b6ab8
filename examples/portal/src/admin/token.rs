//! `portal token …`

mod expire;

use bitrix_rest_methods::StoreError;
use bitrix_rest_methods::accounts::{
    Account, AccountKey, AccountKind, Accounts, Change, RefreshTokenRecord, SecretHash,
    TokenRecord, new_secret,
};
use clap::{Args, Subcommand};
use serde::Serialize;

use super::find;
use super::output::{Format, Output, Row};
use crate::{Failure, clock};

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Add an access token with its refresh token; they are shown this once.
    Add(TokenAdd),
    /// List access tokens and refresh tokens.
    List(TokenList),
    /// Let an access token end now, so that calls with it get expired_token: a client should refresh it.
    Expire(Chosen),
    /// Remove a token, or all of an application, a user, or both: calls with it are refused from now on.
    ///
    /// The refresh token beside an access token has an id of its own. A configuration that names a token is the truth at the
    /// next start with it.
    Revoke(Chosen),
}

/// Options of `portal token add`.
#[derive(Debug, Args)]
pub struct TokenAdd {
    /// The application
    #[arg(long, value_name = "CLIENT_ID")]
    app: String,

    /// The id of the user whom calls run as
    #[arg(long, value_name = "N")]
    user: u64,

    /// A scope of the calls, besides basic; several with commas, or the option repeated [default: those of the application]
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    scope: Vec<String>,

    /// How long the access token lives; the refresh token lives 180 days
    #[arg(long, value_name = "SECONDS", default_value_t = TokenRecord::LIFETIME)]
    expires_in: u64,
}

/// Which tokens.
#[derive(Debug, Args)]
struct Filter {
    /// Only those of this application
    #[arg(long, value_name = "CLIENT_ID")]
    app: Option<String>,

    /// Only those of the user with this id
    #[arg(long, value_name = "N")]
    user: Option<u64>,
}

/// Options of `portal token list`.
#[derive(Debug, Args)]
pub struct TokenList {
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    format: Format,
}

/// Options of `portal token expire` and `portal token revoke`: one token, or several.
#[derive(Debug, Args)]
pub struct Chosen {
    /// The id that `portal token list` shows, or its beginning
    #[arg(required_unless_present_any = ["app", "user"], conflicts_with_all = ["app", "user"])]
    id: Option<String>,

    #[command(flatten)]
    filter: Filter,
}

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    kind: &'static str,
    application: String,
    user: u64,
    scopes: Vec<String>,
    expires: u64,
}

const KINDS: [AccountKind; 2] = [AccountKind::Token, AccountKind::RefreshToken];

pub(super) async fn run(accounts: &Accounts, command: TokenCommand) -> Result<Output, Failure> {
    match command {
        TokenCommand::Add(options) => add(accounts, options).await,
        TokenCommand::List(TokenList { filter, format }) => {
            let mut lines = Vec::new();
            for kind in KINDS {
                let found = find::all(accounts, kind).await?;
                lines.extend(found.into_iter().filter_map(Line::of));
            }
            lines.retain(|line| filter.has(&line.application, line.user));
            Output::list(&lines, &format)
        }
        TokenCommand::Expire(Chosen { id, filter }) => {
            expire::run(accounts, id.as_deref(), &filter).await
        }
        TokenCommand::Revoke(Chosen { id, filter }) => match id {
            Some(id) => revoke(accounts, &id).await,
            None => revoke_all(accounts, &filter).await,
        },
    }
}

async fn add(accounts: &Accounts, options: TokenAdd) -> Result<Output, Failure> {
    let own = find::scopes(&options.scope)?;
    let application = find::application(accounts, &options.app).await?;
    let user = find::user(accounts, options.user).await?.id;
    let scopes = if options.scope.is_empty() {
        application.scopes
    } else {
        own
    };
    let (access, refresh) = (new_secret()?, new_secret()?);
    let (id, now) = (application.client_id, clock::now());
    let expires = clock::after(now, options.expires_in);
    let mut token = TokenRecord::new(SecretHash::of(access.expose()), id.clone(), user, expires);
    token.scopes = scopes.clone();
    let expires = clock::after(now, RefreshTokenRecord::LIFETIME);
    let mut next = RefreshTokenRecord::new(SecretHash::of(refresh.expose()), id, user, expires);
    next.scopes = scopes;
    let ids = (token.hash.id(), next.hash.id());
    accounts
        .write(vec![Change::Add(token.into()), Change::Add(next.into())])
        .await?;
    Ok(Output::Done(format!(
        "an access token ({}) and its refresh token ({}) of user {user} were added; they are shown this once\n\
         access_token: {}\n\
         refresh_token: {}\n",
        ids.0,
        ids.1,
        access.expose(),
        refresh.expose()
    )))
}

async fn revoke(accounts: &Accounts, id: &str) -> Result<Output, Failure> {
    let mut found = Vec::new();
    for kind in KINDS {
        found.extend(beginning_with(accounts, kind, id).await?);
    }
    let key = only(&found)?.ok_or_else(unknown)?;
    match accounts.remove(key.clone()).await {
        Ok(()) => Ok(Output::Done(format!("{key} is removed\n"))),
        Err(StoreError::Missing(_)) => Err(unknown()),
        Err(error) => Err(error.into()),
    }
}

/// The one that an id means, if there is one.
fn only(found: &[AccountKey]) -> Result<Option<&AccountKey>, Failure> {
    match found {
        [] => Ok(None),
        [key] => Ok(Some(key)),
        [first, second, ..] => Err(Failure::Runtime(format!(
            "more than one token has an id that begins so: {first}, {second}; write more of it"
        ))),
    }
}

/// Without what was written: it may be the token itself.
fn unknown() -> Failure {
    Failure::Runtime("there is no token with this id; `portal token list` lists them".to_owned())
}

/// The first two tokens of a kind whose ids begin so.
async fn beginning_with(
    accounts: &Accounts,
    kind: AccountKind,
    id: &str,
) -> Result<Vec<AccountKey>, Failure> {
    let id = id.to_ascii_lowercase();
    if id.is_empty() || id.len() > 64 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(unknown());
    }
    // Hashes are listed in order, so those that begin so follow the last one that does not.
    let mut after = [0_u8; 32];
    for (byte, digits) in after.iter_mut().zip(id.as_bytes().chunks(2)) {
        let digit = |at: usize| {
            digits
                .get(at)
                .and_then(|digit| char::from(*digit).to_digit(16))
        };
        let value = digit(0).unwrap_or(0) * 16 + digit(1).unwrap_or(0);
        *byte = u8::try_from(value).unwrap_or(0);
    }
    let first = after.iter().any(|byte| *byte != 0);
    for byte in after.iter_mut().rev() {
        let (less, borrowed) = byte.overflowing_sub(1);
        *byte = less;
        if !borrowed {
            break;
        }
    }
    let after = match kind {
        AccountKind::Token => AccountKey::Token(after.into()),
        _ => AccountKey::RefreshToken(after.into()),
    };
    let page = accounts.list(kind, first.then_some(&after), 2).await?;
    let begins = |key: &AccountKey| match key {
        AccountKey::Token(hash) | AccountKey::RefreshToken(hash) => hash.to_hex().starts_with(&id),
        _ => false,
    };
    Ok(page.iter().map(Account::key).filter(begins).collect())
}

async fn revoke_all(accounts: &Accounts, filter: &Filter) -> Result<Output, Failure> {
    let mut counts = [0_u64; 2];
    for (kind, count) in KINDS.into_iter().zip(&mut counts) {
        let found = find::all(accounts, kind).await?;
        let chosen = found.iter().filter(|account| filter.chooses(account));
        let keys: Vec<AccountKey> = chosen.map(Account::key).collect();
        for together in keys.chunks(find::PAGE) {
            *count += remove(accounts, together).await?;
        }
    }
    let [access, refresh] = counts;
    Ok(Output::Done(format!(
        "removed: access tokens {access}, refresh tokens {refresh}\n"
    )))
}

/// How many were removed: others may be removing them, too.
async fn remove(accounts: &Accounts, keys: &[AccountKey]) -> Result<u64, Failure> {
    let together = keys.iter().cloned().map(Change::Remove).collect();
    match accounts.write(together).await {
        Ok(()) => return Ok(keys.len().try_into().unwrap_or(u64::MAX)),
        Err(StoreError::Missing(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let mut count = 0;
    for key in keys {
        match accounts.remove(key.clone()).await {
            Ok(()) => count += 1,
            Err(StoreError::Missing(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(count)
}

impl Filter {
    fn has(&self, application: &str, user: u64) -> bool {
        self.app.as_ref().is_none_or(|app| app == application)
            && self.user.is_none_or(|id| id == user)
    }

    fn chooses(&self, account: &Account) -> bool {
        match account {
            Account::Token(token) => self.has(&token.application, token.user),
            Account::RefreshToken(token) => self.has(&token.application, token.user),
            _ => false,
        }
    }
}

impl Line {
    fn of(account: Account) -> Option<Self> {
        let (kind, hash, application, user, scopes, expires) = match account {
            Account::Token(it) => (
                "access",
                it.hash,
                it.application,
                it.user,
                it.scopes,
                it.expires,
            ),
            Account::RefreshToken(it) => (
                "refresh",
                it.hash,
                it.application,
                it.user,
                it.scopes,
                it.expires,
            ),
            _ => return None,
        };
        Some(Self {
            id: hash.id(),
            kind,
            application: application.to_string(),
            user,
            scopes: find::codes(&scopes),
            expires,
        })
    }
}

impl Row for Line {
    const HEADER: &'static [&'static str] =
        &["ID", "KIND", "APPLICATION", "USER", "SCOPES", "EXPIRES"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.kind.to_owned(),
            self.application.clone(),
            self.user.to_string(),
            self.scopes.join(","),
            clock::until(clock::now(), self.expires),
        ]
    }
}
