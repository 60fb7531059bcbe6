//! What the page may ask: the handler, the permission files, the capability and the client name the same commands,
//! and whatever else is asked is refused. Runs without a display, with the configuration that is compiled in.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "in a test a panic is the finding")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use consentry_desktop::House;
use consentry_platform::{MemorySecrets, Places};
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{INVOKE_KEY, MockRuntime, mock_builder};
use tauri::webview::InvokeRequest;
use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The texts between `before` and `after`, wherever they stand.
fn between(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
}

fn permission_files() -> String {
    let folder = root().join("src-tauri/permissions");
    let files = std::fs::read_dir(folder).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

fn granted() -> BTreeSet<String> {
    between(&permission_files(), "commands.allow = [\"", "\"]")
}

#[test]
fn handler_permissions_capability_and_client_name_the_same_commands() {
    let handler: BTreeSet<String> = read("src-tauri/src/ipc/mod.rs")
        .split_once("generate_handler![")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(list, _)| {
            list.split(',')
                .filter_map(|path| path.trim().rsplit_once("::"))
                .map(|(_, name)| name.to_owned())
                .collect()
        })
        .unwrap();
    assert!(handler.len() >= 16, "the handler's list was not read: {handler:?}");
    assert_eq!(granted(), handler, "permission files against handler");
    assert_eq!(between(&read("ui/src/backend/tauri.ts"), "call(\"", "\""), handler, "client against handler");
    let capability: Value = serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    let listed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        listed,
        between(&permission_files(), "identifier = \"", "\""),
        "capability against permission files"
    );
    assert_eq!(capability["windows"], json!(["main"]));
    assert!(capability.get("remote").is_none(), "no page from elsewhere has any right");
    let capabilities = std::fs::read_dir(root().join("src-tauri/capabilities")).unwrap().count();
    assert_eq!(capabilities, 1);
}

#[test]
fn the_configuration_keeps_the_page_in() {
    let config: Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let security = &config["app"]["security"];
    let csp = security["csp"].as_str().unwrap();
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src ipc: http://ipc.localhost",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(csp.contains(rule), "{rule}");
    }
    assert!(!csp.contains("unsafe") && !csp.contains("https:") && !csp.contains('*'), "{csp}");
    assert_eq!(security["freezePrototype"], json!(true));
    assert_eq!(config["app"]["withGlobalTauri"], json!(false));
    assert!(
        security.get("dangerousDisableAssetCspModification").is_none()
            && security.get("assetProtocol").is_none()
    );
    assert!(config["build"].get("devUrl").is_none());
}

struct Desk {
    _folder: tempfile::TempDir,
    app: tauri::App<MockRuntime>,
}

impl Desk {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = House::with(Places::below(folder.path()), Arc::new(MemorySecrets::default()));
        let app = consentry_desktop::shell(mock_builder(), Arc::new(house))
            .build(consentry_desktop::context())
            .unwrap();
        Self { _folder: folder, app }
    }

    fn window(&self, label: &str) -> WebviewWindow<MockRuntime> {
        WebviewWindowBuilder::new(&self.app, label, WebviewUrl::default()).build().unwrap()
    }
}

/// Sends a command as the page would, and waits for its answer.
fn ask(window: &WebviewWindow<MockRuntime>, from: &str, command: &str, body: Value) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: from.parse().unwrap(),
        body: InvokeBody::Json(body),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    tauri::test::get_ipc_response(window, request).map(|answer| answer.deserialize().unwrap())
}

const PAGE: &str = "tauri://localhost";

#[test]
fn a_granted_command_is_carried_out() {
    let desk = Desk::open();
    let main = desk.window("main");
    let overview = ask(&main, PAGE, "overview", json!({"realm": "real", "lang": "en"})).unwrap();
    assert_eq!((&overview["apps"], &overview["customers"]), (&json!([]), &json!([])));
    let permissions = ask(&main, PAGE, "permissions", json!({"lang": "sv"})).unwrap();
    assert_eq!(permissions.as_array().unwrap().len(), 30);
}

fn is_refused(answer: &Value) -> bool {
    answer.as_str().is_some_and(|text| text.contains("not allowed"))
}

#[test]
fn what_is_not_granted_is_refused() {
    let desk = Desk::open();
    let (main, other) = (desk.window("main"), desk.window("other"));
    let body = json!({"realm": "real", "lang": "en"});
    for command in [
        "get_secret",
        "plugin:event|listen",
        "plugin:window|close",
        "plugin:webview|create_webview_window",
        "plugin:path|resolve_directory",
        "plugin:app|version",
    ] {
        let refused = ask(&main, PAGE, command, body.clone()).unwrap_err();
        assert!(is_refused(&refused), "{command}: {refused}");
    }
    for command in granted() {
        // By the access list, that is, and not merely for arguments that are missing.
        let refused = ask(&other, PAGE, &command, body.clone()).unwrap_err();
        assert!(is_refused(&refused), "another window has no rights: {command}: {refused}");
        let refused = ask(&main, "https://evil.example", &command, body.clone()).unwrap_err();
        assert!(is_refused(&refused), "a page from elsewhere has no rights: {command}: {refused}");
    }
}

