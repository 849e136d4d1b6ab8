/// What can go wrong with options.
#[derive(Debug, thiserror::Error, RestError)]
pub enum OptionError {
    /// The name is longer than the store keeps.
    #[error("option name is too long")]
    #[rest(code = "ERROR_ARGUMENT")]
    NameTooLong {
        #[rest(extra)]
        argument: &'static str,
        #[rest(extra = "limit")]
        max: usize,
        length: usize,
    },
    #[error("User authorization required")]
    #[rest(code = "AccessException", status = 400, replaces = user_required, replaces = application_required)]
    NoUser,
    #[error(transparent)]
    #[rest(internal)]
    Store(#[from] StoreError),
    #[error(transparent)]
    #[rest(transparent)]
    Other(#[from] bitrix_rest::Error),
}
