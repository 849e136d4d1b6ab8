#[allow(deprecated)]
const _: () = {
    use ::bitrix_rest::__private as __rest;
    const __NESTED_3: __rest::Nested<bitrix_rest::Error> = __rest::nested::<
        bitrix_rest::Error,
    >();
    impl __rest::RestError for OptionError {
        const ERRORS: &'static [__rest::ErrorEntry] = &[
            __rest::ErrorEntry::Coded {
                code: "ERROR_ARGUMENT",
                status: 400u16,
                docs: "The name is longer than the store keeps.",
            },
            __rest::ErrorEntry::Coded {
                code: "AccessException",
                status: 400u16,
                docs: "",
            },
            __rest::ErrorEntry::Nested(__NESTED_3.errors()),
        ];
        fn into_error(self) -> __rest::Error {
            let description = __rest::describe(&self);
            match self {
                Self::NameTooLong { argument: extra_0, max: extra_1, .. } => {
                    __rest::coded("ERROR_ARGUMENT", 400u16, description)
                        .with("argument", &extra_0)
                        .with("limit", &extra_1)
                }
                Self::NoUser { .. } => {
                    __rest::coded("AccessException", 400u16, description)
                }
                error @ Self::Store { .. } => __rest::internal(error),
                Self::Other { 0: inner } => __NESTED_3.answer(inner),
            }
        }
        fn replacing(rejection: __rest::Rejection) -> __rest::Option<Self> {
            match rejection {
                __rest::Rejection::UserRequired => __rest::Some(Self::NoUser {}),
                __rest::Rejection::ApplicationRequired => __rest::Some(Self::NoUser {}),
                _ => __rest::None,
            }
        }
        fn answered(code: &str, text: &str) -> __rest::Option<Self> {
            __rest::answered(code, text, [("AccessException", Self::NoUser {})])
        }
    }
};
