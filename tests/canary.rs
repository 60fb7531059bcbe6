//! Secrets are where they belong and nowhere else. One canary of each kind goes through the whole journey, in the window
//! and in the terminal, with the log at its most talkative; then every file, process, answer and page is searched for
//! each of them in every shape. And planted ones are found, so that silence means something.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]
#![allow(clippy::print_stdout, reason = "figures for whoever looks; no test depends on them")]
#![allow(clippy::too_many_lines, reason = "one journey")]

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use consentry_onboarding::ids::AppId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::secret::ClientSecret;
use consentry_testbed::canary::{Canary, Found, signature, tokens_in_folder};
use consentry_testbed::process::Running;
use consentry_testbed::programs::programs;
use consentry_testbed::scene::{APP, SECRET, Scene, WANTED, app, customer, tenant};
use consentry_testbed::session::{KEYCHAIN_PASSWORD, Session};
use consentry_testbed::steps::{CHECK, add_customer, set_up_app};
use consentry_testbed::terminal::consentry;
use consentry_testbed::window::Window;
use consentry_testbed::{crowd, echo, root};

/// Takes the first one's place in the middle of the journey.
const SECOND: &str = "Cnr8Q~andra.kanarien_of-the+test/1=&%7QmZ";
/// Of another app, given to the terminal on standard input.
const TYPED: &str = "Cnr8Q~tredje.kanarien_on-stdin+test/2=&8Wp";
const OTHER_APP: &str = "0d3c9b1e-52a7-4f60-8e1b-9a7c4d2f6b83";
/// In a text that somebody pastes to have it explained.
const IN_A_TEXT: &str = "Cnr8Q~fjarde.kanarien_in-a+request/3=&5Rt";
const CODE: &str = "0.AXcAkanariefagel-code_5.pasted-with-an-address~41";
const PROXY_USER: &str = "kanarie-proxy-user-71";
const PROXY_PASSWORD: &str = "Kanarie.proxy~password_82";

#[test]
fn each_secret_is_where_it_belongs_and_planted_ones_are_found() {
    let mut scene = Scene::with(echo::before);
    let proxy = scene.microsoft.environment().into_iter().find(|(name, _)| name == "HTTPS_PROXY").unwrap().1;
    let proxy = proxy.replace("http://", &format!("http://{PROXY_USER}:{PROXY_PASSWORD}@"));
    scene.session.set("HTTPS_PROXY", &proxy);
    let other = AppId::parse(OTHER_APP).unwrap();
    scene.directory.add_app(other, ClientSecret::from_store(TYPED.to_owned()), "Another");
    let roles = || WANTED.iter().map(|name| Permission::parse(name).unwrap()).collect();
    for one in [app(), other] {
        scene.directory.set_consent(tenant("all-well"), one, Some(roles()));
    }

    let window = Window::open(&scene.session);
    let mut journey = Journey { scene: &scene, window: &window, answers: String::new() };
    set_up_app(&window);
    let state = journey.asks();
    let token_file = journey.proves_and_hands_over();
    journey.uses_the_api();
    journey.replaces_the_secret();
    journey.has_its_secret_echoed();
    journey.diagnoses();
    let in_the_terminal = journey.goes_to_the_terminal();
    journey.practises();
    let answers = journey.answers + &pages(&window);

    let tokens = scene.microsoft.tokens();
    assert!(tokens.len() >= 6, "the services gave out tokens: {}", tokens.len());
    let kept = std::fs::read_to_string(&token_file).unwrap();
    let known: Vec<(String, &str)> = tokens
        .iter()
        .map(|token| (if *token == kept { "token in a file" } else { "token" }, signature(token)))
        .map(|(kind, signature)| (kind.to_owned(), signature))
        .collect();
    let mut secrets: Vec<(&str, &str)> = vec![
        ("first secret", SECRET),
        ("second secret", SECOND),
        ("secret on standard input", TYPED),
        ("secret in a pasted text", IN_A_TEXT),
        ("authorization code", CODE),
        ("proxy user", PROXY_USER),
        ("proxy password", PROXY_PASSWORD),
        ("password of the keychain", KEYCHAIN_PASSWORD),
        ("state", &state),
        ("state in the terminal", &in_the_terminal),
    ];
    secrets.extend(known.iter().map(|(kind, signature)| (kind.as_str(), *signature)));
    let canary = Canary::of(&secrets);

    let leaked = |found: Vec<Found>| -> Vec<Found> {
        found.into_iter().filter(|one| !belongs(&scene.session, one, &token_file)).collect()
    };
    assert_eq!(leaked(canary.in_session(&scene.session)), [], "while the window is open");
    assert_eq!(leaked(canary.in_place("answers", answers.as_bytes())), [], "answers and pages");
    no_memory_image(&scene, &window);
    window.close();
    assert_eq!(leaked(canary.in_session(&scene.session)), [], "when all is closed");
    assert_eq!(tokens_in_folder(scene.session.folder()), [token_file.display().to_string()]);
    assert_eq!(leaked(in_what_is_installed(&canary)), [], "in the programs and the page");
    let log = std::fs::read_to_string(scene.session.log("window.log")).unwrap();
    assert!(log.contains("consentry_") && log.contains("answered"), "the log was at its most talkative");
    let keychain = scene.session.keychain_contents("service", "app.consentry.desktop");
    assert!(keychain.contains(SECOND) && !keychain.contains(SECRET), "where it belongs: {keychain}");

    planted_ones_are_found(&scene.session, &canary, &answers);
    println!("sweep: tried {0}, survived {0}, lost 0", canary.looked());
}

