//! Unlocks the Secret Service's default collection, on a connection that can be hung up.
//!
//! The store would unlock by itself, in the middle of writing. Doing it beforehand and apart has two uses: a
//! prompt that nobody answers can be withdrawn (the service drops it when the connection that asked for it goes),
//! and whoever waited can be asked whether they still do before anything is written.

use secret_service::blocking::SecretService;
use secret_service::{EncryptionType, Error};
use zbus::blocking::Connection;

use super::{HangUp, VaultProblem};

/// The name that desktops show for a default collection they make.
const DEFAULT_LABEL: &str = "Default keyring";

pub(super) struct Unlocker {
    connection: Connection,
    service: SecretService<'static>,
}

impl Unlocker {
    pub(super) fn connect() -> Result<Self, Error> {
        let connection = Connection::session()?;
        let service = SecretService::connect_with_existing(EncryptionType::Dh, connection.clone())?;
        Ok(Self { connection, service })
    }

    /// Unlocks the default collection; waits while its prompt is open. Where there is none (a fresh account that
    /// never had a keychain) it is made if `make` says so; otherwise nothing can be in it, and that is fine.
    pub(super) fn unlock(&self, make: bool) -> Result<(), VaultProblem> {
        let collection = match self.service.get_default_collection() {
            Ok(collection) => collection,
            Err(Error::NoResult) if make => {
                self.service.create_collection(DEFAULT_LABEL, "default").map_err(problem)?
            }
            Err(Error::NoResult) => return Ok(()),
            Err(error) => return Err(problem(error)),
        };
        if collection.is_locked().map_err(problem)? {
            collection.unlock().map_err(problem)?;
            // Some services report success for a prompt that was closed.
            if collection.is_locked().map_err(problem)? {
                return Err(VaultProblem::Locked);
            }
        }
        Ok(())
    }

    pub(super) fn hang_up(&self) -> HangUp {
        let connection = self.connection.clone();
        Box::new(move || {
            if let Err(error) = connection.close() {
                tracing::debug!("the keychain's prompt could not be withdrawn: {error}");
            }
        })
    }
}

fn problem(error: Error) -> VaultProblem {
    match error {
        Error::Locked | Error::Prompt | Error::PromptDisconnected => VaultProblem::Locked,
        other => VaultProblem::Connection(other.to_string()),
    }
}
