//! Writes `ui/src/backend/bindings.ts`. Run with `CONSENTRY_WRITE_BINDINGS=1` to renew it; without, the test fails
//! when the file is stale.

use std::fmt::Write as _;

use serde::Serialize;
use ts_rs::{Config, TS};

use consentry_onboarding::cloud::CloudId;
use consentry_onboarding::consent::LinkForm;
use consentry_onboarding::consent::lint::Severity;
use consentry_onboarding::expiry::ExpiryStage;
use consentry_onboarding::explain::Kind;
use consentry_onboarding::portal::PortalPage;
use consentry_onboarding::records::{KeptIn, PortalStep};
use consentry_onboarding::repair::{Action, Reader};
use consentry_onboarding::verdict::{Actor, Cause, CheckId, CheckStatus, Verdict};

use super::{
    CommandError, KitFile, PortalValue, app, ask, board, bundle, check, customer, diagnose, hand_over,
    history, repair, setup, use_api, watch,
};

const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/backend/bindings.ts");

/// A union of texts, read off the values themselves.
fn union<T: Serialize>(name: &str, values: &[T]) -> String {
    let texts: Vec<String> = values.iter().map(|value| serde_json::to_string(value).unwrap()).collect();
    format!("export type {name} = {};\n", texts.join(" | "))
}

pub(super) fn declared<T: TS>(out: &mut String) {
    let config = Config::default();
    if let Some(docs) = T::docs() {
        out.push_str(&docs);
    }
    writeln!(out, "export {}", T::decl(&config)).unwrap();
}

fn generated() -> String {
    let mut out = String::from("// Generated from src-tauri/src/ipc/wire.rs; renew with `make types`.\n\n");
    out.push_str(&union("Realm", &["real", "practice"]));
    out.push_str(&union("Lang", &["en", "sv"]));
    out.push_str(&union("Theme", &["light", "dark"]));
    let clouds: Vec<CloudId> = CloudId::REAL.into_iter().chain([CloudId::Practice]).collect();
    out.push_str(&union("CloudId", &clouds));
    out.push_str(&union("Verdict", &[Verdict::Connected, Verdict::NeedsAttention, Verdict::Unknown]));
    out.push_str(&union("Actor", &[Actor::Partner, Actor::Customer, Actor::Wait, Actor::Nobody]));
    let statuses = [CheckStatus::Pass, CheckStatus::Warn, CheckStatus::Fail, CheckStatus::Skipped];
    out.push_str(&union("CheckStatus", &statuses));
    out.push_str(&union("CheckId", &CheckId::ALL));
    out.push_str(&union("Cause", Cause::ALL));
    out.push_str(&union("LinkForm", &[LinkForm::Guide, LinkForm::AdminV1, LinkForm::AdminV2]));
    out.push_str(&union("KeptIn", &[KeptIn::Keychain, KeptIn::Memory]));
    out.push_str(&union("SecretOutcome", &["unchanged", "proved", "not-checked"]));
    out.push_str(&union("KitFile", &[KitFile::Eml, KitFile::Html]));
    out.push_str(&union("PortalStep", &PortalStep::ALL));
    out.push_str(&union("Severity", &[Severity::Error, Severity::Warning, Severity::Note]));
    out.push_str(&union("PasteKind", &Kind::ALL));
    out.push_str(&union("PortalPage", &PortalPage::ALL));
    out.push_str(&union("NextAction", &Action::ALL));
    out.push_str(&union("TextReader", &Reader::ALL));
    out.push_str(&union("ExpiryStage", &ExpiryStage::ALL));
    out.push_str(&union("Field", crate::ipc::views::FIELDS));
    out.push_str(&union("InputProblem", crate::ipc::views::INPUT_PROBLEMS));
    out.push_str(&union("ImportFault", crate::ipc::views::IMPORT_FAULTS));
    out.push_str(&union("BoardFormat", &["csv", "json"]));
    out.push('\n');
    app::declare(&mut out);
    customer::declare(&mut out);
    repair::declare(&mut out);
    check::declare(&mut out);
    history::declare(&mut out);
    ask::declare(&mut out);
    diagnose::declare(&mut out);
    hand_over::declare(&mut out);
    use_api::declare(&mut out);
    setup::declare(&mut out);
    board::declare(&mut out);
    bundle::declare(&mut out);
    declared::<PortalValue>(&mut out);
    watch::declare(&mut out);
    declared::<CommandError>(&mut out);
    out
}

#[test]
fn export_bindings() {
    let fresh = generated();
    if std::env::var_os("CONSENTRY_WRITE_BINDINGS").is_some() {
        std::fs::write(PLACE, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(PLACE).unwrap();
    assert!(kept == fresh, "ui/src/backend/bindings.ts is stale; renew it with `make types`");
}
