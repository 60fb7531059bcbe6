//! The board as a file: what is in it, what never is, and that an import reads it again.

use std::collections::{BTreeMap, BTreeSet};

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::ids::{AppId, Domain, TenantId};
use consentry_onboarding::import;
use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::{AppRecord, AppRow, CustomerRecord, CustomerRow};
use consentry_onboarding::standing::{Outcome, Proved, Standing};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_words::{BoardLine, Lang, board_csv, board_json};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::macros::datetime;

const THEN: OffsetDateTime = datetime!(2026-11-20 08:30:00.123 UTC);
const LATER: OffsetDateTime = datetime!(2026-11-22 10:41:00 UTC);

fn permissions(names: &[&str]) -> BTreeSet<Permission> {
    names.iter().map(|name| Permission::parse(name).unwrap()).collect()
}

fn app() -> AppRecord {
    let app_id = AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap();
    let declared = [("Alert.Read.All", THEN), ("Machine.Isolate", LATER)];
    let permissions: BTreeMap<_, _> =
        declared.iter().map(|(name, at)| (Permission::parse(name).unwrap(), *at)).collect();
    AppRecord { permissions, ..AppRecord::new("Northwind".to_owned(), CloudId::Commercial, app_id) }
}

fn customer(name: &str, number: u32) -> CustomerRecord {
    let tenant = TenantId::parse(&format!("{number:08x}-1111-4222-8333-444444444444")).unwrap();
    CustomerRecord {
        row: CustomerRow(number.into()),
        domain: Domain::parse(&format!("kund{number}.example")).ok(),
        link_state: Some("kT3vW9fQ-the-state".to_owned()),
        link_sent_at: Some(LATER),
        ..CustomerRecord::new(AppRow(1), name.to_owned(), tenant, THEN)
    }
}

fn standing(row: CustomerRow) -> Standing {
    let outcome = Outcome { at: THEN, verdict: Verdict::NeedsAttention, cause: Some(Cause::RoleMissing) };
    Standing {
        customer: row,
        attempt: Outcome { at: LATER, verdict: Verdict::Unknown, cause: Some(Cause::TimedOut) },
        proved: Some(Proved {
            outcome,
            wanted: permissions(&["Alert.Read.All", "Machine.Scan"]),
            held: Some(permissions(&["Alert.Read.All"])),
        }),
    }
}

fn csv(lang: Lang, lines: &[BoardLine<'_>]) -> String {
    String::from_utf8(board_csv(lang, lines)).unwrap()
}

#[test]
fn the_table_tells_what_was_proved_and_what_the_last_attempt_met() {
    let (app, customer) = (app(), customer("=Åkeri; \"Söner\"", 7));
    let standing = standing(customer.row);
    let lines = [BoardLine { customer: &customer, app: &app, standing: Some(&standing) }];
    let quoted = |cells: &[&str]| {
        cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",") + "\r\n"
    };
    let header = quoted(&[
        "Name",
        "Tenant ID",
        "Domain",
        "Region",
        "App",
        "Application ID",
        "Cloud",
        "Proved",
        "Proved at",
        "Cause",
        "Wanted permissions",
        "Missing permissions",
        "Must consent again for",
        "Last check",
        "Last checked at",
        "Its cause",
        "Waiting for consent",
        "Link sent at",
    ]);
    let row = quoted(&[
        "'=Åkeri; \"\"Söner\"\"",
        "00000007-1111-4222-8333-444444444444",
        "kund7.example",
        "",
        "Northwind",
        "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764",
        "commercial",
        "Needs attention",
        "2026-11-20T08:30:00Z",
        "A permission is missing",
        "Alert.Read.All Machine.Isolate",
        "Machine.Scan",
        "Machine.Isolate",
        "Unknown",
        "2026-11-22T10:41:00Z",
        "No answer in time",
        "yes",
        "2026-11-22T10:41:00Z",
    ]);
    assert_eq!(csv(Lang::En, &lines), format!("\u{feff}{header}{row}"));
    let swedish = csv(Lang::Sv, &lines);
    assert!(swedish.starts_with("\u{feff}\"Namn\";\"Klientorganisations-ID\";\"Domän\";"), "{swedish}");
    assert!(swedish.contains(";\"Behöver åtgärdas\";\"2026-11-20T08:30:00Z\";"), "{swedish}");
}

