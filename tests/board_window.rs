//! Many customers in the real window: three hundred rows brought in from a list, all checked and stopped, found,
//! filtered, removed and put back, and taken along in files; and what ten thousand cost, printed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set its scene has failed")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::{Domain, TenantId};
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::{AppRecord, CustomerRecord};
use consentry_platform::SqliteRegistry;
use consentry_testbed::crowd;
use consentry_testbed::rusqlite::Connection;
use consentry_testbed::scene::{Scene, app, customer};
use consentry_testbed::steps::set_up_app;
use consentry_testbed::window::{Key, Window};
use serde_json::Value;
use time::OffsetDateTime;

/// Some hundred checks may take this long on a busy machine.
const MANY: Duration = Duration::from_secs(180);

fn registry(scene: &Scene) -> PathBuf {
    scene.session.folder().join("data/consentry/registry.db")
}

/// Three hundred rows: 294 of the crowd, two of the shelf, and four that cannot be added as they are.
fn list() -> Vec<u8> {
    let mut text = String::from("Kundnamn;Klientorganisation;Anm\r\n");
    for number in 1..=294 {
        let tenant = if number % 2 == 0 { crowd::tenant(number) } else { format!("kund{number}.example") };
        write!(text, "\"Kund {number}, Åre\";{tenant};x\r\n").unwrap();
    }
    for name in ["all-well", "permission-missing"] {
        let known = customer(name);
        write!(text, "{};{};\r\n", known.customer, known.tenant_id).unwrap();
    }
    text.push_str(";kund500.example;\r\nUtan;;\r\nFel;nonsens;\r\nIgen;KUND1.example;\r\n");
    // As Excel saves it on a western system: one byte per letter.
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect()
}

#[test]
fn three_hundred_customers_from_a_list_to_a_file() {
    let scene = Scene::with_crowd();
    let window = Window::open(&scene.session);
    window.choose("language", "sv");
    set_up_app(&window);
    for name in ["all-well", "permission-missing"] {
        // Whoever accepted did so before the list came.
        let roles = consentry_testbed::scene::WANTED
            .iter()
            .filter(|one| name == "all-well" || **one != "Machine.Isolate");
        let roles =
            roles.map(|one| consentry_onboarding::permission::Permission::parse(one).unwrap()).collect();
        scene.directory.set_consent(customer(name).tenant_id, app(), Some(roles));
    }
    import(&scene, &window);
    check_and_stop(&scene, &window);
    find_filter_remove_and_undo(&window);
    take_along(&scene, &window);
    window.close();
    assert_eq!(scene.microsoft.refused(), [], "nobody else was asked");
    assert_eq!(
        Scene::canary().in_session(&scene.session),
        [],
        "the secret is in the keychain and nowhere else"
    );
}

fn import(scene: &Scene, window: &Window) {
    let file = scene.session.folder().join("home/kunder.csv");
    std::fs::write(&file, list()).unwrap();
    window.press("home");
    window.press("start-import");
    window.see("import-text");
    window.inspect("sv-import-1-empty");
    window.choose_file("import-file", &file);
    window.see("import-reading");
    assert_eq!(window.attribute("import-reading", "data-ready").as_deref(), Some("296"));
    assert_eq!(window.attribute("import-reading", "data-problems").as_deref(), Some("4"));
    assert!(window.all_text().contains("Kund 1, Åre"), "the letters came through: {}", window.all_text());
    let lines = "return Array.from(document.querySelectorAll('[data-testid=import-problem]'), (one) => one.dataset.line + one.dataset.fault)";
    let told = window.script(lines, vec![]);
    assert_eq!(told, serde_json::json!(["298no-name", "299no-tenant", "300not-a-tenant", "301repeats"]));
    window.inspect("sv-import-2-read");
    assert_eq!(customers(scene), 0, "nothing was added by reading");

    // Stopped in the middle, it adds nothing either.
    scene.microsoft.set_mute(true);
    window.press("import-leave-out");
    window.press("import-look-up");
    window.see("cancel-import");
    window.inspect("sv-import-3-looking");
    window.press("cancel-import");
    window.see("import-look-up");
    scene.microsoft.set_mute(false);
    assert_eq!(customers(scene), 0);

    window.press("import-look-up");
    window.see_attribute("import-added", "data-added", "296", MANY);
    window.inspect("sv-import-4-added");
    assert_eq!(customers(scene), 296);
    window.press("import-show");
}

