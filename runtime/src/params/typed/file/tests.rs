#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::params::decode::{DecodeError, Mode, from_value};
use crate::params::encode::to_value;
use crate::params::{Value, json};

fn file(source: &str) -> Result<File, DecodeError> {
    let array = json::from_slice(format!("[{source}]").as_bytes()).unwrap();
    from_value(array.get("0").unwrap().clone(), Mode::Lenient)
}

fn hello(name: Option<&str>) -> File {
    File {
        name: name.map(str::to_owned),
        content: b"hello".to_vec(),
    }
}

// Proves: P-51
#[test]
fn forms() {
    assert_eq!(file(r#""aGVsbG8=""#), Ok(hello(None)));
    assert_eq!(file(r#"{"fileData":"aGVsbG8="}"#), Ok(hello(None)));
    for named in [
        r#"["a.txt","aGVsbG8="]"#,
        r#"{"0":"a.txt","1":"aGVsbG8="}"#,
        r#"{"1":"a.txt","0":"aGVsbG8="}"#,
        r#"{"name":"a.txt","data":"aGVsbG8="}"#,
        r#"["a.txt","aGVsbG8=","more"]"#,
        r#"{"fileData":["a.txt","aGVsbG8="]}"#,
        r#"{"fileData":{"name":"a.txt","data":"aGVsbG8="},"x":1}"#,
    ] {
        assert_eq!(file(named), Ok(hello(Some("a.txt"))), "{named}");
    }
    assert_eq!(file(r#"["","aGVsbG8="]"#), Ok(hello(None)));
    assert_eq!(file(r#"[null,"aGVsbG8="]"#), Ok(hello(None)));
    let list = json::from_slice(br#"["aGVsbG8=",["a.txt","aGVsbG8="]]"#).unwrap();
    let files: Vec<File> = from_value(list.into(), Mode::Lenient).unwrap();
    assert_eq!(files, [hello(None), hello(Some("a.txt"))]);
}

// Proves: P-51
#[test]
fn base64_is_read_leniently() {
    for text in ["aGVsbG8", "aGVs\\nbG8=", " aGVs bG8 = ", "aGVsbG9="] {
        assert_eq!(file(&format!("\"{text}\"")), Ok(hello(None)), "{text}");
    }
}

// Proves: P-51
#[test]
fn what_is_no_file() {
    for none in [r#""""#, r#""false""#, "null"] {
        let array = json::from_slice(format!("[{none}]").as_bytes()).unwrap();
        let value = array.get("0").unwrap().clone();
        assert_eq!(
            from_value::<Option<File>>(value.clone(), Mode::Lenient),
            Ok(None)
        );
        assert!(from_value::<File>(value, Mode::Lenient).is_err());
    }
    for wrong in [
        r#""data:text/plain;base64,aGVsbG8=""#,
        r#""aGVs*bG8=""#,
        r#""aGVsb""#,
        r#"["a.txt"]"#,
        r#"["a.txt",""]"#,
        "[]",
        "1",
        "true",
        r#"{"fileData":{"fileData":["a.txt","aGVsbG8="]}}"#,
    ] {
        let error = file(wrong).unwrap_err();
        assert_eq!(
            (error.path.as_str(), error.expected.as_ref()),
            ("", "file"),
            "{wrong}"
        );
    }
}

// Proves: P-51
#[test]
fn a_missing_name_is_random() {
    let (one, two) = (hello(None), hello(None));
    let name = one.name_or_random();
    assert_eq!(name.len(), 32);
    assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_ne!(name, two.name_or_random());
    assert_eq!(hello(Some("a.txt")).name_or_random(), "a.txt");
}

#[test]
fn what_is_written_is_read_again() {
    for sent in [
        File::new(b"\xff\0x".to_vec()),
        File::new(vec![1]).named("b.bin"),
    ] {
        let value = to_value(&sent).unwrap();
        assert_eq!(from_value(value, Mode::Strict), Ok(sent));
    }
    let value = to_value(&hello(Some("a.txt"))).unwrap();
    assert_eq!(value, Value::from(vec!["a.txt", "aGVsbG8="]));
    let json = serde_json::to_string(&hello(None)).unwrap();
    assert_eq!(serde_json::from_str::<File>(&json).unwrap(), hello(None));
}

#[test]
fn debug_does_not_show_the_content() {
    let shown = format!("{:?}", hello(Some("a.txt")));
    assert_eq!(shown, r#"File { name: Some("a.txt"), length: 5 }"#);
}
