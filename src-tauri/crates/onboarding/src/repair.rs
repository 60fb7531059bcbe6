//! From a judgement to the one next action, and to those who have to be told.
//!
//! A table, read from top to bottom: the first row of a cause whose condition holds decides. The window maps an action
//! to a place and knows nothing else of causes; the texts for the readers are in the `words` crate.

use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Refusal, Step};
use crate::knowledge;
use crate::portal::PortalPage;
use crate::verdict::{Actor, Cause, Judgement, Verdict};

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Nothing is to be done.
    None,
    /// Send the consent link.
    Ask,
    /// Send the consent link again, for what is missing.
    AskAgain,
    /// Write to the customer: what is to be done there is no consent.
    Write,
    /// Read what an administrator ended on.
    PasteAddress,
    /// Give the app another secret.
    ReplaceSecret,
    /// Correct what is recorded of the app.
    EditApp,
    /// See whether the app is for every organisation.
    AccountType,
    /// Correct which permissions the app asks for.
    EditPermissions,
    /// Correct the customer's tenant.
    EditCustomer,
    /// Open a page of the portal.
    OpenPortal,
    /// Wait until the time has come, then check.
    Wait,
    /// Unlock the keychain, then check.
    UnlockKeychain,
    /// Set this computer's clock, then check.
    SetClock,
    /// Tell whoever runs the network what has to get through.
    NetworkHelp,
    /// Read Microsoft's own page about a number.
    LookUp,
    /// Read what came back on the diagnosing page.
    Diagnose,
    /// Check again.
    Check,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 18] = [
        Action::None,
        Action::Ask,
        Action::AskAgain,
        Action::Write,
        Action::PasteAddress,
        Action::ReplaceSecret,
        Action::EditApp,
        Action::AccountType,
        Action::EditPermissions,
        Action::EditCustomer,
        Action::OpenPortal,
        Action::Wait,
        Action::UnlockKeychain,
        Action::SetClock,
        Action::NetworkHelp,
        Action::LookUp,
        Action::Diagnose,
        Action::Check,
    ];

    /// Whether the text for the customer carries the consent link.
    pub fn asks_consent(self) -> bool {
        matches!(self, Action::Ask | Action::AskAgain)
    }
}

/// Who a text is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// An administrator of the customer.
    CustomerAdmin,
    /// Whoever looks after the app registration and the program that uses it.
    AppOwner,
    /// Whoever runs the partner's network.
    NetworkTeam,
    /// Whoever looks after this computer.
    ItSupport,
    /// Microsoft's support.
    MicrosoftSupport,
}

impl Reader {
    /// All of them.
    pub const ALL: [Reader; 5] = [
        Reader::CustomerAdmin,
        Reader::AppOwner,
        Reader::NetworkTeam,
        Reader::ItSupport,
        Reader::MicrosoftSupport,
    ];
}

/// One thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextStep {
    /// What.
    pub action: Action,
    /// Which page, for [`Action::OpenPortal`] only.
    pub page: Option<PortalPage>,
}

/// What is to be done about a judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The one next thing.
    pub first: NextStep,
    /// What else may help.
    pub also: Vec<NextStep>,
    /// Who can be written to, the one who acts first.
    pub readers: &'static [Reader],
    /// The number that Microsoft's own page explains, where an answer held one.
    pub number: Option<u64>,
}

/// When a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    /// This one acts: our own record can turn the actor of a cause around.
    By(Actor),
    /// The finer id under the cause is this one.
    Because(&'static str),
    /// An answer held a number.
    Numbered,
}

/// One row: cause, condition, what to do first, what else, whom to write to.
struct Row(Cause, When, Act, &'static [Act], &'static [Reader]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Do(Action),
    Open(PortalPage),
}

