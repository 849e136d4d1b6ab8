//! The page to read.

use std::collections::BTreeMap;

use bitrix_rest::object::{
    Add, Aggregate, Aggregates, Cursor, Fields, Filter, Order, Select, Selected, Target, Update,
};
use bitrix_rest::{
    Created, Descriptor, Error, Item, Method, Object, Page, Paged, openapi, rest_method,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{METHODS, body};

/// A town.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Object)]
#[serde(rename_all = "camelCase")]
#[object(at_least_one_of(mayor, council))]
pub struct Town {
    /// By which it is found.
    #[object(filterable, sortable)]
    id: u64,
    /// What it is called.
    #[object(filterable, sortable, editable, required(add), length = 2..=40)]
    name: String,
    /// Who leads it.
    #[object(editable)]
    mayor: Option<String>,
    /// Who decides.
    #[object(editable)]
    council: Option<String>,
    /// What one pays there.
    #[object(editable, one_of = ["EUR", "CHF"])]
    currency: String,
    /// How many live there.
    #[object(filterable, editable, range = 1..=9_000_000)]
    people: Option<u32>,
    /// Of which kind it is.
    #[object(editable)]
    kind: TownKind,
    /// Where it is.
    #[object(editable, nested)]
    place: Option<Place>,
    /// Where else.
    #[object(editable)]
    twin: Option<Place>,
}

/// A kind of town.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TownKind {
    /// Has a harbour.
    Port,
    /// Has none.
    Inland,
}

/// A place.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Object)]
pub struct Place {
    /// How far north.
    #[object(editable, range = -90.0..=90.0)]
    north: f64,
}

/// What happened.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(dead_code)]
#[serde(tag = "what")]
pub enum Happened {
    /// It grew.
    Grown {
        /// By how many.
        by: u32,
    },
    /// It moved.
    Moved {
        /// Where to.
        to: Option<Box<Nowhere>>,
    },
}

/// A place that is none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Nowhere {
    /// Why, in words.
    why: String,
}

/// Adds a town.
#[rest_method("town.add", scope = "basic", versions(v3))]
async fn town_add(fields: Fields<Town, Add>) -> Result<Created, Error> {
    let _ = fields;
    Ok(Created(1))
}

/// Changes towns.
#[rest_method("town.update", scope = "basic", versions(v3))]
async fn town_update(target: Target<Town>, fields: Fields<Town, Update>) -> Result<bool, Error> {
    let _ = (target, fields);
    Ok(true)
}

/// Lists towns.
#[rest_method("town.list", scope = "basic", versions(v3), read_only)]
async fn town_list(
    select: Select<Town>,
    filter: Filter<Town>,
    order: Order<Town>,
    page: Page,
) -> Result<Paged<Selected<Town>>, Error> {
    let _ = (filter, order);
    Ok(page.cut(Vec::new()).map(|town| select.of(town)))
}

/// Goes on.
#[rest_method("town.tail", scope = "basic", versions(v3), read_only)]
async fn town_tail(cursor: Cursor<Town>) -> Result<bool, Error> {
    let _ = cursor;
    Ok(true)
}

/// Counts.
#[rest_method("town.count", scope = "basic", versions(v3), read_only)]
async fn town_count(aggregate: Aggregate<Town>) -> Result<Aggregates, Error> {
    Ok(aggregate.of(Vec::<Town>::new()))
}

/// Tells what happened.
#[rest_method("town.happened", scope = "basic", versions(v2, v3), read_only)]
async fn town_happened(
    /// Where, if one knows.
    #[param]
    place: Option<Place>,
    /// Of which kinds.
    #[param]
    kinds: Vec<TownKind>,
) -> Result<Item<BTreeMap<String, Happened>>, Error> {
    let _ = (place, kinds);
    Ok(Item(BTreeMap::new()))
}

/// Ends </p><script>alert(1)</script> here, with `<b>` & "quotes".
///
/// # <i>Notes</i>
///
/// ```html
/// </code></pre><img src=x onerror=alert(1)>
/// ```
#[rest_method("town.hostile", scope = "basic", read_only)]
async fn town_hostile(
    /// Ends </td></table><img src=x>.
    #[param(pattern = "^<img>$", length = ..=9)]
    text: Option<String>,
    /// What.
    #[param]
    hostile: Hostile,
) -> Result<bool, Error> {
    let _ = (text, hostile);
    Ok(true)
}

