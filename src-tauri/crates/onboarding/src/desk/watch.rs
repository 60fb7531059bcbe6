//! Watching for consent: one look, what it changes, and when the next one is.
//!
//! A look asks the customer's tenant for a token and no more. Only where that shows something new is the customer
//! checked in full, so that every verdict on the board is proof as always: when the token carries every wanted
//! permission, when the finding is another than the last one, and once more at the very end. A look that finds what
//! was known already leaves no line in the history, which would be some hundred lines a week otherwise; one that finds
//! nothing out (no network, a locked keychain) leaves none either, and takes nothing back.
//!
//! When to look is [`crate::watch`]'s to say; who looks, and never twice at once, is up to whoever runs the watch.

use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::evidence::{Elsewhere, Evidence, NotDone, Step};
use crate::judge;
use crate::ports::RegistryProblem;
use crate::records::{CheckRecord, CustomerRecord, CustomerRow, WatchRecord};
use crate::standing::a_consent_would_change;
use crate::verdict::{Actor, Cause, Judgement, Verdict};
use crate::{gather, watch};

use super::{Desk, DeskProblem};

/// What came of a look.
#[derive(Debug)]
pub enum Look {
    /// It was carried out.
    Done(Box<Looked>),
    /// It was stopped before it found anything out; nothing changed.
    Stopped,
    /// This customer is not watched (any more).
    NotWatched,
}

/// A look that was carried out.
#[derive(Debug)]
pub struct Looked {
    /// The customer.
    pub customer: CustomerRecord,
    /// When it ended.
    pub at: OffsetDateTime,
    /// What it found.
    pub verdict: Verdict,
    /// What it found; none where the customer is connected.
    pub cause: Option<Cause>,
    /// The customer was checked in full, and that is in the history.
    pub recorded: bool,
    /// What was last proved before, if anything was.
    pub before: Option<Verdict>,
    /// How the watch goes on, or why it does not.
    pub then: Result<WatchRecord, WatchEnd>,
}

/// Why a watch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchEnd {
    /// The customer is connected.
    Connected,
    /// Consent was given, and something else stands in the way.
    Consented,
    /// Nothing the customer does would show: the partner has to mend something first.
    Blocked,
    /// Seven days went by.
    Over,
    /// Somebody ended it meanwhile.
    Stopped,
}

impl Desk {
    /// Told whenever a watch was begun, moved or ended here. One waiter at a time.
    pub fn watches_changed(&self) -> &tokio::sync::Notify {
        &self.watches_changed
    }

    /// Begins the watch for a customer's consent, or begins it anew.
    pub async fn begin_watch(&self, row: CustomerRow) -> Result<WatchRecord, DeskProblem> {
        let hint = self.registry.customer(row).await?.consent_hint_at;
        let watch = watch::begun(self.clock.now(), hint, gather::random());
        self.keep_watch(row, Some(watch)).await?;
        Ok(watch)
    }

    /// Begins it because there is an answer to wait for; without a secret there would be nothing to look with.
    pub(super) async fn watch_where_possible(&self, row: CustomerRow) -> Result<(), DeskProblem> {
        let (_, app) = self.customer_and_app(row).await?;
        if app.secret.is_some() {
            self.begin_watch(row).await?;
        }
        Ok(())
    }

    /// Ends the watch for a customer's consent.
    pub async fn end_watch(&self, row: CustomerRow) -> Result<(), DeskProblem> {
        self.keep_watch(row, None).await
    }

    /// Moves the next look to a moment, and begins a watch where there is none.
    pub async fn look_at(&self, row: CustomerRow, at: OffsetDateTime) -> Result<(), DeskProblem> {
        let now = self.clock.now();
        loop {
            let kept = self.registry.customer(row).await?.watch;
            let Some(going) = kept.filter(|watch| now < watch.ends_at()) else {
                let watch = watch::begun(now, None, 0.0);
                return self.keep_watch(row, Some(WatchRecord { next_at: at, ..watch })).await;
            };
            if self.registry.move_watch(row, going, Some(WatchRecord { next_at: at, ..going })).await? {
                self.watches_changed.notify_one();
                return Ok(());
            }
        }
    }

    /// Looks as soon as may be.
    pub async fn look_now(&self, row: CustomerRow) -> Result<(), DeskProblem> {
        self.look_at(row, self.clock.now()).await
    }

    /// All watched customers.
    pub async fn watched(&self) -> Result<Vec<CustomerRecord>, DeskProblem> {
        let mut customers = self.registry.customers().await?;
        customers.retain(|customer| customer.watch.is_some());
        Ok(customers)
    }

    /// What a finished check means for the watch: proof ends it, and what is still on its way is looked for again when
    /// the verdict says so. The check stands, whatever becomes of this.
    pub(super) async fn watch_after_check(&self, row: CustomerRow, judgement: &Judgement) {
        let followed = match (judgement.verdict, judgement.cause, judgement.retry_at) {
            (Verdict::Connected, ..) => {
                match self.registry.customer(row).await.map(|customer| customer.watch) {
                    Ok(Some(_)) => self.end_watch(row).await,
                    Ok(None) => Ok(()),
                    Err(problem) => Err(problem.into()),
                }
            }
            (_, Some(Cause::Propagating), Some(at)) => self.look_at(row, at).await,
            _ => Ok(()),
        };
        if let Err(problem) = followed {
            tracing::warn!(%problem, "the watch could not be brought up to date after a check");
        }
    }

