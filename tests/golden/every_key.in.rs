#[deprecated(since = "2.0", note = "use item.list.next")]
#[expect(clippy::too_many_arguments, reason = "it shows every key")]
#[cfg(feature = "items")]
/// Lists items.
#[rest_method(
    "item.list",
    scope = custom("sigurd"),
    private,
    batch = false,
    read_only,
    versions(v2, v3),
    alias = "item.all",
    alias = "items",
    params = Items,
    crate = ::renamed::rest
)]
pub(crate) async fn list_items(
    #[param(rename = "ID", ignore_case, range = 1..=MAX)] mut id: u64,
    #[param(default = vec!["NAME".into()], length = ..=20, with = checks::known)] r#select: Vec<String>,
    #[cfg(feature = "filters")]
    #[param(default)]
    filter: Filter,
    _: Call,
    /// Everything else.
    #[allow(unused_variables)]
    #[param(rest)]
    others: Array,
) -> Result<Vec<Item>, Error> {
    Ok(Vec::new())
}
