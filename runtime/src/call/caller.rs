//! Who calls.

use std::sync::Arc;

use crate::error::Refusal;

/// How a caller was authorised (section 0 of the protocol: contexts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthKind {
    /// By an OAuth access token.
    OAuth,
    /// By a webhook.
    Webhook,
    /// In a way of one's own, known by this name (P-301).
    Custom(&'static str),
}

/// The user that a call runs as (P-94).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id.
    pub id: u64,
    /// Whether the user may manage the portal.
    pub administrator: bool,
}

/// The application that calls; as an extractor it refuses a call without application context (P-204).
///
/// ```
/// use bitrix_rest::{Application, Error, rest_method};
///
/// /// Names the calling application.
/// #[rest_method("demo.app", scope = "basic")]
/// async fn demo_app(app: Application) -> Result<String, Error> {
///     Ok(app.client_id().to_owned())
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Application {
    portal: Arc<str>,
    client_id: Arc<str>,
}

impl Application {
    /// The application `client_id`, as installed on the portal with this member id.
    pub fn new(portal: impl Into<Arc<str>>, client_id: impl Into<Arc<str>>) -> Self {
        Self {
            portal: portal.into(),
            client_id: client_id.into(),
        }
    }

    /// The `client_id`.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The member id of the portal that it is installed on.
    pub fn portal(&self) -> &str {
        &self.portal
    }
}

/// Scope codes that a caller holds.
///
/// ```
/// use bitrix_rest::Scopes;
///
/// let scopes: Scopes = "crm,user_brief".parse().unwrap_or_default();
/// assert!(scopes.grants("crm") && scopes.grants("user") && !scopes.grants("task"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(Arc<[Box<str>]>);

impl Scopes {
    /// Whether a method of scope `code` may be called: the code is held exactly; `user_basic` and `user_brief` stand
    /// for `user` (P-92).
    pub fn grants(&self, code: &str) -> bool {
        self.holds(code)
            || (code == "user" && (self.holds("user_basic") || self.holds("user_brief")))
    }

    /// Whether this very code was granted.
    pub fn holds(&self, code: &str) -> bool {
        self.0.iter().any(|held| &**held == code)
    }

    /// Whether a method of REST 3.0 may be called: its name, or one of the paths that it begins with, is held (P-194). A scope for
    /// some fields alone (P-195) does not suffice for that; it does where an answer is [selected](crate::object::Select) from.
    ///
    /// ```
    /// use bitrix_rest::Scopes;
    ///
    /// let scopes: Scopes = "main.eventlog,tasks.task.get[id:title]".parse().unwrap_or_default();
    /// assert!(scopes.covers("main.eventlog.list") && !scopes.covers("main.eventlogs.list"));
    /// assert!(!scopes.covers("tasks.task.get"));
    /// ```
    pub fn covers(&self, method: &str) -> bool {
        self.paths(method).any(|fields| fields.is_none())
    }

    /// The fields that a method of REST 3.0 may show, if a limited scope is all that its caller holds of it (P-195).
    ///
    /// ```
    /// use bitrix_rest::Scopes;
    ///
    /// let scopes: Scopes = "tasks.task.get[id:title],main".parse().unwrap_or_default();
    /// assert_eq!(scopes.fields("tasks.task.get"), Some(vec!["id", "title"]));
    /// assert_eq!(scopes.fields("main.eventlog.list"), None);
    /// ```
    pub fn fields(&self, method: &str) -> Option<Vec<&str>> {
        let mut all = Vec::new();
        for limited in self.paths(method) {
            all.extend(limited?.split(':').map(str::trim));
        }
        (!all.is_empty()).then_some(all)
    }

    /// The scopes that reach a method: what each says of fields.
    fn paths(&self, method: &str) -> impl Iterator<Item = Option<&str>> {
        self.iter().filter_map(move |held| {
            let (path, fields) = match held.strip_suffix(']').and_then(|held| held.split_once('['))
            {
                Some((path, fields)) => (path, Some(fields)),
                None => (held, None),
            };
            let rest = method.strip_prefix(path)?;
            (rest.is_empty() || rest.starts_with('.')).then_some(fields)
        })
    }

