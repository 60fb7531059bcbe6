//! The way to a partner app, day by day: the draft that waits, what was ticked as done in the portal, the partner's own
//! consent, and the way out again.

use std::collections::BTreeSet;

use crate::cloud::CloudId;
use crate::consent::{ConsentLink, LinkForm, LinkState, PORTAL_REDIRECT, RedirectUri, link};
use crate::evidence::TenantFound;
use crate::ids::{AppId, TenantId, TenantRef};
use crate::records::{AppRecord, AppRow, PortalStep, SetupDraft};

use super::app::ticked;
use super::{Desk, DeskProblem, Field, InputProblem};

/// What ties the answer to the partner's own consent to it. Nobody reads that answer: the link is opened by the person
/// who sees how it ends.
const HOME_STATE: &str = "home";

impl Desk {
    /// Keeps the new app that is on its way through the wizard; the times of what was ticked are given here. A step
    /// that was ticked before keeps its time, unless other permissions were chosen meanwhile.
    pub async fn save_setup_draft(
        &self,
        draft: SetupDraft,
        ticks: BTreeSet<PortalStep>,
    ) -> Result<(), DeskProblem> {
        let _saving = self.saving.lock().await;
        let kept = self.registry.setup_draft().await?.unwrap_or_default();
        let declared_anew = kept.permissions != draft.permissions || kept.tasks != draft.tasks;
        let ticks = ticked(Some(ticks), &kept.ticks, declared_anew, self.clock.now());
        Ok(self.registry.save_setup_draft(Some(SetupDraft { ticks, ..draft })).await?)
    }

    /// Lets the draft go.
    pub async fn drop_setup_draft(&self) -> Result<(), DeskProblem> {
        let _saving = self.saving.lock().await;
        Ok(self.registry.save_setup_draft(None).await?)
    }

    /// A new app was saved: what was kept of it on its way is no longer needed. A registry that fails now leaves a draft
    /// that can be dropped by hand, which is no reason to call the saving failed.
    pub(super) async fn end_draft(&self, new: bool) {
        if !new || matches!(self.registry.setup_draft().await, Ok(None)) {
            return;
        }
        if let Err(problem) = self.registry.save_setup_draft(None).await {
            tracing::warn!(%problem, "the draft of an app that is set up could not be dropped");
        }
    }

    /// Ticks a step in the portal as done, or as not done after all.
    pub async fn tick(&self, app: AppRow, step: PortalStep, done: bool) -> Result<AppRecord, DeskProblem> {
        let _saving = self.saving.lock().await;
        let mut app = self.registry.app(app).await?;
        if done {
            let now = self.clock.now();
            app.ticks.entry(step).or_insert(now);
        } else {
            app.ticks.remove(&step);
        }
        self.registry.tick(app.row, app.ticks.clone()).await?;
        Ok(app)
    }

    /// Looks up the partner's own tenant by its ID or one of its domains.
    pub async fn find_home(
        &self,
        cloud: CloudId,
        text: &str,
    ) -> Result<(TenantRef, TenantFound), DeskProblem> {
        self.resolve_tenant(cloud, text).await.map_err(|problem| match problem {
            DeskProblem::Invalid { field: Field::CustomerTenant, problem } => {
                DeskProblem::Invalid { field: Field::HomeTenant, problem }
            }
            other => other,
        })
    }

    /// The consent link for the partner's own tenant.
    pub fn home_consent_link(
        &self,
        cloud: CloudId,
        app_id: &str,
        home_tenant: &str,
        redirect_uri: Option<&str>,
    ) -> Result<ConsentLink, DeskProblem> {
        let invalid =
            |field| move |problem| DeskProblem::Invalid { field, problem: InputProblem::Id(problem) };
        let cloud = self.cloud(cloud)?;
        let app = AppId::parse(app_id).map_err(invalid(Field::AppId))?;
        let home = TenantId::parse(home_tenant).map_err(invalid(Field::HomeTenant))?;
        let redirect = RedirectUri::parse(redirect_uri.unwrap_or(PORTAL_REDIRECT)).map_err(|_| {
            DeskProblem::Invalid { field: Field::RedirectUri, problem: InputProblem::NotARedirectUri }
        })?;
        let state = LinkState::parse(HOME_STATE).ok_or(DeskProblem::NoRandomness)?;
        Ok(link(&cloud, app, Some(&TenantRef::Id(home)), LinkForm::AdminV2, &redirect, &state))
    }

    /// Removes an app with its customers, their history and its secret. Where the secret lies is noted first, so that it
    /// goes with the next start should this program be killed in between; a store that cannot be reached leaves the app as
    /// it was. With `leave_secret` the stores are not asked, for the day on which a keychain cannot be opened any more.
    pub async fn remove_app(&self, app: AppRow, leave_secret: bool) -> Result<(), DeskProblem> {
        let _saving = self.saving.lock().await;
        let _turn = if leave_secret { None } else { Some(self.turn_at_keychain().await?) };
        let record = self.registry.app(app).await?;
        let disused = if leave_secret { None } else { self.before_removal(&record).await? };
        self.registry.remove_app(app).await?;
        self.tokens.drop_of_app(app);
        if let Some((kept_in, place)) = disused {
            self.forget(kept_in, vec![place]).await;
        }
        Ok(())
    }
}
