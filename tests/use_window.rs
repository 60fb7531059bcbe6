//! Handing over and using the API, in the real window: the summary and code are saved, a token is written to a file on
//! purpose and under its conditions, calls are made, and neither secret nor token is anywhere but in that file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use consentry_testbed::canary::{claims, tokens_in_folder};
use consentry_testbed::scene::{APP, SECRET, Scene, customer, tenant};
use consentry_testbed::steps::{CHECK, connect};
use consentry_testbed::window::Window;
use serde_json::Value;

#[test]
fn a_customer_is_handed_over_and_used() {
    let scene = Scene::set();
    let window = Window::open(&scene.session);
    window.listen_to_the_core();
    connect(&window);
    window.press("next");
    window.see("snippet");
    window.inspect("en-hand-over");

    the_summary_is_saved(&scene, &window);
    the_code_is_saved_and_copied(&window);
    let [kept, deleted] = tokens_are_written_on_purpose(&scene, &window);
    window.press("delete-token-file");
    window.until("a token file to be deleted", CHECK, || (kept.exists() != deleted.exists()).then_some(()));
    let left = if kept.exists() { kept } else { deleted };

    window.press("next");
    window.press("use-api");
    calls_are_made(&scene, &window);
    neither_secret_nor_token_came_to_the_window(&window);
    window.press("back");
    window.see("verdict");

    // The one file that was asked for holds a token, and nothing else does.
    assert_eq!(tokens_in_folder(scene.session.folder()), [left.display().to_string()]);
    assert_eq!(Scene::canary().in_session(&scene.session), []);
    window.close();
    a_later_start_deletes_it(&scene, &left);
    assert_eq!(tokens_in_folder(scene.session.folder()), Vec::<String>::new());
    assert_eq!(Scene::canary().in_session(&scene.session), []);
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
}

/// What `saved-file` says was saved.
fn saved(window: &Window, name: &str) -> PathBuf {
    window.see_attribute("saved-file", "data-name", name, CHECK);
    Path::new(&window.attribute("saved-file", "data-folder").unwrap()).join(name)
}

fn the_summary_is_saved(scene: &Scene, window: &Window) {
    let who = customer("all-well").customer;
    window.press("save-summary-markdown");
    let text = std::fs::read_to_string(saved(window, &format!("{who} Consentry.md"))).unwrap();
    window.press("save-summary-html");
    let page = std::fs::read_to_string(saved(window, &format!("{who} Consentry.html"))).unwrap();
    for summary in [&text, &page] {
        for piece in
            [tenant("all-well").to_string().as_str(), APP, "Connected", "Alert.Read.All", "Northwind MDR"]
        {
            assert!(summary.contains(piece), "{piece} in {summary}");
        }
        assert!(!summary.contains(SECRET) && !summary.contains("eyJ"));
    }
    // The next one is a file of its own, and opens for printing.
    window.press("print-summary");
    let printed = saved(window, &format!("{who} Consentry (2).html"));
    assert!(printed.exists());
    assert!(scene.opened_page().starts_with("file:///"));
}

fn the_code_is_saved_and_copied(window: &Window) {
    window.press("code-language-python");
    window.see_attribute("snippet", "data-id", "python-v2", CHECK);
    let shown = window.text("snippet");
    assert!(shown.contains("CONSENTRY_CLIENT_SECRET") && shown.contains(&tenant("all-well").to_string()));
    window.press("save-snippet");
    let name = format!("{} python-v2.py", customer("all-well").customer);
    let file = window.until("the code to be saved", CHECK, || {
        let folder = window.attribute("saved-file", "data-folder")?;
        let file = Path::new(&folder).join(&name);
        file.exists().then_some(file)
    });
    let code = std::fs::read_to_string(file).unwrap();
    assert!(code.contains("msal.ConfidentialClientApplication") && !code.contains(SECRET));
    window.press("copy-snippet");
    window.press("token-open");
    window.paste("token-path");
    window.until("what was copied", CHECK, || window.value("token-path").contains("msal").then_some(()));
    window.press_css("form .btn:not([data-testid])");
}

