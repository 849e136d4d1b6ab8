::core::compile_error! {
    "`#[param]` has no key `non_emtpy`; did you mean `non_empty`?\nits keys are `rename`, `ignore_case`, `default`, `non_empty`, `range`, `length`, `email`, `phone`, `url`, `one_of`, `pattern`, `with`, `rest` and `or_rest`"
}
::core::compile_error! {
    "callers may write any case, but a method is declared in lower case: `user.option.set`"
}
::core::compile_error! {
    "Bitrix24 has no scope `basik`; did you mean `\"basic\"`? write `scope = custom(\"basik\")` for a scope of your own"
}
::core::compile_error! {
    "a REST method is an async function: write `async fn user_option_set`"
}
pub fn user_option_set(options: Array) -> bool {
    true
}
#[allow(dead_code, missing_docs)]
pub struct UserOptionSet {
    pub options: Array,
}
const _: () = {
    use ::bitrix_rest::__private as __rest;
    static __OUTCOME: __rest::Outcome<__rest::Result<(), __rest::Error>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("", __rest::Scope::Basic, __rest::location!())
        .only_called();
    impl __rest::Method for UserOptionSet {
        type Outcome = __rest::Result<(), __rest::Error>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            loop {}
        }
    }
};
