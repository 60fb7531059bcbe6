//! The real window, driven as a person would: by what is on the screen, under the public `data-testid` names.
//!
//! WebKitWebDriver starts the program users get. `TAURI_WEBVIEW_AUTOMATION` is Tauri's own switch, which lets a driver in
//! and exists in every release.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
pub use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::process::Running;
use crate::session::Session;
use crate::{axe, programs, wait_for};

/// How long a person would look for something before calling it missing.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long a window may take to open on a busy machine.
const OPENING: Duration = Duration::from_secs(90);

/// The driver's inner port is shared by all its sessions, so only one window is open at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// An open window.
#[derive(Debug)]
pub struct Window {
    runtime: Runtime,
    client: Client,
    program: PathBuf,
    _driver: Running,
    _turn: MutexGuard<'static, ()>,
}

impl Window {
    /// Starts the desktop program in this session and waits for its first screen.
    pub fn open(session: &Session) -> Self {
        let program = programs::programs().desktop.clone();
        let window = Self::open_program(session, &program);
        window.see("home");
        window
    }

    /// Starts a given program; says nothing of what it shows.
    pub fn open_program(session: &Session, program: &Path) -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(session.log("window.log"))
            .expect("a log");
        let mut driver = Running::start(
            session
                .command("WebKitWebDriver")
                .args(["--host=127.0.0.1", &format!("--port={port}")])
                .env("TAURI_WEBVIEW_AUTOMATION", "true")
                .stdin(Stdio::null())
                .stdout(log.try_clone().expect("a log"))
                .stderr(log),
        );
        wait_for("WebKitWebDriver", PATIENCE, || {
            driver.assert_running();
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let Value::Object(capabilities) =
            json!({ "webkitgtk:browserOptions": { "binary": program, "args": [] } })
        else {
            unreachable!("an object")
        };
        let client = runtime
            .block_on(async {
                let mut builder = ClientBuilder::new(HttpConnector::new());
                let address = format!("http://127.0.0.1:{port}");
                // The driver waits for ever for a program that ends at once.
                tokio::time::timeout(OPENING, builder.capabilities(capabilities).connect(&address)).await
            })
            .unwrap_or_else(|_| panic!("{} did not open in {OPENING:?}", program.display()))
            .unwrap_or_else(|problem| panic!("{} did not open: {problem}", program.display()));
        Self { runtime, client, program: program.to_owned(), _driver: driver, _turn: turn }
    }

    /// The program's process.
    pub fn process(&self, session: &Session) -> u32 {
        let program = self.program.canonicalize().expect("the program");
        let all = session.processes();
        if let Some(seen) = all.iter().find(|seen| seen.program == program) {
            return seen.id;
        }
        let all: Vec<_> = all.iter().map(|seen| (seen.id, &seen.program)).collect();
        self.give_up(&format!("{} does not run, but {all:?}", program.display()))
    }

    fn all(&self, css: &str) -> Vec<Element> {
        self.runtime.block_on(self.client.find_all(Locator::Css(css))).unwrap_or_default()
    }

    fn shown(&self, css: &str) -> Option<Element> {
        self.all(css)
            .into_iter()
            .find(|element| self.runtime.block_on(element.is_displayed()).unwrap_or(false))
    }

    /// Whether it is on the screen right now.
    pub fn has(&self, name: &str) -> bool {
        self.shown(&css(name)).is_some()
    }

    /// Waits until it is on the screen.
    pub fn see(&self, name: &str) {
        self.see_css(&css(name));
    }

    /// As [`Window::see`], for what has no public name.
    pub fn see_css(&self, css: &str) {
        self.element(css, PATIENCE);
    }

    /// Waits until it is no longer on the screen.
    pub fn see_gone(&self, name: &str) {
        self.until(&format!("{name} to go"), PATIENCE, || (!self.has(name)).then_some(()));
    }

    fn element(&self, css: &str, patience: Duration) -> Element {
        self.until(css, patience, || self.shown(css))
    }

    /// As [`wait_for`], but says what is on the screen instead.
    pub fn until<T>(&self, what: &str, patience: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            if let Some(answer) = ask() {
                return answer;
            }
            if begun.elapsed() > patience {
                self.give_up(&format!("waited {patience:?} for {what}"));
            }
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    /// Panics, and says and keeps what is on the screen instead.
    fn give_up(&self, why: &str) -> ! {
        let picture = crate::out("failed").join(format!("{}.png", file_name(why)));
        self.picture(&picture);
        panic!("{why}; on the screen ({}) is:\n{}", picture.display(), self.all_text());
    }

    /// Presses it, as soon as it can be pressed.
    pub fn press(&self, name: &str) {
        self.press_css(&css(name));
    }

    /// As [`Window::press`], for what has no public name.
    pub fn press_css(&self, css: &str) {
        let begun = Instant::now();
        loop {
            let refused = match self.shown(css) {
                None => "it is not on the screen".to_owned(),
                Some(element) if !self.runtime.block_on(element.is_enabled()).unwrap_or(false) => {
                    "it is disabled".to_owned()
                }
                Some(element) => match self.runtime.block_on(element.click()) {
                    Ok(()) => return,
                    Err(problem) => problem.to_string(),
                },
            };
            if begun.elapsed() > PATIENCE {
                self.give_up(&format!("{css} could not be pressed: {refused}"));
            }
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    /// Replaces what is in a field by typing.
    pub fn fill(&self, name: &str, text: &str) {
        let element = self.element(&css(name), PATIENCE);
        self.runtime
            .block_on(element.clear())
            .unwrap_or_else(|problem| panic!("{name} was not emptied: {problem}"));
        self.runtime
            .block_on(element.send_keys(text))
            .unwrap_or_else(|problem| panic!("{name} was not filled: {problem}"));
    }

    /// Presses keys wherever the focus is, one after the other.
    pub fn type_keys(&self, keys: &[Key]) {
        let keyboard = keys.iter().fold(KeyActions::new("keyboard".to_owned()), |typed, key| {
            let value = char::from(*key);
            typed.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.runtime.block_on(self.client.perform_actions(keyboard)).expect("keys");
    }

    /// Types wherever the focus is.
    pub fn type_text(&self, text: &str) {
        let keyboard = text.chars().fold(KeyActions::new("keyboard".to_owned()), |typed, value| {
            typed.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.runtime.block_on(self.client.perform_actions(keyboard)).expect("keys");
    }

    /// The public name of what has the focus, else its tag; `body` means that the focus was lost.
    pub fn focused(&self) -> String {
        let script =
            "const at = document.activeElement; return at.dataset.testid ?? at.tagName.toLowerCase()";
        self.script(script, vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Tabs forward until this has the focus; panics when the way round the window does not lead there, or when
    /// somewhere on it nobody could see where they are.
    pub fn tab_to(&self, name: &str) {
        let visible = r"
            const at = document.activeElement;
            if (at === document.body) return true;
            const shown = (one) => { const style = getComputedStyle(one); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 };
            for (let one = at; one && one !== document.body; one = one.parentElement) if (shown(one)) return true;
            return at.labels ? Array.from(at.labels).some(shown) : false;
        ";
        let mut way = Vec::new();
        while way.len() < 80 {
            self.type_keys(&[Key::Tab]);
            let at = self.focused();
            assert_eq!(self.script(visible, vec![]), true, "the focus on {at} can be seen");
            if at == name {
                return;
            }
            way.push(at);
        }
        self.give_up(&format!("Tab never comes to {name}, only to {way:?}"));
    }

    /// Pastes into a field what the desktop's clipboard holds.
    pub fn paste(&self, name: &str) {
        let element = self.element(&css(name), PATIENCE);
        self.runtime.block_on(element.click()).expect("the focus");
        let control = char::from(Key::Control);
        let keyboard = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: control })
            .then(KeyAction::Down { value: 'v' })
            .then(KeyAction::Up { value: 'v' })
            .then(KeyAction::Up { value: control });
        self.runtime.block_on(self.client.perform_actions(keyboard)).expect("keys");
        self.until(&format!("something in {name}"), PATIENCE, || {
            (!self.value(name).is_empty()).then_some(())
        });
    }

    /// Chooses an entry of a list by its value.
    pub fn choose(&self, name: &str, value: &str) {
        let element = self.element(&css(name), PATIENCE);
        self.runtime
            .block_on(element.select_by_value(value))
            .unwrap_or_else(|problem| panic!("{name} has no {value}: {problem}"));
    }

    /// Chooses a file, as the system's own dialogue would.
    pub fn choose_file(&self, name: &str, file: &Path) {
        let found = self.all(&css(name));
        let field = found.first().unwrap_or_else(|| self.give_up(&format!("{name} is not there")));
        self.runtime
            .block_on(field.send_keys(&file.display().to_string()))
            .unwrap_or_else(|problem| panic!("{name} did not take {}: {problem}", file.display()));
    }

    /// The text a person reads there.
    pub fn text(&self, name: &str) -> String {
        let element = self.element(&css(name), PATIENCE);
        self.runtime.block_on(element.text()).expect("its text").trim().to_owned()
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> String {
        let element = self.element(&css(name), PATIENCE);
        self.runtime.block_on(element.prop("value")).expect("its value").unwrap_or_default()
    }

    /// An attribute such as `data-verdict`.
    pub fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let element = self.element(&css(name), PATIENCE);
        self.runtime.block_on(element.attr(attribute)).expect("its attributes")
    }

    /// Waits until an attribute has this value.
    pub fn see_attribute(&self, name: &str, attribute: &str, value: &str, patience: Duration) {
        let mut last = None;
        self.until(&format!("{name} {attribute} {value}"), patience, || {
            let element = self.shown(&css(name))?;
            last = self.runtime.block_on(element.attr(attribute)).ok().flatten();
            (last.as_deref() == Some(value)).then_some(())
        });
    }

    /// All the text on the screen.
    pub fn all_text(&self) -> String {
        self.script("return document.body.innerText", vec![]).as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script as the driver, not as the page: the content policy does not hold for it.
    pub fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.runtime.block_on(self.client.execute(script, arguments)).expect("a script")
    }

    /// Keeps what the core answers to the window, from now on until the page is loaded again.
    pub fn listen_to_the_core(&self) {
        let script = r"
            window.heard = [];
            const ask = window.fetch;
            window.fetch = async (...question) => {
                const answer = await ask(...question);
                window.heard.push(String(question[0]) + ' ' + await answer.clone().text());
                return answer;
            };
        ";
        self.script(script, vec![]);
    }

    /// What was kept: each answer behind the name of its command.
    pub fn heard_from_the_core(&self) -> Vec<String> {
        serde_json::from_value(self.script("return window.heard", vec![])).expect("a list of texts")
    }

    /// A script that gets a function to call with its answer.
    pub fn script_with_callback(&self, script: &str) -> Value {
        self.runtime.block_on(self.client.execute_async(script, vec![])).expect("a script")
    }

    /// A picture of the page.
    pub fn picture(&self, file: &Path) {
        if let Ok(bytes) = self.runtime.block_on(self.client.screenshot()) {
            std::fs::write(file, bytes).expect("a picture");
        }
    }

    /// Holds the screen against axe-core and keeps a picture of it under `tests/out/screens`.
    pub fn inspect(&self, screen: &str) {
        // First, because it waits until the colours have settled.
        let found = axe::violations(self);
        self.picture(&crate::out("screens").join(format!("{screen}.png")));
        axe::assert_none(&found, screen);
    }

    /// Ends the session; the driver ends the program.
    pub fn close(self) {
        let _ = self.runtime.block_on(self.client.clone().close());
    }
}

fn css(name: &str) -> String {
    format!("[data-testid=\"{name}\"]")
}

fn file_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