/// A type </h3><img src=y>.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "<img src=z>")]
pub struct Hostile {
    /// Ends </table><img>.
    #[serde(rename = "\"><img src=w>", default = "evil")]
    field: String,
    kind: HostileKind,
}

fn evil() -> String {
    "<img src=v>".to_owned()
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub enum HostileKind {
    /// Ends </ul><img>.
    #[serde(rename = "<img src=u>")]
    One,
}

const TOWNS: [&Descriptor; 7] = [
    TownAdd::DESCRIPTOR,
    TownUpdate::DESCRIPTOR,
    TownList::DESCRIPTOR,
    TownTail::DESCRIPTOR,
    TownCount::DESCRIPTOR,
    TownHappened::DESCRIPTOR,
    TownHostile::DESCRIPTOR,
];

/// The part of a page about one path, or one type.
fn part<'p>(page: &'p str, id: &str) -> &'p str {
    let begin = page.find(&format!("id=\"{id}\"")).expect(id);
    let rest = &page[begin..];
    let ends = ["</article>", "<h3 id="].map(|end| rest.find(end).unwrap_or(rest.len()));
    &rest[..ends[0].min(ends[1])]
}

fn holds(part: &str, all: &[&str]) {
    for text in all {
        assert!(part.contains(text), "{text} in {part}");
    }
}

