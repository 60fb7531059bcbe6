//! What differs between a check that was connected and how things stand now: read from the two pieces of evidence and
//! from the app's and the customer's own record.
//!
//! Both pieces are judged by today's rules, so that a difference is one of facts and never one of rules; where today's
//! rules would not have called the earlier one connected, that itself is the answer. A claim of a token counts only
//! where the token's signature verified, since anything may stand in one that did not. What only one of the two checks
//! knows is no difference.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::{Change, Detail, Difference, DisabledIn};
use crate::evidence::{Evidence, SecretUsed, SignatureReading, TokenFacts, TokenReading};
use crate::judge;
use crate::permission::Permission;
use crate::records::{AppRecord, CheckRecord, CustomerRecord};
use crate::verdict::{Cause, Judgement};

/// From so many seconds on a clock is said to be off; the same as in a verdict.
const CLOCK_OFF: i64 = 60;

/// A piece of evidence and what today's rules say of it.
struct Side<'a> {
    check: &'a CheckRecord,
    judgement: Judgement,
}

impl<'a> Side<'a> {
    fn of(check: &'a CheckRecord) -> Self {
        Self { check, judgement: judge::judge(&check.evidence) }
    }

    fn evidence(&self) -> &'a Evidence {
        &self.check.evidence
    }

    /// What the token says, whoever signed it.
    fn received(&self) -> Option<&'a TokenFacts> {
        match self.evidence().token.value()? {
            TokenReading::Readable { facts } => Some(facts),
            TokenReading::Unreadable { .. } => None,
        }
    }

    /// What the token says, where its signature verified.
    fn facts(&self) -> Option<&'a TokenFacts> {
        let verified = matches!(self.evidence().signature.value()?, SignatureReading::Verified { .. });
        self.received().filter(|_| verified)
    }
}

struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, difference: Difference, bears: bool) {
        self.add_at(difference, None, bears);
    }

    fn add_at(&mut self, difference: Difference, at: Option<OffsetDateTime>, bears: bool) {
        self.0.push(Change { difference, at, bears });
    }
}

/// What differs between the check that was connected and now: the newest check that proved otherwise, where there is
/// one, and the records as they stand.
pub(super) fn between(
    app: &AppRecord,
    customer: &CustomerRecord,
    then: &CheckRecord,
    now: Option<&CheckRecord>,
) -> Vec<Change> {
    let (then, now) = (Side::of(then), now.map(Side::of));
    let mut changes = Changes(Vec::new());
    if let Some(now) = &now {
        rules(&mut changes, &then, now);
        by_cause(&mut changes, &then, now);
        roles(&mut changes, &then, now);
        clock(&mut changes, &then, now);
        details(&mut changes, &then, now);
    }
    secret(&mut changes, app, &then, now.as_ref());
    wanted(&mut changes, app, &then, now.as_ref());
    consent(&mut changes, customer, &then);
    let mut changes = changes.0;
    changes.sort_by_key(|change| (!change.bears, place(&change.difference)));
    changes
}

/// The order among those that bear, and among those that do not: what a customer did, what the partner did, the rest.
fn place(difference: &Difference) -> usize {
    match difference {
        Difference::RulesOfThen { .. } => 0,
        Difference::TenantGone => 1,
        Difference::ConsentGone => 2,
        Difference::AppDisabled(_) => 3,
        Difference::SingleTenant => 4,
        Difference::ResourceGone => 5,
        Difference::PolicyRefuses => 6,
        Difference::SecretExpired { .. } => 7,
        Difference::SecretRefused { .. } => 8,
        Difference::SecretReplaced { used: true } => 9,
        Difference::RolesGone(_) => 10,
        Difference::WantedAdded { asked: true, .. } => 11,
        Difference::ApiRefuses { .. } => 12,
        Difference::Clock { .. } => 13,
        Difference::SecretReplaced { used: false } => 14,
        Difference::WantedAdded { asked: false, .. } => 15,
        Difference::ConsentHeard => 16,
        Difference::RolesNew(_) => 17,
        Difference::WantedDropped(_) => 18,
        Difference::RulesOfNow { .. } => 19,
        Difference::Detail { detail, .. } => 20 + *detail as usize,
    }
}

