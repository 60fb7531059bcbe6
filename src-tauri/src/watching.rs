//! Looks for consent while Consentry runs: one loop per realm, over the watches that its registry holds.
//!
//! The loop starts with its desk, so that watches are taken up again when the program starts. It keeps the rules of
//! politeness that a single look cannot: at most [`LOOKS_AT_ONCE`] looks at once, never two at the same tenant, one
//! after the other where many fell due together, and none for a customer that a person is checking. What came of a
//! look is told to the window through the one channel it listens on, and, where a watch ended, to the desktop.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use consentry_onboarding::desk::{Desk, DeskProblem, Look, Looked, WatchEnd};
use consentry_onboarding::ids::TenantId;
use consentry_onboarding::ports::{Notifier, RegistryProblem};
use consentry_onboarding::records::{CustomerRow, WatchRecord};
use consentry_onboarding::verdict::{Cause, Verdict};
use consentry_onboarding::watch::{LOOKS_AT_ONCE, due_at, take_turns};
use consentry_words::{self as words, Lang};
use time::OffsetDateTime;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::house::{Realm, TurnsByRealm};

/// The registry is read again at least this often: the terminal may have ended a watch, and a machine that slept does
/// not feel the time that passed.
const READ_AGAIN: Duration = Duration::from_secs(60);
/// A customer that is being checked by a person is looked at again after this time.
const GIVE_WAY: time::Duration = time::Duration::seconds(10);
/// A customer whose look broke off is looked at again after this time.
const AFTER_BREAKING_OFF: time::Duration = time::Duration::minutes(10);

/// What is told of a watch.
#[derive(Debug, Clone)]
pub struct News {
    /// Where.
    pub realm: Realm,
    /// Whose.
    pub customer: CustomerRow,
    /// A look is under way.
    pub looking: bool,
    /// The watch as it stands; none where it ended.
    pub watch: Option<WatchRecord>,
    /// The look that was just carried out.
    pub look: Option<LatestLook>,
    /// There is a new check in the history.
    pub recorded: bool,
    /// Why it ended.
    pub end: Option<WatchEnd>,
    /// The end in one line, in the window's language.
    pub said: Option<String>,
}

/// What a look found.
#[derive(Debug, Clone, Copy)]
pub struct LatestLook {
    /// When.
    pub at: OffsetDateTime,
    /// What.
    pub verdict: Verdict,
    /// What.
    pub cause: Option<Cause>,
}

type Tell = Box<dyn Fn(&News, Lang) + Send + Sync>;

/// What the loops share with the window.
pub struct Watching {
    turns: Arc<TurnsByRealm>,
    notifier: Box<dyn Notifier>,
    window: Mutex<(Lang, Option<Tell>)>,
    latest: Mutex<HashMap<(Realm, CustomerRow), LatestLook>>,
}

impl Watching {
    /// Nobody listens yet.
    pub fn new(turns: Arc<TurnsByRealm>, notifier: Box<dyn Notifier>) -> Self {
        Self { turns, notifier, window: Mutex::new((Lang::default(), None)), latest: Mutex::default() }
    }

    /// Tells the window from now on, in this language; whoever listened before is told no more. Gives back what the
    /// latest looks of this session found.
    pub fn listen(&self, lang: Lang, tell: Tell) -> Vec<(Realm, CustomerRow, LatestLook)> {
        *self.window.lock().unwrap_or_else(PoisonError::into_inner) = (lang, Some(tell));
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.iter().map(|((realm, customer), look)| (*realm, *customer, *look)).collect()
    }

