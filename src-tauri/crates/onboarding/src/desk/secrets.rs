//! Where an app's secret lies, and when one goes: never before the one that takes its place has proved itself, and
//! never while a record points to it.
//!
//! Keychain and registry are two places, and a program may be killed between them. So a place in the keychain is noted
//! in the registry before anything there changes, and the note goes when registry and keychain agree again. The next start
//! looks at the notes that are left: what a record points to stays, and what none points to is removed. Nothing else in
//! the keychain is ever looked for, since it may belong to another registry of the same person.
//!
//! Another window or the terminal may be at work on the same two places. Whoever changes the keychain takes a turn for it
//! first, from the note to the last removal, so that nobody takes a saving under way for one that was cut off.

use std::cmp::Ordering;
use std::time::Duration;

use crate::cloud::CloudId;
use crate::evidence::FailureKind;
use crate::gather::Credential;
use crate::ids::AppId;
use crate::ports::{KeychainTurn, RegistryProblem, SecretPlace, SecretStore, SecretStoreProblem};
use crate::records::{AppRecord, KeptIn, SecretRecord};

use super::{Desk, DeskProblem};

/// How many earlier generations are looked for without a note when a secret goes: the keychain may not have been reached
/// at some replacements before.
const EARLIER_GENERATIONS: usize = 8;
/// How long a person's saving or removing waits for another program that is at the keychain: longer than that one waits
/// for its keychain to be unlocked.
const FOR_A_PERSON: Duration = Duration::from_secs(90);
/// How long work that can be done another time waits for it.
pub(super) const ANOTHER_TIME: Duration = Duration::from_secs(5);

impl Desk {
    /// The secret of an app, or why there is none. Where another program replaced it since the record was read, it is the
    /// one that took its place.
    pub async fn credential(&self, app: &AppRecord) -> Credential {
        let mut kept = app.secret.clone();
        loop {
            let Some(record) = &kept else {
                return Credential::Unavailable(
                    FailureKind::CredentialMissing,
                    "no secret was stored for this app".to_owned(),
                );
            };
            let place = place_of(app.cloud, app.app_id, record.generation);
            match self.store_of(record.kept_in).get(place).await {
                Ok(Some(secret)) => return Credential::Secret(secret),
                Ok(None) => {}
                Err(problem) => {
                    let kind = match problem {
                        SecretStoreProblem::Missing => FailureKind::KeychainMissing,
                        SecretStoreProblem::Locked => FailureKind::KeychainLocked,
                        SecretStoreProblem::Broken(_) => FailureKind::Storage,
                    };
                    return Credential::Unavailable(kind, problem.to_string());
                }
            }
            let later = self.app_by_id(app.cloud, app.app_id).await.ok().flatten().and_then(|app| app.secret);
            if let Some(later) = later.filter(|later| later.generation > record.generation) {
                kept = Some(later);
                continue;
            }
            // One was stored and is gone; that says nothing about the customer.
            let why = match record.kept_in {
                KeptIn::Memory => {
                    "the secret was kept in memory and went with the program that held it".to_owned()
                }
                KeptIn::Keychain => {
                    format!("stored on {}, and the keychain no longer holds it", record.stored_at.date())
                }
            };
            return Credential::Unavailable(FailureKind::SecretLost, why);
        }
    }

    pub(super) fn store_of(&self, kept_in: KeptIn) -> &dyn SecretStore {
        match kept_in {
            KeptIn::Keychain => self.keychain.as_ref(),
            KeptIn::Memory => self.memory.as_ref(),
        }
    }

    /// Whose what lies at this place in the keychain is.
    async fn owner(&self, place: SecretPlace) -> Result<Owner, RegistryProblem> {
        let app = self.app_by_id(place.cloud, place.app_id).await?;
        let Some(kept) = app.and_then(|app| app.secret) else { return Ok(Owner::Nobody) };
        Ok(match place.generation.cmp(&kept.generation) {
            Ordering::Equal if kept.kept_in == KeptIn::Keychain => Owner::Record,
            Ordering::Less if kept.proved_at.is_none() => Owner::Replaced,
            _ => Owner::Nobody,
        })
    }

