//! The lock that is held while the registry is opened, in which is written whether a registry was made here.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::Duration;

use consentry_onboarding::ports::RegistryProblem;

use super::place::beside;
use super::problem;
use crate::lock_file;
use crate::places::make_private_folder;

/// How long opening waits for another program that is opening (and perhaps migrating) the same file.
const OPENING: Duration = Duration::from_secs(30);

/// The lock while it is held.
pub(super) struct Mark(File);

impl Mark {
    const TEXT: &str = "A registry was made here.\n";

    /// Waits for its turn.
    pub(super) fn lock(registry: &Path) -> Result<Self, RegistryProblem> {
        if let Some(parent) = registry.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            make_private_folder(parent).map_err(|error| problem::io(parent, &error))?;
        }
        let path = beside(registry, ".lock");
        let busy = || RegistryProblem::Broken("another program is opening the registry".into());
        let locked = lock_file::locked(&path, OPENING).map_err(|error| problem::io(&path, &error))?;
        Ok(Self(locked.ok_or_else(busy)?))
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.metadata().is_ok_and(|file| file.len() > 0)
    }

    /// A mark that cannot be written is missed only where something else empties the registry one day.
    pub(super) fn set(&mut self, made: bool) {
        if made == self.is_set() {
            return;
        }
        match self.write(if made { Self::TEXT } else { "" }) {
            Ok(true) => {}
            Ok(false) => tracing::warn!("the registry's lock holds something else, which was left alone"),
            Err(error) => tracing::warn!("that a registry is here could not be noted: {error}"),
        }
    }

    /// Takes away nothing but a mark, or a part of one: by a second name, another file of this user could lie there.
    fn write(&mut self, text: &str) -> io::Result<bool> {
        let mut held = Vec::new();
        self.0.rewind()?;
        (&self.0).take(Self::TEXT.len() as u64 + 1).read_to_end(&mut held)?;
        if !Self::TEXT.as_bytes().starts_with(&held) {
            return Ok(false);
        }
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(text.as_bytes())?;
        Ok(true)
    }
}
