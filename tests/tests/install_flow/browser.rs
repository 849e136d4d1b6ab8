//! A headless Chromium, driven by WebDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bitrix_rest_tests::client::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One window; closed when dropped.
pub struct Browser {
    driver: Child,
    client: Client,
    session: String,
    _profile: TempDir,
}

impl Browser {
    pub fn open() -> Self {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is needed: Debian's package chromium-driver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let mut client = Client::new(format!("127.0.0.1:{}", port.unwrap()), PATIENCE);
        let folder = format!("--user-data-dir={}", profile.path().display());
        // Root may not use the sandbox of Chromium, and containers have little shared memory.
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-proxy-server",
            &folder,
        ];
        let wanted =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let session = client.post("/session", &wanted).unwrap();
        let id = session.body["value"]["sessionId"].as_str();
        let session = id.unwrap_or_else(|| panic!("{session:?}")).to_owned();
        Self {
            driver,
            client,
            session,
            _profile: profile,
        }
    }

    fn ask(&mut self, command: &str, body: &Value) -> Value {
        let path = format!("/session/{}/{command}", self.session);
        let answer = self.client.post(&path, body).unwrap();
        assert_eq!(answer.status, 200, "{command}: {answer:?}");
        answer.body["value"].clone()
    }

    fn read(&mut self, what: &str) -> String {
        let path = format!("/session/{}/{what}", self.session);
        let answer = self.client.get(&path).unwrap();
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
        answer.body["value"].as_str().unwrap().to_owned()
    }

    pub fn go(&mut self, url: &str) {
        self.ask("url", &json!({"url": url}));
    }

    pub fn url(&mut self) -> String {
        self.read("url")
    }

    pub fn title(&mut self) -> String {
        self.read("title")
    }

    /// The text that somebody sees.
    pub fn text(&mut self) -> String {
        // In one step: an element that was found may be of a page that has gone.
        let text = self.run("return document.body.innerText");
        text.as_str().unwrap().to_owned()
    }

    /// Clicks, and waits for the page that it leads to.
    pub fn click(&mut self, selector: &str, to: &str) {
        let element = self.find(selector);
        self.ask(&format!("element/{element}/click"), &json!({}));
        let begun = Instant::now();
        while !(self.url().starts_with(to) && self.run("return document.readyState") == "complete")
        {
            assert!(begun.elapsed() < PATIENCE, "{} is not {to}", self.url());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn run(&mut self, script: &str) -> Value {
        self.ask("execute/sync", &json!({"script": script, "args": []}))
    }

    fn find(&mut self, selector: &str) -> String {
        let query = json!({"using": "css selector", "value": selector});
        let found = self.ask("element", &query);
        let id = found
            .as_object()
            .and_then(|found| found.values().next()?.as_str());
        id.unwrap_or_else(|| panic!("{selector}: {found}"))
            .to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the driver alone would leave the browser behind.
        let _ = Command::new("curl")
            .args(["-s", "-X", "DELETE", "--max-time", "10", "-o", "/dev/null"])
            .arg(format!(
                "http://{}/session/{}",
                self.client.address(),
                self.session
            ))
            .status();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