fn customers(scene: &Scene) -> i64 {
    let file = Connection::open(registry(scene)).unwrap();
    let count = "SELECT count(*) FROM customer WHERE removed_at IS NULL";
    file.query_row(count, [], |row| row.get(0)).unwrap()
}

fn check_and_stop(scene: &Scene, window: &Window) {
    window.see("customer-row");
    scene.microsoft.set_mute(true);
    window.press("check-all");
    window.see_attribute("check-all-bar", "data-running", "true", MANY);
    window.inspect("sv-board-1-checking");
    window.press("cancel-check-all");
    window.see_attribute("check-all-bar", "data-running", "false", Duration::from_secs(10));
    assert_eq!(window.attribute("check-all-bar", "data-done").as_deref(), Some("8"), "those that had begun");
    scene.microsoft.set_mute(false);

    window.press("close-check-all");
    window.press("check-all");
    window.see_attribute("check-all-bar", "data-running", "true", MANY);
    // Leaving the page does not stop it.
    window.press_css("[data-testid=\"customer-row\"]");
    window.see("check-now");
    window.press("home");
    window.see_attribute("check-all-bar", "data-running", "false", MANY);
    assert_eq!(window.attribute("check-all-bar", "data-done").as_deref(), Some("296"));
    window.inspect("sv-board-2-checked");
    assert_eq!(count_in(window, "connected"), "1");
    assert_eq!(count_in(window, "needs_attention"), "295");
    window.press("close-check-all");
}

fn count_in(window: &Window, filter: &str) -> String {
    window.text(&format!("filter-{filter}")).rsplit(' ').next().unwrap_or_default().to_owned()
}

fn find_filter_remove_and_undo(window: &Window) {
    window.fill("board-search", "kund 293");
    window.until("one row", MANY, || (rows(window) == 1).then_some(()));
    window.fill("board-search", "åre");
    assert_eq!(count_in(window, "all"), "294");
    window.inspect("sv-board-3-found");
    window.fill("board-search", customer("all-well").customer);
    window.press("filter-connected");
    window.until("the connected one", MANY, || (rows(window) == 1).then_some(()));
    window.press_css("[data-testid=\"customer-row\"]");
    window.see("verdict");
    window.press_css("summary.btn");
    window.press("remove-customer");
    window.see("undo-remove");
    assert_eq!(rows(window), 0);
    window.inspect("sv-board-4-removed");
    window.tab_to("undo-remove");
    window.press("undo-remove");
    window.see_gone("undo-remove");
    window.until("it is back", MANY, || (rows(window) == 1).then_some(()));
    assert_eq!(
        window.attribute("customer-row", "data-verdict").as_deref(),
        Some("connected"),
        "with its history"
    );
}

fn rows(window: &Window) -> u64 {
    let script = "return document.querySelectorAll('[data-testid=customer-row]').length";
    window.script(script, vec![]).as_u64().unwrap()
}

fn take_along(scene: &Scene, window: &Window) {
    // Where the window says the file is.
    let export = |name: &str, ending: &str| -> Vec<u8> {
        window.press_css("summary.btn");
        window.press(name);
        let file = window.until("a saved file", MANY, || {
            let said = window.text("exported");
            let (file, folder) = said.strip_prefix("Sparad som ")?.rsplit_once(" i ")?;
            file.ends_with(ending).then(|| Path::new(folder).join(file))
        });
        assert!(file.starts_with(scene.session.folder()), "{}", file.display());
        std::fs::read(file).unwrap()
    };
    // What is shown is what is saved: one customer now, all of them later.
    let text = String::from_utf8(export("export-csv", ".csv")).unwrap();
    assert!(text.starts_with("\u{feff}\"Namn\";\"Klientorganisations-ID\";"), "{text}");
    assert_eq!(text.lines().count(), 2);
    window.press("filter-all");
    window.fill("board-search", " ");
    window.until("all of them", MANY, || (count_in(window, "all") == "296").then_some(()));
    let board: Value = serde_json::from_slice(&export("export-json", ".json")).unwrap();
    let all = board["customers"].as_array().unwrap();
    assert_eq!(all.len(), 296);
    let connected = all.iter().filter(|one| one["proved"]["verdict"] == "connected").count();
    assert_eq!(connected, 1);
    assert!(all.iter().any(|one| one["domain"] == "kund1.example" && one["tenant_id"] == crowd::tenant(1)));
    window.inspect("sv-board-5-saved");
}

