//! What the methods of the scope fail with.

use bitrix_rest::RestError;

/// What the methods of the scope fail with.
#[derive(Debug, thiserror::Error, RestError)]
pub enum SigurdError {
    /// The caller asked for it, with `error`.
    #[error("Sigurd wants {price} gold pieces first")]
    #[rest(code = "SIGURD_UNPAID", status = 402)]
    Unpaid {
        /// What it costs, beside the code and the description.
        #[rest(extra)]
        price: u32,
    },
}
