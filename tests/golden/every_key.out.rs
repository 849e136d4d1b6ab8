#[deprecated(since = "2.0", note = "use item.list.next")]
#[expect(clippy::too_many_arguments, reason = "it shows every key")]
#[cfg(feature = "items")]
/// Lists items.
pub(crate) async fn list_items(
    mut id: u64,
    r#select: Vec<String>,
    #[cfg(feature = "filters")]
    filter: Filter,
    _: Call,
    #[allow(unused_variables)]
    others: Array,
) -> Result<Vec<Item>, Error> {
    Ok(Vec::new())
}
#[cfg(feature = "items")]
/// Parameters of `item.list`: Lists items.
#[allow(dead_code)]
#[allow(clippy::too_many_arguments, reason = "it shows every key")]
#[allow(unused_variables)]
#[deprecated(since = "2.0", note = "use item.list.next")]
pub(crate) struct Items {
    /// The parameter `ID`.
    pub(crate) id: u64,
    /// The parameter `select`.
    pub(crate) r#select: Vec<String>,
    /// The parameter `filter`.
    #[cfg(feature = "filters")]
    pub(crate) filter: Filter,
    /// Everything else.
    pub(crate) others: Array,
}
#[cfg(feature = "items")]
#[allow(deprecated, unreachable_code)]
const _: () = {
    use ::renamed::rest::__private as __rest;
    static __FIELD_0: __rest::Field<u64> = __rest::field::<u64>("ID")
        .ignore_case()
        .checks(&[|value| __rest::in_range(value, 1..=MAX)])
        .constraints(&[__rest::Constraint::Range("1..=MAX")]);
    static __FIELD_1: __rest::Field<Vec<String>> = __rest::field::<Vec<String>>("select")
        .default_with("vec![\"NAME\".into()]", || vec!["NAME".into()])
        .checks(
            &[
                |value| __rest::has_length(value, ..=20),
                |value| __rest::check(checks::known(value)),
            ],
        )
        .constraints(
            &[
                __rest::Constraint::Length("..=20"),
                __rest::Constraint::Custom("checks::known"),
            ],
        );
    #[cfg(feature = "filters")]
    static __FIELD_2: __rest::Field<Filter> = __rest::field::<Filter>("filter")
        .default_with("Default::default()", || __rest::Default::default());
    static __FIELD_4: __rest::Field<Array> = __rest::field::<Array>("others")
        .docs("Everything else.")
        .rest();
    static __OUTCOME: __rest::Outcome<Result<Vec<Item>, Error>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("item.list", __rest::Scope::Code("sigurd"), __rest::location!())
        .handler(|call| __rest::Handling::new(&__OUTCOME, call, __list_items))
        .documented("Lists items.", "Lists items.")
        .with_parameters(
            &[
                __FIELD_0.descriptor(),
                __FIELD_1.descriptor(),
                #[cfg(feature = "filters")]
                __FIELD_2.descriptor(),
                __FIELD_4.descriptor(),
            ],
        )
        .requiring(&[__rest::require::<Call>])
        .aliased(&["item.all", "items"])
        .private()
        .without_batch()
        .read_only()
        .of_both()
        .deprecate("use item.list.next");
    async fn __list_items(
        mut arguments: __rest::Arguments,
    ) -> __rest::Result<Result<Vec<Item>, Error>, __rest::Error> {
        let argument_0 = __rest::decode(&mut arguments, 0, &__FIELD_0);
        let argument_1 = __rest::decode(&mut arguments, 1, &__FIELD_1);
        #[cfg(feature = "filters")]
        let argument_2 = __rest::decode(&mut arguments, 2, &__FIELD_2);
        let argument_4 = __rest::decode(&mut arguments, 4, &__FIELD_4);
        let argument_3 = __rest::extract!(Call, 3, arguments);
        let argument_0 = arguments.take(argument_0)?;
        let argument_1 = arguments.take(argument_1)?;
        #[cfg(feature = "filters")]
        let argument_2 = arguments.take(argument_2)?;
        let argument_4 = arguments.take(argument_4)?;
        __rest::Ok(
            list_items(
                    argument_0,
                    argument_1,
                    #[cfg(feature = "filters")]
                    argument_2,
                    argument_3,
                    argument_4,
                )
                .await,
        )
    }
    impl __rest::Takes<Call, 3> for Items {}
    impl __rest::Method for Items {
        type Outcome = Result<Vec<Item>, Error>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([
                __FIELD_0.send(self.id),
                __FIELD_1.send(self.r#select),
                #[cfg(feature = "filters")]
                __FIELD_2.send(self.filter),
                __FIELD_4.send(self.others),
            ])
        }
    }
    __rest::register!(& __DESCRIPTOR, another_method_is_named_item_list);
};
