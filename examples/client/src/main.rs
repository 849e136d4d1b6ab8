//! Calls a portal by a webhook. With `portal serve` running:
//!
//! ```sh
//! cargo run -p client
//! cargo run -p client -- http://127.0.0.1:8624/rest/1/demo-app-webhook/   # the same, said
//! ```
//!
//! Of these calls a webhook of Bitrix24 itself answers `profile` alone: options belong to applications, and `demo.item.*` is the
//! stand-in's.
#![allow(clippy::print_stdout, reason = "it is what the program is for")]

mod methods;

use bitrix_rest::client::{Error, Portal, Refer, Reference};
use methods::{
    DemoItemAdd, DemoItemDelete, DemoItemGet, DemoItemList, Profile, UserOptionGet, UserOptionSet,
};

/// Of the demo of `portal serve`.
const STAND_IN: &str = "http://127.0.0.1:8624/rest/1/demo-app-webhook/";

#[tokio::main]
async fn main() -> Result<(), Error> {
    let address = std::env::args().nth(1);
    let portal = Portal::webhook(address.as_deref().unwrap_or(STAND_IN))?;

    let user = portal.call(Profile {}).await?;
    println!("user {}: {} {}", user.id, user.name, user.last_name);

    let options = [("theme", "dark")].into_iter().collect();
    portal.call(UserOptionSet { options }).await?;
    let option = "theme".to_owned();
    let theme = portal.call(UserOptionGet { option }).await?;
    println!("theme: {}", theme.as_str().unwrap_or("none"));

    // One request: what the first command answers, the others are called with.
    let fields = [("TITLE", "A cup of tea"), ("PRICE", "2.5")];
    let fields = fields.into_iter().collect();
    let id = Reference::to::<DemoItemAdd>(0);
    let (added, item, deleted) = portal
        .batch((
            DemoItemAdd { fields },
            DemoItemGet { id: 0 }.referring("id", id.clone()),
            DemoItemDelete { id: 0 }.referring("id", id),
        ))
        .await?;
    println!("item {}: {}, deleted: {deleted}", added.0, item.title);

    // Pages of 50 rows, each asked for when the one before it is used up.
    let mut items = portal.rows(DemoItemList {
        filter: Some([(">ID", 100)].into_iter().collect()),
        order: Some([("ID", "ASC")].into_iter().collect()),
    });
    let (mut count, mut last) = (0, String::new());
    while let Some(item) = items.next().await {
        (count, last) = (count + 1, item?.title);
    }
    println!("{count} items above 100, the last of them {last}");

    match portal.call(DemoItemGet { id: 1_000_000 }).await {
        Ok(item) => println!("item 1000000: {}", item.title),
        Err(error) if error.is("NOT_FOUND") => println!("no item 1000000"),
        Err(error) => return Err(error),
    }
    Ok(())
}
