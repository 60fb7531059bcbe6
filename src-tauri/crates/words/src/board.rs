//! A board to take along: as a table for a spreadsheet, its headers in the reader's language, and as JSON for a
//! script, whose names never change. Neither holds a secret, a token or the state of a link.

use consentry_onboarding::permission::Permission;
use consentry_onboarding::records::{AppRecord, CustomerRecord};
use consentry_onboarding::standing::{Outcome, Standing, is_waiting};
use consentry_onboarding::table;
use consentry_onboarding::verdict::Cause;
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::lang::Lang;
use crate::{cause_title, verdict_word};

/// One customer with what is known of it.
#[derive(Debug, Clone, Copy)]
pub struct BoardLine<'a> {
    /// The customer.
    pub customer: &'a CustomerRecord,
    /// Its app.
    pub app: &'a AppRecord,
    /// How it stands; none where it was never checked.
    pub standing: Option<&'a Standing>,
}

/// A column of the table: its header in English and Swedish, and its cell.
type Column = (&'static str, &'static str, fn(Lang, &BoardLine<'_>) -> String);

/// The first three are what an import looks for, under names it knows.
const COLUMNS: &[Column] = &[
    ("Name", "Namn", |_, line| line.customer.name.clone()),
    ("Tenant ID", "Klientorganisations-ID", |_, line| line.customer.tenant_id.to_string()),
    ("Domain", "Domän", |_, line| {
        line.customer.domain.as_ref().map(ToString::to_string).unwrap_or_default()
    }),
    ("Region", "Region", |_, line| line.customer.region.clone().unwrap_or_default()),
    ("App", "App", |_, line| line.app.name.clone()),
    ("Application ID", "Program-ID", |_, line| line.app.app_id.to_string()),
    ("Cloud", "Moln", |_, line| line.app.cloud.id().to_owned()),
    ("Proved", "Bevisat", |lang, line| line.proved().map(|it| verdict(lang, it)).unwrap_or_default()),
    ("Proved at", "Bevisat när", |_, line| line.proved().map(|it| moment(it.at)).unwrap_or_default()),
    ("Cause", "Orsak", |lang, line| line.proved().map(|it| cause(lang, it)).unwrap_or_default()),
    ("Wanted permissions", "Önskade behörigheter", |_, line| texts(line.app.permissions.keys()).join(" ")),
    ("Missing permissions", "Behörigheter som saknas", |_, line| line.missing().join(" ")),
    ("Must consent again for", "Behöver nytt medgivande för", |_, line| line.consent_lacks().join(" ")),
    ("Last check", "Senaste kontroll", |lang, line| {
        line.attempt().map(|it| verdict(lang, it)).unwrap_or_default()
    }),
    ("Last checked at", "Senast kontrollerad", |_, line| {
        line.attempt().map(|it| moment(it.at)).unwrap_or_default()
    }),
    ("Its cause", "Dess orsak", |lang, line| line.attempt().map(|it| cause(lang, it)).unwrap_or_default()),
    ("Waiting for consent", "Väntar på medgivande", |lang, line| {
        lang.pick(if is_waiting(line.customer, line.standing) { ("yes", "ja") } else { ("no", "nej") })
            .to_owned()
    }),
    ("Link sent at", "Länken skickad", |_, line| line.customer.link_sent_at.map(moment).unwrap_or_default()),
];

impl BoardLine<'_> {
    fn proved(&self) -> Option<Outcome> {
        self.standing?.proved.as_ref().map(|proved| proved.outcome)
    }

    fn attempt(&self) -> Option<Outcome> {
        self.standing.map(|standing| standing.attempt)
    }

    fn missing(&self) -> Vec<String> {
        let proved = self.standing.and_then(|standing| standing.proved.as_ref());
        proved.map(|proved| texts(&proved.permissions().missing)).unwrap_or_default()
    }

    fn consent_lacks(&self) -> Vec<String> {
        let proved = self.standing.and_then(|standing| standing.proved.as_ref());
        proved.map(|proved| texts(&proved.consent_lacks(self.app))).unwrap_or_default()
    }
}

/// The board as CSV. Swedish spreadsheets part cells by semicolons, since the comma is their decimal sign.
pub fn board_csv(lang: Lang, lines: &[BoardLine<'_>]) -> Vec<u8> {
    let header = COLUMNS.iter().map(|(en, sv, _)| lang.pick((*en, *sv)).to_owned()).collect();
    let row = |line: &BoardLine<'_>| COLUMNS.iter().map(|(_, _, cell)| cell(lang, line)).collect();
    let rows = std::iter::once(header).chain(lines.iter().map(row));
    table::written(lang.pick((b',', b';')), rows)
}

/// What a file with the board is called, before its date.
pub fn board_file(lang: Lang) -> &'static str {
    lang.pick(("Consentry customers", "Consentry kunder"))
}

/// The board as JSON. `format` counts up when a name changes its meaning.
pub fn board_json(lines: &[BoardLine<'_>], now: OffsetDateTime) -> Vec<u8> {
    let outcome =
        |it: Outcome| json!({ "verdict": it.verdict, "cause": it.cause.map(Cause::id), "at": moment(it.at) });
    let customer = |line: &BoardLine<'_>| -> Value {
        let mut proved = line.proved().map(outcome);
        if let (Some(proved), Some(found)) =
            (proved.as_mut(), line.standing.and_then(|standing| standing.proved.as_ref()))
        {
            proved["granted"] = json!(found.held.as_ref().map(texts));
            proved["missing"] = json!(line.missing());
        }
        json!({
            "name": line.customer.name,
            "tenant_id": line.customer.tenant_id,
            "domain": line.customer.domain,
            "region": line.customer.region,
            "app": { "name": line.app.name, "app_id": line.app.app_id, "cloud": line.app.cloud },
            "wanted": texts(line.app.permissions.keys()),
            "proved": proved,
            "last_check": line.attempt().map(outcome),
            "must_consent_again_for": line.consent_lacks(),
            "waiting_for_consent": is_waiting(line.customer, line.standing),
            "link_sent_at": line.customer.link_sent_at.map(moment),
        })
    };
    let board = json!({
        "format": 1,
        "made_by": concat!("consentry ", env!("CARGO_PKG_VERSION")),
        "exported_at": moment(now),
        "customers": lines.iter().map(customer).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_vec_pretty(&board).unwrap_or_default();
    text.push(b'\n');
    text
}

fn verdict(lang: Lang, outcome: Outcome) -> String {
    verdict_word(lang, outcome.verdict).to_owned()
}

fn cause(lang: Lang, outcome: Outcome) -> String {
    outcome.cause.map(|cause| cause_title(lang, cause).to_owned()).unwrap_or_default()
}

fn texts<'a>(permissions: impl IntoIterator<Item = &'a Permission>) -> Vec<String> {
    permissions.into_iter().map(ToString::to_string).collect()
}

/// To the second: a spreadsheet has no use for more.
fn moment(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}