    /// Watches until it is stopped.
    pub async fn run<D>(self: Arc<Self>, realm: Realm, house: Arc<D>, stop: CancellationToken)
    where
        D: AsRef<Desk> + Send + Sync + 'static,
    {
        let desk: &Desk = (*house).as_ref();
        let mut round = Round::default();
        let (mut looks, mut whose) = (JoinSet::new(), HashMap::new());
        round.read(desk).await;
        loop {
            let now = desk.clock().now();
            round.spread(desk, now).await;
            while looks.len() < LOOKS_AT_ONCE
                && let Some(customer) = round.next(now)
            {
                self.tell_looking(realm, customer, &round);
                let tenant = round.tenant(customer);
                let look = looks.spawn(Arc::clone(&self).look(realm, Arc::clone(&house), customer, tenant));
                whose.insert(look.id(), customer);
            }
            let full = looks.len() >= LOOKS_AT_ONCE;
            tokio::select! {
                () = stop.cancelled() => return,
                () = desk.watches_changed().notified() => round.read(desk).await,
                Some(done) = looks.join_next_with_id(), if !looks.is_empty() => {
                    let (look, outcome) = match done {
                        Ok((look, outcome)) => (look, outcome),
                        Err(problem) => {
                            tracing::error!(%problem, "a look broke off");
                            (problem.id(), Outcome::BrokeOff)
                        }
                    };
                    if let Some(customer) = whose.remove(&look) {
                        self.settle(realm, customer, outcome, &mut round, desk.clock().now());
                    }
                }
                () = tokio::time::sleep(round.pause(now)), if !full => {}
                () = tokio::time::sleep(READ_AGAIN) => round.read(desk).await,
            }
        }
    }

    async fn look<D: AsRef<Desk>>(
        self: Arc<Self>,
        realm: Realm,
        house: Arc<D>,
        customer: CustomerRow,
        tenant: Option<TenantId>,
    ) -> Outcome {
        let Some(turn) = self.turns.of(realm).begin_look(customer, tenant) else {
            return Outcome::GaveWay;
        };
        match (*house).as_ref().look(customer, &turn.cancel).await {
            Ok(Look::Done(looked)) => Outcome::Looked(looked),
            Ok(Look::Stopped) => Outcome::GaveWay,
            // Ended, or removed, meanwhile.
            Ok(Look::NotWatched) | Err(DeskProblem::Registry(RegistryProblem::NotFound)) => Outcome::Gone,
            Err(problem) => {
                tracing::warn!(%problem, "a look was not carried out");
                Outcome::GaveWay
            }
        }
    }

    fn settle(
        &self,
        realm: Realm,
        customer: CustomerRow,
        outcome: Outcome,
        round: &mut Round,
        now: OffsetDateTime,
    ) {
        let idle = News {
            realm,
            customer,
            looking: false,
            watch: round.watch(customer),
            look: None,
            recorded: false,
            end: None,
            said: None,
        };
        let looked = match outcome {
            Outcome::Looked(looked) => looked,
            Outcome::GaveWay => {
                round.put_off(customer, now.saturating_add(GIVE_WAY));
                return self.tell(idle, None);
            }
            Outcome::BrokeOff => {
                round.put_off(customer, now.saturating_add(AFTER_BREAKING_OFF));
                return self.tell(idle, None);
            }
            Outcome::Gone => {
                round.forget(customer);
                return self.tell(News { watch: None, ..idle }, None);
            }
        };
        let look = LatestLook { at: looked.at, verdict: looked.verdict, cause: looked.cause };
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).insert((realm, customer), look);
        match looked.then {
            Ok(watch) => round.go_on(customer, watch),
            Err(_) => round.forget(customer),
        }
        let news = News {
            watch: looked.then.ok(),
            look: Some(look),
            recorded: looked.recorded,
            end: looked.then.err(),
            ..idle
        };
        self.tell(news, Some(&looked));
    }

    fn tell_looking(&self, realm: Realm, customer: CustomerRow, round: &Round) {
        let watch = round.watch(customer);
        let news = News {
            realm,
            customer,
            looking: true,
            watch,
            look: None,
            recorded: false,
            end: None,
            said: None,
        };
        self.tell(news, None);
    }

    /// Tells the window and, where a watch ended with something new, the desktop.
    fn tell(&self, mut news: News, looked: Option<&Looked>) {
        let window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let (lang, tell) = &*window;
        let ended = looked.zip(news.end);
        let told = ended
            .and_then(|(looked, end)| words::watch_ended(*lang, &looked.customer.name, end, looked.cause));
        news.said = told.as_ref().map(|told| told.title.clone());
        if let Some(tell) = tell {
            tell(&news, *lang);
        }
        // Whoever was connected before, and had a link sent again all the same, is no news on the desktop.
        let is_news = ended.is_some_and(|(looked, end)| {
            end != WatchEnd::Connected || looked.before != Some(Verdict::Connected)
        });
        if let Some(told) = told.filter(|_| is_news) {
            self.notifier.notify(told);
        }
    }
}

