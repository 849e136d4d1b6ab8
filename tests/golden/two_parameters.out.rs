/// Binds one setting to the calling application.
pub async fn user_option_put(
    app: Application,
    State(store): State<Options>,
    option: String,
    value: Value,
) -> Result<bool, OptionError> {
    store.put(app, option, value).await
}
/// Parameters of `user.option.put`: Binds one setting to the calling application.
#[allow(dead_code)]
pub struct UserOptionPut {
    /// Which setting.
    pub option: String,
    /// What to write.
    pub value: Value,
}
#[allow(deprecated, unreachable_code)]
const _: () = {
    use ::bitrix_rest::__private as __rest;
    static __FIELD_2: __rest::Field<String> = __rest::field::<String>("option")
        .docs("Which setting.")
        .non_empty();
    static __FIELD_3: __rest::Field<Value> = __rest::field::<Value>("value")
        .docs("What to write.");
    static __OUTCOME: __rest::Outcome<Result<bool, OptionError>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("user.option.put", __rest::Scope::Basic, __rest::location!())
        .handler(|call| __rest::Handling::new(&__OUTCOME, call, __user_option_put))
        .documented(
            "Binds one setting to the calling application.",
            "Binds one setting to the calling application.",
        )
        .with_parameters(&[__FIELD_2.descriptor(), __FIELD_3.descriptor()])
        .requiring(&[__rest::require::<Application>, __rest::require::<State<Options>>]);
    async fn __user_option_put(
        mut arguments: __rest::Arguments,
    ) -> __rest::Result<Result<bool, OptionError>, __rest::Error> {
        let argument_2 = __rest::decode(&mut arguments, 2, &__FIELD_2);
        let argument_3 = __rest::decode(&mut arguments, 3, &__FIELD_3);
        let argument_0 = __rest::extract!(Application, 0, arguments);
        let argument_1 = __rest::extract!(State < Options >, 1, arguments);
        let argument_2 = arguments.take(argument_2)?;
        let argument_3 = arguments.take(argument_3)?;
        __rest::Ok(user_option_put(argument_0, argument_1, argument_2, argument_3).await)
    }
    impl __rest::Takes<Application, 0> for UserOptionPut {}
    impl __rest::Takes<State<Options>, 1> for UserOptionPut {}
    impl __rest::Method for UserOptionPut {
        type Outcome = Result<bool, OptionError>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([__FIELD_2.send(self.option), __FIELD_3.send(self.value)])
        }
    }
    __rest::register!(& __DESCRIPTOR, another_method_is_named_user_option_put);
};
