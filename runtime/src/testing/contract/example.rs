//! Examples of the documentation: blocks of JSON in a doc comment.

use serde_json::Value;

use crate::text::markdown::{Part, parts};

/// What is asked, and what is answered.
pub(super) struct Example {
    pub(super) parameters: Value,
    pub(super) answer: Value,
}

/// Any value; as the name of a field, any further fields.
const ANY: &str = "…";

/// The examples of a doc comment, or what is wrong with them.
pub(super) fn examples(docs: &str) -> Result<Vec<Example>, String> {
    let blocks = parts(docs).filter_map(|part| match part {
        Part::Code {
            text,
            example: Some(_),
        } => Some(text),
        _ => None,
    });
    let read = |block: String| -> Result<Value, String> {
        serde_json::from_str(&block).map_err(|error| format!("is no JSON ({error}): {block}"))
    };
    let values: Vec<Value> = blocks.map(read).collect::<Result<_, _>>()?;
    let pairs = values.chunks_exact(2);
    if let [lone] = pairs.remainder() {
        return Err(format!("has no answer: {lone}"));
    }
    let examples = pairs.filter_map(|pair| match pair {
        [parameters, answer] => Some(Example {
            parameters: parameters.clone(),
            answer: answer.clone(),
        }),
        _ => None,
    });
    Ok(examples.collect())
}

/// Whether an answer is as it was documented; where it is not.
pub(super) fn compare(documented: &Value, answered: &Value, place: &str) -> Result<(), String> {
    match (documented, answered) {
        (Value::String(text), _) if text == ANY => Ok(()),
        (Value::Object(expected), Value::Object(fields)) => {
            for (name, expected) in expected.iter().filter(|(name, _)| *name != ANY) {
                let Some(field) = fields.get(name) else {
                    return Err(format!("`{place}` has no `{name}`"));
                };
                compare(expected, field, &format!("{place}.{name}"))?;
            }
            let mut further = fields.keys().filter(|name| !expected.contains_key(*name));
            match further.next() {
                Some(name) if !expected.contains_key(ANY) => {
                    Err(format!("`{place}` has `{name}`, too"))
                }
                _ => Ok(()),
            }
        }
        (Value::Array(expected), Value::Array(values)) if expected.len() == values.len() => {
            let mut both = expected.iter().zip(values).enumerate();
            both.try_for_each(|(at, (expected, value))| {
                compare(expected, value, &format!("{place}[{at}]"))
            })
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => Ok(()),
        _ if documented == answered => Ok(()),
        _ => Err(format!("`{place}` is {answered} and not {documented}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_below_the_heading_are_examples() {
        let docs = "Greets.\n\n```json\n{\"not\": \"one\"}\n```\n\n# Examples\n\nIn words:\n\n```json\n{\"a\":\n1}\n```\n\
            ```json\n{\"result\": 2}\n```\n\n# More\n\n```json\n{}\n```";
        let found = examples(docs).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].parameters, json!({"a": 1}));
        assert_eq!(found[0].answer, json!({"result": 2}));
        assert!(examples("Greets.").unwrap().is_empty());
        assert!(examples("# Example\n```json\n{}\n```").is_err());
        assert!(examples("# Example\n```json\n{\n```\n```json\n{}\n```").is_err());
    }

    #[test]
    fn what_is_in_another_block_is_no_heading() {
        let docs = "# Examples\n\n```rust\n# use demo::hello;\n# Ok::<(), ()>(())\n```\n\n````text\n```json\n{\"not\": \"one\"}\n```\n````\n\n\
            ```json\n{\"a\": 1}\n```\n```json\n{\"result\": 2}\n```";
        let found = examples(docs).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].parameters, json!({"a": 1}));
        // Nor is it the one that examples stand below.
        let docs = "```text\n# Examples\n```\n```json\n{}\n```";
        assert!(examples(docs).unwrap().is_empty());
    }

    #[test]
    fn examples_end_at_a_heading_that_is_as_high() {
        let pair = "```json\n{}\n```\n```json\n{\"result\": 2}\n```\n";
        let count = |docs: &str| examples(docs).unwrap().len();
        assert_eq!(count(&format!("## Examples\n{pair}### Of more\n{pair}")), 2);
        assert_eq!(count(&format!("## Examples\n{pair}## Results\n{pair}")), 1);
        assert_eq!(count(&format!("## Examples\n{pair}# Results\n{pair}")), 1);
    }

    #[test]
    fn any_value_and_any_further_fields() {
        let same = |documented, answered| compare(&documented, &answered, "result").is_ok();
        assert!(same(
            json!({"a": "…", "b": [1]}),
            json!({"a": [2], "b": [1.0]})
        ));
        assert!(same(json!({"a": 1, "…": "…"}), json!({"a": 1, "b": 2})));
        assert!(!same(json!({"a": 1}), json!({"a": 1, "b": 2})));
        assert!(!same(json!({"a": 1, "b": "…"}), json!({"a": 1})));
        assert!(!same(json!([1]), json!([1, 2])));
        assert!(!same(json!("1"), json!(1)));
        assert!(!same(json!({}), json!([])));
    }
}
