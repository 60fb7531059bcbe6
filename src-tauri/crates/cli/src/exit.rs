//! How a run ends: the exit status, and what there is to say where there is no verdict.

use std::fmt::Display;

use consentry_onboarding::verdict::{Cause, Judgement, Verdict};

/// The exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Connected, or done as asked.
    Done,
    /// Needs attention.
    Finding,
    /// Wrong usage or unreadable input.
    Usage,
    /// Could not find out.
    Unknown,
    /// The keychain or the records on this machine are at fault.
    Machine,
}

impl Exit {
    /// The number.
    pub fn status(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Finding => 1,
            Exit::Usage => 2,
            Exit::Unknown => 3,
            Exit::Machine => 4,
        }
    }

    /// How a judged check ends.
    pub fn of(judgement: &Judgement) -> Self {
        match (judgement.verdict, judgement.cause) {
            (Verdict::Connected, _) => Exit::Done,
            (
                _,
                Some(Cause::KeychainLocked | Cause::KeychainMissing | Cause::SecretLost | Cause::Storage),
            ) => Exit::Machine,
            (Verdict::NeedsAttention, _) => Exit::Finding,
            (Verdict::Unknown, _) => Exit::Unknown,
        }
    }
}

/// Why there is no verdict at all.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The call or its input cannot be used; the sentence is for the person.
    Usage(String),
    /// This machine did not do what it was asked.
    Machine(String),
}

impl Trouble {
    /// This machine, by its own account.
    pub fn machine(problem: &impl Display) -> Self {
        Self::Machine(problem.to_string())
    }

    /// The id in `{"error": {"code": …}}`.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Usage(_) => "usage",
            Trouble::Machine(_) => "machine",
        }
    }

    /// What to say.
    pub fn detail(&self) -> &str {
        match self {
            Trouble::Usage(detail) | Trouble::Machine(detail) => detail,
        }
    }

    /// The exit status.
    pub fn exit(&self) -> Exit {
        match self {
            Trouble::Usage(_) => Exit::Usage,
            Trouble::Machine(_) => Exit::Machine,
        }
    }
}

#[cfg(test)]
mod tests {
    use consentry_onboarding::judge::{verdict_of, who_acts};
    use consentry_onboarding::permission::PermissionReport;

    use super::*;

    fn ended(cause: Option<Cause>) -> u8 {
        let judgement = Judgement {
            verdict: cause.map_or(Verdict::Connected, verdict_of),
            cause,
            reason: None,
            retry_at: None,
            who_acts: who_acts(cause.unwrap_or(Cause::NotProved)),
            permissions: PermissionReport::default(),
            checks: Vec::new(),
        };
        Exit::of(&judgement).status()
    }

    #[test]
    fn every_cause_has_its_exit_status() {
        use Cause as C;
        assert_eq!(ended(None), 0);
        for cause in C::ALL {
            let expected = match cause {
                C::KeychainLocked | C::KeychainMissing | C::SecretLost | C::Storage => 4,
                C::Propagating
                | C::Throttled
                | C::ServiceUnavailable
                | C::TimedOut
                | C::Network
                | C::Proxy
                | C::CaptivePortal
                | C::Tls
                | C::ClockSkew
                | C::UnexpectedReply
                | C::NotProved
                | C::Unrecognised => 3,
                _ => 1,
            };
            assert_eq!(ended(Some(*cause)), expected, "{}", cause.id());
        }
    }
}