enum Outcome {
    Looked(Box<Looked>),
    /// A person checks this customer, or stopped the look, or the registry could not be reached.
    GaveWay,
    /// It ended in the middle, by a mistake of ours.
    BrokeOff,
    /// It is watched no more.
    Gone,
}

struct Turn {
    tenant: TenantId,
    watch: WatchRecord,
    /// Not before this, though the watch says earlier.
    put_off: Option<OffsetDateTime>,
}

impl Turn {
    /// Either moment may have been written by a clock that was ahead and has been set since.
    fn due_at(&self, now: OffsetDateTime) -> OffsetDateTime {
        let next_at = due_at(self.watch.next_at, now);
        self.put_off.map_or(next_at, |at| due_at(at, now).max(next_at))
    }
}

/// Whose turn it is.
#[derive(Default)]
struct Round {
    turns: HashMap<CustomerRow, Turn>,
    under_way: HashSet<CustomerRow>,
}

impl Round {
    /// Reads what the registry holds.
    async fn read(&mut self, desk: &Desk) {
        let watched = match desk.watched().await {
            Ok(watched) => watched,
            Err(problem) => return tracing::warn!(%problem, "the watches could not be read"),
        };
        let mut turns = HashMap::new();
        for customer in watched {
            let Some(watch) = customer.watch else { continue };
            let known = self.turns.remove(&customer.row).filter(|known| known.watch == watch);
            let put_off = known.and_then(|known| known.put_off);
            turns.insert(customer.row, Turn { tenant: customer.tenant_id, watch, put_off });
        }
        self.turns = turns;
    }

    /// Where more fell due than may be looked at together (after a start, after the machine slept), they take turns.
    async fn spread(&mut self, desk: &Desk, now: OffsetDateTime) {
        let waiting =
            |row: &CustomerRow, turn: &Turn| turn.due_at(now) <= now && !self.under_way.contains(row);
        let due: Vec<CustomerRow> =
            self.turns.iter().filter(|(row, turn)| waiting(row, turn)).map(|(row, _)| *row).collect();
        if due.len() <= LOOKS_AT_ONCE {
            return;
        }
        let late = self.turns.iter_mut().filter(|(row, _)| due.contains(row));
        take_turns(late.map(|(_, turn)| &mut turn.watch), now);
        for row in due {
            let Some(watch) = self.watch(row) else { continue };
            // One that was ended or begun anew since it was read stays as it is; the next reading hears of it.
            let kept = desk.registry().customer(row).await.ok().and_then(|customer| customer.watch);
            let Some(kept) = kept.filter(|kept| kept.since == watch.since) else { continue };
            // Written down, so that the countdown in the window is the true one.
            if let Err(problem) = desk.registry().move_watch(row, kept, Some(watch)).await {
                tracing::debug!(%problem, "a turn was not written down");
            }
        }
    }

    /// The next customer to look at now, whose tenant nobody is looking at.
    fn next(&mut self, now: OffsetDateTime) -> Option<CustomerRow> {
        let (row, _) = self
            .free()
            .filter(|(_, turn)| turn.due_at(now) <= now)
            .min_by_key(|(_, turn)| turn.due_at(now))?;
        self.under_way.insert(row);
        Some(row)
    }

    fn free(&self) -> impl Iterator<Item = (CustomerRow, &Turn)> {
        let tenants: HashSet<TenantId> =
            self.under_way.iter().filter_map(|row| self.turns.get(row)).map(|turn| turn.tenant).collect();
        let is_free = move |row: &CustomerRow, turn: &Turn| {
            !self.under_way.contains(row) && !tenants.contains(&turn.tenant)
        };
        self.turns.iter().filter(move |(row, turn)| is_free(row, turn)).map(|(row, turn)| (*row, turn))
    }

    /// How long nothing has to be done.
    fn pause(&self, now: OffsetDateTime) -> Duration {
        let soonest = self.free().map(|(_, turn)| turn.due_at(now)).min();
        soonest.map_or(READ_AGAIN, |at| Duration::try_from(at - now).unwrap_or_default().min(READ_AGAIN))
    }

    fn tenant(&self, row: CustomerRow) -> Option<TenantId> {
        self.turns.get(&row).map(|turn| turn.tenant)
    }

