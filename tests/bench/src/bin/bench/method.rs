//! The two methods, and their requests.

use bitrix_rest_bench::{CODE, USER};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Set,
}

impl Method {
    pub(crate) const ALL: [Self; 2] = [Self::Get, Self::Set];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Get => "user.option.get",
            Self::Set => "user.option.set",
        }
    }

    /// The parameters of the `number`th request, always of the same length.
    pub(crate) fn body(self, number: u32) -> String {
        match self {
            Self::Get => r#"{"option":"data"}"#.to_owned(),
            Self::Set => format!(r#"{{"options":{{"data":"value{number:06}","data2":"value2"}}}}"#),
        }
    }

    pub(crate) fn request(self, number: u32) -> String {
        post(&path(CODE, self.name()), &self.body(number))
    }
}

pub(crate) fn path(code: &str, method: &str) -> String {
    format!("/rest/{USER}/{code}/{method}")
}

pub(crate) fn post(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
