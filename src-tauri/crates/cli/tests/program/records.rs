//! Checks that lean on the registry. These runs have no keychain: there is no session bus.

use std::collections::BTreeMap;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::AppId;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::Registry as _;
use consentry_onboarding::records::{AppRecord, AppRow, CustomerRecord, KeptIn, SecretRecord};
use consentry_onboarding::verdict::Cause;
use consentry_platform::SqliteRegistry;
use time::{Duration, OffsetDateTime};

use crate::ground::{APP, Ended, Home, Microsoft, SECRET, TENANT, scenario, wait};

pub fn open(home: &Home) -> SqliteRegistry {
    SqliteRegistry::open(&home.registry()).unwrap().0
}

pub fn app(wanted: &[&str]) -> AppRecord {
    let now = OffsetDateTime::now_utc();
    AppRecord {
        permissions: wanted
            .iter()
            .map(|name| (Permission::parse(name).unwrap(), now))
            .collect::<BTreeMap<_, _>>(),
        secret: Some(SecretRecord {
            generation: 1,
            kept_in: KeptIn::Keychain,
            stored_at: now,
            proved_at: None,
            expires_on: None,
        }),
        ..AppRecord::new("Northwind MDR".to_owned(), CloudId::Commercial, AppId::parse(APP).unwrap())
    }
}

pub fn customer(app: AppRow, name: &str, of: &str) -> CustomerRecord {
    let scenario = scenario(of);
    CustomerRecord {
        domain: Some(scenario.domain.clone()),
        ..CustomerRecord::new(app, name.to_owned(), scenario.tenant_id, OffsetDateTime::now_utc())
    }
}

fn with_secret(microsoft: &Microsoft, tenant: &str) -> Ended {
    let words = ["check", "--json", "--app-id", APP, "--tenant", tenant, "--secret-stdin"];
    microsoft.home.run_with(&words, format!("{SECRET}\n").as_bytes())
}

fn ended_with_log(microsoft: &Microsoft, words: &[&str]) -> Ended {
    let mut command = microsoft.home.command(words);
    Ended::of(command.env("CONSENTRY_LOG", "info").stdin(std::process::Stdio::null()).spawn().unwrap())
}

#[test]
fn the_record_says_what_is_wanted_and_when_consent_was_hinted_at() {
    let microsoft = Microsoft::start();
    let registry = open(&microsoft.home);
    let app = wait(registry.add_app(app(&["Alert.Read.All", "File.Read.All"]))).unwrap();
    let hinted = OffsetDateTime::now_utc() - Duration::minutes(1);
    let fabrikam = customer(app.row, "Fabrikam", "not-consented");
    wait(registry.add_customer(CustomerRecord { consent_hint_at: Some(hinted), ..fabrikam })).unwrap();
    drop(registry);

    let report =
        with_secret(&microsoft, &scenario("all-well").tenant_id.to_string()).found(Some("role-missing"), 1);
    assert_eq!(report["permissions"]["missing"], serde_json::json!(["File.Read.All"]));
    for tenant in
        [scenario("not-consented").tenant_id.to_string(), scenario("not-consented").domain.to_string()]
    {
        with_secret(&microsoft, &tenant).found(Some("propagating"), 3);
    }
}

#[test]
fn the_secret_comes_from_the_keychain_and_its_absence_is_told() {
    let microsoft = Microsoft::start();
    let registry = open(&microsoft.home);
    let app = wait(registry.add_app(app(&["Alert.Read.All"]))).unwrap();
    let contoso = wait(registry.add_customer(customer(app.row, "Contoso AB", "all-well"))).unwrap();
    drop(registry);

    let tenant = contoso.tenant_id.to_string();
    let stateless = microsoft.home.run(&["check", "--json", "--app-id", APP, "--tenant", &tenant]);
    stateless.found(Some("keychain-missing"), 4);
    assert_eq!(stateless.errors, "");
    let logged = ["check", "--json", "--app-id", APP, "--tenant", &tenant];
    let logged = ended_with_log(&microsoft, &logged);
    logged.found(Some("keychain-missing"), 4);
    assert!(
        logged.errors.contains(" INFO consentry_platform::"),
        "the log speaks when asked: {}",
        logged.errors
    );

    for named in ["contoso ab", &tenant] {
        let ended = microsoft.home.run(&["check", "--json", "--customer", named]);
        let report = ended.found(Some("keychain-missing"), 4);
        assert_eq!(report["tenant_id"], tenant.as_str());
        assert_eq!(report["permissions"]["wanted"], serde_json::json!(["Alert.Read.All"]));
    }
    let kept = wait(open(&microsoft.home).checks(contoso.row, 10)).unwrap();
    let causes: Vec<_> = kept.iter().map(|check| check.cause).collect();
    assert_eq!(
        causes,
        [Some(Cause::KeychainMissing); 2],
        "only checks of the customer are kept in its history"
    );
    let nobody = microsoft.home.run(&["check", "--json", "--customer", TENANT]);
    assert!(nobody.usage().contains("no such customer"));
}