/// What has to be where it is: the proxy's password in the environment it was inherited from, the state in the link and
/// what was made to be sent and in the registry, the token in the file that was asked for.
fn belongs(session: &Session, found: &Found, token_file: &Path) -> bool {
    let place = Path::new(&found.place);
    let below = |folder: &str| place.starts_with(session.folder().join(folder));
    let ends = |ending: &str| place.extension().is_some_and(|kind| kind == ending);
    let registry = place.file_name().is_some_and(|name| name.to_string_lossy().starts_with("registry.db"));
    match found.kind.as_str() {
        "proxy user" | "proxy password" => found.place.starts_with("environment of "),
        "state" => {
            let sent = below("home") && (ends("eml") || ends("html")) || below("opened");
            (below("data/consentry") && registry) || sent || found.place == "answers"
        }
        "state in the terminal" => found.place.ends_with("terminal.log"),
        "token in a file" => place == token_file,
        _ => false,
    }
}

struct Journey<'a> {
    scene: &'a Scene,
    window: &'a Window,
    /// What the core answered so far.
    answers: String,
}

impl Journey<'_> {
    /// A link with its message, as text, as files and on the clipboard. Gives back the link's state.
    fn asks(&mut self) -> String {
        let window = self.window;
        window.listen_to_the_core();
        add_customer(window, "all-well");
        window.press("back");
        let link = url::Url::parse(&window.text("consent-link")).unwrap();
        let state = link.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        window.press("open-message");
        for file in ["eml", "html"] {
            window.press(&format!("save-message-{file}"));
            window
                .until("what was saved", CHECK, || window.text("message-done").contains(file).then_some(()));
        }
        window.press("copy-message");
        window.press("close-sheet");
        let address = format!("https://portal.azure.com/?code={CODE}&state=elsewhere");
        window.fill("returned-address", &address);
        window.press("read-returned-address");
        window.see("returned-answer");
        window.press("open-consent-link");
        self.scene.opened_page();
        window.press("next");
        state
    }

    fn proves_and_hands_over(&mut self) -> PathBuf {
        let window = self.window;
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        window.press("next");
        window.see("snippet");
        for (press, ending) in [("save-summary-markdown", ".md"), ("save-summary-html", ".html")] {
            window.press(press);
            window.until("what was saved", CHECK, || {
                window.attribute("saved-file", "data-name")?.ends_with(ending).then_some(())
            });
        }
        window.press("save-snippet");
        window.press("copy-snippet");
        window.press("token-open");
        let file = self.scene.session.folder().join("home/Latest-token.txt");
        window.fill("token-path", "~/Latest-token.txt");
        window.press("save-token");
        window.see("token-file");
        file
    }

    fn uses_the_api(&mut self) {
        let window = self.window;
        window.press("next");
        window.press("use-api");
        for call in ["alerts.list", "machines.list"] {
            window.choose("api-call", call);
            window.press("send-call");
            window.see_attribute("api-answer", "data-status", "200", CHECK);
        }
        window.choose("api-call", "machines.get");
        window.fill("api-parameter", "echo");
        window.press("send-call");
        window.see_attribute("api-answer", "data-status", "401", CHECK);
        assert!(window.text("api-why").contains("[token]"), "{}", window.text("api-why"));
        window.press("back");
    }

    fn replaces_the_secret(&mut self) {
        let window = self.window;
        self.scene.directory.add_app(app(), ClientSecret::from_store(SECOND.to_owned()), "Northwind MDR");
        window.press("home");
        window.press_css(".place:not([data-testid])");
        window.press("replace-secret");
        window.fill("app-secret", SECOND);
        window.press("save-app");
        window.see("secret-status");
        window.press("home");
    }

    /// Customers from a list, whose sign-in service says the secret back in every way; all are checked, and the board
    /// is taken along in files.
    fn has_its_secret_echoed(&mut self) {
        let (window, folder) = (self.window, self.scene.session.folder());
        let mut list = String::from("Name;Tenant\n");
        for (number, way) in echo::WAYS {
            writeln!(list, "Echo {way:?};{}", crowd::tenant(number)).unwrap();
        }
        let file = folder.join("home/customers.csv");
        std::fs::write(&file, list).unwrap();
        window.press_css("summary.btn");
        window.press("start-import");
        window.choose_file("import-file", &file);
        window.see("import-reading");
        window.press("import-look-up");
        window.see_attribute("import-added", "data-added", &echo::WAYS.len().to_string(), CHECK);
        window.press("import-show");
        window.press("check-all");
        window.see_attribute("check-all-bar", "data-running", "false", 3 * CHECK);
        for (number, _) in echo::WAYS {
            window.press_css(&format!(
                "[data-testid=\"customer-row\"][data-tenant=\"{}\"]",
                crowd::tenant(number)
            ));
            window.see("verdict");
            self.answers += &window.all_text();
            window.press("home");
        }
        for (press, ending) in [("export-csv", "csv"), ("export-json", "json")] {
            window.press_css("summary.btn");
            window.press(press);
            window.until("a saved file", CHECK, || window.text("exported").contains(ending).then_some(()));
        }
    }

    fn diagnoses(&mut self) {
        let (window, token) = (self.window, self.scene.microsoft.tokens().pop().unwrap());
        window.press("open-diagnose");
        let request = format!(
            "POST https://login.microsoftonline.com/x/oauth2/token\n\nclient_id={APP}&client_secret={IN_A_TEXT}&grant_type=client_credentials"
        );
        let address = format!("https://portal.azure.com/?code={CODE}&session_state=1");
        for (at, text) in [request, address, format!("Authorization: Bearer {token}")].iter().enumerate() {
            if at > 0 {
                // What is seen then is about the next text.
                window.press("clear-paste");
            }
            window.fill("paste-box", text);
            window.press("explain");
            window.see("explanation");
        }
        window.see_attribute("explanation", "data-kind", "token", CHECK);
        window.press("verify-token");
        window.see_attribute("token-parts", "data-verified", "true", CHECK);
        window.press("call-with-token");
        window.see("check-api");
        self.answers += &self.window.heard_from_the_core().join("\n");
        window.press("clear-paste");
        window.press("home");
        window.see("customer-row");
    }

    /// Every command of the terminal. Gives back the state of the link it made.
    fn goes_to_the_terminal(&self) -> String {
        let (session, tenant) = (&self.scene.session, tenant("all-well").to_string());
        let token = self.scene.microsoft.tokens().pop().unwrap();
        let request = format!("curl -d 'client_secret={IN_A_TEXT}' https://login.microsoftonline.com/");
        let echoing = crowd::tenant(echo::WAYS[0].0);
        let stdin =
            ["check", "--app-id", OTHER_APP, "--secret-stdin", "--want", "Alert.Read.All", "--tenant"];
        let with = |tenant| stdin.into_iter().chain([tenant]).collect::<Vec<&str>>();
        let runs: Vec<(Vec<&str>, &str)> = vec![
            (vec!["check", "--customer", customer("all-well").customer, "--json"], ""),
            (vec!["check", "--customer", "Echo Text"], ""),
            (with(&tenant), TYPED),
            (with(&echoing), TYPED),
            (vec!["inspect"], &token),
            (vec!["inspect", "--json", "--offline"], &token),
            (vec!["explain"], &request),
            (vec!["explain", "--json"], &token),
            (vec!["permissions"], ""),
            (vec!["practice", "--scenario", "all-well"], ""),
            (vec!["practice", "--scenario", "wrong-secret", "--json"], ""),
        ];
        let mut log = String::new();
        for (words, input) in runs {
            let ended = consentry(session, &words, input);
            assert!(
                ended.status <= 3 && (ended.status != 2 || words.contains(&"--offline")),
                "{words:?}: {ended:?}"
            );
            log += &(ended.output + &ended.errors);
        }
        let ended =
            consentry(session, &["link", "--app-id", APP, "--tenant", &tenant, "--json"], "").ended(0);
        let link = ended.json()["url"].as_str().expect("a link").parse::<url::Url>().unwrap();
        let state = link.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        std::fs::write(session.log("terminal.log"), log + &ended.output + &ended.errors).unwrap();
        state
    }

    fn practises(&self) {
        let window = self.window;
        window.press("open-practice");
        window.press_css(&format!("[data-testid=\"customer-row\"][data-tenant=\"{}\"]", tenant("all-well")));
        window.press("check-now");
        window.see_attribute("verdict", "data-verdict", "connected", CHECK);
        window.press("leave-practice");
        window.see("customer-row");
    }
}

