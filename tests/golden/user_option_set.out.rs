/// Binds settings to the calling application and user.
///
/// A new key is written, an existing one is replaced.
pub async fn user_option_set(
    app: Application,
    user: CurrentUser,
    State(store): State<Options>,
    options: Array,
) -> Result<bool, OptionError> {
    store.merge(app, user, options).await
}
/// Parameters of `user.option.set`: Binds settings to the calling application and user.
#[allow(dead_code)]
pub struct UserOptionSet {
    /// Settings to write, key to value.
    pub options: Array,
}
#[allow(deprecated)]
const _: () = {
    use ::bitrix_rest::__private::{self as __rest, Described as _, Undescribed as _};
    static __FIELD_3: __rest::Field<Array> = __rest::Field::new("options")
        .docs("Settings to write, key to value.")
        .or_rest()
        .non_empty();
    static __OUTCOME: __rest::Outcome<Result<bool, OptionError>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("user.option.set", __rest::Scope::Basic, __rest::location!())
        .handler(|call| __rest::Handling::new(&__OUTCOME, call, __run))
        .documented(
            "Binds settings to the calling application and user.",
            "Binds settings to the calling application and user.\n\nA new key is written, an existing one is replaced.",
        )
        .with_parameters(&[__FIELD_3.descriptor()])
        .requiring(|list| {
            (&__rest::Probe::<Application>::NEW).require(list);
            (&__rest::Probe::<CurrentUser>::NEW).require(list);
            (&__rest::Probe::<State<Options>>::NEW).require(list);
        });
    async fn __run(
        mut arguments: __rest::Arguments,
    ) -> __rest::Result<Result<bool, OptionError>, __rest::Error> {
        let argument_3 = __rest::decode(&mut arguments, 3, &__FIELD_3);
        let argument_0 = __rest::extract::<Application>(&mut arguments, 0).await?;
        let argument_1 = __rest::extract::<CurrentUser>(&mut arguments, 1).await?;
        let argument_2 = __rest::extract::<State<Options>>(&mut arguments, 2).await?;
        let argument_3 = arguments.take(argument_3)?;
        __rest::Ok(user_option_set(argument_0, argument_1, argument_2, argument_3).await)
    }
    impl __rest::Method for UserOptionSet {
        type Outcome = Result<bool, OptionError>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([__FIELD_3.send(self.options)])
        }
    }
    __rest::register!(& __DESCRIPTOR, rest_method_named_user_option_set);
};
