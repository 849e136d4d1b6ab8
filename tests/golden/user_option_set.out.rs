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
#[allow(deprecated, unreachable_code)]
const _: () = {
    use ::bitrix_rest::__private as __rest;
    static __FIELD_3: __rest::Field<Array> = __rest::field::<Array>("options")
        .docs("Settings to write, key to value.")
        .or_rest()
        .non_empty();
    static __OUTCOME: __rest::Outcome<Result<bool, OptionError>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("user.option.set", __rest::Scope::Basic, __rest::location!())
        .handler(|call| __rest::Handling::new(&__OUTCOME, call, __user_option_set))
        .documented(
            "Binds settings to the calling application and user.",
            "Binds settings to the calling application and user.\n\nA new key is written, an existing one is replaced.",
        )
        .with_parameters(&[__FIELD_3.descriptor()])
        .requiring(
            &[
                __rest::require::<Application>,
                __rest::require::<CurrentUser>,
                __rest::require::<State<Options>>,
            ],
        );
    async fn __user_option_set(
        mut arguments: __rest::Arguments,
    ) -> __rest::Result<Result<bool, OptionError>, __rest::Error> {
        let argument_3 = __rest::decode(&mut arguments, 3, &__FIELD_3);
        let argument_0 = __rest::extract!(Application, 0, arguments);
        let argument_1 = __rest::extract!(CurrentUser, 1, arguments);
        let argument_2 = __rest::extract!(State < Options >, 2, arguments);
        let argument_3 = arguments.take(argument_3)?;
        __rest::Ok(user_option_set(argument_0, argument_1, argument_2, argument_3).await)
    }
    impl __rest::Takes<Application, 0> for UserOptionSet {}
    impl __rest::Takes<CurrentUser, 1> for UserOptionSet {}
    impl __rest::Takes<State<Options>, 2> for UserOptionSet {}
    impl __rest::Method for UserOptionSet {
        type Outcome = Result<bool, OptionError>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([__FIELD_3.send(self.options)])
        }
    }
    __rest::register!(& __DESCRIPTOR, another_method_is_named_user_option_set);
};
