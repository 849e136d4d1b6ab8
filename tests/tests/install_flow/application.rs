//! An application of its own server: where browsers return to, and where events are sent.

use bitrix_rest_tests::receiver::Receiver;
use serde_json::Value;

pub struct Application {
    pub address: String,
    receiver: Receiver,
}

impl Application {
    pub async fn start() -> Self {
        let receiver = Receiver::start().await;
        Self {
            address: receiver.url(""),
            receiver,
        }
    }

    /// What was sent to this path, once something was; browsers ask for other things, too.
    pub async fn received(&self, path: &str) -> Value {
        loop {
            let got = self.receiver.next().await;
            if got.path.split('?').next() == Some(path) {
                return serde_json::to_value(&got.array).unwrap();
            }
        }
    }
}
