//! The verdict in one line.

use consentry_onboarding::verdict::{Cause, CheckId, Finding, Verdict};

use super::missing;
use crate::case::Case;
use crate::dates::duration;
use crate::labels::{self, within_sentence};
use crate::lang::Lang;

pub(crate) fn headline(case: &Case<'_>) -> String {
    let title = |cause| labels::cause_title(Lang::Sv, cause);
    let judgement = case.judgement;
    match (judgement.verdict, judgement.cause) {
        (Verdict::Connected, _) => match case.finding(CheckId::Api) {
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
                1 => format!("En behörighet saknas: {}", missing(case)),
                number => format!("{number} behörigheter saknas: {}", missing(case)),
            }
        }
        (_, Some(cause @ Cause::ClockSkew)) => match case.clock_behind() {
            Some(seconds) => {
                let side = if seconds > 0 { "efter" } else { "före" };
                format!("Den här datorns klocka går {} {side}", duration(Lang::Sv, seconds))
            }
            None => title(cause).to_owned(),
        },
        (_, Some(Cause::WrongAudience)) if !case.has_token() => {
            "Microsoft godtog inte API:et som tokenen begärdes för".to_owned()
        }
        (_, Some(Cause::Unrecognised)) => match (case.number(), case.refusal().map(|refusal| refusal.status))
        {
            (Some(number), _) if case.because("known-without-cause") => {
                format!("Ett svar utan entydig orsak: AADSTS{number}")
            }
            (Some(number), _) => format!("Ett svar som är okänt här: AADSTS{number}"),
            (None, Some(status)) => format!("Ett svar som är okänt här: HTTP {status}"),
            (None, None) => title(Cause::Unrecognised).to_owned(),
        },
        (_, Some(cause @ (Cause::Propagating | Cause::NotProved))) => title(cause).to_owned(),
        (Verdict::Unknown, Some(cause)) => {
            format!("Gick inte att ta reda på: {}", within_sentence(title(cause)))
        }
        (Verdict::NeedsAttention, Some(cause)) => title(cause).to_owned(),
    }
}
