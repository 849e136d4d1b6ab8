//! A strict JSON parser with its own stack, so that depth costs heap and not call frames.

use super::{JsonFault, Limits};
use crate::params::array::Array;
use crate::params::key::Key;
use crate::params::value::Value;

type Fault = (usize, JsonFault);

/// A container that is still open.
enum Open {
    List(Vec<Value>),
    /// With the key of the value to come.
    Object(Array, Key),
}

/// Parses one value and nothing behind it.
pub(super) fn parse(text: &str, limits: &Limits) -> Result<Value, Fault> {
    let mut parser = Parser { text, at: 0 };
    let mut open: Vec<Open> = Vec::new();
    let mut values = 0;
    parser.skip_space();
    'value: loop {
        values += 1;
        if values > limits.values {
            return Err(parser.fault(JsonFault::Values));
        }
        let mut value = match parser.peek() {
            Some(b'{' | b'[') if open.len() >= limits.depth => {
                return Err(parser.fault(JsonFault::Depth));
            }
            Some(b'{') => {
                parser.step();
                if !parser.skip(b'}') {
                    let key = parser.key()?;
                    open.push(Open::Object(Array::new(), key));
                    continue 'value;
                }
                Value::Array(Array::new())
            }
            Some(b'[') => {
                parser.step();
                if !parser.skip(b']') {
                    open.push(Open::List(Vec::new()));
                    continue 'value;
                }
                Value::Array(Array::new())
            }
            _ => parser.scalar()?,
        };
        parser.skip_space();
        // The value is complete: it goes into its container, which may complete that one too.
        loop {
            value = match open.pop() {
                None if parser.at == text.len() => return Ok(value),
                None => return Err(parser.fault(JsonFault::Syntax)),
                Some(Open::List(mut list)) => {
                    list.push(value);
                    if parser.skip(b',') {
                        open.push(Open::List(list));
                        continue 'value;
                    }
                    parser.expect(b']')?;
                    Value::Array(list.into_iter().collect())
                }
                Some(Open::Object(mut object, key)) => {
                    object.insert(key, value);
                    if parser.skip(b',') {
                        let key = parser.key()?;
                        open.push(Open::Object(object, key));
                        continue 'value;
                    }
                    parser.expect(b'}')?;
                    Value::Array(object)
                }
            };
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text from here on.
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    const fn step(&mut self) {
        self.at += 1;
    }

    const fn fault(&self, fault: JsonFault) -> Fault {
        (self.at, fault)
    }

    /// What is wrong with the character here, which nothing accepts.
    fn unexpected(&self) -> Fault {
        self.fault(match self.peek() {
            Some(_) => JsonFault::Syntax,
            None => JsonFault::End,
        })
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.step();
        }
    }

    /// Steps over `mark` with the space around it, if it is next.
    fn skip(&mut self, mark: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(mark);
        if found {
            self.step();
            self.skip_space();
        }
        found
    }

    fn expect(&mut self, mark: u8) -> Result<(), Fault> {
        if self.skip(mark) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// An object key and its colon.
    fn key(&mut self) -> Result<Key, Fault> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(Key::from(key))
    }

    fn scalar(&mut self) -> Result<Value, Fault> {
        match self.peek() {
            Some(b'"') => self.string().map(Value::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => Err(self.unexpected()),
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Fault> {
        if !self.rest().starts_with(word) {
            return Err(self.unexpected());
        }
        self.at += word.len();
        Ok(value)
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        // No leading zero, as strict JSON has it.
        match self.peek() {
            Some(b'0') => self.step(),
            _ => self.digits()?,
        }
        let mut integer = true;
        if self.peek() == Some(b'.') {
            integer = false;
            self.step();
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            integer = false;
            self.step();
            if let Some(b'+' | b'-') = self.peek() {
                self.step();
            }
            self.digits()?;
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        if integer && let Ok(number) = digits.parse() {
            return Ok(Value::Int(number));
        }
        digits
            .parse()
            .map(Value::Float)
            .map_err(|_| (start, JsonFault::Syntax))
    }

    /// One digit at least.
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.step();
        }
        if self.at == start {
            return Err(self.unexpected());
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.step();
        let plain = self.plain()?;
        if self.peek() == Some(b'"') {
            self.step();
            return Ok(plain.to_owned());
        }
        let mut string = plain.to_owned();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.step();
                    return Ok(string);
                }
                // `plain` stops at nothing else than a quote or a backslash.
                Some(_) => string.push(self.escape()?),
                None => return Err(self.unexpected()),
            }
            string.push_str(self.plain()?);
        }
    }

    /// The text up to the next quote or backslash.
    fn plain(&mut self) -> Result<&'a str, Fault> {
        let rest = self.rest();
        let stop = rest
            .bytes()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
            .unwrap_or(rest.len());
        self.at += stop;
        match self.peek() {
            Some(0..=0x1f) => Err(self.fault(JsonFault::Control)),
            None => Err(self.fault(JsonFault::End)),
            _ => Ok(rest.get(..stop).unwrap_or_default()),
        }
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let start = self.at;
        self.step();
        let character = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.step();
                return self.unicode().ok_or((start, JsonFault::Escape));
            }
            _ => return Err((start, JsonFault::Escape)),
        };
        self.step();
        Ok(character)
    }

    /// The character of `XXXX`, or of the surrogate pair `XXXX\uXXXX`. A lone surrogate has none.
    fn unicode(&mut self) -> Option<char> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        self.rest().strip_prefix("\\u")?;
        self.at += 2;
        let second = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return None;
        }
        char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4)?;
        // `from_str_radix` alone would take a sign.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
