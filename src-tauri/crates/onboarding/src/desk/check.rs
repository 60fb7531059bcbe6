//! Proving a customer: the check, and what it lets our own record know.

use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;

use crate::evidence::{Elsewhere, Evidence, Known, SecretUsed};
use crate::gather::{self, Credential, Patience, Plan, Progress};
use crate::ids::TenantRef;
use crate::judge;
use crate::permission::Permission;
use crate::ports::RegistryProblem;
use crate::records::{AppRecord, CheckRecord, CustomerRecord, CustomerRow, KeptIn};
use crate::standing::Proved;

use super::{Desk, DeskProblem};

/// A finished check. What was met stands even where it could not be written into the history.
#[derive(Debug)]
pub struct Checked {
    /// The check.
    pub record: CheckRecord,
    /// Whether it is in the history.
    pub kept: Result<(), RegistryProblem>,
}

/// How far a check goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// With the call, which proves it.
    pub call: bool,
    /// Where the service asks for a wait.
    pub patience: Patience,
}

impl Extent {
    pub const FULL: Self = Self { call: true, patience: Patience::Waits };
}

impl Desk {
    /// Checks a customer and keeps what was met. Each finished step is reported as it comes.
    pub async fn check(
        &self,
        row: CustomerRow,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Checked, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        let credential = self.credential_asked_for(&app, report, cancel).await;
        self.check_with(&customer, &app, credential, Extent::FULL, report, cancel).await
    }

    /// The check itself, with what there is to sign in with.
    pub(super) async fn check_with(
        &self,
        customer: &CustomerRecord,
        app: &AppRecord,
        credential: Credential,
        extent: Extent,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Checked, DeskProblem> {
        let evidence = self.gathered_with(customer, app, credential, extent, report, cancel).await?;
        let judgement = judge::judge(&evidence);
        let at = evidence.finished_at.unwrap_or(evidence.started_at);
        let record = CheckRecord { at, verdict: judgement.verdict, cause: judgement.cause, evidence };
        let kept = self.registry.add_check(customer.row, record.clone()).await;
        if record.evidence.proves_secret() {
            self.note_proof(app, at).await;
        }
        self.watch_after_check(customer.row, &judgement).await;
        Ok(Checked { record, kept })
    }

    /// Carries out a check and writes nothing down; without the call it asks for a token only.
    pub(super) async fn gathered(
        &self,
        customer: &CustomerRecord,
        app: &AppRecord,
        call: bool,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Evidence, DeskProblem> {
        let credential = self.credential_asked_for(app, report, cancel).await;
        let extent = Extent { call, ..Extent::FULL };
        self.gathered_with(customer, app, credential, extent, report, cancel).await
    }

    async fn gathered_with(
        &self,
        customer: &CustomerRecord,
        app: &AppRecord,
        credential: Credential,
        extent: Extent,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Evidence, DeskProblem> {
        let cloud = self.cloud(app.cloud)?;
        let mut plan = Plan::new(&cloud, Some(app.app_id), Some(TenantRef::Id(customer.tenant_id)));
        plan.wanted = app.permissions.keys().cloned().collect();
        plan.known = self.known(customer, app).await?;
        (plan.call, plan.patience) = (extent.call, extent.patience);
        let mut evidence =
            gather::check(&self.http, &cloud, plan, credential, self.clock.as_ref(), report, cancel).await;
        if judge::turns_on_elsewhere(&evidence) {
            evidence.known.elsewhere = self.elsewhere(customer, app, &evidence.known).await;
        }
        Ok(evidence)
    }

    /// The app's secret; that the keychain is asked is told, since it may be waiting to be unlocked.
    async fn credential_asked_for(
        &self,
        app: &AppRecord,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Credential {
        if app.secret.as_ref().is_some_and(|secret| secret.kept_in == KeptIn::Keychain) {
            report(Progress::Keychain);
        }
        tokio::select! {
            biased;
            // Gathering sees the same token and says for every step that it was stopped.
            () = cancel.cancelled() => Credential::none(),
            credential = self.credential(app) => credential,
        }
    }

    /// Notes that a token proved the stored secret, at most once a day. The check stands without the note.
    pub(super) async fn note_proof(&self, app: &AppRecord, at: OffsetDateTime) {
        let Some(secret) = &app.secret else { return };
        if secret.proved_at.is_some_and(|last| at - last < Duration::DAY) {
            return;
        }
        // The first proof lets the secret before this one go.
        let first = secret.proved_at.is_none();
        let later = "that the secret was proved is noted with a later check";
        let turn = if first { self.turn_to_prove(app).await.map(Some) } else { Ok(None) };
        let noted = match &turn {
            Ok(None) => Ok(()),
            Ok(Some(Some(_))) => self.note_replaced(app).await,
            Ok(Some(None)) => return tracing::info!("{later}"),
            Err(problem) => return tracing::warn!(%problem, "{later}"),
        };
        if let Err(problem) = noted {
            return tracing::warn!(%problem, "{later}");
        }
        if let Err(problem) = self.registry.secret_proved(app.row, secret.generation, at).await {
            tracing::warn!(%problem, "that the secret was proved could not be noted");
            return;
        }
        if first {
            self.forget_replaced(app).await;
        }
    }

    /// What our own record says that bears on a verdict.
    pub async fn known(&self, customer: &CustomerRecord, app: &AppRecord) -> Result<Known, DeskProblem> {
        Ok(Known {
            consent_hint_at: customer.consent_hint_at,
            declared: app.permissions.clone(),
            last_grant: self.registry.last_grant(customer.row, app.app_id).await?,
            elsewhere: (app.home_tenant == Some(customer.tenant_id)).then_some(Elsewhere::AtHome),
            secret: app.secret.as_ref().map(SecretUsed::from),
        })
    }

    /// What the same app met last in the other customers' tenants. One that calls it disabled rules out "only here"; one
    /// that gave it a token after that rules out that it is off for everybody. That it was off counts for a day; that it
    /// worked for an hour, and only if that was after it last worked here.
    async fn elsewhere(
        &self,
        customer: &CustomerRecord,
        app: &AppRecord,
        known: &Known,
    ) -> Option<Elsewhere> {
        let now = self.clock.now();
        let met = self.registry.met_elsewhere(app.row, customer.row, now - Duration::DAY).await.ok()?;
        if met.disabled_at.is_some() {
            return met.token_at.is_none().then_some(Elsewhere::DisabledToo);
        }
        let worked_here = known.last_grant.as_ref().map(|grant| grant.at);
        let lately = met.token_at.is_some_and(|at| now - at < Duration::HOUR);
        (lately && met.token_at > worked_here).then_some(Elsewhere::Works)
    }
}

/// Wanted permissions that a customer's last proved token lacks because they were declared after it was seen: this
/// customer must consent again. Nothing for one whose token was never read; that one is asked for all of them anyway.
pub fn consent_lacks(app: &AppRecord, proved: &CheckRecord) -> Vec<Permission> {
    Proved::from(proved).consent_lacks(app)
}
