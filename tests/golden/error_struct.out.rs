#[allow(deprecated)]
const _: () = {
    use renamed::__private as __rest;
    impl __rest::RestError for Closed {
        const ERRORS: &'static [__rest::ErrorEntry] = &[
            __rest::ErrorEntry::Coded {
                code: "CLOSED",
                status: 403u16,
                docs: "The account is closed.",
            },
        ];
        fn into_error(self) -> __rest::Error {
            let description = __rest::describe(&self);
            match self {
                Self { 0: extra_0, .. } => {
                    __rest::coded("CLOSED", 403u16, description).with("since", &extra_0)
                }
            }
        }
    }
};