    /// The codes, in the order they were granted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }
}

impl std::str::FromStr for Scopes {
    type Err = std::convert::Infallible;

    /// Reads a list separated by commas; blanks around a code are ignored.
    fn from_str(list: &str) -> Result<Self, Self::Err> {
        Ok(list
            .split(',')
            .map(str::trim)
            .filter(|code| !code.is_empty())
            .collect())
    }
}

impl<S: Into<Box<str>>> FromIterator<S> for Scopes {
    fn from_iter<I: IntoIterator<Item = S>>(codes: I) -> Self {
        Self(codes.into_iter().map(Into::into).collect())
    }
}

/// Who calls: what an [`Authenticator`](crate::Authenticator) makes of credentials.
///
/// ```
/// use bitrix_rest::{Application, AuthKind, Caller, User};
///
/// let caller = Caller::new(AuthKind::OAuth)
///     .with_user(User { id: 7, administrator: false })
///     .with_application(Application::new("portal", "app.1"))
///     .with_scopes(["crm"]);
/// assert!(caller.scopes().grants("crm"));
/// ```
#[derive(Debug)]
pub struct Caller {
    kind: AuthKind,
    user: Option<User>,
    application: Option<Application>,
    scopes: Scopes,
    webhook: Option<u64>,
    hops: Option<u8>,
    consumed: Box<[Box<str>]>,
    pub(crate) objection: Option<fn() -> Refusal>,
}

impl Caller {
    /// A caller authorised in this way, with nothing yet.
    pub fn new(kind: AuthKind) -> Self {
        Self {
            kind,
            user: None,
            application: None,
            scopes: Scopes::default(),
            webhook: None,
            hops: None,
            consumed: Box::default(),
            objection: None,
        }
    }

    /// Runs the call as this user.
    #[must_use]
    pub fn with_user(mut self, user: User) -> Self {
        self.user = Some(user);
        self
    }

    /// Gives the call an application context.
    #[must_use]
    pub fn with_application(mut self, application: Application) -> Self {
        self.application = Some(application);
        self
    }

    /// Grants scopes.
    #[must_use]
    pub fn with_scopes<S: Into<Box<str>>>(mut self, codes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = codes.into_iter().collect();
        self
    }

    /// Names the webhook that was called, by its id (P-292).
    #[must_use]
    pub const fn with_webhook(mut self, id: u64) -> Self {
        self.webhook = Some(id);
        self
    }

    /// Says that the credentials came with an event, and how many events may still follow one from the other (P-243).
    #[must_use]
    pub const fn with_hops(mut self, hops: u8) -> Self {
        self.hops = Some(hops);
        self
    }

    /// Takes these parameters out of the call: they were credentials (P-37, P-301). Those that the framework finds itself
    /// are taken out already.
    #[must_use]
    pub fn consuming<S: Into<Box<str>>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.consumed = names.into_iter().map(Into::into).collect();
        self
    }

    /// Known, but not to be let in: the refusal comes after the check of the scope, as the order of P-86 and P-87 wants
    /// it of users that cannot be authorised, applications closed to the user, and webhooks on hold.
    #[must_use]
    pub fn objecting(mut self, refusal: fn() -> Refusal) -> Self {
        self.objection = Some(refusal);
        self
    }

    /// How the caller was authorised.
    pub const fn kind(&self) -> AuthKind {
        self.kind
    }

    /// The user.
    pub const fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The application.
    pub const fn application(&self) -> Option<&Application> {
        self.application.as_ref()
    }

    /// The id of the webhook; none for other callers, or if nobody said.
    pub const fn webhook(&self) -> Option<u64> {
        self.webhook
    }

    /// How many events may still follow one from the other; none if the credentials did not come with an event (P-243).
    pub const fn hops(&self) -> Option<u8> {
        self.hops
    }

    pub(crate) fn consumed(&self) -> &[Box<str>] {
        &self.consumed
    }

    /// The granted scopes.
    pub const fn scopes(&self) -> &Scopes {
        &self.scopes
    }
}