/// A page that tells all of it, under the addresses that are called, and loads nothing.
#[test]
fn the_page_tells_the_same() {
    let page = openapi::page(&openapi::both(METHODS, "/rest/"));
    holds(
        &page,
        &[
            "<code>/rest/{method}</code>, of REST 3.0 at <code>/rest/api/{method}</code>",
            "<a href=\"#/zoo.bird.get\">/rest/zoo.bird.get</a>",
            "<h2>/rest/zoo.bird.get</h2>",
            "<h2>/rest/api/zoo.bird.find</h2>",
            "BIRD_GONE",
            "It flew away.",
            "How old at most.",
            "type-Bird",
        ],
    );
    let examples = "<p>Scope: basic; any valid credentials suffice.</p><h4>Examples</h4><p class=\"part\">Parameters</p><pre><code>{}</code></pre>\
        <p class=\"part\">Answer</p><pre><code>{&quot;result&quot;: true}</code></pre>";
    holds(part(&page, "/zoo.open"), &[examples]);
    // What REST 2 prints as a list, too, keeps its description.
    let names = "<td><code>names</code> *<td>map of string or list of string<td><p>How it is called elsewhere.</p>";
    holds(part(&page, "type-Bird.v2"), &[names]);
    for outside in [
        "http://",
        "https://",
        "<script",
        "<img",
        "<link",
        "@import",
        "zoo.secret",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    // A document without an address of its own.
    let page = openapi::page(&openapi::v3(METHODS));
    holds(&page, &["<h2>/zoo.bird.get</h2>"]);
}

/// Every field with its type, its checks and its description, down to what is inside of another; rules about several.
#[test]
fn the_page_tells_of_objects() {
    let page = openapi::page(&openapi::both(TOWNS, "/rest"));
    holds(
        part(&page, "/api/town.add"),
        &[
            "<td><code>fields</code> *<td>object<td><p>What is added.</p>\
             <p>At least one of the fields <code>mayor</code>, <code>council</code> must be specified</p>",
            "<td><code>fields.name</code> *<td>string<small>2 to 40 characters</small><td><p>What it is called.",
            "<td><code>fields.mayor</code><td>string, or null<td><p>Who leads it.</p>",
            "<td><code>fields.currency</code><td>string: <code>&quot;EUR&quot;</code>, <code>&quot;CHF&quot;</code><td>",
            "<td><code>fields.people</code><td>integer (uint32), or null<small>1 to 9000000</small><td>",
            "<td><code>fields.kind</code><td><a href=\"#type-TownKind\">TownKind</a><td><p>Of which kind it is.</p>",
            "<td><code>fields.place</code><td><a href=\"#type-Place\">Place</a>, or null<td><p>Where it is.</p>",
            // What its object checks, with what its type says of it.
            "<td><code>fields.place.north</code> *<td>number (double)<small>-90 to 90</small><td><p>How far north.</p>",
            "<td><code>fields.twin</code><td><a href=\"#type-Place\">Place</a>, or null<td><p>Where else.</p>",
        ],
    );
    assert!(!part(&page, "/api/town.add").contains("fields.id"));
    holds(
        part(&page, "/api/town.update"),
        &[
            "<td><code>fields.name</code><td>",
            "Exactly one of <code>id</code>, <code>filter</code> must be there.",
        ],
    );
    holds(
        part(&page, "/api/town.list"),
        &[
            "<p>Such as <code>{&quot;id&quot;:&quot;ASC&quot;}</code></p>",
            "<td><code>order.name</code><td>string: <code>&quot;ASC&quot;</code>, <code>&quot;DESC&quot;</code><td>",
            "<td><code>pagination.limit</code><td>integer<small>at least 1</small><small><code>50</code> by default</small><td>\
             <p>How many rows; 1000 at most.</p>",
            "<td><code>items</code> *<td>list of <a href=\"#type-TownDto\">TownDto</a><td>",
        ],
    );
    let fields = "<td><code>cursor.field</code><td>string: <code>&quot;id&quot;</code>, <code>&quot;name&quot;</code>";
    holds(part(&page, "/api/town.tail"), &[fields]);
    let sum = "<td><code>select.sum</code><td>list of string: <code>&quot;id&quot;</code>, <code>&quot;people&quot;</code> or object<td>";
    holds(part(&page, "/api/town.count"), &[sum]);
}

#[test]
fn the_page_tells_of_choices() {
    let page = openapi::page(&openapi::both(TOWNS, "/rest"));
    holds(
        part(&page, "/town.happened"),
        &[
            "<td><code>place</code><td><a href=\"#type-Place\">Place</a>, or null<td>",
            "<td><code>kinds</code> *<td>list of <a href=\"#type-TownKind\">TownKind</a><td>",
        ],
    );
    let kinds = "<ul><li><code>&quot;port&quot;</code>: Has a harbour.<li><code>&quot;inland&quot;</code>: Has none.</ul>";
    holds(part(&page, "type-TownKind"), &[kinds]);
    holds(
        part(&page, "type-Happened"),
        &[
            "<p>One of:</p><ul><li>object<p>It grew.</p>",
            "<li>object<p>It moved.</p>",
            "<td><code>by</code> *<td>integer (uint32)<small>at least 0</small><td><p>By how many.</p>",
        ],
    );
}

/// Nothing that stands in a doc comment, a name or a value is HTML.
#[test]
fn hostile_docs_are_text() {
    let page = openapi::page(&openapi::both(TOWNS, "/rest"));
    for hostile in ["<script", "<img", "<b>", "<i>", "onerror=alert(1)>"] {
        assert!(!page.contains(hostile), "{hostile}");
    }
    for (opened, closed) in ["p", "pre", "code", "h3", "h4", "ul", "table", "small"]
        .map(|tag| (format!("<{tag}"), format!("</{tag}>")))
    {
        let tags = page.match_indices(&opened);
        // `<p` begins `<pre`, too.
        let tags = tags.filter(|(at, _)| page[at + opened.len()..].starts_with(['>', ' ']));
        assert_eq!(tags.count(), page.matches(&closed).count(), "{opened}");
    }
    holds(
        &page,
        &[
            "Ends &lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt; here, with <code>&lt;b&gt;</code> &amp; &quot;quotes&quot;.",
            "<h4>&lt;i&gt;Notes&lt;/i&gt;</h4>",
            "&lt;img src=x onerror=alert(1)&gt;</code></pre>",
            "<code>^&lt;img&gt;$</code>",
            "<code>&quot;&gt;&lt;img src=w&gt;</code>",
            "<code>&quot;&lt;img src=v&gt;&quot;</code> by default",
            "<code>&quot;&lt;img src=u&gt;&quot;</code>: Ends &lt;/ul&gt;&lt;img&gt;.",
        ],
    );
}

/// What is written is described whether it is checked or not, whatever its type.
#[test]
fn fields_have_the_docs_of_their_object() {
    let document = openapi::v3(TOWNS);
    let document = serde_json::to_value(document).unwrap();
    for path in ["/town.add", "/town.update"] {
        let fields = body(&document, path)["properties"]["fields"]["properties"].clone();
        for (name, docs) in [
            ("name", "What it is called."),
            ("mayor", "Who leads it."),
            ("kind", "Of which kind it is."),
            ("place", "Where it is."),
            ("twin", "Where else."),
        ] {
            let told = fields[name]["description"].as_str().unwrap_or_default();
            assert!(told.starts_with(docs), "{path} {name}: {}", fields[name]);
        }
        // Nothing stands beside a reference.
        let kind = json!({"allOf": [{"$ref": "#/components/schemas/TownKind"}], "description": "Of which kind it is."});
        assert_eq!(fields["kind"], kind);
    }
}