    /// Looks once at a watched customer.
    pub async fn look(&self, row: CustomerRow, cancel: &CancellationToken) -> Result<Look, DeskProblem> {
        let (customer, app) = self.customer_and_app(row).await?;
        let Some(watch) = customer.watch else { return Ok(Look::NotWatched) };
        let over = self.clock.now() >= watch.ends_at();
        let quick = self.gathered(&customer, &app, false, &|_| {}, cancel).await?;
        if was_stopped(&quick) {
            return Ok(Look::Stopped);
        }
        let latest = self.registry.latest_of(row).await?;
        let last = latest.as_ref().map(|latest| (latest.attempt.verdict, latest.attempt.cause));
        let is_new = |judgement: &Judgement| last != Some((judgement.verdict, judgement.cause));
        let mut found = judge::judge(&quick);
        // All that a token can show is there; only the call was left out.
        let complete = found.cause == Some(Cause::NotProved);
        let mut evidence = quick;
        if complete || over || (found.verdict == Verdict::NeedsAttention && is_new(&found)) {
            evidence = self.gathered(&customer, &app, true, &|_| {}, cancel).await?;
            if was_stopped(&evidence) {
                return Ok(Look::Stopped);
            }
            found = judge::judge(&evidence);
        }
        let at = evidence.finished_at.unwrap_or(evidence.started_at);
        let worth_keeping = complete || found.verdict == Verdict::NeedsAttention;
        let keep = found.verdict == Verdict::Connected || over || (worth_keeping && is_new(&found));
        // At home the partner's own administrator is the one who accepts.
        let accepts_at_home = evidence.known.elsewhere == Some(Elsewhere::AtHome)
            && found.cause.is_some_and(a_consent_would_change);
        let recorded = keep && self.keep_look(row, &app, &found, evidence).await;
        let end = match (found.verdict, found.who_acts) {
            (Verdict::Connected, _) => Some(WatchEnd::Connected),
            (Verdict::NeedsAttention, _) if complete => Some(WatchEnd::Consented),
            (Verdict::NeedsAttention, Actor::Partner) if !accepts_at_home => Some(WatchEnd::Blocked),
            _ if over => Some(WatchEnd::Over),
            _ => None,
        };
        let hint = customer.consent_hint_at;
        let next = || watch::after_look(watch, hint, found.retry_at, self.clock.now(), gather::random());
        let then = end.map_or_else(|| Ok(next()), Err);
        let then = self.go_on(row, watch, then).await?;
        let before = latest.and_then(|latest| latest.proved).map(|proved| proved.verdict);
        let (verdict, cause) = (found.verdict, found.cause);
        Ok(Look::Done(Box::new(Looked { customer, at, verdict, cause, recorded, before, then })))
    }

    /// Writes a look into the history, where it is a check like any other. One that cannot be written is made again.
    async fn keep_look(
        &self,
        row: CustomerRow,
        app: &crate::records::AppRecord,
        found: &Judgement,
        evidence: Evidence,
    ) -> bool {
        let at = evidence.finished_at.unwrap_or(evidence.started_at);
        let proves_secret = evidence.proves_secret();
        let record = CheckRecord { at, verdict: found.verdict, cause: found.cause, evidence };
        if proves_secret {
            self.note_proof(app, at).await;
        }
        match self.registry.add_check(row, record).await {
            Ok(()) => true,
            Err(problem) => {
                tracing::warn!(%problem, "what a look found could not be written into the history");
                false
            }
        }
    }

    /// Moves the watch on, unless somebody ended or moved it while the look was under way: theirs counts. One that was
    /// begun anew meanwhile waits for another answer than this look could see; only proof ends that one, too.
    async fn go_on(
        &self,
        row: CustomerRow,
        looked_for: WatchRecord,
        then: Result<WatchRecord, WatchEnd>,
    ) -> Result<Result<WatchRecord, WatchEnd>, DeskProblem> {
        loop {
            let kept = match self.registry.customer(row).await?.watch {
                None => return Ok(Err(then.err().unwrap_or(WatchEnd::Stopped))),
                Some(anew) if anew.since != looked_for.since && then != Err(WatchEnd::Connected) => {
                    return Ok(Ok(anew));
                }
                Some(moved) if moved != looked_for && then.is_ok() => return Ok(Ok(moved)),
                Some(kept) => kept,
            };
            match self.registry.move_watch(row, kept, then.ok()).await {
                Err(RegistryProblem::NotFound) => return Ok(Err(WatchEnd::Stopped)),
                Ok(true) => return Ok(then),
                // Somebody was quicker: what they wrote is weighed like everything before it.
                Ok(false) => {}
                Err(problem) => return Err(problem.into()),
            }
        }
    }

    async fn keep_watch(&self, row: CustomerRow, watch: Option<WatchRecord>) -> Result<(), DeskProblem> {
        self.registry.watch(row, watch).await?;
        self.watches_changed.notify_one();
        Ok(())
    }
}

fn was_stopped(evidence: &Evidence) -> bool {
    fn stopped<T>(step: &Step<T>) -> bool {
        matches!(step, Step::NotDone { why: NotDone::Cancelled })
    }
    stopped(&evidence.tenant)
        || stopped(&evidence.token)
        || stopped(&evidence.signature)
        || stopped(&evidence.call)
}