/// All that the page and the web view still hold and can tell.
fn pages(window: &Window) -> String {
    let script = r"
        const done = arguments[0];
        const values = Array.from(document.querySelectorAll('input, textarea, select'), (one) => one.value);
        const all = [document.documentElement.outerHTML, values, document.cookie, location.href, history.state,
            { ...localStorage }, { ...sessionStorage }, performance.getEntries().map((one) => one.name)];
        const databases = indexedDB.databases ? indexedDB.databases() : Promise.resolve([]);
        databases.then((names) => done(JSON.stringify([all, names])), () => done(JSON.stringify(all)));
    ";
    window.script_with_callback(script).as_str().unwrap().to_owned()
}

/// Neither program may leave an image of its memory.
fn no_memory_image(scene: &Scene, window: &Window) {
    let off = |id: u32| {
        let limits = std::fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(line.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{line}");
    };
    off(window.process(&scene.session));
    let mut terminal = Running::start(
        scene
            .session
            .command(&programs().terminal)
            .args(["practice", "--serve"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let mut said = [0; 1];
    terminal.child().stdout.as_mut().unwrap().read_exact(&mut said).expect("it says where it serves");
    off(terminal.id());
}

/// The two programs and the page: no secret of a test, and no private key.
fn in_what_is_installed(canary: &Canary) -> Vec<Found> {
    let mut found = canary.in_folder(&root().join("ui/dist"), Path::new(""));
    for program in [&programs().desktop, &programs().terminal] {
        let bytes = std::fs::read(program).unwrap();
        assert!(
            memchr::memmem::find(&bytes, b"PRIVATE KEY-----\nM").is_none(),
            "a key in {}",
            program.display()
        );
        found.extend(canary.in_place(&program.display().to_string(), &bytes));
    }
    found
}

/// One in each class of places, each in another shape and of another kind.
fn planted_ones_are_found(session: &Session, canary: &Canary, answers: &str) {
    let wide: Vec<u8> = SECOND.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = SECRET.bytes().fold(String::new(), |all, byte| all + &format!("{byte:02x}"));
    let form: String = url::form_urlencoded::byte_serialize(TYPED.as_bytes()).collect();
    let folder = session.folder();
    let registry = folder.join("data/consentry/registry.db");
    let database = consentry_testbed::rusqlite::Connection::open(&registry).unwrap();
    database
        .execute_batch(&format!("CREATE TABLE planted (x); INSERT INTO planted VALUES ('{IN_A_TEXT}')"))
        .unwrap();
    for (place, bytes) in [
        ("data/consentry/webview/planted", wide.as_slice()),
        ("log/window.log", hex.as_bytes()),
        ("home/planted.csv", form.as_bytes()),
        ("tmp/planted", PROXY_PASSWORD.as_bytes()),
    ] {
        let file = folder.join(place);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, [b"...", bytes, b"..."].concat()).unwrap();
    }
    std::fs::write(folder.join("cache").join(CODE), "").unwrap();
    let process = Running::start(
        session
            .command("sh")
            .args(["-c", "sleep 60; :", KEYCHAIN_PASSWORD])
            .env("PLANTED", SECRET)
            .stdin(Stdio::null())
            .stdout(Stdio::null()),
    );
    let found = canary.in_session(session);
    let sees = |kind: &str, place: &str, shape: &str| {
        let hit = |one: &Found| one.kind == kind && one.place.contains(place) && one.shape == shape;
        assert!(found.iter().any(hit), "{kind} planted in {place} as {shape}: {found:#?}");
    };
    sees("second secret", "webview/planted", "UTF-16LE");
    sees("first secret", "window.log", "hex");
    sees("secret on standard input", "planted.csv", "form");
    sees("secret in a pasted text", "registry.db", "raw");
    sees("proxy password", "tmp/planted", "raw");
    sees("authorization code", "the name of ", "raw");
    let id = format!("({})", process.id());
    sees("password of the keychain", &id, "raw");
    sees("first secret", &id, "raw");
    let planted = format!("{answers}{}", serde_json::json!({ "secret": SECOND }));
    assert!(canary.kinds_in(planted.as_bytes()).iter().any(|(kind, _)| *kind == "second secret"));
}
