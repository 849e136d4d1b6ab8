//! Methods that are found when they are called (P-296).

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::{Output, Written};
use crate::api::BoxFuture;
use crate::call::Call;
use crate::error::Error;

/// Supplies methods that are not declared: asked about every name that no declared method has, before the call is answered
/// with `ERROR_METHOD_NOT_FOUND` (P-296).
///
/// ```
/// use std::sync::Arc;
/// use bitrix_rest::{BoxFuture, DynamicMethod, Error, MethodResolver};
///
/// /// `table.NAME.count`, for every table that there is.
/// struct Tables;
///
/// impl MethodResolver for Tables {
///     fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<Arc<DynamicMethod>>, Error>> {
///         Box::pin(async move {
///             let table = name.strip_prefix("table.").and_then(|rest| rest.strip_suffix(".count"));
///             Ok(table.map(|table| {
///                 let length = table.len();
///                 let count = DynamicMethod::new(name, move |_| async move { Ok::<_, Error>(length) });
///                 Arc::new(count.scope("table").read_only())
///             }))
///         })
///     }
/// }
/// ```
pub trait MethodResolver: Send + Sync + 'static {
    /// The method of this name, in lower case first and then as the caller wrote it (P-7); none if there is none.
    fn resolve<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<Arc<DynamicMethod>>, Error>>;
}

type Running = BoxFuture<'static, Result<Written, Error>>;

/// A method that a [`MethodResolver`] made.
pub struct DynamicMethod {
    name: Box<str>,
    scope: Option<Box<str>>,
    read_only: bool,
    batch: bool,
    run: Box<dyn Fn(Call, Output) -> Running + Send + Sync>,
}

impl DynamicMethod {
    /// A method of the basic scope, run by this function.
    pub fn new<F, R, T, E>(name: impl Into<Box<str>>, run: F) -> Self
    where
        F: Fn(Call) -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, E>> + Send + 'static,
        T: Serialize,
        E: Into<Error>,
    {
        let run = move |call, output: Output| -> Running {
            let running = run(call);
            Box::pin(async move { output.write(&running.await.map_err(Into::into)?) })
        };
        Self {
            name: name.into(),
            scope: None,
            read_only: false,
            batch: true,
            run: Box::new(run),
        }
    }

    /// Of the scope with this code (P-92).
    #[must_use]
    pub fn scope(mut self, code: impl Into<Box<str>>) -> Self {
        self.scope = Some(code.into());
        self
    }

    /// Changes nothing: a closed connection may cancel it.
    #[must_use]
    pub const fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Refused in a batch (P-121).
    #[must_use]
    pub const fn without_batch(mut self) -> Self {
        self.batch = false;
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The code of its scope; none if it is of the basic scope.
    pub fn scope_code(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    pub(crate) const fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub(crate) const fn allows_batch(&self) -> bool {
        self.batch
    }

    pub(crate) fn run(&self, call: Call) -> Running {
        let output = Output::new(call.envelope, call.api.settings.escaping, None);
        (self.run)(call, output)
    }
}

impl fmt::Debug for DynamicMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynamicMethod")
            .field("name", &self.name)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
