//! Map keys, always between quotes.

use super::Writer;
use crate::params::encode::KeySink;

impl KeySink for &mut Writer<'_> {
    type Made = ();

    fn text(self, text: &str) {
        Writer::text(self, text);
    }

    fn integer(self, number: i64) {
        Writer::text(self, itoa::Buffer::new().format(number));
    }
}
