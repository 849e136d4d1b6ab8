#![deny(warnings)]

mod methods {
    use bitrix_rest::{Error, rest_method};

    struct Private;

    #[rest_method("acme.one", scope = "basic")]
    pub async fn one(#[param] id: u64) -> Result<u64, Error> {
        let Private = Private;
        Ok(id)
    }

    #[rest_method("acme.two", scope = "basic")]
    pub(crate) async fn two(#[param] id: u64) -> Result<u64, Error> {
        Ok(id)
    }

    #[rest_method("acme.three", scope = "basic")]
    pub(super) async fn three(#[param] id: u64) -> Result<u64, Error> {
        Ok(id)
    }

    mod inner {
        use bitrix_rest::{Error, rest_method};

        #[rest_method("acme.four", scope = "basic")]
        pub(in crate::methods) async fn four(#[param] id: u64) -> Result<u64, Error> {
            Ok(id)
        }
    }

    pub fn four() -> u64 {
        inner::AcmeFour { id: 4 }.id
    }
}

fn main() {
    let ids = [methods::AcmeOne { id: 1 }.id, methods::AcmeTwo { id: 2 }.id, methods::AcmeThree { id: 3 }.id];
    assert_eq!(ids.iter().sum::<u64>() + methods::four(), 10);
}
