//! Asking for consent in the real window: the message in its reader's language, as text, in the mail program and as files
//! in the folder for downloads; the QR code read off the screen; the page at the end; links from elsewhere; and a link
//! that is good for one answer.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use consentry_testbed::scene::{APP, Scene, customer};
use consentry_testbed::steps::{CHECK, set_up_app};
use consentry_testbed::window::Window;
use consentry_testbed::{administrator, out, wait_for};

#[test]
fn everything_that_goes_with_a_link_in_english() {
    let scene = Scene::set();
    // Nobody named a folder for downloads here: they go to the home folder.
    let downloads = scene.session.folder().join("home");
    asking(&scene, &downloads, "en", "sv");
}

#[test]
fn everything_that_goes_with_a_link_in_swedish() {
    let scene = Scene::set();
    let downloads = scene.session.folder().join("home/Hämtade filer");
    std::fs::create_dir(&downloads).unwrap();
    let named = "XDG_DOWNLOAD_DIR=\"$HOME/Hämtade filer\"\n";
    std::fs::write(scene.session.folder().join("config/user-dirs.dirs"), named).unwrap();
    asking(&scene, &downloads, "sv", "en");
}

fn asking(scene: &Scene, downloads: &Path, language: &'static str, reader: &'static str) {
    let window = Window::open(&scene.session);
    window.choose("language", language);
    set_up_app(&window);
    let who = customer("not-consented");
    window.press("home");
    window.press("start-customer");
    window.fill("customer-name", who.customer);
    window.fill("customer-tenant", &who.tenant_id.to_string());
    window.press("next");
    let link = window.text("consent-link");
    let asking = Asking { scene, window: &window, downloads, language, reader, link };
    asking.screen("ask-1-link");
    asking.sends_a_message();
    asking.shows_a_code();
    asking.saves_the_page_at_the_end();
    asking.looks_at_links_from_elsewhere();
    asking.takes_one_answer();
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
    let secret_in: Vec<_> = Scene::canary().in_session(&scene.session);
    assert!(secret_in.is_empty(), "{secret_in:?}");
}

struct Asking<'a> {
    scene: &'a Scene,
    window: &'a Window,
    downloads: &'a Path,
    language: &'static str,
    /// The language of whoever reads the message; another than the window's.
    reader: &'static str,
    link: String,
}

