//! `user.get`: filters, order and pages.

use serde_json::{Value, json};

use super::support::{accounts, ada_in_full, ids, named, paths, server};

// Proves: P-338, P-50
#[tokio::test]
async fn filters_by_id_are_numeric() {
    let server = server(&accounts().await);
    for path in paths("user.get", "user") {
        for (filter, form, found) in [
            (json!({"ID": 7}), "FILTER[ID]=7", &["7"][..]),
            (json!({"ID": "7"}), "filter[id]=7", &["7"]),
            (json!({"=ID": "10"}), "FILTER[%3DID]=10", &["10"]),
            (json!({">ID": "9"}), "FILTER[>ID]=9", &["10", "100"]),
            (json!({">=ID": 10}), "FILTER[>%3DID]=10", &["10", "100"]),
            (json!({"<ID": "10"}), "FILTER[<ID]=10", &["1", "7", "8"]),
            (json!({"<=ID": "8"}), "FILTER[<%3DID]=8", &["1", "7", "8"]),
            (
                json!({">ID": 7, "<ID": 100}),
                "FILTER[>ID]=7&FILTER[<ID]=100",
                &["8", "10"],
            ),
            (
                json!({"ID": ["7", 8]}),
                "FILTER[ID][]=7&FILTER[ID][]=8",
                &["7", "8"],
            ),
            (
                json!({"@ID": [1, "100"]}),
                "FILTER[@ID][]=1&FILTER[@ID][]=100",
                &["1", "100"],
            ),
            (
                json!({"!@ID": [1, "100"]}),
                "FILTER[!@ID][]=1&FILTER[!@ID][]=100",
                &["7", "8", "10"],
            ),
            (
                json!({"!ID": "7"}),
                "FILTER[!ID]=7",
                &["1", "8", "10", "100"],
            ),
            (
                json!({"!=ID": 7}),
                "FILTER[!%3DID]=7",
                &["1", "8", "10", "100"],
            ),
            (json!({"ID": "-1"}), "FILTER[ID]=-1", &[]),
            (json!({"ID": "x"}), "FILTER[ID]=x", &[]),
            (json!({"@ID": []}), "FILTER[ID]=", &[]),
        ] {
            let answer = server.post(&path, json!({"FILTER": filter})).await;
            assert_eq!(ids(&answer), found, "{filter}");
            assert_eq!(answer.json()["total"], json!(found.len()), "{filter}");
            assert_eq!(ids(&server.form(&path, form).await), found, "{form}");
        }
    }
}

#[tokio::test]
async fn filters_by_other_fields() {
    let server = server(&accounts().await);
    let path = "/rest/user.get?auth=user";
    for (filter, found) in [
        (json!({"NAME": "ada"}), &["7"][..]),
        (json!({"NAME": "Ada%"}), &["7", "100"]),
        (json!({"=NAME": "Ada%"}), &[]),
        (json!({"%NAME": "DA"}), &["7", "100"]),
        (json!({"!%NAME": "a"}), &["8"]),
        (json!({"=%LAST_NAME": "%e%"}), &["1", "7", "100"]),
        (json!({"%=LAST_NAME": "%ing"}), &["10"]),
        (json!({"!=%LAST_NAME": "%e%"}), &["8", "10"]),
        (json!({"!%=LAST_NAME": "h%"}), &["7", "8", "10", "100"]),
        (json!({"NAME": ["Grace", "Alan"]}), &["1", "10"]),
        (json!({"!NAME": ""}), &["1", "7", "10", "100"]),
        (json!({"ACTIVE": true}), &["1", "7", "8", "100"]),
        (json!({"ACTIVE": "Y"}), &["1", "7", "8", "100"]),
        (json!({"ACTIVE": "false"}), &["10"]),
        (json!({"active": 0}), &["10"]),
        (json!({"UF_DEPARTMENT": 12}), &["7", "10"]),
        (json!({"UF_DEPARTMENT": ["1"]}), &["1", "7"]),
        (json!({"PERSONAL_GENDER": "M"}), &["10"]),
        (json!({"EMAIL": "ada@example.com"}), &["7"]),
        (json!({"NAME": "ada", "ACTIVE": "N"}), &[]),
        (json!({"USER_TYPE": "employee", "ID": 8}), &["8"]),
        (json!({"USER_TYPE": "extranet"}), &[]),
        (json!({"NAME_SEARCH": "lovelace"}), &["7"]),
        (json!({"NAME_SEARCH": "analyst"}), &["7"]),
        (json!({"NO_SUCH_FIELD": "x", "ID": 8}), &["8"]),
    ] {
        let answer = server.post(path, json!({"FILTER": filter})).await;
        assert_eq!(ids(&answer), found, "{filter}");
        let flat = server.post(path, &filter).await;
        assert_eq!(ids(&flat), found, "flat: {filter}");
    }
    let answer = server
        .get(&format!("{path}&ID=7&ADMIN_MODE=Y&IMAGE_RESIZE=small"))
        .await;
    assert_eq!(ids(&answer), ["7"]);
    let both = server
        .post(path, json!({"FILTER": {"ID": 7}, "ID": 8}))
        .await;
    assert_eq!(ids(&both), ["7"], "a filter with its name wins");
    let wrong = server.post(path, json!({"FILTER": "ID"})).await;
    assert_eq!(
        (wrong.status, wrong.error().1.as_str()),
        (400, "ERROR_ARGUMENT")
    );
    assert_eq!(wrong.json()["argument"], "FILTER");
}

