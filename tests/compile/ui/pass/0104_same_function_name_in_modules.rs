#![allow(unused)]

mod one {
    use bitrix_rest::{Error, rest_method};

    #[rest_method("one.ask", scope = "basic", params = Ask)]
    pub async fn ask() -> Result<u8, Error> {
        Ok(1)
    }
}

mod two {
    use bitrix_rest::{Error, rest_method};

    #[rest_method("two.ask", scope = "basic", params = Ask)]
    pub async fn ask() -> Result<u8, Error> {
        Ok(2)
    }
}

fn main() {
    let _ = (one::Ask {}, two::Ask {});
}
