//! The verdict in one line.

use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use super::{counted, missing};
use crate::dates::duration;
use crate::labels::{self, within_sentence};
use crate::lang::Lang;
use crate::matter::Matter;

pub(crate) fn headline(matter: &Matter<'_>) -> String {
    let title = |cause| labels::cause_title(Lang::En, cause);
    let judgement = matter.judgement;
    match (judgement.verdict, judgement.cause) {
        (Verdict::Connected, _) => match matter.finding(CheckId::Api) {
            Some(Finding::ApiAcceptedToken { .. }) => {
                "Connected: the token verified and the API accepted it".to_owned()
            }
            _ => "Connected: the token verified and the API answered".to_owned(),
        },
        (Verdict::NeedsAttention | Verdict::Unknown, None) => "Could not find out".to_owned(),
        (_, Some(Cause::RoleMissing | Cause::ConsentOutdated))
            if !judgement.permissions.missing.is_empty() =>
        {
            match judgement.permissions.missing.len() {
                1 => format!("One permission is missing: {}", missing(matter)),
                number => {
                    format!(
                        "{} are missing: {}",
                        counted(number, "permission", "permissions"),
                        missing(matter)
                    )
                }
            }
        }
        (_, Some(cause @ Cause::ClockSkew)) => match matter.clock_behind() {
            Some(seconds) => {
                let side = if seconds > 0 { "slow" } else { "fast" };
                format!("This computer's clock is {} {side}", duration(Lang::En, seconds))
            }
            None => title(cause).to_owned(),
        },
        (_, Some(Cause::WrongAudience)) if !matter.has_token() => {
            "Microsoft refused the API that was asked for".to_owned()
        }
        (_, Some(Cause::NotConsented)) if matter.because("at-home") => {
            labels::unknown_at_home(Lang::En).to_owned()
        }
        (_, Some(Cause::NotConsented)) if matter.is_off_elsewhere_too() => {
            title(Cause::AppDisabled).to_owned()
        }
        (_, Some(Cause::Unrecognised)) => {
            match (matter.number(), matter.refusal().map(|refusal| refusal.status)) {
                (Some(number), _) if matter.because("known-without-cause") => {
                    format!("An answer without a single cause: AADSTS{number}")
                }
                (Some(number), _) => format!("An answer that is unknown here: AADSTS{number}"),
                (None, Some(status)) => format!("An answer that is unknown here: HTTP {status}"),
                (None, None) => title(Cause::Unrecognised).to_owned(),
            }
        }
        (Verdict::Unknown, Some(cause)) if cause != Cause::Propagating && cause != Cause::NotProved => {
            format!("Could not find out: {}", within_sentence(title(cause)))
        }
        (_, Some(cause)) => title(cause).to_owned(),
    }
}