#[test]
fn an_ambiguous_name_is_not_guessed() {
    let microsoft = Microsoft::start();
    let registry = open(&microsoft.home);
    let app = wait(registry.add_app(app(&[]))).unwrap();
    wait(registry.add_customer(customer(app.row, "Contoso", "all-well"))).unwrap();
    wait(registry.add_customer(customer(app.row, "CONTOSO", "wrong-secret"))).unwrap();
    drop(registry);
    let ended = microsoft.home.run(&["check", "--json", "--customer", "Contoso"]);
    assert!(ended.usage().contains("several customers"), "{ended:#?}");
    let tenant = scenario("all-well").tenant_id.to_string();
    microsoft
        .home
        .run(&["check", "--json", "--customer", &tenant, "--app-id", APP])
        .found(Some("keychain-missing"), 4);
}

#[test]
fn a_registry_of_a_newer_version_is_refused_untouched() {
    let microsoft = Microsoft::start();
    drop(open(&microsoft.home));
    let path = microsoft.home.registry();
    let mut bytes = std::fs::read(&path).unwrap();
    // SQLite keeps the user version at byte 60.
    bytes[60..64].copy_from_slice(&99_i32.to_be_bytes());
    std::fs::write(&path, &bytes).unwrap();

    let tenant = scenario("all-well").tenant_id.to_string();
    let needed = microsoft.home.run(&["check", "--json", "--app-id", APP, "--tenant", &tenant]);
    let report = needed.found(Some("storage"), 4);
    assert!(report["error"]["raw"].as_str().unwrap().contains("newer version"), "{report:#}");
    microsoft.home.run(&["check", "--json", "--customer", "Contoso"]).found(Some("storage"), 4);

    let not_needed = with_secret(&microsoft, &tenant);
    not_needed.found(None, 0);
    assert!(not_needed.errors.contains("going on without the records"), "{}", not_needed.errors);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_damaged_registry_is_kept_aside_and_said() {
    let microsoft = Microsoft::start();
    let path = microsoft.home.registry();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, "this is no database, but somebody may still want it").unwrap();
    let ended = with_secret(&microsoft, &scenario("all-well").tenant_id.to_string());
    ended.found(None, 0);
    assert!(ended.errors.contains("registry.damaged-"), "{}", ended.errors);
    let kept =
        microsoft.home.files().into_iter().find(|file| file.to_string_lossy().contains("damaged")).unwrap();
    assert!(std::fs::read_to_string(kept).unwrap().starts_with("this is no database"));
}

#[test]
#[cfg(unix)]
fn a_folder_that_was_open_is_closed_and_nothing_put_there_is_believed_or_led_anywhere() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let home = Home::new();
    let (path, precious) = (home.registry(), home.path().join("precious"));
    let folder = path.parent().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(&precious, "my own work").unwrap();
    for (name, junk) in [("registry.db", false), ("registry.db.lock", true), ("registry.db-wal", true)] {
        if junk {
            std::fs::write(&path, "junk").unwrap();
        }
        symlink(&precious, folder.join(name)).unwrap();
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        let before = home.files();
        let ended = home.run(&["bundle", "--customer", "Contoso"]);
        assert_eq!(ended.status, 4, "{name}: {ended:#?}");
        assert!(ended.errors.contains(name) && ended.errors.contains("is a link"), "{ended:#?}");
        assert_eq!(std::fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700, "{name}");
        assert_eq!(std::fs::read(&precious).unwrap(), b"my own work", "{name}");
        assert!(before.iter().all(|file| file.symlink_metadata().is_ok()), "{name}: {:?}", home.files());
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    // One that leads nowhere is no registry that was never made.
    std::fs::remove_file(&path).unwrap();
    symlink(home.path().join("missing"), &path).unwrap();
    let ended = home.run(&["bundle", "--customer", "Contoso"]);
    assert!(ended.status == 4 && ended.errors.contains("not there"), "{ended:#?}");
    assert!(!home.path().join("missing").exists());
}
