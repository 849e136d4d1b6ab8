#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::super::json;
use super::super::value::Value;
use super::*;

/// Asserts that `input` decodes to what `expected` says in JSON; order counts.
fn decodes(input: &str, expected: &str) {
    let decoded = parse(input.as_bytes(), &FormLimits::default());
    let expected = json::from_slice(expected.as_bytes()).unwrap();
    assert_eq!(decoded, expected, "{input}");
}

// Proves: P-31
#[test]
fn pairs_and_escapes() {
    decodes("a", r#"{"a":""}"#);
    decodes("a=", r#"{"a":""}"#);
    decodes("a;b=1", r#"{"a;b":"1"}"#);
    decodes("a=b=c", r#"{"a":"b=c"}"#);
    decodes("=5", "{}");
    decodes(
        "a=true&b=null&c=1.50",
        r#"{"a":"true","b":"null","c":"1.50"}"#,
    );
    decodes("a%20b=c+d%2B%zz%4&%41=%", r#"{"a_b":"c d+%zz%4","A":"%"}"#);
    decodes("&&a=1&", r#"{"a":"1"}"#);
    decodes("A=1&a=2", r#"{"A":"1","a":"2"}"#);
}

// Proves: P-32
#[test]
fn names_before_the_first_bracket() {
    for input in ["a.b=1", "a+b=1", "a%2Eb=1"] {
        decodes(input, r#"{"a_b":"1"}"#);
    }
    decodes("a_b=1&a.b=2", r#"{"a_b":"2"}"#);
    decodes("++a=1", r#"{"a":"1"}"#);
    decodes(".=1", r#"{"_":"1"}"#);
    decodes("+=1&%00=2", "{}");
    decodes("a%00b=1", r#"{"a":"1"}"#);
    decodes("a[x%00y]=1", r#"{"a_x":"1"}"#);
    decodes("a[b.c]=1&a[d+e]=2", r#"{"a":{"b.c":"1","d e":"2"}}"#);
    decodes("a.b[c]=1", r#"{"a_b":{"c":"1"}}"#);
}

// Proves: P-33
#[test]
fn brackets_nest_and_append() {
    decodes("a[]=1&a[5]=x&a[]=y", r#"{"a":{"0":"1","5":"x","6":"y"}}"#);
    decodes("a[k]=1&a[]=2", r#"{"a":{"k":"1","0":"2"}}"#);
    decodes("a[1]=x&a[0]=y", r#"{"a":{"1":"x","0":"y"}}"#);
    decodes("0=x&1[POST]=y", r#"["x",{"POST":"y"}]"#);
    decodes("a[05]=x&a[5]=y", r#"{"a":{"05":"x","5":"y"}}"#);
    decodes(
        "filter[>ID]=5&filter[!%NAME]=x",
        r#"{"filter":{">ID":"5","!%NAME":"x"}}"#,
    );
    decodes("a[x][]=1&a[x][]=2", r#"{"a":{"x":["1","2"]}}"#);
    decodes("a[][]=1&a[][]=2", r#"{"a":[["1"],["2"]]}"#);
    decodes(
        "a[+]=1&a[%09]=2&a[++]=3",
        r#"{"a":{"0":"1","1":"2","  ":"3"}}"#,
    );
    decodes("a[-5]=x&a[]=y", r#"{"a":{"-5":"x","-4":"y"}}"#);
    decodes(
        "a[9223372036854775807]=1&a[]=2&a[][]=3",
        r#"{"a":{"9223372036854775807":"1"}}"#,
    );
}

// Proves: P-34
#[test]
fn brackets_that_do_not_match() {
    decodes("a[b=1", r#"{"a_b":"1"}"#);
    decodes("a[b.c=1", r#"{"a_b_c":"1"}"#);
    decodes("a[b+c.d[e=1", r#"{"a_b_c_d_e":"1"}"#);
    for input in ["a[b]c=1", "a[b]c[d]=1", "a[b][c=1", "a[b]]=1"] {
        decodes(input, r#"{"a":{"b":"1"}}"#);
    }
    decodes("a[b[c]]=1", r#"{"a":{"b[c":"1"}}"#);
    decodes("a[][b=1", r#"{"a":["1"]}"#);
    decodes("[a]=1", "{}");
    decodes("a]=1", r#"{"a]":"1"}"#);
}

// Proves: P-35
#[test]
fn the_last_value_wins() {
    decodes("a=1&a=2", r#"{"a":"2"}"#);
    decodes("a=1&b=2&a=3", r#"{"a":"3","b":"2"}"#);
    decodes("a=1&a[b]=2", r#"{"a":{"b":"2"}}"#);
    decodes("a[b]=2&a=1", r#"{"a":"1"}"#);
    decodes("a[b]=1&a[b][c]=2", r#"{"a":{"b":{"c":"2"}}}"#);
}

// Proves: P-36
#[test]
fn the_limits_drop_silently() {
    let limits = FormLimits::default();
    let many: Vec<_> = (0..1200).map(|n| format!("n{n}=x")).collect();
    let read = parse(many.join("&").as_bytes(), &limits);
    assert_eq!(read.len(), 1000);
    assert!(read.contains("n999") && !read.contains("n1000"));

    let deep = |levels: usize| format!("a[x]=1&a{}=2&b=3", "[k]".repeat(levels));
    let read = parse(deep(64).as_bytes(), &limits);
    assert!(read.contains("a") && read.contains("b"));
    let read = parse(deep(65).as_bytes(), &limits);
    assert!(!read.contains("a") && read.contains("b"));

    let small = FormLimits {
        variables: 2,
        depth: 1,
    };
    let read = parse(b"a[x]=1&b[x][y]=2&c=3", &small);
    assert_eq!(read.len(), 1);
    assert!(read.contains("a"));
}

#[test]
fn bytes_that_are_not_utf_8_become_replacement_characters() {
    let read = parse(b"a=%ff!&b=\xff&%ff=c", &FormLimits::default());
    assert_eq!(read.get("a"), Some(&Value::from("\u{fffd}!")));
    assert_eq!(read.get("b"), Some(&Value::from("\u{fffd}")));
    assert_eq!(read.get("\u{fffd}"), Some(&Value::from("c")));
}

#[test]
fn guarded_prefixes_do_not_come_from_replacement() {
    decodes("__Host-a=1", r#"{"__Host-a":"1"}"#);
    decodes("..Host-a=1&_+Secure-b=2&_[Host-c=3", "{}");
}

#[test]
fn hostile_names_take_linear_time() {
    // Each of these takes minutes if any step is quadratic.
    let limits = FormLimits {
        variables: usize::MAX,
        depth: 64,
    };
    let started = std::time::Instant::now();
    let brackets = format!("a{}=1", "[".repeat(4_000_000));
    assert_eq!(parse(brackets.as_bytes(), &limits).len(), 1);
    let levels = format!("a{}=1", "[x]".repeat(2_000_000));
    assert_eq!(parse(levels.as_bytes(), &limits).len(), 0);
    let keys: Vec<_> = (0..100_000).map(|n| format!("a[k{n}][]=1")).collect();
    assert_eq!(parse(keys.join("&").as_bytes(), &limits).len(), 1);
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}

// Proves: P-240
#[test]
fn writes_what_php_writes() {
    let array = json::from_slice(
        br#"{"a":[1.5,0.30000000000000004,1e25],"b":true,"c":false,"d":null,"e":[],
            "f":"a b~*-_.\u00e9","g h":{"x y":1},"5":"five","h":[[1,2],[3]]}"#,
    )
    .unwrap();
    assert_eq!(
        encode(&array),
        "a%5B0%5D=1.5&a%5B1%5D=0.3&a%5B2%5D=1.0E%2B25&b=1&c=0&f=a+b%7E%2A-_.%C3%A9&g+h%5Bx+y%5D=1\
         &5=five&h%5B0%5D%5B0%5D=1&h%5B0%5D%5B1%5D=2&h%5B1%5D%5B0%5D=3"
    );
}
