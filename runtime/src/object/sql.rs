//! What callers ask of objects, as SQL: conditions, orders, limits and aggregates for `sea-query`, which writes them for PostgreSQL, MySQL and
//! SQLite with the values beside the text, never in it.
//!
//! ```
//! use bitrix_rest::object::sql::SnakeCase;
//! use bitrix_rest::object::{Filter, Order};
//! use bitrix_rest::{Object, Page};
//! use schemars::JsonSchema;
//! use sea_query::{Asterisk, Query, SqliteQueryBuilder};
//! use serde::Serialize;
//!
//! /// A town.
//! #[derive(Serialize, JsonSchema, Object)]
//! #[serde(rename_all = "camelCase")]
//! pub struct Town {
//!     /// How many live there; kept in the column `number_of_people`.
//!     #[object(filterable, sortable)]
//!     number_of_people: u64,
//! }
//!
//! fn statement(filter: &Filter<Town>, order: &Order<Town>, page: &Page) -> (String, sea_query::Values) {
//!     let mut query = Query::select();
//!     query.column(Asterisk).from("town");
//!     query.cond_where(filter.condition(&SnakeCase));
//!     order.apply_to(&mut query, &SnakeCase);
//!     page.apply_to(&mut query);
//!     query.build(SqliteQueryBuilder)
//! }
//! ```
//!
//! [`Aggregate::apply_to`] asks for sums and counts in the same way, and [`Aggregate::answer`] answers them.
//!
//! The rows are the same as in memory, but that texts are compared as the collation of their column says, and that a database may
//! refuse a sum that is beyond its numbers. Fields that hold lists or objects have no column to compare: do not mark them as
//! filterable in an object that is kept in a database. An aggregate of them is refused, see [`Columns::has`].

use sea_query::{
    Cond, Condition as SqlCondition, Expr, ExprTrait, Func, NullOrdering, Order as SqlOrder,
    SelectStatement,
};

use super::{
    Aggregate, AggregateFunction, Aggregation, Condition, Cursor, Direction, Element,
    FieldDescriptor, Filter, Logic, Object, Operand, Operator, Order, Scalar, Test,
};
use crate::call::Page;
use crate::error::Error;
use crate::params::DateTime;

