//! What every store promises: one suite of contracts, run unchanged on every engine.
//!
//! A contract is a function that takes a [`Fixture`]; the list below makes a test of each for each engine:
//! `memory::overwriting_keeps_the_place`, `sqlite::…`, `postgres::…`. A contract that is not on the list does not compile
//! without a warning.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "stores/accounts.rs"]
mod accounts;
#[path = "stores/bounds.rs"]
mod bounds;
#[path = "stores/export.rs"]
mod export;
#[path = "stores/fixture.rs"]
mod fixture;
#[path = "stores/isolation.rs"]
mod isolation;
#[path = "stores/lifecycle.rs"]
mod lifecycle;
#[path = "stores/lists.rs"]
mod lists;
#[path = "stores/logins.rs"]
mod logins;
#[path = "stores/options.rs"]
mod options;
#[path = "stores/races.rs"]
mod races;
#[path = "stores/records.rs"]
mod records;
#[path = "stores/rows.rs"]
mod rows;
#[path = "stores/rows_damaged.rs"]
mod rows_damaged;
#[path = "stores/rows_kept.rs"]
mod rows_kept;
#[path = "stores/samples.rs"]
mod samples;
#[path = "stores/values.rs"]
mod values;
#[path = "stores/writes.rs"]
mod writes;

use fixture::{Engine, Fixture};

/// A test of each contract for each engine.
macro_rules! contracts {
    ($($(#[$attribute:meta])* async fn $name:ident() in $file:ident;)*) => {
        contracts!(memory: Engine::Memory; $($(#[$attribute])* $file $name)*);
        contracts!(sqlite: Engine::Sqlite; $($(#[$attribute])* $file $name)*);
        contracts!(postgres: Engine::Postgres; $($(#[$attribute])* $file $name)*);
    };
    ($engine:ident: $kind:expr; $($(#[$attribute:meta])* $file:ident $name:ident)*) => {
        mod $engine {
            use super::*;
            $(
                $(#[$attribute])*
                async fn $name() {
                    $file::$name(&mut Fixture::new($kind).await).await;
                }
            )*
        }
    };
}

contracts! {
    // Proves: P-206
    #[tokio::test(flavor = "multi_thread")]
    async fn setting_keeps_the_other_keys() in options;
    // Proves: P-213
    #[tokio::test(flavor = "multi_thread")]
    async fn overwriting_keeps_the_place() in options;
    // Proves: P-213
    #[tokio::test(flavor = "multi_thread")]
    async fn many_keys_of_one_set_keep_their_order() in options;
    // Proves: P-213
    #[tokio::test(flavor = "multi_thread")]
    async fn integer_like_keys_are_integers() in options;
    #[tokio::test(flavor = "multi_thread")]
    async fn any_text_is_a_key() in options;
    // Proves: P-214, P-217
    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_for_all_users_is_apart_from_each_user() in options;
    // Proves: P-215
    #[tokio::test(flavor = "multi_thread")]
    async fn forgetting_takes_one_application_of_one_portal() in options;
    // Proves: P-212
    #[tokio::test(flavor = "multi_thread")]
    async fn values_come_back_as_they_were() in values;
    // Proves: P-212
    #[tokio::test(flavor = "multi_thread")]
    async fn null_is_stored() in values;
    #[tokio::test(flavor = "multi_thread")]
    async fn long_and_deep_values_come_back() in values;
    #[tokio::test(flavor = "multi_thread")]
    async fn one_number_that_json_lacks_refuses_the_whole_set() in values;
    #[tokio::test(flavor = "multi_thread")]
    async fn different_keys_at_once_all_survive() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn one_key_at_once_ends_whole() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_remove_one_succeeds() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_add_one_succeeds() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_rotate_one_succeeds() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn no_call_after_a_revocation_is_let_in() in races;
    #[tokio::test(flavor = "multi_thread")]
    async fn names_of_owners_have_bounds() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn names_of_accounts_have_bounds() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn numbers_of_accounts_have_bounds() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn the_application_of_a_webhook_has_bounds() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn the_portal_of_accounts_has_bounds() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn an_owner_that_nobody_can_be_has_no_webhook() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn accounts_that_cannot_be_are_not_there() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn options_of_nobody_are_none() in bounds;
    #[tokio::test(flavor = "multi_thread")]
    async fn every_field_comes_back() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn putting_adds_and_replaces() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn adding_what_is_there_is_a_conflict() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn removing_what_is_not_there_is_told() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_login_has_one_user() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_code_has_one_webhook_of_an_owner() in accounts;
    // Proves: P-214
    #[tokio::test(flavor = "multi_thread")]
    async fn portals_are_apart() in accounts;
    #[tokio::test(flavor = "multi_thread")]
    async fn lists_are_in_the_order_of_keys() in lists;
    #[tokio::test(flavor = "multi_thread")]
    async fn pages_cover_everything_once() in lists;
    #[tokio::test(flavor = "multi_thread")]
    async fn changes_are_made_all_or_none() in writes;
    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_taken_back_is_taken_back_everywhere() in writes;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_sees_those_before_it() in writes;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_token_comes_with_its_application_and_user() in logins;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_webhook_is_found_by_id_and_by_login() in logins;
    #[tokio::test(flavor = "multi_thread")]
    async fn the_next_call_sees_every_change() in logins;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_login_that_moves_takes_no_webhook_along() in logins;
    #[tokio::test(flavor = "multi_thread")]
    async fn an_export_is_complete_and_in_order() in export;
    #[tokio::test(flavor = "multi_thread")]
    async fn an_export_has_as_many_pages_as_it_needs() in export;
    #[tokio::test(flavor = "multi_thread")]
    async fn the_same_content_exports_the_same_bytes() in export;
    #[tokio::test(flavor = "multi_thread")]
    async fn an_export_is_of_one_moment() in export;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_healthy_store_says_so() in lifecycle;
    #[tokio::test(flavor = "multi_thread")]
    async fn after_closing_calls_fail() in lifecycle;
    #[tokio::test(flavor = "multi_thread")]
    async fn closing_loses_nothing_that_was_answered() in lifecycle;
    // Proves: P-214, P-217
    #[tokio::test(flavor = "multi_thread")]
    async fn nobody_reads_the_options_of_another() in isolation;
    // Proves: P-214, P-217
    #[tokio::test(flavor = "multi_thread")]
    async fn what_runs_into_each_other_is_apart() in isolation;
    #[tokio::test(flavor = "multi_thread")]
    async fn rows_come_back_as_they_were() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn ids_are_never_used_twice() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_key_has_one_row() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_that_was_changed_is_not_written_over() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn changes_of_rows_are_made_all_or_none() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn pages_of_rows_cover_everything_once() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_table_has_values_of_a_type() in rows;
    #[tokio::test(flavor = "multi_thread")]
    async fn names_of_rows_have_bounds() in rows_kept;
    // Proves: P-214
    #[tokio::test(flavor = "multi_thread")]
    async fn tables_are_apart() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn rows_are_put_as_they_were_exported() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn rows_inserted_at_once_have_different_ids() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn no_change_of_a_row_is_lost() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_that_fails_writes_nothing() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_take_nobody_takes_what_another_has() in rows_kept;
    #[tokio::test(flavor = "multi_thread")]
    async fn of_many_who_take_a_key_one_succeeds() in rows_kept;
}