fn rules(changes: &mut Changes, then: &Side<'_>, now: &Side<'_>) {
    if let Some(cause) = then.judgement.cause {
        changes.add(Difference::RulesOfThen { cause }, true);
    }
    if (now.judgement.verdict, now.judgement.cause) != (now.check.verdict, now.check.cause) {
        changes.add(Difference::RulesOfNow { cause: now.judgement.cause }, false);
    }
}

/// What the cause of the newest check shows to be otherwise than it was.
fn by_cause(changes: &mut Changes, then: &Side<'_>, now: &Side<'_>) {
    let Some(cause) = now.judgement.cause.filter(|cause| then.judgement.cause != Some(*cause)) else {
        return;
    };
    let difference = match cause {
        Cause::NotConsented => Difference::ConsentGone,
        Cause::AppDisabled => Difference::AppDisabled(match now.judgement.reason.as_deref() {
            Some("at-home") => DisabledIn::Home,
            Some("not-only-here") => DisabledIn::OthersToo,
            _ => DisabledIn::Tenant,
        }),
        Cause::SingleTenantApp => Difference::SingleTenant,
        Cause::ResourceMissing => Difference::ResourceGone,
        Cause::TenantNotFound => Difference::TenantGone,
        Cause::ConditionalAccess => Difference::PolicyRefuses,
        Cause::WrongSecret => {
            let (before, used) = (&then.evidence().known.secret, &now.evidence().known.secret);
            let same = before.as_ref().zip(used.as_ref()).map(|(before, used)| is_same(before, used));
            Difference::SecretRefused { same }
        }
        Cause::ApiForbidden | Cause::ApiUnauthorized | Cause::NotProvisioned => {
            let both = then.facts().zip(now.facts());
            Difference::ApiRefuses { same_roles: both.is_some_and(|(a, b)| a.roles == b.roles) }
        }
        _ => return,
    };
    changes.add(difference, true);
}

fn roles(changes: &mut Changes, then: &Side<'_>, now: &Side<'_>) {
    let Some((before, after)) = then.facts().zip(now.facts()) else { return };
    // A token for somebody else says nothing about these permissions.
    if (&before.tenant_id, &before.app_id) != (&after.tenant_id, &after.app_id) {
        return;
    }
    let less = |a: &TokenFacts, b: &TokenFacts| a.roles.difference(&b.roles).cloned().collect();
    let (gone, new): (BTreeSet<_>, BTreeSet<_>) = (less(before, after), less(after, before));
    if !gone.is_empty() {
        let is_missing = !gone.is_disjoint(&now.judgement.permissions.missing);
        let is_cause = matches!(now.judgement.cause, Some(Cause::RoleMissing | Cause::ConsentOutdated));
        let bears = now.judgement.cause == Some(Cause::NoRoles) || (is_cause && is_missing);
        changes.add(Difference::RolesGone(gone), bears);
    }
    if !new.is_empty() {
        changes.add(Difference::RolesNew(new), false);
    }
}

fn clock(changes: &mut Changes, then: &Side<'_>, now: &Side<'_>) {
    let both = then.evidence().clock_ahead_seconds.zip(now.evidence().clock_ahead_seconds);
    let Some((before, after)) = both.filter(|(a, b)| b.saturating_sub(*a).saturating_abs() > CLOCK_OFF)
    else {
        return;
    };
    let about_time =
        matches!(now.judgement.cause, Some(Cause::ClockSkew | Cause::TokenExpired | Cause::TokenNotYetValid));
    changes.add(Difference::Clock { then: before, now: after }, about_time);
}