/// The table. A condition stands before the row that always holds; each group says why.
#[rustfmt::skip]
const TABLE: &[Row] = {
    use Act::{Do, Open};
    use Action as A;
    use Cause as C;
    use PortalPage as P;
    use Reader::{AppOwner, CustomerAdmin, ItSupport, MicrosoftSupport, NetworkTeam};
    use When::{Always, Because, By, Numbered};
    &[
    // What we wrote down is wrong, and only the customer knows what is right.
    Row(C::TenantNotFound,       Always, Do(A::EditCustomer), &[], &[CustomerAdmin, AppOwner]),
    Row(C::WrongCloud,           Always, Do(A::EditCustomer), &[], &[CustomerAdmin, AppOwner]),
    // The customer's administrator has to accept. A single-tenant app looks the same from there, and an address that
    // somebody ended on tells declined, not an administrator and wrong tenant apart.
    // In the tenant where the app is registered nobody has to accept it: the ID is another one's, or the app is gone.
    // Where it is off elsewhere too, it is ours to switch on.
    Row(C::NotConsented,         Because("at-home"), Do(A::EditApp), &[Open(P::Overview), Do(A::Check)], &[AppOwner]),
    Row(C::NotConsented,         Because("not-only-here"), Open(P::EnterpriseApp), &[Do(A::AccountType), Do(A::Check)], &[AppOwner]),
    Row(C::NotConsented,         Always, Do(A::Ask), &[Do(A::PasteAddress), Do(A::AccountType)], &[CustomerAdmin]),
    Row(C::ConsentDeclined,      Always, Do(A::Ask), &[], &[CustomerAdmin]),
    Row(C::ConsentByNonAdmin,    Always, Do(A::Ask), &[], &[CustomerAdmin]),
    // We do not know the right tenant, or they signed in at the wrong one.
    Row(C::WrongTenantConsented, By(Actor::Partner), Do(A::EditCustomer), &[], &[CustomerAdmin, AppOwner]),
    Row(C::WrongTenantConsented, Always, Do(A::Ask), &[], &[CustomerAdmin]),
    // What was accepted does not cover what is wanted; what was never declared cannot be accepted at all.
    Row(C::ConsentOutdated,      Always, Do(A::AskAgain), &[], &[CustomerAdmin]),
    Row(C::RoleMissing,          Because("not-declared"), Do(A::EditPermissions), &[Open(P::ApiPermissions)], &[AppOwner]),
    Row(C::RoleMissing,          Always, Do(A::AskAgain), &[Open(P::ApiPermissions)], &[CustomerAdmin]),
    Row(C::NoRoles,              Because("not-declared"), Do(A::EditPermissions), &[Open(P::ApiPermissions)], &[AppOwner]),
    Row(C::NoRoles,              Always, Do(A::AskAgain), &[Open(P::ApiPermissions)], &[CustomerAdmin]),
    // Nothing is broken: only time is missing.
    Row(C::Propagating,          Always, Do(A::Wait), &[], &[CustomerAdmin]),
    Row(C::Throttled,            Always, Do(A::Wait), &[], &[AppOwner, MicrosoftSupport]),
    Row(C::ServiceUnavailable,   Always, Do(A::Wait), &[], &[MicrosoftSupport]),
    // The registration is wrong, on a page that can be named.
    Row(C::RedirectUriMismatch,  Always, Open(P::Authentication), &[Do(A::EditApp), Do(A::Check)], &[AppOwner]),
    Row(C::SingleTenantApp,      Always, Open(P::Authentication), &[Do(A::Check)], &[AppOwner]),
    Row(C::CertificateRejected,  Always, Open(P::Secrets), &[Do(A::ReplaceSecret)], &[AppOwner]),
    Row(C::WrongApp,             Because("public-client"), Open(P::Authentication), &[Do(A::EditApp)], &[AppOwner]),
    Row(C::WrongApp,             Always, Do(A::EditApp), &[Open(P::Overview)], &[AppOwner]),
    // Switched off in our own tenant, or in theirs, where we cannot reach.
    Row(C::AppDisabled,          By(Actor::Partner), Open(P::EnterpriseApp), &[Do(A::Check)], &[AppOwner, MicrosoftSupport]),
    Row(C::AppDisabled,          Always, Do(A::Write), &[Open(P::EnterpriseApp)], &[CustomerAdmin, MicrosoftSupport]),
    // A new secret is made in the portal and stored here.
    Row(C::WrongSecret,          Always, Do(A::ReplaceSecret), &[Open(P::Secrets)], &[AppOwner]),
    Row(C::SecretIdPasted,       Always, Do(A::ReplaceSecret), &[Open(P::Secrets)], &[AppOwner]),
    Row(C::SecretExpired,        Always, Do(A::ReplaceSecret), &[Open(P::Secrets)], &[AppOwner]),
    Row(C::CredentialMissing,    Always, Do(A::ReplaceSecret), &[Open(P::Secrets)], &[AppOwner]),
    Row(C::SecretLost,           Always, Do(A::ReplaceSecret), &[Open(P::Secrets)], &[AppOwner]),
    // Something in the customer's tenant is in the way that no consent changes.
    Row(C::ResourceMissing,      Always, Do(A::Write), &[Do(A::Check)], &[CustomerAdmin]),
    Row(C::ConditionalAccess,    Always, Do(A::Write), &[Do(A::Check)], &[CustomerAdmin]),
    Row(C::ApiForbidden,         Always, Do(A::Write), &[Do(A::Check)], &[CustomerAdmin, MicrosoftSupport]),
    Row(C::NotProvisioned,       Always, Do(A::Write), &[Do(A::Check)], &[CustomerAdmin]),
    // The cloud of the app decides for which API a token is asked.
    Row(C::WrongAudience,        Always, Do(A::EditApp), &[Do(A::Check)], &[AppOwner]),
    // Another tenant's token, or none that this tenant's keys know: the tenant may be the wrong one.
    Row(C::WrongTenant,          Always, Do(A::EditCustomer), &[Do(A::Check)], &[AppOwner]),
    Row(C::WrongIssuer,          Always, Do(A::EditCustomer), &[Do(A::Check)], &[AppOwner]),
    Row(C::KeyUnknown,           Always, Do(A::Check), &[Do(A::EditCustomer)], &[AppOwner]),
    // A fresh token says more than this one.
    Row(C::DelegatedToken,       Always, Do(A::Check), &[], &[AppOwner]),
    Row(C::SignatureInvalid,     Always, Do(A::Check), &[], &[AppOwner]),
    Row(C::AlgorithmRefused,     Always, Do(A::Check), &[], &[AppOwner]),
    Row(C::TokenExpired,         Always, Do(A::Check), &[], &[AppOwner]),
    Row(C::MalformedToken,       Always, Do(A::Check), &[], &[AppOwner]),
    // Everything about the token was right: then what turns it away is in the customer's Defender.
    Row(C::ApiUnauthorized,      By(Actor::Customer), Do(A::Write), &[Do(A::Check)], &[CustomerAdmin, MicrosoftSupport]),
    Row(C::ApiUnauthorized,      Always, Do(A::Check), &[], &[AppOwner, MicrosoftSupport]),
    Row(C::NotProved,            Always, Do(A::Check), &[], &[AppOwner]),
    // This computer's clock, unless Microsoft's agrees with it.
    Row(C::TokenNotYetValid,     Because("clock-right"), Do(A::Check), &[], &[AppOwner, MicrosoftSupport]),
    Row(C::TokenNotYetValid,     Always, Do(A::SetClock), &[], &[ItSupport]),
    Row(C::ClockSkew,            Always, Do(A::SetClock), &[], &[ItSupport]),
    // The way to Microsoft. A slow answer may have been chance; the others come back until somebody opens the way.
    Row(C::TimedOut,             Always, Do(A::Check), &[], &[NetworkTeam]),
    Row(C::Network,              Always, Do(A::NetworkHelp), &[], &[NetworkTeam]),
    Row(C::Proxy,                Always, Do(A::NetworkHelp), &[], &[NetworkTeam]),
    Row(C::CaptivePortal,        Always, Do(A::NetworkHelp), &[], &[NetworkTeam]),
    Row(C::Tls,                  Because("no-trust-store"), Do(A::Check), &[], &[ItSupport]),
    Row(C::Tls,                  Always, Do(A::NetworkHelp), &[], &[NetworkTeam, ItSupport]),
    Row(C::UnexpectedReply,      Always, Do(A::NetworkHelp), &[Do(A::Diagnose)], &[NetworkTeam, MicrosoftSupport]),
    // This computer.
    Row(C::KeychainLocked,       Always, Do(A::UnlockKeychain), &[], &[ItSupport]),
    Row(C::KeychainMissing,      Always, Do(A::ReplaceSecret), &[Do(A::Check)], &[ItSupport]),
    Row(C::Storage,              Always, Do(A::Check), &[], &[ItSupport]),
    // Nobody here knows it: Microsoft's page about the number may, and so may whoever reads the raw answer.
    Row(C::Unrecognised,         Numbered, Do(A::LookUp), &[Do(A::Diagnose), Do(A::Check)], &[MicrosoftSupport]),
    Row(C::Unrecognised,         Always, Do(A::Diagnose), &[Do(A::Check)], &[MicrosoftSupport]),
    ]
};

