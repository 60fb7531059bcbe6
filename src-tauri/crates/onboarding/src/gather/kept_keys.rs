//! Published keys, kept for a while. What was read a moment ago is not asked for again, and where the address is down,
//! what it said within the last day is good enough to recognise a signature, never to reject one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use crate::token::KeySet;

/// For so long keys are not asked for again, and no more than one look past the caches is taken.
const FRESH: Duration = Duration::from_secs(5 * 60);
/// For so long they stand in for an address that does not answer.
const STANDS_IN: Duration = Duration::from_secs(24 * 3600);
/// So many addresses are remembered: each cloud has a handful, and version 2.0 one for each tenant.
const MOST: usize = 256;

/// What was read, by its address. Ages go by a clock that nobody sets.
#[derive(Debug, Default)]
pub(super) struct KeptKeys(Mutex<HashMap<Url, Kept>>);

#[derive(Debug)]
struct Kept {
    keys: KeySet,
    read: Instant,
    past_caches: Option<Instant>,
}

impl KeptKeys {
    /// What was read so lately that it need not be asked for.
    pub fn fresh(&self, address: &Url) -> Option<KeySet> {
        self.younger(address, FRESH)
    }

    /// What may stand in for an address that does not answer.
    pub fn stand_in(&self, address: &Url) -> Option<KeySet> {
        self.younger(address, STANDS_IN)
    }

    /// Whether a look past all caches is due.
    pub fn may_look_past_caches(&self, address: &Url) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = kept.get(address).and_then(|kept| kept.past_caches);
        last.is_none_or(|last| last.elapsed() >= FRESH)
    }

    /// Keeps what was just read.
    pub fn keep(&self, address: &Url, keys: &KeySet, past_caches: bool) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST && !kept.contains_key(address) {
            let oldest = kept.iter().min_by_key(|(_, kept)| kept.read).map(|(address, _)| address.clone());
            oldest.map(|oldest| kept.remove(&oldest));
        }
        let read = Instant::now();
        let before = kept.get(address).and_then(|kept| kept.past_caches);
        let past_caches = if past_caches { Some(read) } else { before };
        kept.insert(address.clone(), Kept { keys: keys.clone(), read, past_caches });
    }

    fn younger(&self, address: &Url, age: Duration) -> Option<KeySet> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(address).filter(|kept| kept.read.elapsed() < age).map(|kept| kept.keys.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn keys_are_fresh_for_minutes_and_stand_in_for_a_day() {
        let (kept, address) = (KeptKeys::default(), Url::parse("https://login.example/keys").unwrap());
        assert!(kept.fresh(&address).is_none() && kept.may_look_past_caches(&address));
        kept.keep(&address, &KeySet::none(), false);
        assert!(kept.fresh(&address).is_some() && kept.may_look_past_caches(&address));
        kept.keep(&address, &KeySet::none(), true);
        kept.keep(&address, &KeySet::none(), false);
        assert!(!kept.may_look_past_caches(&address), "one such look in five minutes");
        tokio::time::advance(FRESH).await;
        assert!(kept.fresh(&address).is_none() && kept.stand_in(&address).is_some());
        assert!(kept.may_look_past_caches(&address));
        tokio::time::advance(STANDS_IN).await;
        assert!(kept.stand_in(&address).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_addresses_are_remembered_than_it_takes() {
        let kept = KeptKeys::default();
        let address = |number: usize| Url::parse(&format!("https://login.example/{number}/keys")).unwrap();
        for number in 0..=MOST {
            kept.keep(&address(number), &KeySet::none(), false);
            tokio::time::advance(Duration::from_millis(1)).await;
        }
        assert!(kept.fresh(&address(0)).is_none(), "the oldest goes");
        assert!(kept.fresh(&address(1)).is_some() && kept.fresh(&address(MOST)).is_some());
        assert_eq!(kept.0.lock().unwrap().len(), MOST);
    }
}
