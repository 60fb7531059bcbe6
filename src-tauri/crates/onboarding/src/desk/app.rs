//! Setting up the partner app: verify first, store after.

use std::collections::{BTreeMap, BTreeSet};

use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

use crate::cloud::CloudId;
use crate::consent::{PORTAL_REDIRECT, RedirectUri};
use crate::evidence::Evidence;
use crate::gather;
use crate::ids::{AppId, TenantId};
use crate::judge;
use crate::permission::Permission;
use crate::ports::{KeychainTurn, RegistryProblem, SecretPlace};
use crate::records::{AppRecord, AppRow, KeptIn, PortalStep, SecretRecord, Ticks};
use crate::secret::{ClientSecret, PastedSecret};
use crate::verdict::Cause;

use super::{Desk, DeskProblem, Field, InputProblem, name, optional};

/// An app as entered.
#[derive(Debug, Clone)]
pub struct AppDraft {
    /// The one to change; none adds one.
    pub row: Option<AppRow>,
    /// Name on the consent page.
    pub name: String,
    /// Cloud.
    pub cloud: CloudId,
    /// Application ID.
    pub app_id: String,
    /// The partner's own tenant; may be empty.
    pub home_tenant: String,
    /// The partner's name for customers; may be empty.
    pub publisher: String,
    /// Whom a customer may ask; may be empty.
    pub contact: String,
    /// The last day of the secret, as `2027-05-22`; may be empty.
    pub secret_expires_on: String,
    /// Redirect addresses; none means the guide's own.
    pub redirect_uris: Vec<String>,
    /// Wanted permissions.
    pub permissions: Vec<String>,
    /// What was done in the portal; none leaves it as it is. A step that was ticked before keeps its time.
    pub ticks: Option<BTreeSet<PortalStep>>,
}

/// What became of the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretOutcome {
    /// None was entered; the stored one stays.
    Unchanged,
    /// A token proved it.
    Proved,
    /// Stored without proof.
    NotChecked,
}

/// A saved app.
#[derive(Debug)]
pub struct AppSaved {
    /// As stored.
    pub app: AppRecord,
    /// What became of the secret.
    pub secret: SecretOutcome,
    /// Blanks around the pasted secret were cut off.
    pub trimmed: bool,
    /// What the attempt to prove it met; none where there is no home tenant.
    pub evidence: Option<Evidence>,
}

impl Desk {
    /// Saves an app and, if one is given, its secret. With a home tenant the secret is proved there first: what
    /// Entra knows to be wrong is refused and nothing is stored; anything short of proof is stored as not checked.
    /// The secret that was there before goes only when the new one has proved itself, now or in a later check.
    /// A new app ends the draft of the wizard.
    pub async fn save_app(
        &self,
        draft: AppDraft,
        secret: Option<PastedSecret>,
        keep_in: KeptIn,
    ) -> Result<AppSaved, DeskProblem> {
        let _saving = self.saving.lock().await;
        if let (Some(row), Some(_)) = (draft.row, &secret) {
            self.tokens.drop_of_app(row);
        }
        let now = self.clock.now();
        let expiry = expiry(&draft.secret_expires_on)?;
        let new = draft.row.is_none();
        let (mut app, disused) = self.parsed(draft, now).await?;
        let taken = secret.map(PastedSecret::take).transpose().map_err(|problem| DeskProblem::Invalid {
            field: Field::Secret,
            problem: InputProblem::Secret(problem),
        })?;
        let Some(taken) = taken else {
            if let Some(secret) = app.secret.as_mut() {
                secret.expires_on = expiry;
            }
            let _turn = self.turn_for(None, disused).await?;
            self.note_disused(disused).await?;
            let app = self.store(app).await?;
            self.end_draft(new).await;
            self.forget_disused(disused).await;
            return Ok(AppSaved { app, secret: SecretOutcome::Unchanged, trimmed: false, evidence: None });
        };
        let evidence = self.proof(&app, &taken.secret).await?;
        // Not before: whoever waits for Microsoft holds nobody else up.
        let _turn = self.turn_for(Some(keep_in), disused).await?;
        let proved = evidence.as_ref().is_some_and(Evidence::proves_secret);
        let old = app.secret.take();
        let before = old.as_ref().map(|old| old.generation);
        let generation = self.next_generation(app.cloud, app.app_id, before).await?;
        let proved_at = proved.then_some(now);
        app.secret = Some(SecretRecord {
            generation,
            kept_in: keep_in,
            stored_at: now,
            proved_at,
            expires_on: expiry,
        });
        let place = SecretPlace { cloud: app.cloud, app_id: app.app_id, generation };
        self.note_disused(disused).await?;
        let noted = self.note_before_put(keep_in, place, old.as_ref(), proved).await?;
        if let Err(problem) = self.store_of(keep_in).put(place, taken.secret).await {
            self.after_failed_put(noted, place, &problem).await;
            return Err(problem.into());
        }
        let app = match self.store(app).await {
            Ok(app) => app,
            Err(problem) => {
                self.after_failed_record(keep_in, noted, place).await;
                return Err(problem);
            }
        };
        self.settle_recorded(keep_in, place).await;
        self.end_draft(new).await;
        if let Some(old) = old.filter(|_| proved) {
            self.forget_earlier(keep_in, old.kept_in, place).await;
        }
        self.forget_disused(disused).await;
        let secret = if proved { SecretOutcome::Proved } else { SecretOutcome::NotChecked };
        Ok(AppSaved { app, secret, trimmed: taken.trimmed, evidence })
    }