/// What the decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'a> {
    /// The cause; none means that nothing is wrong.
    pub cause: Option<Cause>,
    /// The finer id under it.
    pub reason: Option<&'a str>,
    /// Who has to act.
    pub who_acts: Actor,
    /// Entra's number, where an answer held one.
    pub number: Option<u64>,
}

/// What is to be done about a finding. Total: every finding has a next action, if only to check again.
pub fn repair(finding: Finding<'_>) -> Repair {
    let number = finding.number;
    let Some(cause) = finding.cause else {
        return Repair { first: step(Act::Do(Action::None)), also: Vec::new(), readers: &[], number };
    };
    let holds = |when: When| match when {
        When::Always => true,
        When::By(actor) => finding.who_acts == actor,
        When::Because(reason) => finding.reason == Some(reason),
        When::Numbered => number.is_some(),
    };
    match TABLE.iter().find(|Row(of, when, ..)| *of == cause && holds(*when)) {
        Some(Row(_, _, first, also, readers)) => {
            Repair { first: step(*first), also: also.iter().copied().map(step).collect(), readers, number }
        }
        None => Repair { first: step(Act::Do(Action::Check)), also: Vec::new(), readers: &[], number },
    }
}

/// What is to be done about a check.
pub fn of_check(evidence: &Evidence, judgement: &Judgement) -> Repair {
    if judgement.verdict == Verdict::Connected {
        return repair(Finding { cause: None, reason: None, who_acts: Actor::Nobody, number: None });
    }
    let refusal = refusal_in(&evidence.tenant).or_else(|| refusal_in(&evidence.token));
    repair(Finding {
        cause: judgement.cause,
        reason: judgement.reason.as_deref(),
        who_acts: judgement.who_acts,
        number: refusal.and_then(|refusal| number(&refusal.codes)),
    })
}