fn is_same(one: &SecretUsed, other: &SecretUsed) -> bool {
    (one.generation, one.stored_at) == (other.generation, other.stored_at)
}

/// Whether a secret is not the one a check signed in with. Evidence from before that was noted still cannot have used
/// one that was stored later.
fn is_newer(secret: &SecretUsed, check: &CheckRecord) -> bool {
    match &check.evidence.known.secret {
        Some(used) => !is_same(used, secret),
        None => secret.stored_at > check.at,
    }
}

fn secret(changes: &mut Changes, app: &AppRecord, then: &Side<'_>, now: Option<&Side<'_>>) {
    let present = app.secret.as_ref().map(SecretUsed::from);
    let cause = now.and_then(|now| now.judgement.cause);
    // What the newest proved check signed in with: as it noted, or what is kept now where that is no newer.
    let used = now.and_then(|now| {
        let noted = now.evidence().known.secret.clone();
        noted.or_else(|| present.clone().filter(|present| !is_newer(present, now.check)))
    });
    let is_refused = matches!(cause, Some(Cause::WrongSecret | Cause::SecretExpired | Cause::SecretIdPasted));
    if let Some(used) = used.as_ref().filter(|used| is_newer(used, then.check)) {
        changes.add_at(Difference::SecretReplaced { used: true }, Some(used.stored_at), is_refused);
    }
    let unused = present.as_ref().filter(|present| match (&used, now) {
        (Some(used), _) => !is_same(present, used),
        (None, Some(now)) => is_newer(present, now.check),
        (None, None) => is_newer(present, then.check),
    });
    if let Some(unused) = unused {
        changes.add_at(Difference::SecretReplaced { used: false }, Some(unused.stored_at), false);
    }
    // A day that was put right since is the better one.
    let corrected =
        present.as_ref().filter(|present| used.as_ref().is_some_and(|used| is_same(used, present)));
    let last_day = corrected.or(used.as_ref()).and_then(|used| used.expires_on);
    let is_over = last_day.zip(now).is_some_and(|(last, now)| {
        let day = |at: OffsetDateTime| at.to_offset(time::UtcOffset::UTC).date();
        last < day(now.check.at) && last >= day(then.check.at)
    });
    if cause == Some(Cause::SecretExpired) && then.judgement.cause != cause {
        changes.add(Difference::SecretExpired { last_day: last_day.filter(|_| is_over) }, true);
    } else if is_over {
        changes.add(Difference::SecretExpired { last_day }, is_refused);
    }
}

fn wanted(changes: &mut Changes, app: &AppRecord, then: &Side<'_>, now: Option<&Side<'_>>) {
    let before = &then.evidence().asked.wanted;
    let added = app.permissions.keys().filter(|permission| !before.contains(permission)).cloned();
    let asked =
        |permission: &Permission| now.is_some_and(|now| now.evidence().asked.wanted.contains(permission));
    let (asked, not_asked): (BTreeSet<_>, BTreeSet<_>) = added.partition(asked);
    let since = |permissions: &BTreeSet<Permission>| {
        permissions.iter().filter_map(|permission| app.permissions.get(permission)).max().copied()
    };
    for (permissions, asked) in [(asked, true), (not_asked, false)] {
        if !permissions.is_empty() {
            let bears = asked
                && now.is_some_and(|now| {
                    let of_permissions = matches!(
                        now.judgement.cause,
                        Some(Cause::RoleMissing | Cause::NoRoles | Cause::ConsentOutdated)
                    );
                    of_permissions && !permissions.is_disjoint(&now.judgement.permissions.missing)
                });
            let at = since(&permissions);
            changes.add_at(Difference::WantedAdded { permissions, asked }, at, bears);
        }
    }
    let dropped: BTreeSet<_> =
        before.iter().filter(|permission| !app.permissions.contains_key(permission)).cloned().collect();
    if !dropped.is_empty() {
        changes.add(Difference::WantedDropped(dropped), false);
    }
}

