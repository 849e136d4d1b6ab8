//! Which users a caller asks for.

use bitrix_rest::listing::{Condition, Operator};
use bitrix_rest::{Array, Value};

use super::fields::{Field, Visible};
use crate::accounts::UserRecord;

/// Conditions that all must hold.
#[derive(Debug)]
pub(super) struct Filter(Vec<(Subject, Condition)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Field(Field),
    /// `NAME_SEARCH`: the names and the position together.
    Search,
}

impl Filter {
    /// Operator and field to value, or to a list of values. Unlike a [`bitrix_rest::listing::Filter`] it refuses nothing: what
    /// the caller does not see, or what is no field or operator, is no condition. Without an operator, `%` in the value
    /// stands for anything.
    pub(super) fn new(asked: &Array, visible: &Visible) -> Self {
        let condition = |(key, value)| {
            let mut condition = Condition::read(key, value, Operator::Like).ok()?;
            if let Some(field) = visible.named(&condition.field) {
                return Some((Subject::Field(field), condition));
            }
            if condition.field != "NAME_SEARCH" {
                return None;
            }
            condition.operator = match condition.operator.is_negated() {
                true => Operator::NotContains,
                false => Operator::Contains,
            };
            Some((Subject::Search, condition))
        };
        Self(asked.iter().filter_map(condition).collect())
    }

    pub(super) fn accepts(&self, user: &UserRecord) -> bool {
        self.0.iter().all(|(subject, condition)| {
            condition.accepts(&match subject {
                Subject::Field(field) => field.compared(user),
                Subject::Search => {
                    let UserRecord {
                        name,
                        last_name,
                        work_position,
                        ..
                    } = user;
                    Value::from(format!("{name} {last_name} {work_position}"))
                }
            })
        })
    }
}
