//! Where an error is said to be.

use super::*;
use crate::params::{Date, DateTime, File};

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Fields {
    #[serde(rename = "PHONE", default)]
    phone: Vec<Phone>,
    #[serde(default)]
    flags: BTreeMap<u8, bool>,
    #[serde(default)]
    born: Option<Date>,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    photo: Option<File>,
}

fn place(source: &str) -> (String, String) {
    let error = lenient::<Fields>(tree(source)).unwrap_err();
    (error.path, error.expected.into_owned())
}

fn at(path: &str, expected: &str) -> (String, String) {
    (path.to_owned(), expected.to_owned())
}

#[test]
fn nested_errors_know_their_path() {
    assert_eq!(
        place(r#"{"PHONE":[{"VALUE":[]}]}"#),
        at("[PHONE][0][VALUE]", "string")
    );
    assert_eq!(
        place(r#"{"PHONE":{"n7":{"VALUE":"1","note":"x"}}}"#),
        at("[PHONE][n7][note]", "integer")
    );
    assert_eq!(
        place(r#"{"PHONE":[{"VALUE":"1","VALUE_TYPE":"X"}]}"#).0,
        "[PHONE][0][VALUE_TYPE]"
    );
    assert_eq!(place(r#"{"PHONE":"x"}"#), at("[PHONE]", "array"));
    assert_eq!(
        place(r#"{"flags":{"1":"Y","2":"x"}}"#),
        at("[flags][2]", "boolean")
    );
    assert_eq!(place(r#"{"flags":{"a":"Y"}}"#), at("[flags][a]", "integer"));
    assert_eq!(
        place(r#"{"flags":{"256":"Y"}}"#),
        at("[flags][256]", "integer")
    );
    assert_eq!(place(r#"{"born":"31.12.2024"}"#), at("[born]", "date"));
    assert_eq!(
        place(r#"{"kind":{"NUMBER":"x"}}"#),
        at("[kind][NUMBER]", "integer")
    );
    assert_eq!(
        place(r#"{"kind":{"PAIR":[1]}}"#),
        at("[kind][PAIR]", "array")
    );
    assert_eq!(place(r#"{"photo":["a.png","*"]}"#), at("[photo]", "file"));
    assert_eq!(place(r#"{"photo":["a.png",[]]}"#), at("[photo]", "file"));
}

#[test]
fn a_missing_field_is_told_from_a_wrong_one() {
    let error = lenient::<Fields>(tree(r#"{"PHONE":[{}]}"#)).unwrap_err();
    assert_eq!(error.path, "[PHONE][0][VALUE]");
    assert!(error.is_missing());
    assert_eq!(error.to_string(), "[PHONE][0][VALUE]: is missing");
    assert!(!lenient::<i64>("x").unwrap_err().is_missing());
}

#[test]
fn errors_of_the_type_itself_keep_their_words() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "String")]
    struct Even;
    impl TryFrom<String> for Even {
        type Error = &'static str;
        fn try_from(_: String) -> Result<Self, &'static str> {
            Err("must be even")
        }
    }
    let error = lenient::<Vec<Even>>(tree(r#"["x"]"#)).unwrap_err();
    assert_eq!((error.path.as_str(), error.expected.as_ref()), ("[0]", ""));
    assert_eq!(error.message, "must be even");

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Exact {
        a: Option<i64>,
    }
    let error = lenient::<Exact>(tree(r#"{"b":1}"#)).unwrap_err();
    assert_eq!(error.to_string(), "[b]: no such field; known are a");
}

#[test]
fn errors_do_not_repeat_what_was_sent() {
    let secret = "pa55word";
    let tried = [
        lenient::<i64>(secret).unwrap_err(),
        lenient::<f64>(secret).unwrap_err(),
        lenient::<bool>(secret).unwrap_err(),
        lenient::<char>(secret).unwrap_err(),
        lenient::<Kind>(secret).unwrap_err(),
        lenient::<Date>(secret).unwrap_err(),
        lenient::<DateTime>(secret).unwrap_err(),
        lenient::<File>(format!("{secret}*")).unwrap_err(),
        lenient::<Vec<i64>>(secret).unwrap_err(),
        lenient::<Array>(secret).unwrap_err(),
    ];
    for error in tried {
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
}
