//! A real browser (Debian's Chromium, without a screen), driven as an administrator would: by what is on the page.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use crate::process::Running;

/// How long a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    // The driver ends the browser, whose profile goes last.
    _driver: Running,
    _profile: TempDir,
}

impl Browser {
    /// Opens one that asks for pages in this language.
    pub async fn open(language: &str) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = free.local_addr().expect("its number").port();
        drop(free);
        let driver = Running::start(
            Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .env("HOME", profile.path())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(begun.elapsed() < PATIENCE, "chromedriver did not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let folder = profile.path().join("profile");
        let Value::Object(capabilities) = json!({ "goog:chromeOptions": {
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--no-proxy-server",
                format!("--user-data-dir={}", folder.display()),
            ],
            "prefs": { "intl.accept_languages": language },
        } }) else {
            unreachable!("an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("Chromium; `make setup-test` installs it");
        Self { client, _driver: driver, _profile: profile }
    }

    /// Goes to an address.
    pub async fn go(&self, address: &str) {
        self.client.goto(address).await.unwrap_or_else(|problem| panic!("{address}: {problem}"));
    }

    /// Presses what this selector finds.
    pub async fn press(&self, css: &str) {
        let element = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        let element = match element {
            Ok(element) => element,
            Err(problem) => panic!("{css}: {problem}; the page is:\n{}", self.text().await),
        };
        element.click().await.unwrap_or_else(|problem| panic!("{css}: {problem}"));
    }

    /// Waits until the page's heading is this one.
    pub async fn see_heading(&self, text: &str) {
        let begun = Instant::now();
        loop {
            let heading = self.script("return document.querySelector('h1')?.innerText ?? ''").await;
            if heading == text {
                return;
            }
            let page = self.text().await;
            assert!(begun.elapsed() < PATIENCE, "no heading {text:?} but {heading:?}; the page is:\n{page}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// All the text on the page.
    pub async fn text(&self) -> String {
        self.script("return document.body?.innerText ?? ''").await.as_str().unwrap_or_default().to_owned()
    }

    /// The address in its address bar.
    pub async fn address(&self) -> String {
        self.client.current_url().await.expect("an address").to_string()
    }

    /// Runs a script as the driver, for which the page's own policy does not hold.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, vec![]).await.expect("a script")
    }

    /// Ends it.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
    }
}
