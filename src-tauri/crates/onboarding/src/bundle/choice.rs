//! Which checks of a long history go into a file.

use super::Entry;
use crate::history::Kept;
use crate::records::{AppRecord, CustomerRecord};

impl Entry {
    /// Chooses at most `most` checks. `newest`: the newest of the history, newest first. `telling`: what was proved last
    /// and where the history turned, which may be older; they say how the customer stands and since when, so the oldest
    /// of the others make room for them. Every check comes with its place in the history, the oldest being 1.
    pub fn of(
        customer: CustomerRecord,
        app: AppRecord,
        newest: Vec<Kept>,
        telling: impl IntoIterator<Item = Kept>,
        most: usize,
        in_all: usize,
    ) -> Self {
        let mut tell: Vec<Kept> = Vec::new();
        for kept in telling {
            if tell.iter().all(|known| known.row != kept.row) {
                tell.push(kept);
            }
        }
        let room = most.saturating_sub(tell.len());
        let others = newest.into_iter().filter(|kept| tell.iter().all(|known| known.row != kept.row));
        let mut checks: Vec<Kept> = others.take(room).collect();
        checks.extend(tell);
        checks.sort_by_key(|kept| std::cmp::Reverse(kept.row));
        checks.truncate(most);
        Self { customer, app, checks, in_all }
    }

    /// How many checks of the history are not in it.
    pub fn left_out(&self) -> usize {
        self.in_all.saturating_sub(self.checks.len())
    }
}

/// How many checks are left out before each of these, which are newest first.
pub(super) fn left_out_before(checks: &[Kept]) -> impl Iterator<Item = u32> {
    let places = checks.iter().map(|kept| kept.row.0);
    let below = checks.iter().skip(1).map(|kept| kept.row.0).chain(std::iter::once(0));
    places.zip(below).map(|(place, below)| u32::try_from(place - below - 1).unwrap_or(0))
}
