//! What a person sees while a check runs: each finished check, and what is waited for.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use consentry_onboarding::gather::Progress;
use consentry_onboarding::judge;
use consentry_onboarding::verdict::{CheckId, CheckStatus};
use consentry_words::{check_label, dates};

use crate::output::Out;

/// Tells each check once, on standard error, where a person looks at it.
pub struct Teller {
    out: Out,
    told: Mutex<BTreeSet<CheckId>>,
}

impl Teller {
    /// A new one for each run.
    pub fn new(out: Out) -> Self {
        Self { out, told: Mutex::default() }
    }

    /// Tells that the keychain is asked next, which may show a prompt of its own and wait for an answer.
    pub fn tell_of_keychain(&self) {
        if self.out.tells_progress() {
            self.out.aside(self.out.say("Asking the keychain …\n", "Frågar nyckelringen …\n"));
        }
    }

    /// Tells what is new.
    pub fn tell(&self, progress: &Progress<'_>) {
        if !self.out.tells_progress() {
            return;
        }
        match progress {
            Progress::Step(evidence) => {
                let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
                let done = judge::judge(evidence).checks;
                // What is skipped is worth a line in the end only.
                for check in done.into_iter().filter(|check| check.status != CheckStatus::Skipped) {
                    if told.insert(check.id) {
                        let label = check_label(self.out.lang, check.id);
                        self.out.aside(&format!("{label} … {}\n", self.word(check.status)));
                    }
                }
            }
            Progress::Waiting(Some(until)) => {
                let until = dates::time_of_day(self.out.lang, *until);
                let waiting = self.out.say("Asked to wait until", "Ombedd att vänta till");
                self.out.aside(&format!("{waiting} {until} …\n"));
            }
            // Said before the check begins.
            Progress::Keychain | Progress::Waiting(None) => {}
        }
    }

    fn word(&self, status: CheckStatus) -> &'static str {
        match (status, self.out.lang) {
            (CheckStatus::Pass, _) => "ok",
            (CheckStatus::Warn, consentry_words::Lang::En) => "ok, with a remark",
            (CheckStatus::Warn, consentry_words::Lang::Sv) => "ok, med en anmärkning",
            (CheckStatus::Fail, consentry_words::Lang::En) => "not as it should be",
            (CheckStatus::Fail, consentry_words::Lang::Sv) => "inte som det ska",
            (CheckStatus::Skipped, _) => "–",
        }
    }
}
