//! Where an app's secret lies, and when one goes: never before the one that takes its place has proved itself, and
//! never without the record that points to it.

use crate::cloud::CloudId;
use crate::evidence::FailureKind;
use crate::gather::Credential;
use crate::ids::AppId;
use crate::ports::{SecretPlace, SecretStore, SecretStoreProblem};
use crate::records::{AppRecord, KeptIn};
use crate::secret::ClientSecret;

use super::Desk;

/// How many earlier generations are looked for when a secret goes; there is one, unless the keychain could not be
/// reached at some replacements before.
const EARLIER_GENERATIONS: usize = 8;

/// A secret that was taken out of its store, so that it can be put back.
pub(super) struct TakenSecret {
    kept_in: KeptIn,
    place: SecretPlace,
    secret: Option<ClientSecret>,
}

impl Desk {
    /// The secret of an app, or why there is none.
    pub async fn credential(&self, app: &AppRecord) -> Credential {
        let Some(record) = &app.secret else {
            return Credential::Unavailable(
                FailureKind::CredentialMissing,
                "no secret was stored for this app".to_owned(),
            );
        };
        let place = place_of(app.cloud, app.app_id, record.generation);
        match self.store_of(record.kept_in).get(place).await {
            Ok(Some(secret)) => Credential::Secret(secret),
            // Either way one was stored and is gone; that says nothing about the customer.
            Ok(None) if record.kept_in == KeptIn::Memory => Credential::Unavailable(
                FailureKind::SecretLost,
                "the secret was kept in memory and went with the program that held it".to_owned(),
            ),
            Ok(None) => Credential::Unavailable(
                FailureKind::SecretLost,
                format!("stored on {}, and the keychain no longer holds it", record.stored_at.date()),
            ),
            Err(problem) => {
                let kind = match problem {
                    SecretStoreProblem::Missing => FailureKind::KeychainMissing,
                    SecretStoreProblem::Locked => FailureKind::KeychainLocked,
                    SecretStoreProblem::Broken(_) => FailureKind::Storage,
                };
                Credential::Unavailable(kind, problem.to_string())
            }
        }
    }

    pub(super) fn store_of(&self, kept_in: KeptIn) -> &dyn SecretStore {
        match kept_in {
            KeptIn::Keychain => self.keychain.as_ref(),
            KeptIn::Memory => self.memory.as_ref(),
        }
    }

    /// Whether a record points to this place.
    pub(super) async fn is_named(&self, place: SecretPlace) -> bool {
        let app = self.app_by_id(place.cloud, place.app_id).await;
        // A registry that cannot be read may hold such a record: then the secret stays.
        app.map_or(true, |app| {
            app.and_then(|app| app.secret).is_some_and(|kept| kept.generation == place.generation)
        })
    }

    /// Removes what the secret at `now` replaced. A keychain that was just passed over because it is locked is not
    /// asked again: what lies there goes with the next secret that is put into it.
    pub(super) async fn forget_earlier(&self, kept_in: KeptIn, old: KeptIn, now: SecretPlace) {
        if kept_in == KeptIn::Memory && old == KeptIn::Keychain {
            return;
        }
        if old == KeptIn::Memory {
            self.forget(old, SecretPlace { generation: now.generation - 1, ..now }).await;
        }
        if kept_in == KeptIn::Keychain {
            for place in earlier(now) {
                self.forget(kept_in, place).await;
            }
        }
    }

    /// A secret that was stored without proof has proved itself: what it replaced may go.
    pub(super) async fn forget_replaced(&self, app: &AppRecord) {
        let Some(record) = app.secret.as_ref().filter(|record| record.generation > 1) else { return };
        let now = place_of(app.cloud, app.app_id, record.generation);
        self.forget_earlier(record.kept_in, KeptIn::Memory, now).await;
    }

    pub(super) async fn forget_disused(&self, disused: Option<(KeptIn, SecretPlace)>) {
        if let Some((kept_in, place)) = disused {
            self.forget(kept_in, place).await;
            if kept_in == KeptIn::Keychain {
                for place in earlier(place) {
                    self.forget(kept_in, place).await;
                }
            }
        }
    }

    /// Removes a secret nobody points to any more. A store that fails now leaves something unused behind, which is
    /// no reason to call the saving failed.
    pub(super) async fn forget(&self, kept_in: KeptIn, place: SecretPlace) {
        if let Err(problem) = self.store_of(kept_in).delete(place).await {
            tracing::warn!(%problem, generation = place.generation, "an old secret could not be removed");
        }
    }

    /// Empties every place in which a secret of this app may lie, and gives back what the record points to.
    /// Where a store cannot be emptied, the one that the record points to is still there.
    pub(super) async fn take_secrets(
        &self,
        app: &AppRecord,
    ) -> Result<Option<TakenSecret>, SecretStoreProblem> {
        let Some(record) = &app.secret else { return Ok(None) };
        let place = place_of(app.cloud, app.app_id, record.generation);
        // A first secret that is kept in memory never touched the keychain, which may not even exist here.
        if record.kept_in == KeptIn::Keychain || record.generation > 1 {
            for place in earlier(place) {
                self.keychain.delete(place).await?;
            }
        }
        for place in earlier(place) {
            self.memory.delete(place).await?;
        }
        let store = self.store_of(record.kept_in);
        let secret = store.get(place).await?;
        store.delete(place).await?;
        Ok(Some(TakenSecret { kept_in: record.kept_in, place, secret }))
    }

    /// Puts back what was taken, because its record stays after all.
    pub(super) async fn put_back(&self, taken: Option<TakenSecret>) {
        let Some(TakenSecret { kept_in, place, secret: Some(secret) }) = taken else { return };
        if let Err(problem) = self.store_of(kept_in).put(place, secret).await {
            tracing::error!(%problem, "the secret of an app that could not be removed could not be put back");
        }
    }
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
