/// Binds one setting to the calling application.
#[rest_method("user.option.put", scope = "basic")]
pub async fn user_option_put(
    app: Application,
    State(store): State<Options>,
    /// Which setting.
    #[param(non_empty)]
    option: String,
    /// What to write.
    #[param]
    value: Value,
) -> Result<bool, OptionError> {
    store.put(app, option, value).await
}
