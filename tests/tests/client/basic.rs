//! Every method of the basic scope, and those of users, of the real portal over TLS, by an application whose token has expired.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex};

use bitrix_rest::client::{OAuth, Pace, Portal, Tokens};
use bitrix_rest::{AnswerOf, Array, Batch, Callable, Truthy, Value};
use bitrix_rest_methods::events::{
    Bound, EventBind, EventGet, EventList, EventOfflineClear, EventOfflineError, EventOfflineGet,
    EventOfflineList, EventTest, EventUnbind,
};
#[expect(deprecated, reason = "the portal has it, too")]
use bitrix_rest_methods::introspection::Methods;
use bitrix_rest_methods::introspection::{
    AppInfo, AppInfoReply, FeatureGet, MethodGet, RestDocumentationOpenapi, RestScopeList, Scope,
};
use bitrix_rest_methods::options::{AppOptionGet, AppOptionSet, UserOptionGet, UserOptionSet};
use bitrix_rest_methods::system::ServerTime;
use bitrix_rest_methods::users::{
    AccessName, CallerProfile, Profile, UserAccess, UserAdmin, UserCurrent, UserGet,
};
use bitrix_rest_tests::portal;

/// An application with an expired token and one that renews it, and users for three pages.
fn write_configuration(folder: &Path) -> String {
    let mut text = "[licence]\nlanguage = \"en\"\nplan = \"ent250\"\nfamily = \"ent\"\n\
        features = { rest_auth_connector = true, rest_offline_extended = true }\n\
        [[applications]]\nclient_id = \"app.test\"\nclient_secret = \"app-secret\"\nversion = 3\n\
        scopes = [\"crm\", \"user\"]\n\
        [[tokens]]\ntoken = \"old-access\"\nrefresh = \"old-refresh\"\napplication = \"app.test\"\nuser = 1\n\
        expired = true\n"
        .to_owned();
    for id in 1..=120 {
        let administrator = id == 1;
        let _ = write!(
            text,
            "[[users]]\nid = {id}\nlogin = \"user{id}\"\nadministrator = {administrator}\n"
        );
    }
    let path = folder.join("portal.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A client that notes which methods were answered.
struct Noting {
    portal: Portal,
    answered: BTreeSet<&'static str>,
}

impl Noting {
    async fn call<M: Callable>(&mut self, request: M) -> AnswerOf<M> {
        let name = M::DESCRIPTOR.name();
        self.answered.insert(name);
        match self.portal.call(request).await {
            Ok(answer) => answer,
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn code(code: &str) -> Option<Value> {
    Some(vec![code].into())
}

// Proves: P-90, P-101, P-201, P-205, P-221, P-222, P-223, P-324, P-335
#[tokio::test]
async fn every_method_answers_what_its_type_says() {
    let folder = tempfile::tempdir().unwrap();
    let config = write_configuration(folder.path());
    let tls = folder.path().join("tls");
    let arguments = ["--config", &config, "--tls-self-signed", "--tls-folder"];
    let log = folder.path().join("portal.log");
    let arguments = [&arguments[..], &[tls.to_str().unwrap()]].concat();
    let served = portal::Portal::start_with_log(&arguments, &log).unwrap();
    let (_, port) = served.address().rsplit_once(':').unwrap();
    let at = |path: &str| format!("https://localhost:{port}/{path}");

    let told = Arc::new(Mutex::new(0));
    let count = told.clone();
    let tokens = Tokens::new("old-access", "old-refresh");
    let oauth = OAuth::new("app.test", "app-secret", tokens)
        .server(at("oauth/token/"))
        .renewed(move |_| *count.lock().unwrap() += 1);
    let portal = Portal::oauth(&at("rest/"), oauth).unwrap();
    let stranger = portal.clone().retries(0).call(Profile {}).await;
    assert!(
        stranger.is_err(),
        "its certificate is signed by nobody whom the machine trusts"
    );
    let authority = std::fs::read(tls.join("ca.pem")).unwrap();
    let portal = portal.trusting(&authority).unwrap();
    let portal = portal.paced(Pace::UNLIMITED);
    let mut noting = Noting {
        portal,
        answered: BTreeSet::new(),
    };

    callers(&mut noting).await;
    assert_eq!(*told.lock().unwrap(), 1, "the token was renewed once");
    options(&mut noting).await;
    events(&mut noting).await;
    introspection(&mut noting).await;

    let users = noting.portal.rows(UserGet {
        filter: None,
        sort: text("ID"),
        order: None,
        select: None,
        admin_mode: Truthy(false),
        fields: Array::new(),
    });
    assert_eq!(users.all().await.unwrap().len(), 120);
    noting.answered.insert("user.get");

    #[expect(deprecated, reason = "as above")]
    let listed = noting.call(Methods {
        full: Truthy(true),
        scope: None,
    });
    let listed: BTreeSet<String> = listed.await.into_iter().collect();
    // Of REST 3.0 alone, so not in the list of REST 2.
    let third = ["rest.documentation.openapi", "rest.scope.list"].map(str::to_owned);
    let is_basic = |name: &String| !name.starts_with("demo.");
    let expected = listed.into_iter().filter(is_basic).chain(third);
    let answered: BTreeSet<String> = noting.answered.iter().copied().map(str::to_owned).collect();
    assert_eq!(answered, expected.collect());
}

async fn callers(noting: &mut Noting) {
    let CallerProfile::User(profile) = noting.call(Profile {}).await else {
        panic!("nobody");
    };
    assert_eq!((profile.id.as_str(), profile.admin), ("1", true));
    assert!(noting.call(UserAdmin {}).await);
    let user = noting.call(UserCurrent {}).await;
    assert_eq!(user.get("ID"), Some(&"1".into()));
    assert!(noting.call(UserAccess { access: code("AU") }).await);
    let names = noting.call(AccessName { access: code("U2") }).await;
    assert!(names.as_array().unwrap().contains("U2"), "{names:?}");
    let time = noting.call(ServerTime {}).await;
    assert!(time.to_string().starts_with("20"), "{time}");
}

async fn options(noting: &mut Noting) {
    let mut options = Array::new();
    options.insert("theme", "dark");
    options.insert("deep", vec![1, 2]);
    options.insert("nothing", Value::Null);
    let user = UserOptionSet {
        options: options.clone(),
    };
    assert!(noting.call(user).await);
    let all = noting.call(UserOptionGet { option: None }).await;
    assert_eq!(all, options.clone().into());
    assert!(noting.call(AppOptionSet { options }).await);
    let deep = noting.call(AppOptionGet {
        option: text("deep"),
    });
    assert_eq!(deep.await, vec![1, 2].into());
    let error = noting.portal.call(UserOptionSet {
        options: Array::new(),
    });
    assert!(error.await.unwrap_err().is("ArgumentNullException"));
}

async fn events(noting: &mut Noting) {
    let known = noting
        .call(EventList {
            scope: None,
            full: Truthy(false),
        })
        .await;
    let event = known.iter().find(|name| name.as_str() == "ONAPPUPDATE");
    let event = event.cloned().unwrap_or_else(|| panic!("{known:?}"));
    let handler = text("https://handler.example/");
    let bind = EventBind {
        event: Some(event.clone()),
        handler: handler.clone(),
        auth_type: None,
        event_type: None,
        options: None,
    };
    assert!(noting.call(bind).await);
    let bound = noting.call(EventGet {}).await;
    assert!(
        matches!(bound.as_slice(), [Bound::Online { event: name, .. }] if *name == event),
        "{bound:?}"
    );
    let unbind = EventUnbind {
        event: Some(event),
        handler,
        auth_type: None,
        event_type: None,
    };
    assert_eq!(noting.call(unbind).await.count, 1);
    let query = [("any", "thing")].into_iter().collect();
    assert_eq!(noting.call(EventTest { query }).await, 1);

    let listed = noting.call(EventOfflineList {
        filter: Default::default(),
        order: Default::default(),
    });
    assert_eq!(listed.await.total(), Some(0));
    let fetched = noting.call(EventOfflineGet {
        filter: Default::default(),
        order: Default::default(),
        limit: None,
        clear: Some(0.into()),
        process_id: None,
        error: None,
    });
    assert!(fetched.await.events.is_empty());
    let clear = EventOfflineClear {
        process_id: text("1"),
        ids: None,
        messages: None,
    };
    noting.call(clear).await;
    let error = EventOfflineError {
        process_id: text("1"),
        messages: code("none"),
    };
    noting.call(error).await;
}

async fn introspection(noting: &mut Noting) {
    let AppInfoReply::Application(info) = noting.call(AppInfo {}).await else {
        panic!("no application");
    };
    assert_eq!((info.version, info.license.as_str()), (3, "en_ent250"));
    let scopes = noting.call(Scope {
        full: Truthy(false),
    });
    assert_eq!(scopes.await, ["crm", "user"]);
    let state = noting.call(MethodGet {
        name: text("profile"),
    });
    let state = state.await;
    assert!(state.is_existing && state.is_available);
    let feature = noting.call(FeatureGet {
        code: "rest_auth_connector".to_owned(),
    });
    assert_eq!(feature.await.value, "Y");
    let commands = [("who", "profile"), ("none", "no.such")];
    let batch = noting.call(Batch {
        cmd: commands.into_iter().collect(),
        halt: false,
    });
    let batch = batch.await;
    assert!(batch.result.contains("who") && batch.result_error.contains("none"));
    let document = noting.call(RestDocumentationOpenapi {}).await;
    let document = serde_json::to_value(document.0).unwrap();
    assert_eq!(document["openapi"], "3.0.0");
    let tree = noting.call(RestScopeList {
        module: None,
        controller: None,
        method: None,
    });
    tree.await;
}
