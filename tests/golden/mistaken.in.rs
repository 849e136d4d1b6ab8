#[rest_method("User.Option.Set", scope = "basik")]
pub fn user_option_set(
    /// Settings to write.
    #[param(non_emtpy)]
    options: Array,
) -> bool {
    true
}
