//! Records that say of themselves whether they are whole: every field of a row is made from the same two numbers.

use std::collections::BTreeSet;
use std::path::Path;

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::evidence::{Asked, Evidence, Flow, NotDone};
use consentry_onboarding::ids::{AppId, Domain, TenantId, TenantRef};
use consentry_onboarding::permission::Permission;
use consentry_onboarding::ports::Registry;
use consentry_onboarding::records::{AppRecord, AppRow, CheckRecord, CustomerRecord, WatchRecord};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_platform::SqliteRegistry;
use rusqlite::Connection;
use time::OffsetDateTime;

/// An application ID made from a number.
pub fn app_id(number: u64) -> AppId {
    AppId::parse(&format!("{number:08x}-aaaa-4bbb-8ccc-dddddddddddd")).unwrap()
}

fn tenant_id(number: u64) -> TenantId {
    TenantId::parse(&format!("{number:08x}-1111-4222-8333-444444444444")).unwrap()
}

/// A moment made from a number.
pub fn at(number: u64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_700_000_000 + i64::try_from(number).unwrap()).unwrap()
}

/// An app.
pub fn app(number: u64) -> AppRecord {
    let mut app = AppRecord::new(format!("App {number}"), CloudId::Practice, app_id(number));
    app.redirect_uris = vec![format!("https://{number}.example/a"), format!("https://{number}.example/b")];
    for name in ["Alert.Read.All", "Machine.Read.All"] {
        app.permissions.insert(Permission::parse(name).unwrap(), at(number));
    }
    app
}

/// The customer of this number, as edited for so many times.
pub fn customer(app: AppRow, number: u64, edits: u64) -> CustomerRecord {
    let mut customer =
        CustomerRecord::new(app, format!("Kund {number} {edits}"), tenant_id(number), at(edits));
    customer.domain = Some(Domain::parse(&format!("k{number}-{edits}.example")).unwrap());
    customer.region = Some(format!("{number}/{edits}"));
    customer.link_state = Some(format!("state-{number}-{edits}"));
    customer.link_made_at = Some(at(edits));
    customer.consent_hint_at = Some(at(edits + 1));
    customer
}

/// Number and edits of a customer; an error where its fields are not all from one edit.
pub fn whole(record: &CustomerRecord) -> Result<(u64, u64), String> {
    let mut numbers = record.name.strip_prefix("Kund ").unwrap_or_default().split(' ').map(str::parse);
    let (Some(Ok(number)), Some(Ok(edits))) = (numbers.next(), numbers.next()) else {
        return Err(format!("no name of ours: {}", record.name));
    };
    let expected = CustomerRecord {
        row: record.row,
        version: record.version,
        watch: record.watch,
        link_sent_at: record.link_sent_at,
        added_at: record.added_at,
        ..customer(record.app, number, edits)
    };
    if *record == expected { Ok((number, edits)) } else { Err(format!("torn: {record:?}")) }
}

/// A watch whose three columns belong together.
pub fn watch(number: u64) -> WatchRecord {
    let looks = u32::try_from(number % 1_000_000).unwrap();
    WatchRecord { since: at(number), looks, next_at: at(number + 60) }
}

/// A check whose columns and evidence belong together.
pub fn check(number: u64) -> CheckRecord {
    let asked = Asked {
        cloud: CloudId::Practice,
        app_id: Some(app_id(number)),
        tenant: Some(TenantRef::Id(tenant_id(number))),
        wanted: BTreeSet::from([Permission::parse("Alert.Read.All").unwrap()]),
        flow: Flow::default(),
        call: true,
    };
    let evidence = Evidence::not_done(asked, at(number), NotDone::EarlierStep);
    CheckRecord { at: at(number), verdict: Verdict::Unknown, cause: Some(Cause::Network), evidence }
}

/// Opens the registry as the next start does. Damage would be set aside; here that is a loss.
pub fn next_start(path: &Path) -> Result<SqliteRegistry, String> {
    let (registry, aside) = SqliteRegistry::open(path).map_err(|problem| problem.to_string())?;
    match aside {
        None => Ok(registry),
        Some(aside) => Err(format!("the registry was set aside as damaged: {}", aside.kept_at.display())),
    }
}

/// What SQLite itself says of the file.
pub fn sound(path: &Path) -> Result<(), String> {
    let told = || -> rusqlite::Result<(String, i64)> {
        let file = Connection::open(path)?;
        let verdict = file.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let lost = file.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
        Ok((verdict, lost))
    };
    match told() {
        Ok((verdict, 0)) if verdict == "ok" => Ok(()),
        other => Err(format!("{}: {other:?}", path.display())),
    }
}

/// The app of this number, added where it is not there yet.
pub async fn app_in(registry: &SqliteRegistry, number: u64) -> AppRecord {
    let apps = registry.apps().await.unwrap();
    match apps.into_iter().find(|app| app.app_id == app_id(number)) {
        Some(app) => app,
        None => registry.add_app(app(number)).await.unwrap(),
    }
}
