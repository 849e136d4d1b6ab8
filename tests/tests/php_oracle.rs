//! Intake and output against PHP itself: the same generated inputs go through both, and the outcomes must agree byte
//! for byte.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../php/ask.rs"]
mod ask;

use ask::{Chance, agree};
use bitrix_rest::params::decode::{self, Mode};
use bitrix_rest::params::query::{self, FormLimits};
use bitrix_rest::params::{self, Array, Key, Value};
use bitrix_rest::text::json::{Escaping, write};

fn printed(value: impl Into<Value>) -> Vec<u8> {
    let mut out = Vec::new();
    match write(&mut out, &value.into(), Escaping::Php) {
        Ok(()) => out,
        Err(_) => b"cannot be encoded".to_vec(),
    }
}

fn read(json: &str) -> Array {
    params::json::from_slice(json.as_bytes()).unwrap()
}

// Proves: P-31, P-32, P-33, P-34, P-35, P-36, P-63, P-65
#[test]
fn forms() {
    const NAMES: &str = concat!(
        "a¦b¦ab¦A¦0¦1¦5¦05¦-1¦-0¦9223372036854775807¦.¦ ¦+¦_¦[¦]¦[]¦[a]¦[b]¦[0]¦[5]¦[ ]¦",
        "[x y.z]¦%5B¦%5D¦%20¦%2e¦%00¦%¦%4¦%C3%A9¦é¦%ff",
    );
    const VALUES: &str = "1¦x¦¦=¦+¦%20¦%41¦%zz¦%¦;¦<¦'¦\"¦/¦%E2%80%A8¦\\¦%00¦%ff";
    let mut chance = Chance(1);
    let mut questions = Vec::new();
    for _ in 0..20_000 {
        let mut form = String::new();
        for _ in 0..chance.below(6) {
            form.push_str(&chance.soup(NAMES, 6));
            form.push_str(chance.one("=¦=¦=¦"));
            form.push_str(&chance.soup(VALUES, 3));
            form.push_str(chance.one("&¦&¦&¦&&¦;"));
        }
        questions.push(form);
    }
    let many = |count: usize| {
        (0..count)
            .map(|n| format!("n{n}=x"))
            .collect::<Vec<_>>()
            .join("&")
    };
    let deep = |levels: usize| format!("b=1&a[x]=1&a{}=2&c=3", "[k]".repeat(levels));
    questions.extend([
        many(1000),
        many(1001),
        "&a".repeat(1200),
        deep(63),
        deep(64),
        deep(65),
    ]);
    questions.extend([
        "..Host-a=1&__Host-b=2&_.Secure-c=3&__Host.-d=4".to_owned(),
        "_[Host-a=1".to_owned(),
    ]);
    agree("form", &questions, |form| {
        printed(query::parse(form.as_bytes(), &FormLimits::default()))
    });
}

/// A number as JSON spells one, of any size.
fn number(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => (chance.next() as i64).to_string(),
        1 => format!("{:e}", f64::from_bits(chance.next()))
            .replace("NaN", "0")
            .replace("inf", "1e400"),
        2 => format!(
            "{}e{}",
            chance.next() % 100_000,
            chance.below(700) as i64 - 350
        ),
        3 => format!("{}.{}", chance.next() % 10_000, chance.next() % 1_000_000),
        4 => format!("-0.{:0>1$}", chance.next() % 100, chance.below(9)),
        5 => format!("{}", (chance.next() >> 10) as f64 * 1e3),
        6 => format!("{}{}", chance.next(), chance.next() % 1000),
        // Halves at the end of fifteen digits, which fourteen cannot hold.
        _ => format!(
            "{}.{}",
            chance.next() % 10_000_000_000_000,
            chance.one("25¦75¦5¦05")
        ),
    }
}

