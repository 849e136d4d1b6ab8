//! What goes wrong in one way of several: with another variant of an enum, with another field of an object.

use bitrix_rest::contract::{Kind, Report};
use bitrix_rest::object::{
    Aggregate, AggregateFunction, Aggregates, Cursor, Direction, Fields, Filter, Logic, Operand,
    Operator, Order, Select, Selected, Target, Test, Update,
};
use bitrix_rest::{Error, Items, Method, Object, Page, Paged, RestApi, Version, rest_method};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::liars::{LieNone, kinds, report};
use crate::reach::inside;

/// A place.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Spot {
    x: i64,
    y: i64,
}

/// What is drawn.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// Nothing.
    Empty,
    /// A dot.
    Dot(Spot),
    /// From one to the other.
    Line(Spot, u8),
    /// Around it.
    Circle {
        /// The middle.
        around: Spot,
        /// How it is drawn.
        pen: Option<Pen>,
    },
    /// Shapes on each other.
    Pile(Vec<Shape>),
}

/// What draws.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub enum Pen {
    /// Of lead.
    Pencil,
    /// Of chalk, so thick.
    Chalk(i64),
}

/// Draws, and cannot draw each.
#[rest_method("lie.shape", scope = "basic", versions(v2, v3), read_only)]
async fn lie_shape(#[param] shape: Shape, #[param] name: String) -> Result<bool, Error> {
    let _ = name;
    match shape {
        Shape::Dot(Spot { x: 0, .. }) => Err(Error::internal("a dot at the edge")),
        Shape::Line(..) => Err(Error::internal("a line")),
        Shape::Circle {
            pen: Some(Pen::Chalk(_)),
            ..
        } => Err(Error::internal("chalk")),
        Shape::Pile(shapes) if matches!(*shapes, [Shape::Dot(_)]) => {
            Err(Error::internal("a pile of one dot"))
        }
        _ => Ok(true),
    }
}

/// Who reads it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
pub struct Reader {
    /// Which.
    id: u64,
    /// Whose card it is.
    card: String,
}

/// How it is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Binding {
    /// In paper.
    #[default]
    Paper,
    /// In leather.
    Leather,
}

/// What is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase", default)]
pub struct Book {
    /// Which.
    #[object(filterable, sortable)]
    pub id: u64,
    /// What it is called.
    #[object(filterable, sortable, editable)]
    pub title: String,
    /// How many pages it has.
    #[object(filterable, sortable, editable, range = 1..=9000)]
    pub pages: i64,
    /// How it is kept.
    #[object(filterable)]
    pub binding: Binding,
    /// Words for it.
    #[object(filterable)]
    pub words: Vec<String>,
    /// Who has it.
    #[object(relation)]
    pub readers: Vec<Reader>,
}

fn books() -> Vec<Book> {
    let readers = vec![Reader::default()];
    let book = |id| Book {
        id,
        title: format!("Book {id}"),
        readers: readers.clone(),
        ..Book::default()
    };
    (1..=9).map(book).collect()
}

fn fails<T>(why: &'static str) -> Result<T, Error> {
    Err(Error::internal(why))
}

