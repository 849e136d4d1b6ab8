/// Binds settings to the calling application and user.
///
/// A new key is written, an existing one is replaced.
#[rest_method("user.option.set", scope = "basic")]
pub async fn user_option_set(
    app: Application,
    user: CurrentUser,
    State(store): State<Options>,
    /// Settings to write, key to value.
    #[param(non_empty, or_rest)]
    options: Array,
) -> Result<bool, OptionError> {
    store.merge(app, user, options).await
}
