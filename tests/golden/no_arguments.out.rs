async fn methods() -> Result<Vec<String>, Error> {
    Ok(Vec::new())
}
/// Parameters of `methods`.
#[allow(dead_code)]
struct Methods {}
#[allow(deprecated, unreachable_code)]
const _: () = {
    use ::bitrix_rest::__private as __rest;
    static __OUTCOME: __rest::Outcome<Result<Vec<String>, Error>> = __rest::Outcome::new();
    static __DESCRIPTOR: __rest::Descriptor = __OUTCOME
        .method("methods", __rest::Scope::Code("crm"), __rest::location!())
        .handler(|call| __rest::Handling::new(&__OUTCOME, call, __methods));
    async fn __methods(
        mut arguments: __rest::Arguments,
    ) -> __rest::Result<Result<Vec<String>, Error>, __rest::Error> {
        __rest::Ok(methods().await)
    }
    impl __rest::Method for Methods {
        type Outcome = Result<Vec<String>, Error>;
        const DESCRIPTOR: &'static __rest::Descriptor = &__DESCRIPTOR;
        fn into_parameters(self) -> __rest::Array {
            __rest::request([])
        }
    }
    __rest::register!(& __DESCRIPTOR, another_method_is_named_methods);
};