#[test]
fn ten_thousand_are_a_board_like_any_other() {
    let scene = Scene::with_crowd();
    std::fs::create_dir_all(registry(&scene).parent().unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (file, _) = SqliteRegistry::open(&registry(&scene)).unwrap();
    runtime.block_on(async {
        let new = AppRecord::new("Northwind MDR".to_owned(), CloudId::Commercial, app());
        let app = file.add_app(new).await.unwrap();
        let customer = |number: u32| {
            let tenant = TenantId::parse(&crowd::tenant(number)).unwrap();
            let name =
                format!("{} {number}", ["Åkeri", "Contoso", "Östersund", "Fabrikam"][number as usize % 4]);
            let domain = Domain::parse(&format!("kund{number}.example")).ok();
            CustomerRecord {
                domain,
                ..CustomerRecord::new(app.row, name, tenant, OffsetDateTime::UNIX_EPOCH)
            }
        };
        file.add_customers((1..=10_000).map(customer).collect()).await.unwrap();
    });
    drop(file);

    let window = Window::open(&scene.session);
    window.see("customer-row");
    let since_start = window.script("return performance.now()", vec![]);
    tell("the first row was seen after", &since_start);
    assert_eq!(count_in(&window, "all"), "10000");
    assert!(rows(&window) < 400, "only what is near is drawn: {}", rows(&window));

    let typed = r"
        const done = arguments[0], field = document.querySelector('[data-testid=board-search]');
        const times = [];
        const type = async (text) => {
            const begun = performance.now();
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
            times.push(Math.round(performance.now() - begun));
        };
        (async () => {
            for (const text of ['k', 'ku', 'kund', 'kund9', 'kund99', 'kund999', 'kund9', '']) await type(text);
            done(times);
        })();
    ";
    tell("keystrokes in the search, until the next frame", &window.script_with_callback(typed));
    let scrolled = r"
        const done = arguments[0], scroll = document.querySelector('.scroll'), begun = performance.now();
        scroll.scrollTop = scroll.scrollHeight;
        const look = () => document.querySelector('[data-index=\x229999\x22]') ? done(Math.round(performance.now() - begun)) : requestAnimationFrame(look);
        look();
    ";
    tell("from the first row to the last", &window.script_with_callback(scrolled));
    let spoken = r"
        const done = arguments[0], begun = performance.now(), pick = document.querySelector('[data-testid=language]');
        pick.value = 'sv';
        pick.dispatchEvent(new Event('change', { bubbles: true }));
        const look = () => document.querySelector('h1').textContent === 'Kunder' && document.querySelector('[data-testid=customer-row]')?.textContent.includes('Åkeri') === false ? setTimeout(() => done(Math.round(performance.now() - begun))) : requestAnimationFrame(look);
        look();
    ";
    tell("a change of language", &window.script_with_callback(spoken));

    // The keyboard comes to the last one as well.
    window.script("document.querySelector('.scroll').scrollTop = 0", vec![]);
    window.script("document.querySelector('[data-testid=customer-row] button').focus()", vec![]);
    window.type_keys(&[Key::End]);
    window.until("the last row has the focus", MANY, || {
        let script = "return document.activeElement.closest('[data-index]')?.dataset.index ?? null";
        (window.script(script, vec![]) == "9999").then_some(())
    });
    window.inspect("sv-board-6-ten-thousand");
    window.close();
}

#[allow(clippy::print_stdout, reason = "figures for whoever looks; no test depends on them")]
fn tell(what: &str, milliseconds: &Value) {
    println!("10 000 customers: {what}: {milliseconds} ms");
}