impl Asking<'_> {
    /// Holds the screen against axe-core, and keeps a picture of it.
    fn screen(&self, name: &str) {
        self.window.inspect(&format!("{}-{name}", self.language));
    }

    /// The new file of this kind among the downloads.
    fn saved(&self, ending: &str) -> PathBuf {
        wait_for(&format!("a file {ending}"), CHECK, || {
            let files = std::fs::read_dir(self.downloads).unwrap().filter_map(Result::ok);
            files.map(|file| file.path()).find(|path| path.extension().is_some_and(|kind| kind == ending))
        })
    }

    fn closes_the_sheet(&self, opener: &str) {
        self.window.press("close-sheet");
        let back = || (self.window.focused() == opener).then_some(());
        self.window.until(&format!("the focus to go back to {opener}"), CHECK, back);
    }

    fn sends_a_message(&self) {
        let (window, who) = (self.window, customer("not-consented").customer);
        window.press("open-message");
        window.see("message-preview");
        assert_eq!(window.attribute("message-preview", "lang").as_deref(), Some(self.language));
        window.press(&format!("message-language-{}", self.reader));
        window.see_attribute("message-preview", "lang", self.reader, CHECK);
        let greeting = if self.reader == "sv" { "Hej!" } else { "Hello," };
        window.until("the other language", CHECK, || {
            window.text("message-preview").contains(greeting).then_some(())
        });
        let shown = window.text("message-preview");
        assert!(shown.contains(&self.link) && shown.contains(APP) && shown.contains(who), "{shown}");
        assert!(
            shown.contains("Application Administrator") && shown.contains("Properties > Delete"),
            "{shown}"
        );
        self.screen("ask-2-message");

        window.press("save-message-eml");
        let file = self.saved("eml");
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.contains(who), "{name}");
        window.until("what was saved", CHECK, || window.text("message-done").contains(name).then_some(()));
        let read = read_by_python(&file);
        assert_eq!(read["defects"], serde_json::json!([]), "{read}");
        assert_eq!(read["kinds"], serde_json::json!(["text/plain", "text/html"]));
        assert!(read["text"].as_str().unwrap().contains(&self.link), "{read}");
        assert!(read["html"].as_str().unwrap().contains(&self.link.replace('&', "&amp;")), "{read}");
        assert!(
            shown.starts_with(read["subject"].as_str().unwrap())
                || shown.contains(read["subject"].as_str().unwrap())
        );

        window.press("save-message-html");
        let page = std::fs::read_to_string(self.saved("html")).unwrap();
        assert!(page.contains(&format!("<html lang=\"{}\">", self.reader)) && !page.contains("<script"));

        window.press("mail-message");
        let opened = url::Url::parse(&self.scene.opened_page()).unwrap();
        assert_eq!((opened.scheme(), opened.path()), ("mailto", ""));
        let fields: Vec<(String, String)> = opened.query_pairs().into_owned().collect();
        assert_eq!(fields.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["subject", "body"]);
        assert!(fields[1].1.contains(&self.link) && fields[1].1.starts_with(greeting), "{fields:?}");

        window.press("copy-message");
        window.until("the copy", CHECK, || (!window.text("message-done").contains('/')).then_some(()));
        self.closes_the_sheet("open-message");
        // Whoever pastes the whole message into the check is told of the link in it.
        window.press("open-link-check");
        window.paste("pasted-link");
        assert!(window.value("pasted-link").contains(greeting), "the message was on the clipboard");
        window.press("lint-link");
        window.see_attribute("lint-answer", "data-sound", "true", CHECK);
    }

    /// Photographed in the dark theme, and read as a telephone would.
    fn shows_a_code(&self) {
        let window = self.window;
        window.choose("theme", "dark");
        window.press("open-qr");
        window.see("qr-code");
        self.screen("ask-3-code-dark");
        let picture = out("screens").join(format!("{}-ask-3-code-dark.png", self.language));
        assert_eq!(code_in(&picture), self.link);
        self.closes_the_sheet("open-qr");
        window.choose("theme", "light");
    }

    fn saves_the_page_at_the_end(&self) {
        let window = self.window;
        if !window.has("open-landing-page") {
            window.press_css("details.aside summary");
        }
        window.press("open-landing-page");
        window.see("landing-preview");
        self.screen("ask-4-page");
        window.press("save-landing-page");
        assert!(window.text("landing-done").contains("consent-done.html"));
        let page = std::fs::read_to_string(self.downloads.join("consent-done.html")).unwrap();
        assert!(page.contains("Northwind MDR") && page.contains("default-src 'none'"));
        self.closes_the_sheet("open-landing-page");
    }

    fn looks_at_links_from_elsewhere(&self) {
        let window = self.window;
        let bad = format!(
            "https://login.microsoftonline.com/common/v2.0/adminconsent?client_id={APP}&scope=Alert.Read.All"
        );
        window.fill("pasted-link", &bad);
        window.press("lint-link");
        window.see_attribute("lint-answer", "data-sound", "false", CHECK);
        for (flaw, severity) in [
            ("common", "error"),
            ("explicit-scopes", "error"),
            ("no-redirect", "error"),
            ("no-state", "warning"),
        ] {
            let said = window.attribute(&format!("flaw-{flaw}"), "data-severity");
            assert_eq!(said.as_deref(), Some(severity), "{flaw}");
        }
        assert_eq!(window.text("good-link"), self.link);
        self.screen("ask-5-check");
        window.press("use-our-link");
        let copied = if self.language == "sv" { "Kopierad" } else { "Copied" };
        window.until("the copy", CHECK, || (window.text("copy-consent-link") == copied).then_some(()));
        window.paste("returned-address");
        assert_eq!(window.value("returned-address"), self.link, "what was copied");
    }

    /// The same answer twice is one answer, and the next link that goes out is another.
    fn takes_one_answer(&self) {
        let window = self.window;
        let ended_on = administrator::accepts(&self.scene.microsoft, &self.link);
        for kind in ["granted", "old"] {
            window.fill("returned-address", &ended_on);
            window.press("read-returned-address");
            window.see_attribute("returned-answer", "data-kind", kind, CHECK);
        }
        window.see("link-answered");
        self.screen("ask-6-answered");
        window.press("copy-consent-link");
        window.until("a new link", CHECK, || (window.text("consent-link") != self.link).then_some(()));
    }
}

/// A file as Python's own reader of mail sees it.
fn read_by_python(file: &Path) -> serde_json::Value {
    let script = r#"
import email, email.policy, json, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
parts = list(message.walk())
print(json.dumps({
    "subject": message["subject"], "date": message["date"], "from": message["from"],
    "defects": [repr(one) for part in parts for one in part.defects + [d for value in part.values() for d in value.defects]],
    "kinds": [part.get_content_type() for part in parts if not part.is_multipart()],
    "text": message.get_body(("plain",)).get_content(), "html": message.get_body(("html",)).get_content(),
}))
"#;
    let mut python = Command::new("python3")
        .arg("-")
        .arg(file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    python.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).expect("what Python read")
}

/// The text of the one QR code in a picture.
fn code_in(picture: &Path) -> String {
    let convert = |arguments: &[&str]| {
        let output = Command::new("convert").arg(picture).args(arguments).output().expect("convert");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let size = String::from_utf8(convert(&["-format", "%w %h", "info:"])).unwrap();
    let (width, height) =
        size.split_once(' ').map(|(w, h)| (w.parse().unwrap(), h.parse().unwrap())).unwrap();
    let grey = convert(&["-alpha", "off", "-depth", "8", "gray:-"]);
    let width: usize = width;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
    let found = image.detect_grids();
    let [code] = &found[..] else { panic!("{} codes in {}", found.len(), picture.display()) };
    code.decode().unwrap().1
}