    /// The turn to change what lies in the keychain, for something that a person waits for.
    pub(super) async fn turn_at_keychain(&self) -> Result<KeychainTurn, DeskProblem> {
        let busy = || SecretStoreProblem::Broken("another program is busy with it".to_owned());
        Ok(self.registry.keychain_turn(FOR_A_PERSON).await?.ok_or_else(busy)?)
    }

    /// The generation of a secret that takes the place of this one, to be asked for in one's turn: what another program
    /// saved since `old` was read counts. A place whose note is not settled yet is left out.
    pub(super) async fn next_generation(
        &self,
        cloud: CloudId,
        app_id: AppId,
        old: Option<u32>,
    ) -> Result<u32, RegistryProblem> {
        let unsettled = self.registry.unsettled().await?;
        let of_app = unsettled.iter().filter(|place| (place.cloud, place.app_id) == (cloud, app_id));
        let now = self.app_by_id(cloud, app_id).await?.and_then(|app| app.secret).map(|now| now.generation);
        Ok(of_app.map(|place| place.generation).chain(old).chain(now).max().unwrap_or(0) + 1)
    }

    /// What is noted before a secret is put at `now`: the place itself and those of the secrets it replaces, of which one
    /// that was kept for the day on which the new one turns out wrong stays noted until the new one has proved itself:
    /// nothing else would lead to it by then. Gives back what was not noted before, and is this saving's to take back.
    pub(super) async fn note_before_put(
        &self,
        kept_in: KeptIn,
        now: SecretPlace,
        old: Option<&SecretRecord>,
        proved: bool,
    ) -> Result<Vec<SecretPlace>, RegistryProblem> {
        if kept_in == KeptIn::Memory {
            return Ok(Vec::new());
        }
        let replaced = earlier(now).filter(|_| proved);
        let kept = old.filter(|old| !proved && old.kept_in == KeptIn::Keychain);
        let kept = kept.map(|old| SecretPlace { generation: old.generation, ..now });
        let known = self.registry.unsettled().await?;
        let noted: Vec<SecretPlace> =
            std::iter::once(now).chain(kept).chain(replaced).filter(|place| !known.contains(place)).collect();
        self.registry.note_unsettled(noted.clone()).await?;
        Ok(noted)
    }

    /// The secret could not be put at its place. A keychain that is missing or was not unlocked wrote nothing; one that
    /// failed in the middle may have, and is looked at with the next start.
    pub(super) async fn after_failed_put(
        &self,
        mut noted: Vec<SecretPlace>,
        place: SecretPlace,
        problem: &SecretStoreProblem,
    ) {
        if matches!(problem, SecretStoreProblem::Broken(_)) {
            noted.retain(|one| *one != place);
        }
        self.settle_quietly(noted).await;
    }

    /// A record could not be written after its secret was put. A secret that no record points to would be an orphan; one
    /// that another program's saving points to must stay, and so must one of which this cannot be told.
    pub(super) async fn after_failed_record(
        &self,
        kept_in: KeptIn,
        mut noted: Vec<SecretPlace>,
        place: SecretPlace,
    ) {
        noted.retain(|one| *one != place);
        self.settle_quietly(noted).await;
        if kept_in == KeptIn::Memory || matches!(self.owner(place).await, Ok(Owner::Nobody)) {
            self.forget(kept_in, vec![place]).await;
        }
    }

    /// A record points to the secret at this place now.
    pub(super) async fn settle_recorded(&self, kept_in: KeptIn, place: SecretPlace) {
        if kept_in == KeptIn::Keychain {
            self.settle_quietly(vec![place]).await;
        }
    }

    /// A note that stays is looked at with the next start, which is no reason to call the saving failed.
    async fn settle_quietly(&self, places: Vec<SecretPlace>) {
        if places.is_empty() {
            return;
        }
        if let Err(problem) = self.registry.settle(places).await {
            tracing::warn!(%problem, "a note about the keychain could not be taken back");
        }
    }

    /// The places that an earlier run left unsettled: it was killed in the middle of saving or removing, or its keychain
    /// failed. What another program is at right now is among them; what waits for the proof of a later secret is not. To
    /// be settled with [`Desk::settle`].
    pub async fn unsettled(&self) -> Result<Vec<SecretPlace>, RegistryProblem> {
        let mut left = Vec::new();
        for place in self.registry.unsettled().await? {
            if self.owner(place).await? != Owner::Replaced {
                left.push(place);
            }
        }
        Ok(left)
    }

