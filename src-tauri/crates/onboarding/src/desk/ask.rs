//! Asking a customer for consent: the link, and the answer to it.
//!
//! A link carries a random state that ties its answer to this customer. It is good for ninety days and for one
//! answer; after that the next link gets a new one, and what still comes in for the old one is said to be old.

use time::OffsetDateTime;

use crate::consent::{
    self, ConsentLink, LinkForm, LinkState, PORTAL_REDIRECT, RedirectUri, Returned, carries_state,
};
use crate::ids::TenantRef;
use crate::ports::RegistryProblem;
use crate::records::{AppRecord, CustomerRecord, CustomerRow};

use super::{Desk, DeskProblem, Field, InputProblem};

/// How often an answer is read again because the record was changed meanwhile.
const READINGS: usize = 3;

/// What a customer's administrator is asked with.
#[derive(Debug, Clone)]
pub struct ConsentRequest {
    /// Whom.
    pub customer: CustomerRecord,
    /// For which app.
    pub app: AppRecord,
    /// With which link.
    pub link: ConsentLink,
    /// Until when its answer is known to be this customer's; none for a form that carries no state.
    pub good_until: Option<OffsetDateTime>,
}

impl ConsentRequest {
    /// Whether an address brings the state of this very link. What does not may come from anywhere, errors included.
    pub fn is_answered_by(&self, address: &str) -> bool {
        self.customer.link_state.as_deref().is_some_and(|state| carries_state(address, state))
    }
}

impl Desk {
    /// The customer's link, with the state that ties an answer to it.
    pub async fn consent_link(&self, row: CustomerRow, form: LinkForm) -> Result<ConsentLink, DeskProblem> {
        Ok(self.consent_request(row, form).await?.link)
    }

    /// The customer's link with all that is said beside it. Its state is kept while it is good.
    pub async fn consent_request(
        &self,
        row: CustomerRow,
        form: LinkForm,
    ) -> Result<ConsentRequest, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        let cloud = self.cloud(app.cloud)?;
        let redirect = redirect_of(&app)?;
        let (customer, state) = match self.good_state(&customer) {
            Some(state) => (customer, state),
            None => self.keep_new_state(customer).await?,
        };
        let tenant = TenantRef::Id(customer.tenant_id);
        let link = consent::link(&cloud, app.app_id, Some(&tenant), form, &redirect, &state);
        let good_until = customer.link_good_until().filter(|_| form != LinkForm::Guide);
        Ok(ConsentRequest { customer, app, link, good_until })
    }

    /// What a link for this customer has to be like, to hold others against.
    pub async fn expected_link(&self, row: CustomerRow) -> Result<consent::lint::Expected, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        Ok(consent::lint::Expected {
            cloud: self.cloud(app.cloud)?,
            app: Some(app.app_id),
            tenant: Some(TenantRef::Id(customer.tenant_id)),
            redirects: app.redirect_uris.iter().filter_map(|text| RedirectUri::parse(text).ok()).collect(),
        })
    }

    /// The state of the latest link, while it is neither answered nor too old.
    fn good_state(&self, customer: &CustomerRecord) -> Option<LinkState> {
        customer.link_good_until().filter(|until| *until > self.clock.now())?;
        customer.link_state.as_deref().and_then(LinkState::parse)
    }

    async fn keep_new_state(
        &self,
        mut customer: CustomerRecord,
    ) -> Result<(CustomerRecord, LinkState), DeskProblem> {
        let state = LinkState::random().map_err(|_| DeskProblem::NoRandomness)?;
        let row = customer.row;
        customer.link_state = Some(state.as_str().to_owned());
        customer.link_made_at = Some(self.clock.now());
        customer.link_answered_at = None;
        match self.registry.save_customer(customer).await {
            Ok(customer) => Ok((customer, state)),
            // Somebody else was faster; if it was with a state, that one is the customer's.
            Err(RegistryProblem::Conflict) => {
                let kept = self.registry.customer(row).await?;
                let state = self.good_state(&kept).ok_or(RegistryProblem::Conflict)?;
                Ok((kept, state))
            }
            Err(problem) => Err(problem.into()),
        }
    }

    /// Notes that the link went out, and begins to watch for the answer.
    pub async fn link_sent(&self, row: CustomerRow) -> Result<(), DeskProblem> {
        self.registry.link_sent(row, self.clock.now()).await?;
        self.watch_where_possible(row).await
    }

    /// Reads the address that the customer's administrator ended on. A claim of consent is noted as a sign, never as
    /// proof, and uses the link's state up.
    pub async fn read_returned(&self, row: CustomerRow, address: &str) -> Result<Returned, DeskProblem> {
        let mut readings = 0;
        loop {
            readings += 1;
            match self.read_returned_once(row, address).await {
                // The watch, the terminal or another window wrote meanwhile: what they wrote may change the answer.
                Err(DeskProblem::Registry(RegistryProblem::Conflict)) if readings < READINGS => {}
                read => return read,
            }
        }
    }

    async fn read_returned_once(&self, row: CustomerRow, address: &str) -> Result<Returned, DeskProblem> {
        let (mut customer, app) = self.customer_and_app(row).await?;
        let state = customer.link_state.as_deref();
        let returned = consent::read_returned(address, customer.tenant_id, state);
        // Errors and other tenants are told whatever became of the link: they change nothing here.
        if returned != Returned::Granted {
            return Ok(returned);
        }
        // Without a link of ours, or at an address that is not the app's, it answers somebody else.
        let Some(state) = state.filter(|_| consent::is_at_one_of(address, &app.redirect_uris)) else {
            return Ok(Returned::ForeignState);
        };
        let now = self.clock.now();
        // The guide's form brings no state, so that its answer uses none up.
        if carries_state(address, state) {
            if customer.link_answered_at.is_some() {
                return Ok(Returned::AnsweredBefore);
            }
            if customer.link_good_until().is_none_or(|until| until <= now) {
                return Ok(Returned::Expired);
            }
            customer.link_answered_at = Some(now);
        }
        customer.consent_hint_at = Some(now);
        self.registry.save_customer(customer).await?;
        self.watch_where_possible(row).await?;
        Ok(returned)
    }
}

/// Where the administrator ends: the first address the app has registered, else the guide's own.
pub fn redirect_of(app: &AppRecord) -> Result<RedirectUri, DeskProblem> {
    let redirect = app.redirect_uris.first().map_or(PORTAL_REDIRECT, String::as_str);
    RedirectUri::parse(redirect).map_err(|_| DeskProblem::Invalid {
        field: Field::RedirectUri,
        problem: InputProblem::NotARedirectUri,
    })
}
