//! XML replies (P-71 – P-73).

use super::number;
use crate::params::{Array, Key, Value};

/// Writes one value: text for a scalar, a tag for each entry of an array.
///
/// There is no white space, no attribute and no declaration (P-71). Characters that XML cannot hold at
/// all become U+FFFD.
///
/// ```
/// use bitrix_rest::params::Array;
/// use bitrix_rest::text::xml;
///
/// let mut result = Array::new();
/// result.insert("NAME", "R&D");
/// result.push(true);
/// let mut out = Vec::new();
/// xml::write(&mut out, &result.into());
/// assert_eq!(out, b"<NAME>R&amp;D</NAME><item>1</item>");
/// ```
pub fn write(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => out.push(b'1'),
        Value::Int(number) => out.extend_from_slice(itoa::Buffer::new().format(*number).as_bytes()),
        Value::Float(number) => out.extend_from_slice(number::short_float(*number).as_bytes()),
        Value::Text(text) => write_text(out, text),
        Value::Array(array) => write_entries(out, array),
    }
}

/// Writes `<name>value</name>`. Characters that are illegal in a name become `_` (P-73), the colon
/// among them, which would ask for a namespace.
pub fn write_tag(out: &mut Vec<u8>, name: &str, value: &Value) {
    out.push(b'<');
    write_name(out, name);
    out.push(b'>');
    write(out, value);
    out.extend_from_slice(b"</");
    write_name(out, name);
    out.push(b'>');
}

fn write_entries(out: &mut Vec<u8>, array: &Array) {
    for (key, value) in array {
        match key {
            Key::Int(_) => write_tag(out, "item", value),
            Key::Text(name) => write_tag(out, name, value),
        }
    }
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(is_special) {
        let (before, after) = rest.split_at(at);
        out.extend_from_slice(before.as_bytes());
        let mut characters = after.chars();
        let entity = match characters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('\'') => "&apos;",
            _ => "\u{fffd}",
        };
        out.extend_from_slice(entity.as_bytes());
        rest = characters.as_str();
    }
    out.extend_from_slice(rest.as_bytes());
}

fn is_special(character: char) -> bool {
    matches!(
        character,
        '&' | '<' | '>' | '"' | '\'' | '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f'
            | '\u{fffe}' | '\u{ffff}'
    )
}

fn write_name(out: &mut Vec<u8>, name: &str) {
    let mut start = true;
    for character in name.chars() {
        let legal = starts_name(character) || (!start && continues_name(character));
        let character = if legal { character } else { '_' };
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        start = false;
    }
    if start {
        out.push(b'_');
    }
}

/// As older parsers know names, too: nothing beyond the basic plane.
fn starts_name(character: char) -> bool {
    matches!(
        character,
        'A'..='Z' | 'a'..='z' | '_'
            | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
            | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
            | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
            | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffc}'
    )
}

fn continues_name(character: char) -> bool {
    matches!(
        character,
        '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use super::*;
    use crate::params::json;

    fn xml(source: &str) -> String {
        let mut out = Vec::new();
        write(
            &mut out,
            &json::from_slice(source.as_bytes()).unwrap().into(),
        );
        String::from_utf8(out).unwrap()
    }

    // Proves: P-71
    #[test]
    fn keys_are_tags() {
        assert_eq!(
            xml(r#"{"result":{"data":"value","list":["a",{"b":1}],"5":"x","none":[]}}"#),
            "<result><data>value</data><list><item>a</item><item><b>1</b></item></list>\
             <item>x</item><none></none></result>"
        );
    }

    // Proves: P-72
    #[test]
    fn scalars() {
        assert_eq!(
            xml(r#"{"a":"&<>\"'","b":true,"c":false,"d":null,"e":0.30000000000000004,"f":-7}"#),
            "<a>&amp;&lt;&gt;&quot;&apos;</a><b>1</b><c></c><d></d><e>0.3</e><f>-7</f>"
        );
        assert_eq!(xml(r#"["a\u0000b\n"]"#), "<item>a\u{fffd}b\n</item>");
    }

    // Proves: P-73
    #[test]
    fn names_are_made_legal() {
        assert_eq!(
            xml(r#"{"a b":1,"1x":2,">ID":3,"":4,"a:b":5,"имя-1.x":6,"\ufffd😀":7}"#),
            "<a_b>1</a_b><_x>2</_x><_ID>3</_ID><_>4</_><a_b>5</a_b><имя-1.x>6</имя-1.x><__>7</__>"
        );
    }
}
