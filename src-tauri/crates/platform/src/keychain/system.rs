//! The vault of this operating system, through keyring's stores.
//!
//! Secrets are stored as the bytes of their text. KWallet takes nothing but UTF-8, which the bytes of a Rust
//! string always are, so no encoding lies between and `secret-tool lookup` shows what was pasted. (A certificate's
//! key would be binary and would need base64 here.)
//!
//! The Windows and macOS parts of this file have not been run, see the crate's documentation.

use std::collections::HashMap;
use std::sync::Arc;

use consentry_onboarding::ports::{SecretPlace, SecretStoreProblem};
use consentry_onboarding::secret::ClientSecret;
use keyring::Error;
use keyring_core::{CredentialStore, Entry};
use zeroize::Zeroize;

use super::{HangUp, Vault, VaultProblem};

/// How often an item is looked for that was there and could not be read.
const MOST_LOOKS: u32 = 5;
/// Under this name the items are listed.
const SERVICE: &str = "app.consentry.desktop";

/// Connects to the keychain of this system.
pub(super) fn open() -> Result<Box<dyn Vault>, SecretStoreProblem> {
    // Opening fails where nothing answers: no session bus, or nothing on it that keeps secrets.
    let missing = |why: &dyn std::fmt::Display| {
        tracing::info!("no keychain could be reached: {why}");
        SecretStoreProblem::Missing
    };
    #[cfg(target_os = "linux")]
    let (store, unlock) = (
        zbus_secret_service_keyring_store::Store::new().map_err(|e| missing(&text(&e)))?,
        super::unlock::Unlocker::connect().map_err(|e| missing(&e))?,
    );
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new().map_err(|e| missing(&text(&e)))?;
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new().map_err(|e| missing(&text(&e)))?;

    Ok(Box::new(SystemVault {
        store,
        #[cfg(target_os = "linux")]
        unlock,
    }))
}

struct SystemVault {
    store: Arc<CredentialStore>,
    #[cfg(target_os = "linux")]
    unlock: super::unlock::Unlocker,
}

impl SystemVault {
    fn entry(&self, place: SecretPlace) -> Result<Entry, VaultProblem> {
        let user = format!("{}/{}/{}", place.cloud, place.app_id, place.generation);
        let names = names(place, &user);
        let modifiers: HashMap<&str, &str> =
            names.iter().map(|(key, value)| (*key, value.as_str())).collect();
        self.store.build(SERVICE, &user, Some(&modifiers)).map_err(problem)
    }
}

impl Vault for SystemVault {
    #[cfg(target_os = "linux")]
    fn unlock(&self, make: bool) -> Result<(), VaultProblem> {
        self.unlock.unlock(make)
    }

    /// Windows unlocks with the session, and macOS asks by itself, per item.
    #[cfg(not(target_os = "linux"))]
    fn unlock(&self, _: bool) -> Result<(), VaultProblem> {
        Ok(())
    }

    fn put(&self, place: SecretPlace, secret: &ClientSecret) -> Result<(), VaultProblem> {
        self.entry(place)?.set_secret(secret.expose().as_bytes()).map_err(problem)
    }

    fn get(&self, place: SecretPlace) -> Result<Option<ClientSecret>, VaultProblem> {
        let mut looks = 1;
        let bytes = loop {
            match self.entry(place)?.get_secret() {
                Ok(bytes) => break bytes,
                Err(Error::NoEntry) => return Ok(None),
                // Found, and removed by another program before it was read: the next look does not find it.
                Err(Error::PlatformFailure(_)) if looks < MOST_LOOKS => looks += 1,
                Err(error) => return Err(problem(error)),
            }
        };
        match String::from_utf8(bytes) {
            Ok(secret) => Ok(Some(ClientSecret::from_store(secret))),
            Err(not_text) => {
                not_text.into_bytes().zeroize();
                Err(VaultProblem::Broken("the item does not hold a text".into()))
            }
        }
    }

    fn delete(&self, place: SecretPlace) -> Result<(), VaultProblem> {
        match self.entry(place)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(problem(error)),
        }
    }

    #[cfg(target_os = "linux")]
    fn hang_up(&self) -> Option<HangUp> {
        Some(self.unlock.hang_up())
    }

    #[cfg(not(target_os = "linux"))]
    fn hang_up(&self) -> Option<HangUp> {
        None
    }
}