/// Two of them: one in the usual place, one in a git work tree, where it is only written once that was agreed to.
fn tokens_are_written_on_purpose(scene: &Scene, window: &Window) -> [PathBuf; 2] {
    window.press("token-open");
    let home = scene.session.folder().join("home");
    let usual = home.join("Latest-token.txt");
    window.fill("token-path", "~/Latest-token.txt");
    window.inspect("en-hand-over-token");
    window.press("save-token");
    window.see_attribute("token-file", "data-delete", "true", CHECK);
    let token = token_in(&usual);
    let roles: Vec<&str> = token["roles"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(roles.contains(&"Alert.Read.All"), "{token}");
    assert_eq!(token["tid"], tenant("all-well").to_string());
    assert!(window.all_text().contains("ends in 59:") || window.all_text().contains("ends in 60:"));

    // Never over a file or a link.
    let before = std::fs::read(&usual).unwrap();
    let link = home.join("link.txt");
    std::os::unix::fs::symlink(home.join("target.txt"), &link).unwrap();
    for taken in ["~/Latest-token.txt", "~/link.txt"] {
        if !window.has("token-path") {
            window.press("token-open");
        }
        window.fill("token-path", taken);
        window.press("save-token");
        window.see_css(".problem[data-code='file']");
    }
    assert_eq!(std::fs::read(&usual).unwrap(), before);
    assert!(!home.join("target.txt").exists());
    std::fs::remove_file(&link).unwrap();

    std::fs::create_dir_all(home.join("work/.git")).unwrap();
    let tracked = home.join("work/t.txt");
    window.fill("token-path", &tracked.display().to_string());
    window.press("save-token");
    window.see("token-warning");
    assert!(!tracked.exists(), "told first");
    window.press("token-agree");
    window.until("the second token", CHECK, || tracked.exists().then_some(()));
    token_in(&tracked);
    window.see_gone("token-warning");
    [usual, tracked]
}

/// The claims of the token in a file that nobody else may read.
fn token_in(file: &Path) -> Value {
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(file).unwrap();
    claims(&text)
}

fn calls_are_made(scene: &Scene, window: &Window) {
    window.see("send-call");
    window.inspect("en-use");
    window.choose("api-call", "alerts.list");
    window.press("send-call");
    window.see_attribute("api-answer", "data-status", "200", CHECK);
    assert!(window.text("api-table").contains("Practice alert"));
    assert!(window.attribute("token-in-hand", "data-expires").is_some());
    window.inspect("en-use-answer");

    window.choose("api-call", "machines.list");
    window.choose("api-host", "eu");
    window.choose("api-amount", "50");
    window.press("send-call");
    let asked = window.until("the devices to be asked for", CHECK, || {
        let asked = scene.microsoft.asked();
        asked.iter().any(|one| one.path.starts_with("/api/machines")).then_some(asked)
    });
    window.until("the devices", CHECK, || window.text("api-table").contains("practice-").then_some(()));
    let last = asked.iter().rfind(|one| one.path.starts_with("/api/")).unwrap();
    assert_eq!(
        (last.host.as_str(), last.path.as_str()),
        ("eu.api.security.microsoft.com", "/api/machines?$top=50")
    );
    let tokens = |asked: &[consentry_testbed::standin::Asked]| {
        asked.iter().filter(|one| one.path.ends_with("/token")).count()
    };
    let before = tokens(&asked);

    window.choose("api-call", "software.list");
    window.press("send-call");
    window.see_attribute("api-answer", "data-status", "403", CHECK);
    assert!(window.text("api-raw").contains("Missing application roles"), "{}", window.text("api-why"));
    assert!(window.text("api-why").len() > window.text("api-raw").len() + 60, "and explained");
    assert_eq!(tokens(&scene.microsoft.asked()), before, "the token in hand was used again");
    window.inspect("en-use-refused");
    window.fill("call-search", "isolate");
    assert_eq!(window.attribute("call-machines.isolate", "data-allowed").as_deref(), Some("allowed"));
}

fn neither_secret_nor_token_came_to_the_window(window: &Window) {
    let mut heard = window.heard_from_the_core();
    let page = window.script("return document.documentElement.outerHTML", vec![]);
    heard.push(page.as_str().unwrap().to_owned());
    for command in ["save_token", "call_api"] {
        assert!(heard.iter().any(|answer| answer.contains(command)), "{command} was heard");
    }
    let all = heard.join("\n");
    assert_eq!(Scene::canary().in_bytes(all.as_bytes()), Vec::<&str>::new());
    assert!(!all.contains("eyJ"), "no token");
}

/// As if the computer had been off while the token came to its end.
fn a_later_start_deletes_it(scene: &Scene, file: &Path) {
    let list = scene.session.folder().join("data/consentry/token-files.json");
    let text = std::fs::read_to_string(&list).unwrap();
    let mut all: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 1, "{text}");
    assert!(!text.contains("eyJ"));
    all[0]["expires_at"] = Value::from("2026-01-01T00:00:00Z");
    std::fs::write(&list, all.to_string()).unwrap();
    let window = Window::open(&scene.session);
    window.until("the file to be deleted", CHECK, || (!file.exists()).then_some(()));
    window.close();
}
