//! Writing a tree as a query string or form.

use super::super::array::Array;
use super::super::key::Key;
use super::super::value::Value;
use crate::text::number;

/// Writes `array` as a urlencoded form with nested brackets, as PHP's `http_build_query` does.
///
/// Booleans print `1` and `0`; nulls and empty arrays disappear (P-240).
///
/// ```
/// use bitrix_rest::params::{Array, query};
///
/// let mut filter = Array::new();
/// filter.insert(">ID", 5);
/// let mut array = Array::new();
/// array.insert("filter", filter);
/// array.insert("halt", false);
/// assert_eq!(query::encode(&array), "filter%5B%3EID%5D=5&halt=0");
/// ```
#[must_use]
pub fn encode(array: &Array) -> String {
    let mut form = String::new();
    let mut name = String::new();
    for (key, value) in array {
        write_key(&mut name, key);
        write_variable(&mut form, &mut name, value);
        name.clear();
    }
    form
}

/// Writes what is under `name`, which is encoded already and the same again afterwards.
fn write_variable(form: &mut String, name: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => write_pair(form, name, if *flag { "1" } else { "0" }),
        Value::Int(number) => write_pair(form, name, itoa::Buffer::new().format(*number)),
        Value::Float(float) => write_pair(form, name, &number::short_float(*float)),
        Value::Text(text) => write_pair(form, name, text),
        Value::Array(array) => {
            let length = name.len();
            for (key, value) in array {
                name.push_str("%5B");
                write_key(name, key);
                name.push_str("%5D");
                write_variable(form, name, value);
                name.truncate(length);
            }
        }
    }
}

fn write_key(name: &mut String, key: &Key) {
    match key {
        Key::Int(number) => name.push_str(itoa::Buffer::new().format(*number)),
        Key::Text(text) => write_encoded(name, text),
    }
}

fn write_pair(form: &mut String, name: &str, value: &str) {
    if !form.is_empty() {
        form.push('&');
    }
    form.push_str(name);
    form.push('=');
    write_encoded(form, value);
}

fn write_encoded(form: &mut String, text: &str) {
    const HEX: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                form.push(char::from(byte));
            }
            b' ' => form.push('+'),
            byte => {
                form.push('%');
                form.extend([byte >> 4, byte & 15].map(|digit| {
                    // Four bits always have a digit.
                    HEX.get(usize::from(digit)).copied().unwrap_or('0')
                }));
            }
        }
    }
}
