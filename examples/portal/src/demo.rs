//! The portal that is served when no other is given, and what is printed when a portal starts.

use std::collections::HashSet;
use std::mem::take;

use bitrix_rest::Credentials;
use bitrix_rest_methods::Accounts;

use crate::config::{Config, Problems, Token};
use crate::reach::Reach;

/// The commented sample is the demo: one file to read, to copy and to serve.
const FILE: &str = include_str!("../portal.toml");

/// The demo portal.
pub(crate) fn config() -> Result<Config, Problems> {
    Config::read("portal.toml", FILE)
}

/// Whether someone could call with a secret of the demo, which everybody knows: the configuration has one, or an earlier
/// start without a configuration has put them here.
pub(crate) async fn shares_secrets(other: &Config, accounts: &Accounts) -> bool {
    let Ok(mut demo) = config() else {
        return false;
    };
    let public: HashSet<&str> = secrets(&demo).collect();
    if secrets(other).any(|secret| public.contains(secret)) {
        return true;
    }
    keep_working(&mut demo, accounts).await;
    secrets(&demo).next().is_some()
}

/// Leaves of the tokens and webhooks those that work: some may have been revoked since they were put.
pub(crate) async fn keep_working(config: &mut Config, accounts: &Accounts) {
    let works = async |credentials| accounts.log_in(&credentials).await.is_ok();
    let (tokens, webhooks) = (take(&mut config.tokens), take(&mut config.webhooks));
    for token in tokens {
        let secret = token.token.get_ref().expose();
        if works(Credentials::Token(secret.into())).await {
            config.tokens.push(token);
        }
    }
    for webhook in webhooks {
        let credentials = Credentials::Webhook {
            user: webhook.user.get_ref().to_string(),
            code: webhook.code.get_ref().expose().into(),
        };
        if works(credentials).await {
            config.webhooks.push(webhook);
        }
    }
}

fn secrets(config: &Config) -> impl Iterator<Item = &str> {
    let of_tokens = config.tokens.iter().map(|token| &token.token);
    let of_webhooks = config.webhooks.iter().map(|hook| &hook.code);
    of_tokens
        .chain(of_webhooks)
        .map(|secret| secret.get_ref().expose())
}

/// What is added to the title of a command that works over HTTPS only.
fn https(config: &Config) -> &'static str {
    if config.server.https_only_webhooks && !config.server.speaks_tls() {
        " (over https only: call the proxy that ends TLS)"
    } else {
        ""
    }
}

/// What a portal from a file says when it starts. Its secrets are its owner's: placeholders stand for them.
pub(crate) fn summary(config: &Config, file: &str, kept: &str, reach: &Reach) -> String {
    let Config {
        users,
        applications,
        tokens,
        webhooks,
        ..
    } = config;
    let (base, curl) = (&reach.base, reach.curl());
    let mut text = format!(
        "The portal is at {base}/\n\
         Read from {file}: users {}, applications {}, tokens {}, webhooks {}\n\
         All is kept in {kept}\n",
        users.len(),
        applications.len(),
        tokens.len(),
        webhooks.len()
    );
    text.push_str(&reach.trust());
    let mut commands = String::new();
    let active = |id: u64| {
        let mut users = users.iter();
        users.any(|user| *user.id.get_ref() == id && user.active)
    };
    if let Some(hook) = webhooks
        .iter()
        .find(|hook| hook.lives() && active(*hook.user.get_ref()))
    {
        let (user, note) = (hook.user.get_ref(), https(config));
        commands.push_str(&format!(
            "\n# server.time by the first active webhook, which is of user {user}{note}\n\
             curl {curl}'{base}/{user}/{{code}}/server.time'\n"
        ));
    }
    if tokens.iter().any(Token::lives) {
        commands.push_str(&format!(
            "\n# server.time by an access token\n\
             curl {curl}-d 'auth={{token}}' {base}/server.time\n"
        ));
    }
    if !commands.is_empty() {
        text.push_str("Put a secret of yours in place of the braces:\n");
        text.push_str(&commands);
    }
    text
}

