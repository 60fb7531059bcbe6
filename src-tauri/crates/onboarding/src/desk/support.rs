//! Helping with what somebody pasted: an error, an address, a link, a token. Nothing of it is kept.

use tokio_util::sync::CancellationToken;

use crate::cloud::{Cloud, CloudId};
use crate::consent::RedirectUri;
use crate::consent::lint::Lint;
use crate::evidence::Evidence;
use crate::explain::{self, Context, Explanation, Parts};
use crate::gather::{self, Plan, Progress};
use crate::ids::TenantRef;
use crate::records::CustomerRow;

use super::{Clouds, Desk, DeskProblem};
use crate::consent::LinkState;

impl Desk {
    /// Says what a pasted text is. With a customer, it is held against that customer's app, tenant and link.
    pub async fn explain(&self, text: &str, about: Option<CustomerRow>) -> Result<Explanation, DeskProblem> {
        Ok(explain::explain(text, &self.known_beside(about).await?))
    }

    /// The link to send instead of a faulty one.
    pub fn corrected(&self, told: &Explanation) -> Result<Option<String>, DeskProblem> {
        match &told.parts {
            Parts::Link { lint } => self.link_instead(lint),
            _ => Ok(None),
        }
    }

    /// The same, of a link that was looked at by itself.
    pub fn link_instead(&self, lint: &Lint) -> Result<Option<String>, DeskProblem> {
        let Some(correction) = &lint.correction else { return Ok(None) };
        let state = LinkState::random().map_err(|_| DeskProblem::NoRandomness)?;
        Ok(Some(correction.link(&state).url.into()))
    }

    /// Verifies the token in a pasted text against the published keys and, with `call`, asks the API with it. None
    /// where the text holds no token. The token is sent to the API of the customer's cloud and nowhere else.
    pub async fn inspect(
        &self,
        text: &str,
        about: Option<CustomerRow>,
        call: bool,
        report: &(dyn Fn(Progress<'_>) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<Option<Evidence>, DeskProblem> {
        let context = self.known_beside(about).await?;
        let Some(token) = explain::token_in(text) else { return Ok(None) };
        let mut plan = Plan::new(&context.cloud, context.app, context.tenant);
        plan.wanted = context.wanted;
        plan.call = call;
        let (http, clock) = (&self.http, self.clock.as_ref());
        Ok(Some(gather::inspect(http, &context.cloud, plan, token, clock, report, cancel).await))
    }

    async fn known_beside(&self, about: Option<CustomerRow>) -> Result<Context, DeskProblem> {
        let now = self.clock.now();
        let Some(row) = about else {
            let cloud = match &self.clouds {
                Clouds::Practice(cloud) => cloud.as_ref().clone(),
                Clouds::Real => self.cloud(CloudId::Commercial)?,
            };
            return Ok(Context { cloud, ..Context::at(now) });
        };
        let (customer, app) = self.customer_and_app(row).await?;
        let cloud: Cloud = self.cloud(app.cloud)?;
        let redirects = app.redirect_uris.iter().filter_map(|uri| RedirectUri::parse(uri).ok());
        Ok(Context {
            cloud,
            app: Some(app.app_id),
            tenant: Some(TenantRef::Id(customer.tenant_id)),
            redirects: redirects.collect(),
            wanted: app.permissions.keys().cloned().collect(),
            state: customer.link_state,
            ..Context::at(now)
        })
    }
}