/// What a person reads in their keychain's own window.
#[cfg(target_os = "linux")]
fn names(place: SecretPlace, _: &str) -> Vec<(&'static str, String)> {
    vec![("label", format!("Consentry: client secret of {}", place.app_id))]
}

/// Windows lists credentials by target. The store would build one from user and service, and would let the
/// credential roam to other machines; the registry that knows of it does not.
#[cfg(windows)]
fn names(_: SecretPlace, user: &str) -> Vec<(&'static str, String)> {
    vec![("target", format!("{SERVICE}/{user}")), ("persistence", "Local".into())]
}

/// Keychain Access shows service and account; the store has no other name to give.
#[cfg(target_os = "macos")]
fn names(_: SecretPlace, _: &str) -> Vec<(&'static str, String)> {
    Vec::new()
}

/// Sorts an error of the store. `BadEncoding` and `BadDataFormat` carry the secret itself: no error of the store
/// is ever formatted with `{:?}`, and only variants that hold a system's own message are formatted at all.
fn problem(mut error: Error) -> VaultProblem {
    if let Error::BadEncoding(secret) | Error::BadDataFormat(secret, _) = &mut error {
        secret.zeroize();
    }
    match error {
        // There the session unlocks the store, and a session without one (SSH, a service) has none to unlock.
        Error::NoStorageAccess(_) if cfg!(windows) => VaultProblem::Missing,
        #[cfg(target_os = "macos")]
        Error::PlatformFailure(ref why) if is_refusal(why.as_ref()) => VaultProblem::Locked,
        Error::NoStorageAccess(_) => VaultProblem::Locked,
        Error::PlatformFailure(_) => VaultProblem::Connection(text(&error)),
        other => VaultProblem::Broken(text(&other)),
    }
}

/// Whether a person said no to Keychain Access, or could not be asked: `errSecUserCanceled`, `errSecAuthFailed`,
/// `errSecInteractionNotAllowed` (<https://developer.apple.com/documentation/security/security-framework-result-codes>).
#[cfg(target_os = "macos")]
fn is_refusal(why: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    why.downcast_ref::<security_framework::base::Error>()
        .is_some_and(|error| matches!(error.code(), -128 | -25293 | -25308))
}

/// A text for an error that holds no secret.
fn text(error: &Error) -> String {
    match error {
        Error::PlatformFailure(why) | Error::NoStorageAccess(why) => why.to_string(),
        Error::NoEntry => "no such item".into(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the item does not hold a text".into(),
        Error::BadStoreFormat(_) => "the keychain's own data is damaged".into(),
        Error::TooLong(what, limit) => format!("{what} is longer than the {limit} this keychain takes"),
        Error::Invalid(what, _) => format!("the keychain does not accept the {what}"),
        Error::Ambiguous(items) => format!("the keychain holds {} items of this name", items.len()),
        Error::NotSupportedByStore(_) => "the keychain does not offer this".into(),
        _ => "the keychain failed".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_of_the_store_shows_a_secret() {
        let canary = "canary-5ecre7";
        let bytes = || canary.as_bytes().to_vec();
        for error in [Error::BadEncoding(bytes()), Error::BadDataFormat(bytes(), canary.into())] {
            let shown = format!("{:?}", problem(error));
            assert!(!shown.contains(canary) && !shown.contains("99, 97"), "{shown}");
        }
    }

    #[test]
    fn errors_are_sorted_by_what_helps() {
        #[cfg(not(windows))]
        assert!(matches!(problem(Error::NoStorageAccess("prompt".into())), VaultProblem::Locked));
        assert!(
            matches!(problem(Error::PlatformFailure("io".into())), VaultProblem::Connection(t) if t == "io")
        );
        assert!(
            matches!(problem(Error::TooLong("secret".into(), 2560)), VaultProblem::Broken(t) if t.contains("2560"))
        );
        assert!(matches!(problem(Error::Ambiguous(Vec::new())), VaultProblem::Broken(_)));
    }
}
