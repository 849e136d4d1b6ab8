//! What a caller and the log both know a request by.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderValue;

/// Names a request: sent back as the header `X-Request-Id`, and a field of every line that is logged about its calls.
///
/// So an error whose cause only the log may know can be found there. Sixteen hexadecimal digits; it says nothing about the
/// caller and is no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(u64);

impl RequestId {
    /// One that no other request of this process has, and hardly one of another process.
    pub(crate) fn next() -> Self {
        static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        // Times an odd number, every count gives another one, and neighbours do not look alike.
        Self(*PROCESS ^ count.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn digits(self) -> [u8; 16] {
        let mut digits = [0; 16];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit = match (rest & 15) as u8 {
                number @ 0..=9 => b'0' + number,
                number => b'a' + number - 10,
            };
            rest >>= 4;
        }
        digits
    }

    /// As the value of a header.
    pub(crate) fn header(self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.digits()).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_its_own_and_it_reads_the_same_everywhere() {
        let ids: std::collections::HashSet<RequestId> =
            (0..1000).map(|_| RequestId::next()).collect();
        assert_eq!(ids.len(), 1000);
        for id in [
            RequestId(0),
            RequestId(u64::MAX),
            RequestId(0x0123_4567_89ab_cdef),
        ] {
            let header = id.header();
            let text = header.as_ref().and_then(|value| value.to_str().ok());
            assert_eq!(text, Some(id.to_string().as_str()));
        }
    }
}
