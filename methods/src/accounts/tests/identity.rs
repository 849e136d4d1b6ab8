//! As whom a call runs.

use serde_json::json;

use super::*;

// Proves: P-87, P-94, P-214
#[tokio::test]
async fn a_token_acts_for_its_user_in_its_application() {
    let portal = Portal::new().await;
    portal.token(token("tok")).await;
    assert_eq!(
        portal.who("{}?auth=tok").await,
        json!({
            "user": 2, "administrator": false, "application": "app.1", "portal": "portal.1",
            "scopes": ["crm"], "kind": "OAuth",
        })
    );
}

// Proves: P-94
#[tokio::test]
async fn rights_are_those_of_the_user_whatever_the_scope() {
    let portal = Portal::new().await;
    let mut admin = token("admin");
    (admin.user, admin.scopes) = (1, Scopes::default());
    portal.token(admin).await;
    portal.token(token("tok")).await;
    assert_eq!(portal.who("{}?auth=admin").await["administrator"], true);
    assert_eq!(portal.who("{}?auth=tok").await["administrator"], false);
    let (status, body) = portal.get("accounts.crm?auth=admin").await;
    assert_eq!(
        (status, &body["error"]),
        (401, &json!("insufficient_scope"))
    );
}

// Proves: P-97
#[tokio::test]
async fn a_webhook_acts_for_its_owner_without_an_application() {
    let portal = Portal::new().await;
    portal.webhook(webhook(1, "code")).await;
    assert_eq!(
        portal.who("2/code/{}").await,
        json!({
            "user": 2, "administrator": false, "application": null, "portal": null,
            "scopes": ["crm"], "kind": "Webhook",
        })
    );
}

// Proves: P-262
#[tokio::test]
async fn a_webhook_may_be_tied_to_an_application() {
    let portal = Portal::new().await;
    let mut tied = webhook(1, "code");
    tied.application = Some("app.1".into());
    portal.webhook(tied).await;
    let who = portal.who("2/code/{}").await;
    assert_eq!(
        (&who["application"], &who["portal"]),
        (&json!("app.1"), &json!("portal.1"))
    );
    assert_eq!((&who["user"], &who["kind"]), (&json!(2), &json!("Webhook")));
}

// Proves: P-4
#[tokio::test]
async fn an_owner_is_named_by_id_or_login() {
    let portal = Portal::new().await;
    portal
        .accounts
        .put(user(3, "ada@example.com"))
        .await
        .unwrap();
    portal.accounts.put(user(4, "05")).await.unwrap();
    for (id, owner) in [(1, 2), (2, 3), (3, 4)] {
        let mut hook = webhook(id, "co+de");
        hook.user = owner;
        portal.webhook(hook).await;
    }
    for (path, id) in [
        ("2/co+de/{}", 2),
        ("ben/co+de/{}", 2),
        ("ada%40example.com/co+de/{}", 3),
        ("3/co%2Bde/{}", 3),
        // No canonical integer, so a login.
        ("05/co+de/{}", 4),
        ("{}?aplogin=ben&ap=co%2Bde", 2),
    ] {
        assert_eq!(portal.who(path).await["user"], id, "{path}");
    }
}

// Proves: P-91, P-92, P-257
#[tokio::test]
async fn scopes_are_those_of_the_credential() {
    let portal = Portal::new().await;
    for (text, list) in [
        ("none", ""),
        ("crm", "crm"),
        ("brief", "user_brief"),
        ("tasks", "crmtasks,cr,crm.lead"),
        ("upper", "CRM"),
    ] {
        let mut token = token(text);
        token.scopes = list.parse().unwrap();
        portal.token(token).await;
    }
    for (path, status) in [
        ("accounts.who?auth=none", 200),
        ("accounts.crm?auth=crm", 200),
        ("accounts.crm?auth=none", 401),
        ("accounts.crm?auth=upper", 401),
        ("accounts.crm?auth=tasks", 401),
        ("accounts.user?auth=brief", 200),
        ("accounts.user?auth=crm", 401),
    ] {
        assert_eq!(portal.get(path).await.0, status, "{path}");
    }
}
