//! From what the caller sent to checked conditions.

use std::marker::PhantomData;

use super::{Condition, Logic, Operand, Operator, Test};
use crate::error::{ArgumentError, Error, Exception};
use crate::object::select::Visible;
use crate::object::{Element, FieldDescriptor, Object, Scalar, known, not_marked, quoted};
use crate::params::{Array, Value};
use crate::zone::Zone;

/// Reads a filter, and collects what is wrong with single fields.
pub(super) struct Reader<'c, T> {
    visible: Visible<'c>,
    zone: &'c Zone,
    fields: Vec<&'static str>,
    errors: Vec<ArgumentError>,
    object: PhantomData<fn() -> T>,
}

/// What the operands of a condition hold.
#[derive(Clone, Copy)]
struct Side {
    element: Element,
    field: &'static FieldDescriptor,
}

impl<'c, T: Object> Reader<'c, T> {
    pub(super) const fn new(visible: Visible<'c>, zone: &'c Zone) -> Self {
        Self {
            visible,
            zone,
            fields: Vec::new(),
            errors: Vec::new(),
            object: PhantomData,
        }
    }

    /// The fields that were met, and what is wrong with them.
    pub(super) fn into_parts(self) -> (Vec<&'static str>, Vec<ArgumentError>) {
        (self.fields, self.errors)
    }

    /// A whole filter: conditions that all must hold, or one without a list around it (P-178).
    pub(super) fn filter(&mut self, asked: &Value) -> Result<Test, Error> {
        let refused = || invalid(asked);
        let array = asked.as_array().ok_or_else(refused)?;
        if !array.is_list() || array.values().next().is_some_and(is_operand) {
            return self.test(asked);
        }
        Ok(Test::Group {
            logic: Logic::And,
            negative: false,
            tests: self.tests(array)?,
        })
    }

    /// A group without conditions says nothing, and is as if it were not there.
    fn tests(&mut self, asked: &Array) -> Result<Vec<Test>, Error> {
        let tests = asked.values().map(|test| self.test(test));
        let mut tests = tests.collect::<Result<Vec<_>, _>>()?;
        tests.retain(|test| !matches!(test, Test::Group { tests, .. } if tests.is_empty()));
        Ok(tests)
    }

    fn test(&mut self, asked: &Value) -> Result<Test, Error> {
        let array = asked.as_array().ok_or_else(|| invalid(asked))?;
        let sides: Vec<&Value> = array.values().collect();
        match (array.is_list(), sides.as_slice()) {
            (true, [left, right]) => {
                let operator = match right {
                    Value::Array(right) if right.is_list() => Operator::In,
                    _ => Operator::Equal,
                };
                self.condition(asked, left, operator, right)
            }
            (true, [left, operator, right]) => {
                let operator = read_operator(operator).ok_or_else(|| invalid(asked))??;
                self.condition(asked, left, operator, right)
            }
            (true, _) => Err(invalid(asked)),
            (false, _) => self.object(asked, array),
        }
    }

    /// What is written as an object (P-179).
    fn object(&mut self, asked: &Value, array: &Array) -> Result<Test, Error> {
        let refused = || invalid(asked);
        let kind = array.get("type").map(|kind| kind.as_str().unwrap_or("?"));
        match kind {
            None | Some("filter") => {}
            Some("condition") => {
                let side = |name| array.get(name).ok_or_else(refused);
                let operator = read_operator(side("operator")?).ok_or_else(refused)??;
                let (left, right) = (side("leftOperand")?, side("rightOperand")?);
                return self.condition(asked, left, operator, right);
            }
            Some(_) => return Err(refused()),
        }
        let logic = match array.get("logic") {
            None | Some(Value::Null) => Logic::And,
            Some(Value::Text(logic)) if logic.eq_ignore_ascii_case("and") => Logic::And,
            Some(Value::Text(logic)) if logic.eq_ignore_ascii_case("or") => Logic::Or,
            Some(_) => return Err(refused()),
        };
        let negative = match array.get("negative") {
            None | Some(Value::Null) => false,
            Some(Value::Bool(negative)) => *negative,
            Some(_) => return Err(refused()),
        };
        let conditions = array.get("conditions").and_then(Value::as_array);
        let conditions = conditions.filter(|conditions| conditions.is_list());
        let conditions = conditions.ok_or_else(refused)?;
        Ok(Test::Group {
            logic,
            negative,
            tests: self.tests(conditions)?,
        })
    }

