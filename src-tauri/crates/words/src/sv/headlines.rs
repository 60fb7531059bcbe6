//! The verdict in one line.

use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use super::missing;
use crate::dates::duration;
use crate::labels::{self, within_sentence};
use crate::lang::Lang;
use crate::matter::Matter;

pub(crate) fn headline(matter: &Matter<'_>) -> String {
    let title = |cause| labels::cause_title(Lang::Sv, cause);
    let judgement = matter.judgement;
    match (judgement.verdict, judgement.cause) {
        (Verdict::Connected, _) => match matter.finding(CheckId::Api) {
            Some(Finding::ApiAcceptedToken { .. }) => {
                "Ansluten: tokenen verifierades och API:et godtog den".to_owned()
            }
            _ => "Ansluten: tokenen verifierades och API:et svarade".to_owned(),
        },
        (Verdict::NeedsAttention | Verdict::Unknown, None) => "Gick inte att ta reda på".to_owned(),
        (_, Some(Cause::RoleMissing | Cause::ConsentOutdated))
            if !judgement.permissions.missing.is_empty() =>
        {
            match judgement.permissions.missing.len() {
                1 => format!("En behörighet saknas: {}", missing(matter)),
                number => format!("{number} behörigheter saknas: {}", missing(matter)),
            }
        }
        (_, Some(cause @ Cause::ClockSkew)) => match matter.clock_behind() {
            Some(seconds) => {
                let side = if seconds > 0 { "efter" } else { "före" };
                format!("Den här datorns klocka går {} {side}", duration(Lang::Sv, seconds))
            }
            None => title(cause).to_owned(),
        },
        (_, Some(Cause::WrongAudience)) if !matter.has_token() => {
            "Microsoft godtog inte API:et som tokenen begärdes för".to_owned()
        }
        (_, Some(Cause::NotConsented)) if matter.because("at-home") => {
            labels::unknown_at_home(Lang::Sv).to_owned()
        }
        (_, Some(Cause::NotConsented)) if matter.is_off_elsewhere_too() => {
            title(Cause::AppDisabled).to_owned()
        }
        (_, Some(Cause::Unrecognised)) => {
            match (matter.number(), matter.refusal().map(|refusal| refusal.status)) {
                (Some(number), _) if matter.because("known-without-cause") => {
                    format!("Ett svar utan entydig orsak: AADSTS{number}")
                }
                (Some(number), _) => format!("Ett svar som är okänt här: AADSTS{number}"),
                (None, Some(status)) => format!("Ett svar som är okänt här: HTTP {status}"),
                (None, None) => title(Cause::Unrecognised).to_owned(),
            }
        }
        (Verdict::Unknown, Some(cause)) if cause != Cause::Propagating && cause != Cause::NotProved => {
            format!("Gick inte att ta reda på: {}", within_sentence(title(cause)))
        }
        (_, Some(cause)) => title(cause).to_owned(),
    }
}
