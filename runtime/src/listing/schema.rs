//! How filters and orders are described.

use schemars::{Schema, json_schema};
use serde_json::{Map, Value, json};

use super::operator::Operator;

/// Fields with any value, each with an operator before its name or without one.
pub(super) fn filter(fields: &[&str], operators: &[Operator]) -> Schema {
    let signs: Vec<&str> = operators.iter().map(|operator| operator.sign()).collect();
    let description = format!(
        "Field to value, or to a list of values. Before the field may stand one of {}",
        signs.join(" ")
    );
    let fields = fields
        .iter()
        .map(|field| ((*field).to_owned(), json!(true)));
    json_schema!({
        "type": "object",
        "description": description,
        "properties": fields.collect::<Map<String, Value>>(),
    })
}

/// Fields with a direction.
pub(super) fn order(fields: &[&str]) -> Schema {
    let direction = json!({ "type": "string", "enum": ["ASC", "DESC"] });
    let fields = fields
        .iter()
        .map(|field| ((*field).to_owned(), direction.clone()));
    json_schema!({
        "type": "object",
        "properties": fields.collect::<Map<String, Value>>(),
        "additionalProperties": false,
    })
}