fn consent(changes: &mut Changes, customer: &CustomerRecord, then: &Side<'_>) {
    let heard = customer.consent_hint_at;
    let known_then = then.evidence().known.consent_hint_at;
    if let Some(heard) = heard.filter(|heard| *heard > then.check.at && known_then != Some(*heard)) {
        changes.add_at(Difference::ConsentHeard, Some(heard), false);
    }
}

fn details(changes: &mut Changes, then: &Side<'_>, now: &Side<'_>) {
    let (before, after) = (then.evidence(), now.evidence());
    let cause = now.judgement.cause;
    let mut compare = |detail, then: Option<String>, now: Option<String>| {
        if let Some((then, now)) = then.zip(now).filter(|(then, now)| then != now) {
            changes.add(Difference::Detail { detail, then, now }, bears(detail, cause));
        }
    };
    let tenant = |evidence: &Evidence| evidence.asked.tenant.as_ref().map(ToString::to_string);
    compare(Detail::Tenant, tenant(before), tenant(after));
    let cloud = |evidence: &Evidence| Some(evidence.asked.cloud.id().to_owned());
    compare(Detail::Cloud, cloud(before), cloud(after));
    if let Some((a, b)) = before.tenant.value().zip(after.tenant.value()) {
        compare(Detail::CloudInstance, a.cloud_instance.clone(), b.cloud_instance.clone());
        compare(Detail::Region, a.region.clone(), b.region.clone());
        compare(Detail::SubRegion, a.sub_region.clone(), b.sub_region.clone());
    }
    let flow = |evidence: &Evidence| {
        let flow = serde_json::to_value(evidence.asked.flow).ok()?;
        flow.as_str().map(str::to_owned)
    };
    compare(Detail::TokenAddress, flow(before), flow(after));
    if let Some((a, b)) = then.facts().zip(now.facts()) {
        compare(Detail::TokenVersion, Some(a.version.clone()), Some(b.version.clone()));
        compare(Detail::Audience, Some(a.audience.clone()), Some(b.audience.clone()));
        compare(Detail::Issuer, Some(a.issuer.clone()), Some(b.issuer.clone()));
        compare(Detail::CredentialKind, a.credential_kind.clone(), b.credential_kind.clone());
        compare(Detail::AppName, a.app_name.clone(), b.app_name.clone());
    }
    // The key is the one thing that is also told of a token that did not verify: it may be why.
    if let Some((a, b)) = then.facts().zip(now.received()) {
        compare(Detail::SigningKey, a.key_id.clone(), b.key_id.clone());
    }
    compare(Detail::Program, Some(before.made_by.clone()), Some(after.made_by.clone()));
}

/// Whether a detail can be the reason for a cause.
fn bears(detail: Detail, cause: Option<Cause>) -> bool {
    let Some(cause) = cause else { return false };
    match detail {
        Detail::Tenant => matches!(cause, Cause::TenantNotFound | Cause::WrongTenant),
        Detail::Cloud => matches!(cause, Cause::WrongCloud | Cause::TenantNotFound | Cause::WrongIssuer),
        Detail::CloudInstance | Detail::SubRegion => {
            matches!(cause, Cause::WrongCloud | Cause::WrongIssuer)
        }
        Detail::Audience => cause == Cause::WrongAudience,
        Detail::TokenAddress | Detail::TokenVersion => {
            matches!(cause, Cause::WrongAudience | Cause::WrongIssuer)
        }
        Detail::Issuer => cause == Cause::WrongIssuer,
        Detail::SigningKey => matches!(cause, Cause::KeyUnknown | Cause::SignatureInvalid),
        Detail::CredentialKind => cause == Cause::CertificateRejected,
        Detail::Region | Detail::AppName | Detail::Program => false,
    }
}
