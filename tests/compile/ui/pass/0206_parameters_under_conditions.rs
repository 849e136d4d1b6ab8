#![allow(unused)]

use bitrix_rest::{Error, Method, rest_method};

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    #[cfg(all())]
    #[param(rename = "ID", default = 7)]
    id: u64,
    #[cfg(any())]
    #[param(rename = "ID")]
    id: DoesNotExist,
    #[cfg(any())] nothing: DoesNotExist,
    #[param] last: u8,
) -> Result<u64, Error> {
    Ok(id)
}

fn main() {
    let _ = AcmeAsk { id: 1, last: 2 };
    let _ = ask(1, 2);
    assert_eq!(AcmeAsk::DESCRIPTOR.parameters().len(), 2);
}