    /// The turn to change what lies in the keychain; none where saving does not touch it.
    async fn turn_for(
        &self,
        keep_in: Option<KeptIn>,
        disused: Option<(KeptIn, SecretPlace)>,
    ) -> Result<Option<KeychainTurn>, DeskProblem> {
        let touched = keep_in.into_iter().chain(disused.map(|(kept_in, _)| kept_in));
        if touched.into_iter().any(|kept_in| kept_in == KeptIn::Keychain) {
            return Ok(Some(self.turn_at_keychain().await?));
        }
        Ok(None)
    }

    /// The app by its ID.
    pub async fn app_by_id(
        &self,
        cloud: CloudId,
        app_id: AppId,
    ) -> Result<Option<AppRecord>, RegistryProblem> {
        Ok(self.registry.apps().await?.into_iter().find(|app| app.cloud == cloud && app.app_id == app_id))
    }

    async fn proof(&self, app: &AppRecord, secret: &ClientSecret) -> Result<Option<Evidence>, DeskProblem> {
        let Some(home) = app.home_tenant else { return Ok(None) };
        let cloud = self.cloud(app.cloud)?;
        let evidence =
            gather::prove_at_home(&self.http, &cloud, app.app_id, home, secret.clone(), self.clock.as_ref())
                .await;
        match judge::judge(&evidence).cause {
            Some(
                Cause::WrongSecret
                | Cause::SecretExpired
                | Cause::SecretIdPasted
                | Cause::CredentialMissing
                | Cause::CertificateRejected,
            ) => Err(DeskProblem::SecretRefused(Box::new(evidence))),
            _ => Ok(Some(evidence)),
        }
    }