/// The number that names an answer: the one that tells its cause, else the first.
pub fn number(codes: &[u64]) -> Option<u64> {
    let deciding = knowledge::entra_meaning(codes, None).and_then(|meaning| meaning.by_code);
    deciding.or(codes.first().copied())
}

fn refusal_in<T>(step: &Step<T>) -> Option<&Refusal> {
    if let Step::Refused { refusal, .. } = step { Some(refusal) } else { None }
}

fn step(act: Act) -> NextStep {
    match act {
        Act::Do(action) => NextStep { action, page: None },
        Act::Open(page) => NextStep { action: Action::OpenPortal, page: Some(page) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge;

    fn of(cause: Cause, who_acts: Actor, reason: Option<&str>, number: Option<u64>) -> Repair {
        repair(Finding { cause: Some(cause), reason, who_acts, number })
    }

    /// As the judge has it, where nothing else is known.
    fn plain(cause: Cause) -> Repair {
        of(cause, judge::who_acts(cause), None, None)
    }

    #[test]
    fn every_cause_has_one_row_that_always_holds_and_it_is_the_last() {
        for cause in Cause::ALL {
            let rows: Vec<&Row> = TABLE.iter().filter(|row| row.0 == *cause).collect();
            let always: Vec<usize> =
                rows.iter().enumerate().filter(|(_, row)| row.1 == When::Always).map(|(at, _)| at).collect();
            assert_eq!(always, [rows.len() - 1], "{}", cause.id());
        }
        assert!(TABLE.iter().all(|row| !row.4.is_empty()), "somebody can be told of every cause");
        assert!(TABLE.iter().all(|row| !row.3.contains(&row.2)), "nothing is offered twice");
    }

    #[test]
    fn the_action_fits_who_acts() {
        let at_the_customer = [Action::Ask, Action::AskAgain, Action::Write];
        for cause in Cause::ALL {
            for actor in [Actor::Partner, Actor::Customer, Actor::Wait, judge::who_acts(*cause)] {
                let found = of(*cause, actor, None, None);
                // Rows that our record turns around are asked for with the actor that turns them; any other actor
                // than the judge's own does not occur.
                let turned = TABLE.iter().any(|row| row.0 == *cause && row.1 == When::By(actor));
                if actor != judge::who_acts(*cause) && !turned {
                    continue;
                }
                let action = found.first.action;
                match actor {
                    Actor::Customer => {
                        assert!(at_the_customer.contains(&action), "{}: {action:?}", cause.id());
                        assert_eq!(found.readers[0], Reader::CustomerAdmin, "{}", cause.id());
                    }
                    Actor::Wait => assert_eq!(action, Action::Wait, "{}", cause.id()),
                    Actor::Partner | Actor::Nobody => {
                        let fits = !at_the_customer.contains(&action)
                            && !matches!(action, Action::Wait | Action::None);
                        assert!(fits, "{}: {action:?}", cause.id());
                        let ours = |reader: &Reader| *reader != Reader::CustomerAdmin;
                        assert!(found.readers.iter().any(ours), "{}", cause.id());
                    }
                }
            }
        }
    }

    #[test]
    fn a_page_is_named_with_its_action_and_with_no_other() {
        for row in TABLE {
            let all = std::iter::once(&row.2).chain(row.3).copied().map(step);
            for one in all {
                assert_eq!(one.page.is_some(), one.action == Action::OpenPortal, "{}", row.0.id());
            }
        }
    }

    #[test]
    fn what_our_record_and_the_answer_say_decides_between_rows() {
        let first = |found: Repair| (found.first.action, found.first.page);
        assert_eq!(first(plain(Cause::RoleMissing)), (Action::AskAgain, None));
        let undeclared = of(Cause::RoleMissing, Actor::Partner, Some("not-declared"), None);
        assert_eq!(first(undeclared), (Action::EditPermissions, None));
        let public = of(Cause::WrongApp, Actor::Partner, Some("public-client"), None);
        assert_eq!(first(public), (Action::OpenPortal, Some(PortalPage::Authentication)));
        let unknown_at_home = of(Cause::NotConsented, Actor::Partner, Some("at-home"), None);
        assert_eq!(first(unknown_at_home), (Action::EditApp, None));
        let missing_at_home = of(Cause::RoleMissing, Actor::Partner, None, None);
        assert_eq!(first(missing_at_home), (Action::AskAgain, None), "our own administrator accepts");
        let early = |reason| of(Cause::TokenNotYetValid, Actor::Partner, reason, None).first.action;
        assert_eq!((early(None), early(Some("clock-right"))), (Action::SetClock, Action::Check));
        let own = of(Cause::AppDisabled, Actor::Partner, None, None);
        assert_eq!(first(own), (Action::OpenPortal, Some(PortalPage::EnterpriseApp)));
        assert_eq!(
            first(plain(Cause::SingleTenantApp)),
            (Action::OpenPortal, Some(PortalPage::Authentication))
        );
        let unknown = |number| of(Cause::Unrecognised, Actor::Partner, None, number).first.action;
        assert_eq!((unknown(Some(999_999)), unknown(None)), (Action::LookUp, Action::Diagnose));
    }

    #[test]
    fn a_connected_customer_has_nothing_left_to_do() {
        let found = repair(Finding { cause: None, reason: None, who_acts: Actor::Nobody, number: None });
        assert_eq!(found.first.action, Action::None);
        assert!(found.also.is_empty() && found.readers.is_empty());
    }
}