/// What the demo says when it starts: commands that work as they stand. `fresh` says that it was put now; else the accounts
/// are those of earlier starts, and of commands.
pub(crate) fn banner(config: &Config, fresh: bool, kept: &str, reach: &Reach) -> String {
    let (base, curl) = (&reach.base, &reach.curl());
    let mut text = format!("The stand-in portal is at {base}/\n");
    if fresh {
        text.push_str(&format!(
            "Users 1 (an administrator), 2 and 3, one application, kept in {kept}. Its secrets are fixed and public.\n"
        ));
    } else {
        text.push_str(&format!(
            "All is kept in {kept}, with the accounts that were there: `portal user list` lists users.\n"
        ));
    }
    text.push_str(&reach.trust());
    if secrets(config).next().is_some() {
        text.push_str(match fresh {
            true => "Paste a command into another terminal:\n",
            false => "The demo was put there. Its secrets are fixed and public; paste a command into another terminal:\n",
        });
    }
    let webhook = |tied: bool| {
        config
            .webhooks
            .iter()
            .find(move |hook| hook.application.is_some() == tied)
    };
    if let Some(hook) = webhook(true) {
        let path = format!(
            "{base}/{}/{}",
            hook.user.get_ref(),
            hook.code.get_ref().expose()
        );
        seeds(
            &mut text,
            &format!(
                "by a webhook that speaks for the application{}",
                https(config)
            ),
            curl,
            &path,
            "",
        );
    }
    if let Some(token) = config.tokens.iter().find(|token| token.lives()) {
        let auth = format!("\"auth\": \"{}\"", token.token.get_ref().expose());
        seeds(
            &mut text,
            "by an access token of the application",
            curl,
            base,
            &auth,
        );
    }
    if let Some(hook) = webhook(false) {
        let path = format!(
            "{base}/{}/{}",
            hook.user.get_ref(),
            hook.code.get_ref().expose()
        );
        let what = format!(
            "server.time by a webhook of its own, which has no application context{}",
            https(config)
        );
        command(&mut text, &what, curl, "", &format!("{path}/server.time"));
    }
    let mut applications = config.applications.iter();
    let signing_in = applications.find_map(|it| Some((it, it.redirect_uri.as_ref()?)));
    // Later it may have been switched off.
    if let Some((application, back)) = signing_in.filter(|_| fresh) {
        let origin = base.strip_suffix("/rest").unwrap_or(base);
        let (id, back) = (application.client_id.get_ref(), back.get_ref());
        text.push_str(&format!(
            "\nOAuth: {origin}/oauth/authorize/?client_id={id} in a browser returns to {back} with a code,\n\
             which {origin}/oauth/token/ exchanges for tokens.\n"
        ));
    }
    text
}

/// Both methods of application settings, in every form.
fn seeds(text: &mut String, how: &str, curl: &str, path: &str, auth: &str) {
    let settings = r#""options": {"data": "value", "data2": "value2"}"#;
    for (what, method, parameters) in [
        ("store two settings", "user.option.set", settings),
        ("read one", "user.option.get", r#""option": "data""#),
        ("read all", "user.option.get", ""),
    ] {
        let comma = if parameters.is_empty() || auth.is_empty() {
            ""
        } else {
            ", "
        };
        let title = format!("{what} {how}");
        command(
            text,
            &title,
            curl,
            &format!("{parameters}{comma}{auth}"),
            &format!("{path}/{method}"),
        );
    }
}

fn command(text: &mut String, title: &str, curl: &str, parameters: &str, url: &str) {
    text.push_str(&format!(
        "\n# {title}\n\
         curl {curl}-X POST \\\n  \
           -H \"Content-Type: application/json\" \\\n  \
           -H \"Accept: application/json\" \\\n  \
           -d '{{{parameters}}}' \\\n  \
           {url}\n"
    ));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn reach() -> Reach {
        Reach::new("127.0.0.1:8624".parse().unwrap(), false, None)
    }

    #[test]
    fn the_demo_has_all_that_its_commands_need() {
        let banner = banner(&config().unwrap(), true, "memory", &reach());
        assert_eq!(banner.matches("\ncurl -X POST ").count(), 7, "{banner}");
        for url in [
            "http://127.0.0.1:8624/rest/1/demo-app-webhook/user.option.set\n",
            "http://127.0.0.1:8624/rest/user.option.get\n",
            "http://127.0.0.1:8624/rest/1/demo-plain-webhook/server.time\n",
        ] {
            assert!(banner.contains(url), "{banner}");
        }
        assert!(
            banner.contains(r#"-d '{"option": "data", "auth": "demo-token-1"}'"#),
            "{banner}"
        );
        assert!(banner.contains(r#"-d '{"auth": "demo-token-1"}'"#) && banner.contains("-d '{}'"));
    }

    /// Commands without a configuration find what `portal serve` has made.
    #[test]
    fn the_demo_is_kept_where_commands_look_for_it() {
        let server = config().unwrap().server;
        assert_eq!(
            server.store.unwrap().get_ref().expose(),
            crate::store::DEFAULT
        );
        assert_eq!(server.member_id, crate::config::Server::default().member_id);
    }

    #[test]
    fn webhooks_that_want_https_say_so() {
        let mut config = config().unwrap();
        config.server.https_only_webhooks = true;
        let banner = banner(&config, true, "memory", &reach());
        let summary = summary(&config, "file", "memory", &reach());
        for (text, by_webhook) in [(banner, 4), (summary, 1)] {
            let titles = text.lines().filter(|line| line.starts_with("# "));
            let noted: Vec<&str> = titles.filter(|line| line.contains("https")).collect();
            assert_eq!(noted.len(), by_webhook, "{text}");
            assert!(
                noted.iter().all(|line| line.contains("webhook")),
                "{noted:?}"
            );
        }
    }
}