    /// The record that a draft makes, and where a secret lies that the record no longer points to.
    async fn parsed(
        &self,
        draft: AppDraft,
        now: OffsetDateTime,
    ) -> Result<(AppRecord, Option<(KeptIn, SecretPlace)>), DeskProblem> {
        let invalid = |field, problem| DeskProblem::Invalid { field, problem };
        let id_problem = |field| move |problem| invalid(field, InputProblem::Id(problem));
        let entered_name = name(Field::Name, &draft.name)?;
        self.cloud(draft.cloud)?;
        let app_id = AppId::parse(&draft.app_id).map_err(id_problem(Field::AppId))?;
        let home = draft.home_tenant.trim();
        let home_tenant = (!home.is_empty())
            .then(|| TenantId::parse(home))
            .transpose()
            .map_err(id_problem(Field::HomeTenant))?;
        let mut redirect_uris = Vec::new();
        for text in draft.redirect_uris.iter().filter(|text| !text.trim().is_empty()) {
            let uri = RedirectUri::parse(text)
                .map_err(|_| invalid(Field::RedirectUri, InputProblem::NotARedirectUri))?;
            redirect_uris.push(uri.as_str().to_owned());
        }
        if redirect_uris.is_empty() {
            redirect_uris.push(PORTAL_REDIRECT.to_owned());
        }
        let apps = self.registry.apps().await?;
        let taken = apps
            .iter()
            .any(|app| app.cloud == draft.cloud && app.app_id == app_id && Some(app.row) != draft.row);
        if taken {
            return Err(invalid(Field::AppId, InputProblem::Duplicate));
        }
        let old = match draft.row {
            Some(row) => Some(apps.into_iter().find(|app| app.row == row).ok_or(RegistryProblem::NotFound)?),
            None => None,
        };
        // Secret, permissions and proofs belong to one registration: another application ID does not inherit them.
        let same = old.as_ref().filter(|old| old.cloud == draft.cloud && old.app_id == app_id);
        if let (Some(old), None) = (&old, same)
            && self.registry.customers().await?.iter().any(|customer| customer.app == old.row)
        {
            return Err(invalid(Field::AppId, InputProblem::HasCustomers));
        }
        let mut permissions = BTreeMap::new();
        for text in &draft.permissions {
            let permission = Permission::parse(text)
                .map_err(|_| invalid(Field::Permissions, InputProblem::NotAPermission))?;
            let since = same.and_then(|old| old.permissions.get(&permission).copied()).unwrap_or(now);
            permissions.insert(permission, since);
        }
        let earlier = match (&old, same) {
            (_, Some(same)) => same.ticks.clone(),
            (None, None) => self.registry.setup_draft().await?.map(|kept| kept.ticks).unwrap_or_default(),
            (Some(_), None) => Ticks::new(),
        };
        let declared_anew = same.is_some_and(|same| !same.permissions.keys().eq(permissions.keys()));
        let ticks = ticked(draft.ticks, &earlier, declared_anew, now);
        let disused = old.as_ref().filter(|_| same.is_none()).and_then(|old| {
            let secret = old.secret.as_ref()?;
            let generation = secret.generation;
            Some((secret.kept_in, SecretPlace { cloud: old.cloud, app_id: old.app_id, generation }))
        });
        let app = AppRecord {
            row: old.as_ref().map_or(AppRow(0), |old| old.row),
            version: old.as_ref().map_or(0, |old| old.version),
            name: entered_name,
            cloud: draft.cloud,
            app_id,
            home_tenant,
            publisher: optional(Field::Publisher, &draft.publisher)?,
            contact: optional(Field::Contact, &draft.contact)?,
            redirect_uris,
            permissions,
            secret: same.and_then(|old| old.secret.clone()),
            ticks,
        };
        Ok((app, disused))
    }

    async fn store(&self, app: AppRecord) -> Result<AppRecord, DeskProblem> {
        let stored = if app.row == AppRow(0) {
            self.registry.add_app(app).await
        } else {
            self.registry.save_app(app).await
        };
        stored.map_err(|problem| match problem {
            RegistryProblem::Duplicate => {
                DeskProblem::Invalid { field: Field::AppId, problem: InputProblem::Duplicate }
            }
            other => other.into(),
        })
    }
}

/// What was done in the portal, each with its time. Other permissions have to be declared, and consented to at home,
/// anew: what was ticked for the earlier ones no longer counts.
pub(super) fn ticked(
    now_ticked: Option<BTreeSet<PortalStep>>,
    earlier: &Ticks,
    declared_anew: bool,
    now: OffsetDateTime,
) -> Ticks {
    let outdated = |step: &PortalStep| {
        declared_anew && matches!(step, PortalStep::Permissions | PortalStep::HomeConsent)
    };
    match now_ticked {
        Some(steps) => steps
            .into_iter()
            .map(|step| {
                let before = earlier.get(&step).filter(|_| !outdated(&step));
                (step, before.copied().unwrap_or(now))
            })
            .collect(),
        None => earlier.iter().filter(|(step, _)| !outdated(step)).map(|(step, at)| (*step, *at)).collect(),
    }
}

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The last day of a secret, as entered; empty where the person did not say.
fn expiry(text: &str) -> Result<Option<Date>, DeskProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = DeskProblem::Invalid { field: Field::SecretExpires, problem: InputProblem::NotADate };
    Date::parse(text, DAY).map(Some).map_err(|_| invalid)
}