#[tokio::test]
async fn what_a_scope_hides_cannot_be_asked_for() {
    let server = server(&accounts().await);
    let by_id = ["100", "10", "8", "7", "1"];
    for path in paths("user.get", "user_brief") {
        for body in [
            json!({"FILTER": {"EMAIL": "ada@example.com"}, "ORDER": "DESC"}),
            json!({"%EMAIL": "grace", "ORDER": "DESC"}),
            json!({"SORT": "EMAIL", "ORDER": "DESC", "SELECT": ["ID", "EMAIL"]}),
        ] {
            let answer = server.post(&path, &body).await;
            assert_eq!(ids(&answer), by_id, "the field is ignored: {body}");
            assert!(!answer.text.contains("EMAIL"), "{}", answer.text);
        }
    }
    let seen = json!({"SORT": "EMAIL", "ORDER": "DESC", "SELECT": ["ID", "EMAIL"]});
    let answer = server.post("/rest/user.get?auth=user_basic", seen).await;
    assert_eq!(ids(&answer)[..2], ["1", "7"], "who sees it sorts by it");
    assert_eq!(answer.result()[0]["EMAIL"], "grace@example.com");
}

#[tokio::test]
async fn order_and_selection() {
    let server = server(&accounts().await);
    let path = "/rest/user.get?auth=user";
    for (body, found) in [
        (json!({}), ["1", "7", "8", "10", "100"]),
        (
            json!({"SORT": "ID", "ORDER": "desc"}),
            ["100", "10", "8", "7", "1"],
        ),
        (
            json!({"sort": "NAME", "order": "ASC"}),
            ["8", "7", "100", "10", "1"],
        ),
        (
            json!({"sort": "LAST_NAME", "order": "DESC"}),
            ["10", "100", "7", "1", "8"],
        ),
        (json!({"SORT": "ACTIVE"}), ["10", "1", "7", "8", "100"]),
        (
            json!({"SORT": "NO_SUCH_FIELD", "ORDER": "x"}),
            ["1", "7", "8", "10", "100"],
        ),
        (
            json!({"ORDER": {"ID": "DESC"}}),
            ["1", "7", "8", "10", "100"],
        ),
    ] {
        assert_eq!(ids(&server.post(path, &body).await), found, "{body}");
    }
    let form = server.form(path, "SORT=ID&ORDER=DESC").await;
    assert_eq!(ids(&form), ["100", "10", "8", "7", "1"]);
    for (select, row) in [
        (
            json!(["ID", "name", "NOPE"]),
            json!({"ID": "7", "NAME": "Ada"}),
        ),
        (json!(["UF_*"]), json!({"UF_DEPARTMENT": [1, 12]})),
        (json!(["*"]), ada_in_full()),
        (json!([]), ada_in_full()),
    ] {
        let answer = server.post(path, json!({"ID": 7, "select": select})).await;
        assert_eq!(answer.result(), json!([row]), "{select}");
    }
}

// Proves: P-57, P-58, P-338, P-40, P-156
#[tokio::test]
async fn pages_of_users() {
    let accounts = accounts().await;
    for id in 1000..1600 {
        accounts.put(named(id, "Many", "")).await.unwrap();
    }
    let server = server(&accounts);
    for path in paths("user.get", "user") {
        let page = async |body: Value| {
            let answer = server.post(&path, &body).await;
            let json = answer.json();
            (
                ids(&answer),
                json.get("next").cloned(),
                json.get("total").cloned(),
            )
        };
        let (first, next, total) = page(json!({})).await;
        assert_eq!(
            (first.len(), next, total),
            (50, Some(json!(50)), Some(json!(605)))
        );
        assert_eq!(first[..6], ["1", "7", "8", "10", "100", "1000"]);
        let (second, next, _) = page(json!({"start": 50})).await;
        assert_eq!((second[0].as_str(), next), ("1045", Some(json!(100))));
        let (last, next, total) = page(json!({"start": "600"})).await;
        assert_eq!((last.len(), next, total), (5, None, Some(json!(605))));
        assert_eq!(last[4], "1599");
        let (beyond, next, total) = page(json!({"start": 700})).await;
        assert_eq!((beyond.len(), next, total), (0, None, Some(json!(605))));
        let (uncounted, next, total) = page(json!({"start": -1})).await;
        assert_eq!((uncounted, next, total), (first, None, None));
        let after = json!({"start": -1, "FILTER": {">ID": "1549"}, "ORDER": "ASC"});
        let (rest, next, total) = page(after).await;
        assert_eq!((rest.len(), next, total), (50, None, None));
        assert_eq!((rest[0].as_str(), rest[49].as_str()), ("1550", "1599"));
        let backwards = json!({"start": -1, "SORT": "ID", "ORDER": "DESC"});
        let (rest, next, total) = page(backwards).await;
        assert_eq!((rest[0].as_str(), next, total), ("1599", None, None));
    }
}