    fn watch(&self, row: CustomerRow) -> Option<WatchRecord> {
        self.turns.get(&row).map(|turn| turn.watch)
    }

    fn go_on(&mut self, row: CustomerRow, watch: WatchRecord) {
        self.under_way.remove(&row);
        if let Some(turn) = self.turns.get_mut(&row) {
            (turn.watch, turn.put_off) = (watch, None);
        }
    }

    fn put_off(&mut self, row: CustomerRow, until: OffsetDateTime) {
        self.under_way.remove(&row);
        if let Some(turn) = self.turns.get_mut(&row) {
            turn.put_off = Some(until);
        }
    }

    fn forget(&mut self, row: CustomerRow) {
        self.under_way.remove(&row);
        self.turns.remove(&row);
    }
}

#[cfg(test)]
mod tests {
    use consentry_platform::SqliteRegistry;
    use time::macros::datetime;

    use super::*;
    use crate::practice_house::PracticeHouse;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00:00 UTC);

    fn round(all: &[(i64, &str, i64)]) -> Round {
        let turn = |(row, tenant, due): &(i64, &str, i64)| {
            let next_at = NOW + time::Duration::seconds(*due);
            let watch = WatchRecord { since: NOW, looks: 0, next_at };
            (CustomerRow(*row), Turn { tenant: TenantId::parse(tenant).unwrap(), watch, put_off: None })
        };
        Round { turns: all.iter().map(turn).collect(), under_way: HashSet::new() }
    }

    const A: &str = "1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af";
    const B: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    #[test]
    fn no_tenant_is_looked_at_twice_at_once() {
        let mut round = round(&[(1, A, -5), (2, A, -4), (3, B, -3), (4, B, 60)]);
        assert_eq!(round.next(NOW), Some(CustomerRow(1)));
        assert_eq!(round.next(NOW), Some(CustomerRow(3)), "the same tenant under another app waits");
        assert_eq!(round.next(NOW), None);
        let watch = WatchRecord { since: NOW, looks: 1, next_at: NOW + time::Duration::MINUTE };
        round.go_on(CustomerRow(1), watch);
        assert_eq!(round.next(NOW), Some(CustomerRow(2)));
        round.forget(CustomerRow(3));
        assert_eq!(round.pause(NOW), Duration::from_secs(60));
    }

    #[tokio::test]
    async fn taking_turns_brings_no_ended_watch_back() {
        let folder = tempfile::tempdir().unwrap();
        let (registry, set_aside) = SqliteRegistry::open(&folder.path().join("practice.db")).unwrap();
        let house = PracticeHouse::start(registry, set_aside).await.unwrap();
        let (desk, now) = (&house.desk, house.desk.clock().now());
        let rows: Vec<CustomerRow> =
            desk.registry().customers().await.unwrap().iter().map(|one| one.row).collect();
        assert!(rows.len() > LOOKS_AT_ONCE + 2, "more than are looked at together");
        let due = |since| WatchRecord { since, looks: 0, next_at: now - time::Duration::MINUTE };
        let since = now - time::Duration::HOUR;
        for row in &rows {
            desk.registry().watch(*row, Some(due(since))).await.unwrap();
        }
        let mut round = Round::default();
        round.read(desk).await;
        let anew = due(now);
        desk.registry().watch(rows[0], None).await.unwrap();
        desk.registry().watch(rows[1], Some(anew)).await.unwrap();
        round.spread(desk, now).await;
        assert_eq!(desk.registry().customer(rows[0]).await.unwrap().watch, None);
        assert_eq!(desk.registry().customer(rows[1]).await.unwrap().watch, Some(anew));
        let spread = desk.registry().customer(rows[2]).await.unwrap().watch.unwrap();
        assert!(spread.since == since && spread.next_at > now, "{spread:?}");
    }

    #[test]
    fn whoever_gives_way_is_tried_again_a_little_later() {
        let mut round = round(&[(1, A, -5)]);
        round.next(NOW).unwrap();
        round.put_off(CustomerRow(1), NOW + GIVE_WAY);
        assert_eq!((round.next(NOW), round.pause(NOW)), (None, Duration::from_secs(10)));
        assert_eq!(round.next(NOW + GIVE_WAY), Some(CustomerRow(1)));
    }
}
