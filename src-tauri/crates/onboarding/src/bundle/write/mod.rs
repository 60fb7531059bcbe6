//! From records to the file, field by field. Each record is taken apart completely, so that a field that is added to it
//! does not compile here before somebody has decided whether it may leave the house.

mod evidence;
mod token;

use time::{OffsetDateTime, UtcOffset};

use super::choice::left_out_before;
use super::clean::word as short;
use super::disguise::Disguise;
use super::document as file;
use super::{Entry, FORMAT, MOST_CHECKS, MOST_CUSTOMERS, Made, Maker, Names, VERSION};
use crate::judge;
use crate::permission::Permission;
use crate::records::{AppRecord, CheckRecord, CustomerRecord, SecretRecord};

/// Makes the file. Fails only where a record holds a time that cannot be written down.
pub fn make(
    entries: &[Entry],
    names: Names,
    maker: &Maker,
    at: OffsetDateTime,
) -> Result<Made, serde_json::Error> {
    let entries = &entries[..entries.len().min(MOST_CUSTOMERS)];
    let mut writer = Writer { disguise: Disguise::new(names), keep: names == Names::Kept };
    let mut apps: Vec<(&AppRecord, file::App)> = Vec::new();
    let mut begun = Vec::with_capacity(entries.len());
    // Everybody gets their name first: whoever is met in somebody else's evidence has it already.
    for (number, entry) in (1..).zip(entries) {
        let place = apps.iter().position(|(known, _)| known.row == entry.app.row).unwrap_or_else(|| {
            let app = writer.app(&entry.app, apps.len() + 1);
            apps.push((&entry.app, app));
            apps.len() - 1
        });
        begun.push((place, writer.disguise.customer_name(&entry.customer, number)));
    }
    let mut customers = Vec::with_capacity(entries.len());
    for (entry, (app, name)) in entries.iter().zip(begun) {
        let (record, written) = &apps[app];
        writer.disguise.about((&entry.customer, &name), (record, &written.name));
        customers.push(writer.customer(entry, app, name));
    }
    let ends =
        || entries.iter().flat_map(|entry| entry.checks.iter().take(MOST_CHECKS)).map(|kept| kept.check.at);
    let checks = ends().count();
    let in_all: usize = entries.iter().map(|entry| entry.in_all).sum();
    let made = Made {
        text: String::new(),
        names,
        replaced: Vec::new(),
        customers: customers.len(),
        checks,
        left_out: in_all.saturating_sub(checks),
        span: ends().min().zip(ends().max()),
    };
    let document = file::Document {
        format: FORMAT.to_owned(),
        version: VERSION,
        made_at: moment(at),
        made_by: maker.program.clone(),
        rules: judge::RULES,
        system: file::System { name: maker.system.clone(), processor: maker.processor.clone() },
        names,
        apps: apps.into_iter().map(|(_, app)| app).collect(),
        customers,
    };
    let text = serde_json::to_string_pretty(&document)? + "\n";
    Ok(Made { text, replaced: writer.disguise.told(), ..made })
}

/// Copies what may leave the house.
struct Writer {
    disguise: Disguise,
    keep: bool,
}

impl Writer {
    fn app(&mut self, app: &AppRecord, number: usize) -> file::App {
        let AppRecord {
            row: _,
            version: _,
            name: _,
            cloud,
            app_id,
            home_tenant,
            publisher: _,
            contact: _,
            redirect_uris: _,
            permissions,
            secret,
            ticks: _,
        } = app;
        let name = self.disguise.app_name(app, number);
        file::App {
            name,
            cloud: *cloud,
            app_id: self.disguise.app(*app_id),
            home_tenant: home_tenant.map(|home| self.disguise.tenant(home)),
            permissions: permissions.iter().map(declared).collect(),
            secret: secret.as_ref().map(|secret| {
                let SecretRecord { generation, kept_in, stored_at, proved_at, expires_on } = secret;
                file::Secret {
                    generation: *generation,
                    kept_in: *kept_in,
                    stored_at: moment(*stored_at),
                    proved_at: proved_at.map(moment),
                    expires_on: expires_on.map(|day| day.to_string()),
                }
            }),
        }
    }

    fn customer(&mut self, entry: &Entry, app: usize, name: String) -> file::Customer {
        let CustomerRecord {
            row: _,
            version: _,
            app: _,
            name: _,
            tenant_id,
            domain,
            region,
            added_at,
            link_state: _,
            link_made_at: _,
            link_answered_at,
            link_sent_at,
            consent_hint_at,
            watch: _,
        } = &entry.customer;
        let checks = &entry.checks[..entry.checks.len().min(MOST_CHECKS)];
        file::Customer {
            app,
            name,
            tenant_id: self.disguise.tenant(*tenant_id),
            domain: domain.as_ref().map(|domain| self.disguise.domain(domain)),
            region: region.as_deref().map(|word| self.machine_word(word)),
            added_at: moment(*added_at),
            link_sent_at: link_sent_at.map(moment),
            link_answered_at: link_answered_at.map(moment),
            consent_hint_at: consent_hint_at.map(moment),
            checks_in_all: Some(u32::try_from(entry.in_all).unwrap_or(u32::MAX)),
            checks: checks
                .iter()
                .zip(left_out_before(checks))
                .map(|(kept, left_out)| self.check(&kept.check, left_out, &entry.app))
                .collect(),
        }
    }

    fn check(&mut self, check: &CheckRecord, left_out: u32, app: &AppRecord) -> file::Check {
        let CheckRecord { at, verdict, cause, evidence } = check;
        file::Check {
            at: moment(*at),
            verdict: *verdict,
            cause: *cause,
            left_out_before: left_out,
            evidence: self.evidence(evidence, app),
        }
    }
}

fn declared((permission, at): (&Permission, &OffsetDateTime)) -> file::Declared {
    file::Declared { permission: permission.clone(), at: moment(*at) }
}

fn moment(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::UTC)
}