#[test]
fn a_secret_goes_in_and_no_answer_holds_it() {
    const CANARY: &str = "cAnArY~8Q.secret_value-0123456789abcdef";
    let desk = Desk::open();
    let main = desk.window("main");
    let draft = json!({
        "row": null, "name": "Northwind MDR", "cloud": "commercial", "appId": "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764",
        "homeTenant": "", "publisher": "", "contact": "", "secretExpiresOn": "", "redirectUris": [],
        "permissions": ["Alert.Read.All"],
        "ticks": ["register"],
    });
    let save = json!({"realm": "real", "draft": draft, "secret": format!(" {CANARY}\n"), "keepInMemory": false, "lang": "en"});
    let saved = ask(&main, PAGE, "save_app", save).unwrap();
    assert_eq!((&saved["secret"], &saved["trimmed"]), (&json!("not-checked"), &json!(true)));
    assert_eq!(saved["app"]["secret"]["keptIn"], "keychain");
    let overview = ask(&main, PAGE, "overview", json!({"realm": "real", "lang": "en"})).unwrap();
    assert_eq!(overview["apps"].as_array().unwrap().len(), 1);
    assert!(!saved.to_string().contains(CANARY) && !overview.to_string().contains(CANARY));
}

#[test]
fn bad_input_is_answered_with_its_field_and_keeps_nothing() {
    let desk = Desk::open();
    let main = desk.window("main");
    let draft = |app_id: &str, redirect: &str, permission: &str| json!({"row": null, "name": "N", "cloud": "commercial", "appId": app_id, "homeTenant": "", "publisher": "", "contact": "", "secretExpiresOn": "", "redirectUris": [redirect], "permissions": [permission], "ticks": []});
    let good = "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764";
    let cases = [
        (draft("nonsense", "", "Alert.Read.All"), json!(null), "app-id", "not-a-guid"),
        (
            draft("00000000-0000-0000-0000-000000000000", "", "Alert.Read.All"),
            json!(null),
            "app-id",
            "nil-guid",
        ),
        (
            draft(good, "javascript:alert(1)", "Alert.Read.All"),
            json!(null),
            "redirect-uri",
            "not-a-redirect-uri",
        ),
        (draft(good, "", "<script>"), json!(null), "permissions", "not-a-permission"),
        (draft(good, "", "Alert.Read.All"), json!(good), "secret", "secret-id"),
        (draft(good, "", "Alert.Read.All"), json!("  "), "secret", "empty"),
        (draft(good, "", "Alert.Read.All"), json!("a\nb"), "secret", "control-characters"),
        (draft(good, "", "Alert.Read.All"), json!("x".repeat(10_000)), "secret", "too-long"),
    ];
    for (draft, secret, field, problem) in cases {
        let refused = ask(
            &main,
            PAGE,
            "save_app",
            json!({"realm": "real", "draft": draft, "secret": secret, "keepInMemory": false, "lang": "en"}),
        )
        .unwrap_err();
        assert_eq!(
            refused,
            json!({"code": "invalid", "field": field, "problem": problem, "suggestion": null})
        );
    }
    let overview = ask(&main, PAGE, "overview", json!({"realm": "real", "lang": "en"})).unwrap();
    assert_eq!(overview["apps"], json!([]));
}

/// A token leaves the core by one door: the file that was asked for. No command gives one back, and none copies one.
#[test]
fn one_command_hands_a_token_out_and_it_is_into_a_file() {
    let folder = root().join("src-tauri/src/ipc");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let sources: Vec<String> =
        files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let holders = |what: &str| -> usize { sources.iter().map(|source| source.matches(what).count()).sum() };
    assert_eq!(holders("lend_token("), 1, "one command borrows the token");
    assert_eq!(holders("files.write(&path, token.expose()"), 1, "and writes it into a file");
    assert_eq!(
        holders(".expose()"),
        6,
        "the others: a copy for the disk's thread, and four that read what was pasted"
    );
    // Another spelling of the same, which is counted too.
    assert_eq!(holders("PastedText::expose"), 1, "what was pasted, to word a text about it");
    assert_eq!(holders("::expose"), 1);
    for (line, source) in sources.iter().flat_map(|source| source.lines().map(move |line| (line, source))) {
        let copies = line.contains("copy_text(") && line.contains("token");
        assert!(!copies, "nothing of a token is copied: {line} in {}", &source[..60.min(source.len())]);
    }
    let buttons = between(&read("ui/src/i18n/en.ts"), "\"", "\"");
    assert!(!buttons.iter().any(|text| text.to_lowercase().contains("copy token")));
    assert!(!handler_names().iter().any(|name| name.contains("copy") && name.contains("token")));
}

fn handler_names() -> BTreeSet<String> {
    between(&read("ui/src/backend/tauri.ts"), "call(\"", "\"")
}

/// In a release the web view has no inspector: Tauri adds one for this feature only.
#[test]
fn no_program_asks_for_the_inspector() {
    for manifest in ["Cargo.toml", "src-tauri/crates/boundary/Cargo.toml", "src-tauri/crates/cli/Cargo.toml"]
    {
        assert!(!read(manifest).contains("devtools"), "{manifest}");
    }
    let sources = std::fs::read_dir(root().join("src-tauri/src")).unwrap().map(|file| file.unwrap().path());
    for path in sources.filter(|path| path.is_file()) {
        let source = std::fs::read_to_string(&path).unwrap();
        assert!(!source.contains("devtools"), "{}", path.display());
    }
}