/// A JSON document.
fn document(chance: &mut Chance, depth: usize) -> String {
    const CHARACTERS: &str = concat!(
        "a¦Z¦0¦ ¦<¦>¦&¦'¦/¦\\/¦\\\"¦\\\\¦\\n¦\\u0000¦\\u001f¦\\u2028¦\u{2029}¦",
        "\\ud83d\\ude00¦😀¦é¦\\u00e9¦\u{7f}¦\\b¦\\t¦\u{fffd}",
    );
    let key = |chance: &mut Chance| match chance.below(3) {
        0 => chance.below(4).to_string(),
        1 => chance
            .one("05¦-1¦-0¦9223372036854775807¦9223372036854775808¦a¦b")
            .to_owned(),
        _ => chance.soup(CHARACTERS, 4),
    };
    let space = |chance: &mut Chance| chance.one("¦¦ ¦\n\t");
    match chance.below(if depth == 0 { 4 } else { 9 }) {
        0 => number(chance),
        1 => chance.one("true¦false¦null¦[]¦{}¦0¦-0¦1").to_owned(),
        2 | 3 => format!("\"{}\"", chance.soup(CHARACTERS, 6)),
        4..=6 => {
            let mut numbered = 0;
            let entries: Vec<_> = (0..chance.below(5))
                .map(|_| {
                    // Often in order from 0, so that the object is a list.
                    let name = if chance.below(3) > 0 {
                        numbered.to_string()
                    } else {
                        key(chance)
                    };
                    numbered += 1;
                    format!(
                        "{}\"{name}\"{}:{}",
                        space(chance),
                        space(chance),
                        document(chance, depth - 1)
                    )
                })
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        _ => {
            let values: Vec<_> = (0..chance.below(5))
                .map(|_| document(chance, depth - 1))
                .collect();
            format!("[{}{}]", values.join(","), space(chance))
        }
    }
}

fn documents(seed: u64, count: usize) -> Vec<String> {
    let mut chance = Chance(seed);
    (0..count)
        .map(|_| format!("[{}]", document(&mut chance, 4)))
        .collect()
}

// Proves: P-22, P-25, P-63, P-64, P-65, P-67, P-69
#[test]
fn json() {
    let mut questions = documents(2, 10_000);
    let mut chance = Chance(3);
    // Damaged ones, and what is not JSON at all.
    for question in documents(4, 5_000) {
        let mut characters: Vec<_> = question.chars().collect();
        let at = chance.below(characters.len());
        match chance.below(3) {
            0 => {
                characters.remove(at);
            }
            1 => characters.insert(at, chance.one("{¦]¦,¦\"¦\\¦0¦\n").chars().next().unwrap()),
            _ => characters.truncate(at),
        }
        questions.push(characters.into_iter().collect());
    }
    const PIECES: &str = concat!(
        "{¦}¦[¦]¦,¦:¦\"a\"¦\"\\ud800\"¦\"\\udc00\"¦\"\\x\"¦0¦-¦1¦.5¦e3¦E+¦true¦TRUE¦null¦",
        " ¦\n¦\u{b}¦\u{feff}¦\0",
    );
    questions.extend((0..5_000).map(|_| chance.soup(PIECES, 9)));
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    questions.extend([511, 512].map(nested));
    questions.extend([511, 512].map(objects));
    agree("json", &questions, |text| {
        match params::json::from_slice(text.as_bytes()) {
            Ok(array) => printed(array),
            Err(_) => b"no body".to_vec(),
        }
    });
}

// Proves: P-67, P-69
#[test]
fn json_numbers() {
    let mut chance = Chance(5);
    let mut questions: Vec<_> = (0..20_000)
        .map(|_| format!("[{}]", number(&mut chance)))
        .collect();
    // Around each power of ten, where the form changes.
    for power in -30..=30 {
        for digits in [
            "1",
            "9",
            "1.5",
            "9.999999999999999",
            "1.0000000000000002",
            "-2",
        ] {
            questions.push(format!("[{digits}e{power}]"));
        }
    }
    agree("json", &questions, |text| printed(read(text)));
}

// Proves: P-72
#[test]
fn numbers_as_texts() {
    let mut chance = Chance(6);
    let questions: Vec<_> = (0..20_000)
        .map(|_| format!("[{}]", number(&mut chance)))
        .collect();
    agree("texts", &questions, |text| {
        let text_of =
            |value: &Value| decode::from_value::<String>(value.clone(), Mode::Lenient).unwrap();
        printed(read(text).values().map(text_of).collect::<Vec<_>>())
    });
}

// Proves: P-240
#[test]
fn written_forms() {
    agree("build", &documents(7, 10_000), |text| {
        query::encode(&read(text)).into_bytes()
    });
}

// Proves: P-44, P-46
#[test]
fn scalars() {
    // Without 2^63: before an exponent that has no digits, PHP 8.2 gives it the wrong sign.
    const PIECES: &str = concat!(
        "0¦1¦7¦9¦00¦12345678901¦.¦e¦E¦+¦-¦ ¦\t¦\n¦\u{b}¦x¦a¦_¦\u{a0}¦9223372036854775807¦",
        "e3",
    );
    let mut chance = Chance(8);
    let mut questions: Vec<_> = (0..20_000).map(|_| chance.soup(PIECES, 6)).collect();
    questions.extend(
        [
            "",
            "0",
            "0.0",
            "N",
            "false",
            " ",
            "-0",
            "1e1000",
            "-1e1000",
            "9223372036854775808",
            "-9223372036854775809",
        ]
        .map(str::to_owned),
    );
    agree("scalar", &questions, |text| {
        let value = Value::from(text);
        let key = match Key::from(text) {
            Key::Int(_) => "integer",
            Key::Text(_) => "string",
        };
        format!("{} {} {key}", value.intval(), value.is_truthy()).into_bytes()
    });
    agree("truth", &documents(9, 5_000), |text| {
        printed(
            read(text)
                .iter()
                .map(|(key, value)| (key.clone(), value.is_truthy()))
                .collect::<Array>(),
        )
    });
}

// Proves: P-51
#[test]
fn base64() {
    const ALPHABET: &str = "A¦b¦0¦/¦z¦9¦QUJD¦////¦=¦ ¦\n¦\r\n";
    let mut chance = Chance(10);
    let mut questions = Vec::new();
    while questions.len() < 5_000 {
        let text = chance.soup(ALPHABET, 9);
        let dense: String = text.split_ascii_whitespace().collect();
        let digits = dense.trim_end_matches('=');
        // What PHP makes of padding in the middle, of too much of it, or of a lone digit is not worth having.
        let padding = dense.len() - digits.len();
        let whole = padding == 0 || dense.len().is_multiple_of(4) && padding < 3;
        if whole && digits.len() % 4 != 1 && !digits.is_empty() && !digits.contains('=') {
            questions.push(text);
        }
    }
    agree("base64", &questions, |text| {
        let file: params::File = decode::from_value(text.into(), Mode::Lenient).unwrap();
        file.content
    });
}
