#![allow(unused)]

use bitrix_rest::{
    Administrator, Application, Call, CurrentUser, Error, FromCall, Page, Paged, State, rest_method,
};

struct Secure(bool);

impl FromCall for Secure {
    async fn from_call(call: &Call) -> Result<Self, Error> {
        Ok(Self(call.is_secure()))
    }
}

#[derive(Clone)]
struct Store<T>(T);

#[rest_method("acme.ask", scope = "basic")]
async fn ask(
    _: Call,
    Application { .. }: Application,
    optional: Option<Application>,
    user: CurrentUser,
    _administrator: Administrator,
    State(Store(mut number)): State<Store<u64>>,
    Secure(secure): Secure,
    page: Page,
) -> Result<Paged<u64>, Error> {
    number += user.id + u64::from(secure && optional.is_some());
    Ok(page.of(vec![number], 1))
}

fn main() {}
