//! Using what was set up: a call by hand, and a token for a file. The token is got, verified and used in here; nothing
//! that leaves this room holds it, but for the one closure that writes it where the person said.

use tokio_util::sync::CancellationToken;

use crate::calls::ReadOnlyCall;
use crate::cloud::ApiHost;
use crate::evidence::{FailureKind, Step, TokenReading};
use crate::gather::{self, Credential, HandMade, Plan};
use crate::ids::TenantRef;
use crate::records::CustomerRow;
use crate::secret::AccessToken;

use super::tokens::{Held, TokenInHand};
use super::{Desk, DeskProblem, Field, InputProblem};

/// A call that was made by hand, and the token it was made with.
#[derive(Debug)]
pub struct Called {
    /// The call.
    pub made: HandMade,
    /// The token, by what may be told of it.
    pub token: TokenInHand,
}

impl Desk {
    /// Makes a call with the customer's token, which is got first where none is held. Where the API does not accept
    /// the token (401), one new token is got and the call made once more; then the refusal stands.
    pub async fn call(
        &self,
        row: CustomerRow,
        host: &str,
        call: &ReadOnlyCall,
        cancel: &CancellationToken,
    ) -> Result<Called, DeskProblem> {
        let (_, app) = self.customer_and_app(row).await?;
        let cloud = self.cloud(app.cloud)?;
        let not_a_host = DeskProblem::Invalid { field: Field::ApiHost, problem: InputProblem::NotAHost };
        let host: ApiHost = cloud.api_host(host).ok_or(not_a_host)?;
        let send = async |held: &Held| {
            let clock = self.clock.as_ref();
            gather::call_by_hand(&self.http, &cloud, &host, call, &held.token, clock, cancel).await
        };
        let mut held = self.token_for(row, cancel).await?;
        let mut made = send(&held).await;
        if matches!(&made.answer, Step::Refused { refusal, .. } if refusal.status == 401) {
            self.tokens.drop_of(row);
            held = self.token_for(row, cancel).await?;
            made = send(&held).await;
            if matches!(&made.answer, Step::Refused { refusal, .. } if refusal.status == 401) {
                self.tokens.drop_of(row);
            }
        }
        // Whoever stopped it may have left the page, and its token was let go before this one came.
        if cancel.is_cancelled() {
            self.tokens.drop_of(row);
        }
        Ok(Called { made, token: held.facts })
    }

    /// The token that is held for a customer, by what may be told of it.
    pub async fn token_in_hand(&self, row: CustomerRow) -> Result<Option<TokenInHand>, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        Ok(self.tokens.of(&customer, &app, self.clock.now()).map(|held| held.facts))
    }

    /// Lets go of a customer's token.
    pub fn let_go(&self, row: CustomerRow) {
        self.tokens.drop_of(row);
    }

    /// Gets a new token, verifies it, and lends it to `write`, which puts it where the person said.
    pub async fn lend_token<T>(
        &self,
        row: CustomerRow,
        cancel: &CancellationToken,
        write: impl AsyncFnOnce(&AccessToken, &TokenInHand) -> T,
    ) -> Result<T, DeskProblem> {
        let held = self.new_token(row, cancel).await?;
        Ok(write(&held.token, &held.facts).await)
    }

    async fn token_for(&self, row: CustomerRow, cancel: &CancellationToken) -> Result<Held, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        if let Some(held) = self.tokens.of(&customer, &app, self.clock.now()) {
            return Ok(held);
        }
        let held = self.new_token(row, cancel).await?;
        if !cancel.is_cancelled() {
            self.tokens.keep(row, held.clone(), self.clock.now());
        }
        Ok(held)
    }

    async fn new_token(&self, row: CustomerRow, cancel: &CancellationToken) -> Result<Held, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        let cloud = self.cloud(app.cloud)?;
        let mut plan = Plan::new(&cloud, Some(app.app_id), Some(TenantRef::Id(customer.tenant_id)));
        plan.known = self.known(&customer, &app).await?;
        let credential = tokio::select! {
            biased;
            () = cancel.cancelled() => Credential::Unavailable(FailureKind::CredentialMissing, String::new()),
            credential = self.credential(&app) => credential,
        };
        let clock = self.clock.as_ref();
        let (evidence, token) = gather::acquire(&self.http, &cloud, plan, credential, clock, cancel).await;
        let facts = match (evidence.token.value(), token) {
            (Some(TokenReading::Readable { facts }), Some(token)) => Some((facts, token)),
            _ => None,
        };
        let expiry = |seconds| time::OffsetDateTime::from_unix_timestamp(seconds).ok();
        let usable = facts.and_then(|(facts, token)| {
            Some((TokenInHand { expires_at: expiry(facts.expires)?, roles: facts.roles.clone() }, token))
        });
        match usable {
            Some((facts, token)) => Ok(Held::new(token, facts, &customer, &app)),
            None => Err(DeskProblem::NoToken(Box::new(evidence))),
        }
    }
}