/// What some conditions end in.
fn found(test: &Test) -> Result<(), Error> {
    let condition = match test {
        Test::Group {
            logic: Logic::Or,
            negative: true,
            tests,
        } if tests.len() > 1 => return fails("not any of several"),
        Test::Group { tests, .. } => return tests.iter().try_for_each(found),
        Test::Condition(condition) => condition,
    };
    match (&condition.left, condition.operator, &condition.right) {
        (Operand::Length(_), ..) => fails("no length"),
        (_, _, Operand::Field(_)) => fails("no two fields"),
        (Operand::Field(field), operator, _) => match (field.name(), operator) {
            ("pages", Operator::Between) => fails("no pages between"),
            ("words", Operator::In) => fails("no word is in"),
            ("binding", Operator::Equal) => fails("no binding"),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Lists books, unless it is asked for one thing or another.
#[rest_method("lie.book.list", scope = "basic", versions(v3), read_only)]
async fn lie_book_list(
    select: Select<Book>,
    filter: Filter<Book>,
    order: Order<Book>,
    page: Page,
) -> Result<Paged<Selected<Book>>, Error> {
    found(filter.test())?;
    match order.by() {
        [(field, Direction::Descending)] if field.name() == "pages" => fails("not down the pages"),
        [_, _, _] => fails("not by three"),
        _ => Ok(()),
    }?;
    if select.wants("readers") && !select.wants("id") {
        return fails("whose readers");
    }
    if page.offset() == 1 && page.limit() == 1 {
        return fails("the second page");
    }
    let books = books().into_iter().filter(|book| filter.accepts(book));
    let mut books: Vec<Book> = books.collect();
    order.sort(&mut books);
    Ok(page.cut(books).map(|book| select.of(book)))
}

/// Goes on with books, but not backwards by their titles.
#[rest_method("lie.book.tail", scope = "basic", versions(v3), read_only)]
async fn lie_book_tail(
    select: Select<Book>,
    filter: Filter<Book>,
    cursor: Cursor<Book>,
) -> Result<Items<Selected<Book>>, Error> {
    match (cursor.field().name(), cursor.direction()) {
        ("title", Direction::Descending) => return fails("not back by title"),
        ("id", _) if filter.mentions("title") => return fails("not all at once"),
        _ => {}
    }
    let books = cursor.take(books().into_iter().filter(|book| filter.accepts(book)));
    Ok(Items(
        books.into_iter().map(|book| select.of(book)).collect(),
    ))
}

/// Counts books, but has no name for the least title.
#[rest_method("lie.book.aggregate", scope = "basic", versions(v3), read_only)]
async fn lie_book_aggregate(
    aggregate: Aggregate<Book>,
    filter: Filter<Book>,
) -> Result<Aggregates, Error> {
    for one in aggregate.asked() {
        match (one.function(), one.field().name(), one.name()) {
            (AggregateFunction::Min, "title", "title") => {}
            (AggregateFunction::Min, "title", _) => return fails("no name for the least"),
            (AggregateFunction::CountDistinct, "binding", _) if aggregate.asked().len() == 1 => {
                return fails("not bindings alone");
            }
            _ => {}
        }
    }
    Ok(aggregate.of(books().into_iter().filter(|book| filter.accepts(book))))
}

/// Changes books, but not the last page of some that are found by their words.
#[rest_method("lie.book.update", scope = "basic", versions(v3))]
async fn lie_book_update(
    target: Target<Book>,
    fields: Fields<Book, Update>,
) -> Result<bool, Error> {
    let book = fields.onto(&Book::default())?;
    match target {
        Target::Id(_) if book.pages == 9000 => fails("the last page of one"),
        Target::Filter(filter) if book.pages == 9000 && filter.mentions("title") => {
            fails("the last page of several")
        }
        Target::Filter(filter) if filter.mentions("words") => fails("not by words"),
        _ => Ok(true),
    }
}

/// All of a method, but none of what is wrong.
async fn found_inside<M: Method>() -> (Report, Vec<String>) {
    let report = report::<M>().await;
    let found = inside(&report).into_iter().map(str::to_owned).collect();
    (report, found)
}

#[tokio::test]
async fn each_variant_of_an_enum_is_tried() {
    let (report, found) = found_inside::<LieShape>().await;
    let each = ["a dot at the edge", "a line", "a pile of one dot", "chalk"];
    let both: Vec<&str> = each.into_iter().flat_map(|why| [why, why]).collect();
    assert_eq!(found, both, "{report}");
    assert!(report.calls() < 10_000, "{report}");
}

#[tokio::test]
async fn lists_are_asked_for_each_field_in_each_way() {
    let (report, found) = found_inside::<LieBookList>().await;
    let each = [
        "no binding",
        "no length",
        "no pages between",
        "no two fields",
        "no word is in",
        "not any of several",
        "not by three",
        "not down the pages",
        "the second page",
        "whose readers",
    ];
    assert_eq!(found, each, "{report}");
}

#[tokio::test]
async fn cursors_and_sums_are_asked_for_each_field() {
    let (report, found) = found_inside::<LieBookTail>().await;
    assert_eq!(found, ["not all at once", "not back by title"], "{report}");
    let (report, found) = found_inside::<LieBookAggregate>().await;
    assert_eq!(
        found,
        ["no name for the least", "not bindings alone"],
        "{report}"
    );
}

#[tokio::test]
async fn what_is_changed_is_said_by_its_id_and_by_a_filter() {
    let (report, found) = found_inside::<LieBookUpdate>().await;
    let each = [
        "not by words",
        "the last page of one",
        "the last page of several",
    ];
    assert_eq!(found, each, "{report}");
}

#[tokio::test]
async fn what_is_left_out_for_a_bound_is_told() {
    let api = RestApi::explicit()
        .method::<LieNone>()
        .authenticator(|_: &bitrix_rest::Credentials| {
            Err::<bitrix_rest::Caller, _>(bitrix_rest::Refusal::InvalidCredentials)
        })
        .build()
        .unwrap();
    let report = api.contract().only("lie.none").at_most(20).await;
    assert!(report.calls() < 80, "{report}");
    let both = [(Kind::Untried, Version::V2), (Kind::Untried, Version::V3)];
    assert_eq!(kinds(&report), both, "{report}");
    assert!(
        report.breaches()[0].why().contains("more than 20 bodies"),
        "{report}"
    );
}