    /// Settles what an earlier run left: a secret that a record points to stays, one that none points to is removed from
    /// the keychain. Only places that were noted, and still are when it is nobody else's turn, are looked at; whatever else
    /// lies in the keychain is nobody's business here. Says how many were settled; the rest is tried again with the next
    /// start.
    pub async fn settle(&self, places: Vec<SecretPlace>) -> usize {
        let mut settled = 0;
        for place in places {
            match self.settle_one(place).await {
                Ok(true) => settled += 1,
                // Another program settled it, or it was that program's saving under way.
                Ok(false) => {}
                // Whoever did not unlock the keychain once is not asked again for the next place.
                Err(problem) => {
                    tracing::warn!(%problem, "what an earlier run left in the keychain is settled another time");
                    break;
                }
            }
        }
        settled
    }

    /// Whether there was something to settle at this place.
    async fn settle_one(&self, place: SecretPlace) -> Result<bool, DeskProblem> {
        let _turn = self.turn_at_keychain().await?;
        if !self.registry.unsettled().await?.contains(&place) {
            return Ok(false);
        }
        match self.owner(place).await? {
            Owner::Record => {}
            Owner::Replaced => return Ok(false),
            Owner::Nobody => {
                self.keychain.delete(place).await?;
                tracing::info!(generation = place.generation, "a secret without a record was removed");
            }
        }
        self.settle_quietly(vec![place]).await;
        Ok(true)
    }

    /// Removes what the secret at `now` replaced. A keychain that was just passed over because it is locked is not
    /// asked again: what lies there goes with the next secret that is put into it.
    pub(super) async fn forget_earlier(&self, kept_in: KeptIn, old: KeptIn, now: SecretPlace) {
        if kept_in == KeptIn::Memory && old == KeptIn::Keychain {
            return;
        }
        if old == KeptIn::Memory {
            self.forget(old, earlier(now).collect()).await;
        }
        if kept_in == KeptIn::Keychain {
            self.forget(kept_in, self.replaced_by(now).await).await;
        }
    }

