//! `user.get`.

use std::cmp::Ordering;

use bitrix_rest::listing::compare;
use bitrix_rest::{Array, Call, Page, Paged, State, Truthy, Value, rest_method};

use super::UserError;
use super::fields::{Field, Visible};
use super::filter::Filter;
use crate::accounts::{Account, AccountKind, UserRecord};
use crate::{Accounts, StoreError};

/// Users that are read from the store at once.
const READ_AT_ONCE: usize = 500;

/// Lists the users of the portal, 50 a page, with the fields that the caller's scope shows.
///
/// `user_brief` leaves out the e-mail address. A field that the scope does not show, or that does not exist, is ignored
/// wherever it is named.
#[rest_method("user.get", scope = "user", read_only)]
#[expect(
    clippy::too_many_arguments,
    reason = "they are the parameters of the method"
)]
pub async fn user_get(
    call: Call,
    page: Page,
    State(accounts): State<Accounts>,
    /// Field to value, or to a list of values, one of which it has. Before the field may stand `>`, `>=`, `<`, `<=`, `=`,
    /// `!` or `!=` (not), `@` or `!@` (one of a list, or none), `%` or `!%` (contains, or not), `=%` or `!=%` (`%` in the value
    /// stands for anything, as it does without an operator). `NAME_SEARCH` searches names and positions. Left out, all other
    /// parameters of the call are the filter.
    #[param(rename = "FILTER", ignore_case)]
    filter: Option<Array>,
    /// The field to sort by, `ID` if it is left out.
    #[param(rename = "SORT", ignore_case)]
    sort: Option<String>,
    /// `ASC`, or `DESC` for the greatest first.
    #[param(rename = "ORDER", ignore_case)]
    order: Option<Value>,
    /// The fields to answer; `*` stands for all, `UF_*` for those that begin so.
    #[param(rename = "SELECT", ignore_case)]
    select: Option<Vec<String>>,
    /// Whether to list users that the caller would not see in the interface: here every caller sees all, with and without.
    #[param(rename = "ADMIN_MODE", ignore_case, default)]
    admin_mode: Truthy,
    /// The filter, without a name of its own.
    #[param(rest)]
    fields: Array,
) -> Result<Paged<Array>, UserError> {
    let _ = admin_mode;
    let visible = Visible::to(call.caller());
    let filter = Filter::new(&filter.unwrap_or(fields), &visible);
    let sort = sort.and_then(|name| visible.named(&name));
    let order = Order {
        field: sort.unwrap_or(Field::Id),
        descending: order
            .as_ref()
            .and_then(Value::as_str)
            .is_some_and(|word| word.eq_ignore_ascii_case("desc")),
    };
    // In the order of the store, and nobody wants the count: what is behind the page need not be read.
    let offset = usize::try_from(page.offset()).unwrap_or(usize::MAX);
    let enough =
        (order.is_of_store() && !page.is_counted()).then(|| offset.saturating_add(page.limit()));
    let mut users = matching(&accounts, &filter, enough).await?;
    users.sort_by(|one, other| order.compare(one, other));
    let shown = visible.selecting(&select.unwrap_or_default());
    Ok(page.cut(users).map(|user| shown.row(&user)))
}

/// What is sorted by; users that are alike there come by their ids.
struct Order {
    field: Field,
    descending: bool,
}

impl Order {
    fn is_of_store(&self) -> bool {
        self.field == Field::Id && !self.descending
    }

    fn compare(&self, one: &UserRecord, other: &UserRecord) -> Ordering {
        let order = compare(&self.field.compared(one), &self.field.compared(other));
        let order = if self.descending {
            order.reverse()
        } else {
            order
        };
        order.then(one.id.cmp(&other.id))
    }
}

/// The users that the filter accepts, by id; not many more than `enough` of them.
async fn matching(
    accounts: &Accounts,
    filter: &Filter,
    enough: Option<usize>,
) -> Result<Vec<UserRecord>, StoreError> {
    let mut users = Vec::new();
    let mut after = None;
    loop {
        let read = accounts
            .list(AccountKind::User, after.as_ref(), READ_AT_ONCE)
            .await?;
        let is_last = read.len() < READ_AT_ONCE;
        after = read.last().map(Account::key);
        users.extend(read.into_iter().filter_map(|account| match account {
            Account::User(user) => Some(user).filter(|user| filter.accepts(user)),
            _ => None,
        }));
        if is_last || enough.is_some_and(|enough| users.len() >= enough) {
            return Ok(users);
        }
    }
}