/// Where the fields of an object are kept.
pub trait Columns {
    /// The column of a field.
    fn column(&self, field: &'static FieldDescriptor) -> Expr;

    /// Whether there is such a column; unless told otherwise, not for lists and objects.
    fn has(&self, field: &'static FieldDescriptor) -> bool {
        let kind = field.kind();
        !kind.multiple && kind.element != Element::Object
    }

    /// A value to compare with a column; it is not null. Days are texts, and points in time texts in UTC, unless told otherwise.
    fn value(&self, value: &Scalar) -> Expr {
        match value {
            Scalar::Null => Expr::null(),
            Scalar::Bool(flag) => Expr::val(*flag),
            Scalar::Int(number) => Expr::val(*number),
            Scalar::Float(number) => Expr::val(*number),
            Scalar::Text(text) => Expr::val(text.clone()),
            Scalar::Date(date) => Expr::val(date.to_string()),
            Scalar::DateTime(time) => {
                let utc = DateTime::from_unix(time.unix_seconds(), 0);
                Expr::val(utc.unwrap_or(*time).to_string())
            }
        }
    }

    /// The value of an aggregation. PostgreSQL makes numbers of any length (`numeric`) of `avg`, and of `sum` of `bigint`: where the
    /// driver cannot read them, cast what [`function_of`] makes.
    fn aggregated(&self, aggregation: &Aggregation) -> Expr {
        function_of(aggregation.function(), self.column(aggregation.field()))
    }
}

/// A function of a column.
pub fn function_of(function: AggregateFunction, column: Expr) -> Expr {
    match function {
        AggregateFunction::Avg => Func::avg(column),
        AggregateFunction::Sum => Func::sum(column),
        AggregateFunction::Min => Func::min(column),
        AggregateFunction::Max => Func::max(column),
        AggregateFunction::Count => Func::count(column),
        AggregateFunction::CountDistinct => Func::count_distinct(column),
    }
    .into()
}

/// Columns that are called as their fields, but in snake_case: `timestampX` is in `timestamp_x`.
#[derive(Debug, Clone, Copy, Default)]
pub struct SnakeCase;

impl Columns for SnakeCase {
    fn column(&self, field: &'static FieldDescriptor) -> Expr {
        let mut name = String::new();
        for letter in field.name().chars() {
            if letter.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        Expr::col(name)
    }
}

impl<T: Object> Filter<T> {
    /// The condition that the rows must pass.
    pub fn condition(&self, columns: &impl Columns) -> SqlCondition {
        test(self.test(), columns)
    }
}

impl<T: Object> Order<T> {
    /// Sorts the rows of a statement.
    pub fn apply_to(&self, query: &mut SelectStatement, columns: &impl Columns) {
        for (field, direction) in self.by() {
            sort(query, columns.column(field), *direction);
        }
    }
}

impl<T: Object> Cursor<T> {
    /// Takes of the rows of a statement those that follow, in their order, and no more than are wanted.
    pub fn apply_to(&self, query: &mut SelectStatement, columns: &impl Columns) {
        let column = || columns.column(self.field());
        query.and_where(match (self.value(), self.direction()) {
            (None, _) => column().is_not_null(),
            (Some(value), Direction::Ascending) => column().gt(columns.value(value)),
            (Some(value), Direction::Descending) => column().lt(columns.value(value)),
        });
        sort(query, column(), self.direction());
        query.limit(self.limit() as u64);
    }
}

impl<T: Object> Aggregate<T> {
    /// Adds to a statement a column for everything that is asked for, in the order of [`asked`](Self::asked): the values of its row
    /// are what [`answer`](Self::answer) takes.
    ///
    /// # Errors
    /// A field without a column, by name.
    pub fn apply_to(
        &self,
        query: &mut SelectStatement,
        columns: &impl Columns,
    ) -> Result<(), Error> {
        for one in self.asked() {
            if !columns.has(one.field()) {
                return Err(one.refused("it is not kept as a value by itself").into());
            }
            query.expr(columns.aggregated(one));
        }
        Ok(())
    }
}

impl Page {
    /// Takes this page of the rows of a statement.
    pub fn apply_to(&self, query: &mut SelectStatement) {
        query.limit(self.limit() as u64).offset(self.offset());
    }
}

/// Nothing before everything, in every database.
fn sort(query: &mut SelectStatement, column: Expr, direction: Direction) {
    match direction {
        Direction::Ascending => {
            query.order_by_expr_with_nulls(column, SqlOrder::Asc, NullOrdering::First)
        }
        Direction::Descending => {
            query.order_by_expr_with_nulls(column, SqlOrder::Desc, NullOrdering::Last)
        }
    };
}

fn test(one: &Test, columns: &impl Columns) -> SqlCondition {
    match one {
        Test::Condition(one) => condition(one, columns),
        Test::Group {
            logic,
            negative,
            tests,
        } => {
            if tests.is_empty() {
                return Cond::all().add(Expr::cust("1 = 1"));
            }
            let mut group = match logic {
                Logic::And => Cond::all(),
                Logic::Or => Cond::any(),
            };
            for one in tests {
                group = group.add(test(one, columns));
            }
            match negative {
                true => group.not(),
                false => group,
            }
        }
    }
}

/// Always true or false, and never unknown: the opposite of a condition is asked for, too.
fn condition(one: &Condition, columns: &impl Columns) -> SqlCondition {
    let left = || side(&one.left, columns);
    let known = |condition: Expr| Cond::all().add(condition).add(left().is_not_null());
    match (&one.right, one.operator) {
        (Operand::Value(Scalar::Null), Operator::NotEqual) => Cond::all().add(left().is_not_null()),
        (Operand::Value(Scalar::Null), _) => Cond::all().add(left().is_null()),
        (Operand::Value(value), operator) => {
            let value = columns.value(value);
            match operator {
                Operator::NotEqual => Cond::any().add(left().ne(value)).add(left().is_null()),
                operator => known(compare(left(), operator, value)),
            }
        }
        (Operand::Values(values), Operator::Between) => match values.as_slice() {
            [least, greatest] => {
                let (least, greatest) = (columns.value(least), columns.value(greatest));
                known(left().between(least, greatest))
            }
            _ => Cond::all().add(Expr::cust("1 = 0")),
        },
        (Operand::Values(values), _) => {
            let wanted = values.iter().filter(|value| !value.is_null());
            let wanted: Vec<Expr> = wanted.map(|value| columns.value(value)).collect();
            let mut any = Cond::any().add(Expr::cust("1 = 0"));
            if wanted.len() < values.len() {
                any = any.add(left().is_null());
            }
            match wanted.is_empty() {
                true => any,
                false => any.add(known(left().is_in(wanted))),
            }
        }
        (right @ (Operand::Field(_) | Operand::Length(_)), operator) => {
            let right = || side(right, columns);
            let equal = || {
                let nothing = left().is_null().and(right().is_null());
                let both = left().is_not_null().and(right().is_not_null());
                nothing.or(left().eq(right()).and(both))
            };
            match operator {
                Operator::Equal => Cond::all().add(equal()),
                Operator::NotEqual => Cond::all().add(equal().not()),
                operator => known(compare(left(), operator, right())).add(right().is_not_null()),
            }
        }
    }
}

fn compare(left: Expr, operator: Operator, right: Expr) -> Expr {
    match operator {
        Operator::Greater => left.gt(right),
        Operator::AtLeast => left.gte(right),
        Operator::Less => left.lt(right),
        Operator::AtMost => left.lte(right),
        Operator::NotEqual => left.ne(right),
        Operator::Equal | Operator::In | Operator::Between => left.eq(right),
    }
}

/// The left side, or a right side that is a column.
fn side(operand: &Operand, columns: &impl Columns) -> Expr {
    match operand {
        Operand::Field(field) => columns.column(field),
        Operand::Length(field) => Func::char_length(columns.column(field)).into(),
        Operand::Value(value) => columns.value(value),
        Operand::Values(_) => Expr::null(),
    }
}