    /// Where secrets that the one at `now` replaced may lie: the last few, and those that were noted at the time.
    async fn replaced_by(&self, now: SecretPlace) -> Vec<SecretPlace> {
        let mut places: Vec<SecretPlace> = earlier(now).collect();
        let noted = self.registry.unsettled().await.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "what older secrets were noted could not be read; they stay noted");
            Vec::new()
        });
        let of_app = |place: &SecretPlace| (place.cloud, place.app_id) == (now.cloud, now.app_id);
        places.extend(noted.into_iter().filter(|place| of_app(place) && place.generation < now.generation));
        places.sort_unstable_by_key(|place| std::cmp::Reverse(place.generation));
        places.dedup();
        places
    }

    /// The turn to note that this record's secret was proved, which may let the one before it go; none where another
    /// program is at the keychain, or where the record has another secret by now.
    pub(super) async fn turn_to_prove(
        &self,
        app: &AppRecord,
    ) -> Result<Option<KeychainTurn>, RegistryProblem> {
        let Some(turn) = self.registry.keychain_turn(ANOTHER_TIME).await? else { return Ok(None) };
        let stored =
            |app: &AppRecord| app.secret.as_ref().map(|secret| (secret.generation, secret.stored_at));
        let now = self.app_by_id(app.cloud, app.app_id).await?;
        Ok(Some(turn).filter(|_| now.is_some_and(|now| stored(&now) == stored(app))))
    }

    /// A secret that was stored without proof is about to be noted as proved: what it replaces is noted as unsettled.
    pub(super) async fn note_replaced(&self, app: &AppRecord) -> Result<(), RegistryProblem> {
        match app.secret.as_ref().filter(|record| record.kept_in == KeptIn::Keychain) {
            Some(record) if record.generation > 1 => {
                let now = place_of(app.cloud, app.app_id, record.generation);
                self.registry.note_unsettled(earlier(now).collect()).await
            }
            _ => Ok(()),
        }
    }

    /// A secret that was stored without proof has proved itself: what it replaced may go.
    pub(super) async fn forget_replaced(&self, app: &AppRecord) {
        let Some(record) = app.secret.as_ref().filter(|record| record.generation > 1) else { return };
        let now = place_of(app.cloud, app.app_id, record.generation);
        self.forget_earlier(record.kept_in, KeptIn::Memory, now).await;
    }

    /// Notes, before another registration takes this one's row, where its secret lies.
    pub(super) async fn note_disused(
        &self,
        disused: Option<(KeptIn, SecretPlace)>,
    ) -> Result<(), RegistryProblem> {
        match disused {
            Some((KeptIn::Keychain, place)) => self.registry.note_unsettled(up_to(place).collect()).await,
            _ => Ok(()),
        }
    }

    pub(super) async fn forget_disused(&self, disused: Option<(KeptIn, SecretPlace)>) {
        match disused {
            Some((KeptIn::Keychain, place)) => {
                let replaced = self.replaced_by(place).await;
                self.forget(KeptIn::Keychain, std::iter::once(place).chain(replaced).collect()).await;
            }
            Some((KeptIn::Memory, place)) => self.forget(KeptIn::Memory, vec![place]).await,
            None => {}
        }
    }

    /// Removes secrets nobody points to any more. A store that fails now leaves something unused behind until the next
    /// start, which is no reason to call the saving failed.
    pub(super) async fn forget(&self, kept_in: KeptIn, places: Vec<SecretPlace>) {
        let mut gone = Vec::new();
        for place in places {
            match self.store_of(kept_in).delete(place).await {
                Ok(()) => gone.push(place),
                Err(problem) => {
                    tracing::warn!(%problem, generation = place.generation, "an old secret could not be removed");
                    // Whoever does not unlock the keychain now is not asked again for the next place.
                    if matches!(problem, SecretStoreProblem::Missing | SecretStoreProblem::Locked) {
                        break;
                    }
                }
            }
        }
        if kept_in == KeptIn::Keychain {
            self.settle_quietly(gone).await;
        }
    }

    /// Makes ready for an app to go: notes every place in which a secret of it may lie, empties those that the record does
    /// not point to, and makes sure that the one it points to can be reached. Gives back what is to be forgotten once the
    /// record is gone; where a store cannot be reached, the record stays and its secret with it.
    pub(super) async fn before_removal(
        &self,
        app: &AppRecord,
    ) -> Result<Option<(KeptIn, SecretPlace)>, DeskProblem> {
        let Some(record) = &app.secret else { return Ok(None) };
        let place = place_of(app.cloud, app.app_id, record.generation);
        // A first secret that is kept in memory never touched the keychain, which may not even exist here.
        if record.kept_in == KeptIn::Keychain || record.generation > 1 {
            let current = std::iter::once(place).filter(|_| record.kept_in == KeptIn::Keychain);
            self.registry.note_unsettled(current.chain(earlier(place)).collect()).await?;
            let mut gone = Vec::new();
            for place in self.replaced_by(place).await {
                self.keychain.delete(place).await?;
                gone.push(place);
            }
            self.settle_quietly(gone).await;
        }
        for place in earlier(place) {
            self.memory.delete(place).await?;
        }
        self.store_of(record.kept_in).get(place).await?;
        Ok(Some((record.kept_in, place)))
    }
}

/// Whose what lies at a place in the keychain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// A record points to it.
    Record,
    /// It was replaced by a secret that has not proved itself yet.
    Replaced,
    Nobody,
}

fn place_of(cloud: CloudId, app_id: AppId, generation: u32) -> SecretPlace {
    SecretPlace { cloud, app_id, generation }
}

/// The places before this one, the latest first.
fn earlier(now: SecretPlace) -> impl Iterator<Item = SecretPlace> {
    (1..now.generation)
        .rev()
        .take(EARLIER_GENERATIONS)
        .map(move |generation| SecretPlace { generation, ..now })
}

/// This place and those before it, this one first.
fn up_to(now: SecretPlace) -> impl Iterator<Item = SecretPlace> {
    std::iter::once(now).chain(earlier(now))
}