#[test]
fn the_json_keeps_its_names_and_holds_no_state_of_a_link() {
    let (app, customer) = (app(), customer("Contoso", 7));
    let standing = standing(customer.row);
    let lines = [
        BoardLine { customer: &customer, app: &app, standing: Some(&standing) },
        BoardLine { customer: &customer, app: &app, standing: None },
    ];
    let text = String::from_utf8(board_json(&lines, LATER)).unwrap();
    let board: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(board["format"], 1);
    assert_eq!(board["exported_at"], "2026-11-22T10:41:00Z");
    assert_eq!(
        board["customers"][0],
        json!({
            "name": "Contoso", "tenant_id": "00000007-1111-4222-8333-444444444444", "domain": "kund7.example",
            "region": null,
            "app": { "name": "Northwind", "app_id": "6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764", "cloud": "commercial" },
            "wanted": ["Alert.Read.All", "Machine.Isolate"],
            "proved": {
                "verdict": "needs_attention", "cause": "role-missing", "at": "2026-11-20T08:30:00Z",
                "granted": ["Alert.Read.All"], "missing": ["Machine.Scan"],
            },
            "last_check": { "verdict": "unknown", "cause": "timed-out", "at": "2026-11-22T10:41:00Z" },
            "must_consent_again_for": ["Machine.Isolate"],
            "waiting_for_consent": true, "link_sent_at": "2026-11-22T10:41:00Z",
        })
    );
    assert_eq!(board["customers"][1]["proved"], Value::Null);
    for lang in Lang::ALL {
        assert!(!csv(lang, &lines).contains("kT3vW9fQ") && !text.contains("kT3vW9fQ"));
    }
}

#[test]
fn an_exported_board_can_be_imported_again() {
    let app = app();
    let names = [
        "=cmd|'/c calc'!A0",
        "+46 8 123",
        "-",
        "@x",
        "'=y",
        "''z",
        "Åkeri, \"Söner\"; AB",
        "ＡＢ＝Ｃ",
        "＝1",
    ];
    let customers: Vec<CustomerRecord> =
        names.iter().zip(1..).map(|(name, number)| customer(name, number)).collect();
    let line = |customer| BoardLine { customer, app: &app, standing: None };
    let lines: Vec<BoardLine<'_>> = customers.iter().map(line).collect();
    for lang in Lang::ALL {
        let reading = import::read(&csv(lang, &lines), &[]).unwrap();
        assert_eq!(reading.problems, []);
        let read: Vec<(String, String, Option<Domain>)> =
            reading.lines.into_iter().map(|line| (line.name, line.tenant.to_string(), line.domain)).collect();
        let exported: Vec<(String, String, Option<Domain>)> = customers
            .iter()
            .map(|one| (one.name.clone(), one.tenant_id.to_string(), one.domain.clone()))
            .collect();
        assert_eq!(read, exported, "{lang:?}");
    }
}

#[test]
fn whatever_a_customer_is_called_stays_in_its_cell_and_is_no_formula() {
    let texts = crate::naughty::texts("evil.example").into_iter().map(|(_, text)| text);
    // What the core lets in as a name, cut as it cuts it.
    let names: Vec<String> = texts
        .map(|text| text.trim().to_owned())
        .filter(|text| text.len() > 1 && !text.contains(char::is_control))
        .collect();
    for lang in Lang::ALL {
        for name in &names {
            let (app, customer) = (AppRecord { name: name.clone(), ..app() }, customer(name, 7));
            let line = BoardLine { customer: &customer, app: &app, standing: None };
            let calm = BoardLine { customer: &self::customer("Calm", 7), app: &self::app(), standing: None };
            let (text, calm) = (csv(lang, &[line]), csv(lang, &[calm]));
            let shape = |text: &str| (text.lines().count(), cells(text).len());
            assert_eq!(shape(&text), shape(&calm), "{name:?}: {text}");
            for cell in cells(&text) {
                let first = cell.trim_start_matches('\u{feff}').chars().next();
                assert!(
                    !first.is_some_and(|c| "=+-@\t\r\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}".contains(c)),
                    "{name:?}: {cell:?}"
                );
            }
        }
    }
}

/// The cells of a table whose every cell is quoted.
fn cells(text: &str) -> Vec<String> {
    let (mut all, mut rest) = (Vec::new(), text.trim_start_matches('\u{feff}').chars().peekable());
    while let Some(c) = rest.next() {
        assert_eq!(c, '"', "every cell is quoted: {text}");
        let mut cell = String::new();
        while let Some(c) = rest.next() {
            match c {
                '"' if rest.peek() == Some(&'"') => cell.extend(rest.next()),
                '"' => break,
                other => cell.push(other),
            }
        }
        all.push(cell);
        while rest.next_if(|c| matches!(c, ',' | ';' | '\r' | '\n')).is_some() {}
    }
    all
}
