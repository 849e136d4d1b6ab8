//! Accounts to keep.

use bitrix_rest_methods::accounts::{
    Access, Account, ApplicationRecord, ApplicationStatus, CodeRecord, RefreshTokenRecord,
    SecretHash, TokenRecord, UserRecord, WebhookRecord,
};

/// A secret as it is kept.
pub fn hash(secret: &str) -> SecretHash {
    SecretHash::of(secret)
}

/// A user of this id.
pub fn user(id: u64) -> UserRecord {
    UserRecord::new(id, format!("login {id}"))
}

/// An application of this id.
pub fn application(client_id: &str) -> ApplicationRecord {
    ApplicationRecord::new(client_id, hash("client secret"))
}

/// A token of application `app.1` and user 7.
pub fn token(secret: &str) -> TokenRecord {
    TokenRecord::new(hash(secret), "app.1", 7, 1_782_907_445)
}

/// A refresh token of application `app.1` and user 7.
pub fn refresh_token(secret: &str) -> RefreshTokenRecord {
    RefreshTokenRecord::new(hash(secret), "app.1", 7, 1_798_459_445)
}

/// An authorization code of application `app.1` and user 7.
pub fn code(secret: &str) -> CodeRecord {
    CodeRecord::new(hash(secret), "app.1", 7, 1_782_907_475)
}

/// A webhook of user 7 with a code that says its id.
pub fn webhook(id: u64) -> WebhookRecord {
    WebhookRecord::new(id, 7, hash(&format!("code {id}")))
}

/// One of each kind.
pub fn each_kind() -> Vec<Account> {
    vec![
        user(7).into(),
        application("app.1").into(),
        webhook(1).into(),
        token("token").into(),
        refresh_token("refresh").into(),
        code("authorization code").into(),
    ]
}

/// Each kind twice, with every field set to something that no default is, or to what is hard to keep.
pub fn every_field() -> Vec<Account> {
    let hard = "a\0b \u{10ffff}\u{e000} e\u{301} \"\\'; --";
    let mut dismissed = UserRecord::new(i64::MAX as u64, "ada");
    hard.clone_into(&mut dismissed.name);
    hard.clone_into(&mut dismissed.last_name);
    dismissed.administrator = true;
    dismissed.active = false;
    let mut local = application("app.1");
    local.code = hard.to_owned();
    local.scopes = ["crm", "user", ""].into_iter().collect();
    local.active = false;
    local.status = ApplicationStatus::Subscription;
    local.access = Access::Users(vec![7, 0, 7, i64::MAX as u64]);
    let mut closed = application("App.1 \u{1f600}");
    closed.access = Access::Users(vec![]);
    closed.redirect_uri = Some(hard.to_owned());
    closed.status = ApplicationStatus::Trial;
    let mut hook = webhook(i64::MAX as u64)
        .with_scopes(["crm", "task"])
        .with_application("app.1");
    hook.active = false;
    hook.expires = Some(i64::MAX as u64);
    let mut access = token("token");
    access.scopes = ["crm", "crm", "task"].into_iter().collect();
    access.user = i64::MAX as u64;
    access.expires = i64::MAX as u64;
    let mut refresh = refresh_token("refresh");
    refresh.scopes = ["user_basic"].into_iter().collect();
    refresh.user = 0;
    refresh.expires = 0;
    let mut once = code("authorization code");
    once.scopes = ["crm", ""].into_iter().collect();
    once.user = i64::MAX as u64;
    once.expires = i64::MAX as u64;
    vec![
        UserRecord::new(0, "").into(),
        dismissed.into(),
        local.into(),
        closed.into(),
        WebhookRecord::new(0, 0, SecretHash::from([0; 32])).into(),
        hook.into(),
        access.into(),
        TokenRecord::new(SecretHash::from([0; 32]), "", 0, 0).into(),
        refresh.into(),
        RefreshTokenRecord::new(SecretHash::from([0xff; 32]), "no such", 1, 1).into(),
        once.into(),
        CodeRecord::new(SecretHash::from([0xff; 32]), "", 0, 0).into(),
    ]
}

/// Each kind with this number wherever one can stand: an account for each place.
pub fn each_number(number: u64) -> Vec<Account> {
    let mut restricted = application("app.1");
    restricted.access = Access::Users(vec![7, number]);
    let (mut owned, mut expiring) = (webhook(1), webhook(1));
    owned.user = number;
    expiring.expires = Some(number);
    let (mut access, mut until) = (token("token"), token("token"));
    access.user = number;
    until.expires = number;
    let (mut refresh, mut refresh_until) = (refresh_token("refresh"), refresh_token("refresh"));
    refresh.user = number;
    refresh_until.expires = number;
    let (mut once, mut once_until) = (code("code"), code("code"));
    once.user = number;
    once_until.expires = number;
    vec![
        user(number).into(),
        restricted.into(),
        webhook(number).into(),
        owned.into(),
        expiring.into(),
        access.into(),
        until.into(),
        refresh.into(),
        refresh_until.into(),
        once.into(),
        once_until.into(),
    ]
}