    fn condition(
        &mut self,
        asked: &Value,
        left: &Value,
        operator: Operator,
        right: &Value,
    ) -> Result<Test, Error> {
        let (left, side) = match left {
            Value::Text(name) => self.field(name)?,
            expression => self.expression(expression)?.ok_or_else(|| invalid(asked))?,
        };
        let right = match (self.expression(right)?, operator) {
            (Some(_), Operator::In | Operator::Between) => return Err(invalid(asked)),
            (Some((right, other)), _) if are_comparable(side.element, other.element) => right,
            (Some(_), _) => return Err(invalid(asked)),
            (None, _) => self.values(asked, side, operator, right)?,
        };
        Ok(Test::Condition(Condition {
            left,
            operator,
            right,
        }))
    }

    /// What the caller wants it to be compared with, as the type of the field (P-161, P-180).
    fn values(
        &mut self,
        asked: &Value,
        side: Side,
        operator: Operator,
        right: &Value,
    ) -> Result<Operand, Error> {
        let Value::Array(several) = right else {
            let fits = match operator {
                Operator::In | Operator::Between => false,
                operator => !(operator.is_order() && right.is_null()),
            };
            return match fits {
                true => Ok(Operand::Value(self.value(side, right))),
                false => Err(invalid(asked)),
            };
        };
        let is_blank = |value: &Value| matches!(value, Value::Null) || value.as_str() == Some("");
        let fits = match operator {
            Operator::In => several.is_list(),
            Operator::Between => {
                several.is_list()
                    && several.len() == 2
                    && side.element.is_range()
                    && !several.values().any(is_blank)
            }
            _ => false,
        };
        if !fits || several.values().any(|value| value.as_array().is_some()) {
            return Err(invalid(asked));
        }
        let values = several.values().map(|value| self.value(side, value));
        Ok(Operand::Values(values.collect()))
    }

    fn value(&mut self, side: Side, value: &Value) -> Scalar {
        let place = place(side.field);
        let read = Scalar::sent(value, side.element, &place, self.zone);
        read.unwrap_or_else(|error| {
            self.wrong(error);
            Scalar::Null
        })
    }

    fn field(&mut self, name: &str) -> Result<(Operand, Side), Error> {
        let field = known::<T>(name, &self.visible)?;
        if !field.is_filterable() {
            self.wrong(not_marked(&place(field), field, "filterable"));
        }
        if !self.fields.contains(&field.name()) {
            self.fields.push(field.name());
        }
        let element = field.kind().element;
        Ok((Operand::Field(field), Side { element, field }))
    }

    /// A column, or its length (P-181); nothing if it is no expression.
    fn expression(&mut self, asked: &Value) -> Result<Option<(Operand, Side)>, Error> {
        let Some(array) = asked.as_array().filter(|_| is_expression(asked)) else {
            return Ok(None);
        };
        let part = |name: &str| array.get(name).and_then(Value::as_str);
        let (Some(function), Some(name)) = (part("expression"), part("parameters")) else {
            return Err(invalid(asked));
        };
        let (operand, side) = self.field(name)?;
        match function {
            "column" => Ok(Some((operand, side))),
            "length" if side.element == Element::Text => {
                let field = side.field;
                let element = Element::Int;
                Ok(Some((Operand::Length(field), Side { element, field })))
            }
            _ => Err(invalid(asked)),
        }
    }

    /// Each mistake is told once.
    fn wrong(&mut self, error: ArgumentError) {
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}

fn invalid(asked: &Value) -> Error {
    Exception::InvalidFilter(quoted(asked)).into()
}

fn place(field: &FieldDescriptor) -> String {
    format!("filter[{}]", field.name())
}

/// Whether a list that begins with it is a condition, and not a list of conditions.
fn is_operand(value: &Value) -> bool {
    value.as_str().is_some() || is_expression(value)
}

fn is_expression(value: &Value) -> bool {
    let array = value.as_array();
    array.is_some_and(|array| array.contains("expression"))
}

/// An operator, or that there is no such one; nothing if it is no text.
fn read_operator(value: &Value) -> Option<Result<Operator, Error>> {
    let sign = value.as_str()?;
    let mut operators = Operator::ALL.into_iter();
    let found = operators.find(|operator| operator.sign().eq_ignore_ascii_case(sign));
    Some(found.ok_or_else(|| Exception::UnknownFilterOperator(sign.to_owned()).into()))
}

const fn are_comparable(one: Element, other: Element) -> bool {
    matches!(
        (one, other),
        (Element::Int | Element::Float, Element::Int | Element::Float)
            | (Element::Text, Element::Text)
            | (Element::Bool, Element::Bool)
            | (Element::Date, Element::Date)
            | (Element::DateTime, Element::DateTime)
    )
}
