//! The page that was taken over, as the core sees it, and what a person would do at its window meanwhile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use consentry_desktop::House;
use consentry_platform::{MemorySecrets, Places};
use consentry_testbed::scene::{APP, HOME, customer};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use super::SECRET;

/// An answer that takes longer is stopped by the commands that stop something.
pub const AT_ONCE: Duration = Duration::from_secs(2);
/// An answer that takes longer than this is none.
const AT_ALL: Duration = Duration::from_secs(60);

/// Everything that went from the core to the page.
pub type Heard = Arc<Mutex<Vec<String>>>;

pub struct Page {
    folder: PathBuf,
    pub heard: Heard,
    main: WebviewWindow<MockRuntime>,
    _app: tauri::App<MockRuntime>,
}

pub enum Told {
    Answer(Value),
    Refusal(Value),
}

impl Page {
    pub fn open(folder: &Path) -> Self {
        let house = House::with(Places::below(&folder.join("data")), Arc::new(MemorySecrets::default()));
        let heard = Heard::default();
        let told = Arc::clone(&heard);
        let builder = mock_builder().channel_interceptor(move |_, _, _, message| {
            let text = match message {
                InvokeResponseBody::Json(text) => text.clone(),
                InvokeResponseBody::Raw(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            };
            told.lock().unwrap().push(text);
            true
        });
        let app =
            consentry_desktop::shell(builder, Arc::new(house)).build(consentry_desktop::context()).unwrap();
        let main = WebviewWindowBuilder::new(&app, "main", WebviewUrl::default()).build().unwrap();
        Self { folder: folder.to_owned(), heard, main, _app: app }
    }

    pub fn send(&self, command: &str, body: InvokeBody) -> mpsc::Receiver<Told> {
        let request = InvokeRequest {
            cmd: command.to_owned(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: "tauri://localhost".parse().unwrap(),
            body,
            headers: tauri::http::HeaderMap::default(),
            invoke_key: INVOKE_KEY.to_owned(),
        };
        let (sender, answer) = mpsc::channel();
        self.main.clone().on_message(
            request,
            Box::new(move |_, _, response, _, _| {
                let told = match response {
                    InvokeResponse::Ok(body) => Told::Answer(body.deserialize().unwrap_or_default()),
                    InvokeResponse::Err(error) => Told::Refusal(error.0),
                };
                // Whoever waited in vain has gone, and said so.
                let _ = sender.send(told);
            }),
        );
        answer
    }

    /// Sends a command and waits for its answer; one that takes its time is stopped as a person would stop it.
    pub fn ask(&self, command: &str, body: InvokeBody, how: &str) -> Told {
        let answer = self.send(command, body);
        match answer.recv_timeout(AT_ONCE) {
            Ok(told) => return told,
            Err(RecvTimeoutError::Disconnected) => panic!("{command} ({how}) came to no answer"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        for realm in ["real", "practice"] {
            for stop in ["cancel_check_all", "cancel_import"] {
                let _ = self.send(stop, InvokeBody::Json(json!({ "realm": realm }))).recv_timeout(AT_ONCE);
            }
            for row in self.rows() {
                for stop in ["cancel_check", "cancel_call"] {
                    let body = json!({ "realm": realm, "customer": row });
                    let _ = self.send(stop, InvokeBody::Json(body)).recv_timeout(AT_ONCE);
                }
            }
        }
        for stop in ["stop_waiting", "cancel_inspection"] {
            let _ = self.send(stop, InvokeBody::Json(json!({}))).recv_timeout(AT_ONCE);
        }
        answer
            .recv_timeout(AT_ALL)
            .unwrap_or_else(|_| panic!("{command} ({how}) gave no answer in {AT_ALL:?}"))
    }

    pub fn told(&self, command: &str, body: Value) -> Value {
        match self.ask(command, InvokeBody::Json(body), "as it should be") {
            Told::Answer(value) => value,
            Told::Refusal(why) => panic!("{command} was refused: {why}"),
        }
    }

    /// The rows of apps and customers, in both realms.
    pub fn rows(&self) -> Vec<i64> {
        let mut rows = BTreeSet::from([0, 1]);
        for realm in ["real", "practice"] {
            let board = self.told("overview", json!({ "realm": realm, "lang": "en" }));
            for list in ["apps", "customers"] {
                let known = board[list].as_array().unwrap().iter();
                rows.extend(known.take(6).filter_map(|one| one["row"].as_i64()));
            }
        }
        rows.into_iter().collect()
    }

    /// Makes sure that there is something to attack.
    pub fn furnish(&self) {
        let board = self.told("overview", json!({ "realm": "real", "lang": "en" }));
        let app = match board["apps"].as_array().unwrap().iter().find(|one| one["appId"] == APP) {
            Some(known) => known["row"].clone(),
            None => self.told("save_app", json!({
                "realm": "real", "keepInMemory": true, "lang": "en", "secret": SECRET,
                "draft": { "row": null, "name": "Northwind MDR", "cloud": "commercial", "appId": APP,
                    "homeTenant": HOME, "publisher": "", "contact": "", "secretExpiresOn": "", "ticks": [],
                    "redirectUris": ["http://localhost/done"], "permissions": ["Alert.Read.All"] },
            }))["app"]["row"].clone(),
        };
        if board["customers"].as_array().unwrap().is_empty() {
            for name in ["all-well", "not-consented"] {
                let who = customer(name);
                let draft = json!({ "row": null, "app": app, "name": who.customer, "tenant": who.tenant_id.to_string() });
                self.told("save_customer", json!({ "realm": "real", "draft": draft, "lang": "sv" }));
            }
        }
        if self.told("overview", json!({ "realm": "practice", "lang": "en" }))["customers"]
            .as_array()
            .unwrap()
            .is_empty()
        {
            self.told("reset_practice", json!({}));
        }
    }

    /// What was opened so far.
    pub fn opened(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.folder.join("opened")).unwrap_or_default();
        text.split_terminator('\0').map(str::to_owned).collect()
    }
}
