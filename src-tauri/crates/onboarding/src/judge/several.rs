//! One number, several faults: told apart by Microsoft's text.
//!
//! Text comes last and only refines. Where it says none of what is known here (it was reworded, or is in another
//! language), the number falls back to "known, and it tells no single cause", which is the partner's to look at.
//! The ids under the cause are those by which `words` names the circumstance.
//!
//! 650051, met on the consent page, is told three ways: the app is in the tenant already (a second click); the new
//! registration has not spread yet; a permission that the app asks for does not exist on the tenant's own
//! WindowsDefenderATP, which is old or was never set up. Sources: KelvinTegelaar/CIPP issues 1174, 1179 and 1357, and
//! `Get-NormalizedError.ps1` @adf3242 of KelvinTegelaar/CIPP-API.

use crate::evidence::Refusal;
use crate::verdict::Cause;

use super::refusals::{Meaning, refined};

const ADDING_THE_APP: u64 = 650_051;

/// A piece of the text, in small letters, with what it shows. The first that fits counts: a text about a missing
/// permission also names the app.
const SHOWN_BY: [(&str, Cause, &str); 7] = [
    ("not exist on resource", Cause::ResourceMissing, "permission-unknown"),
    ("not exist on the resource", Cause::ResourceMissing, "permission-unknown"),
    ("already present", Cause::NotProved, "already-present"),
    ("already in use", Cause::NotProved, "already-present"),
    ("already exists", Cause::NotProved, "already-present"),
    ("does not exist", Cause::Propagating, "not-spread"),
    ("not found", Cause::Propagating, "not-spread"),
];

/// What the text shows, for a number that alone tells no cause.
pub(super) fn told_apart(refusal: &Refusal) -> Option<Meaning> {
    if !refusal.codes.contains(&ADDING_THE_APP) {
        return None;
    }
    let said = refusal.message.to_ascii_lowercase();
    let shown = SHOWN_BY.iter().find(|(piece, _, _)| said.contains(piece));
    shown.map(|(_, cause, reason)| refined(*cause, reason))
}

#[cfg(test)]
mod tests {
    use super::super::{of_sign_in_refusal, who_acts};
    use super::*;
    use crate::verdict::Actor;

    fn told(message: &str) -> (Cause, Option<String>, Actor) {
        let refusal = Refusal {
            status: 400,
            codes: vec![ADDING_THE_APP],
            oauth_error: Some("invalid_client".to_owned()),
            message: message.to_owned(),
            ..Refusal::default()
        };
        let meaning = of_sign_in_refusal(&refusal);
        (meaning.cause, meaning.reason, meaning.who_acts)
    }

    #[test]
    fn the_three_faults_of_650051_are_told_apart() {
        for (message, cause, reason, actor) in [
            (
                "AADSTS650051: Using tenant Contoso. The service principal name is already present for the tenant.",
                Cause::NotProved,
                "already-present",
                Actor::Partner,
            ),
            (
                "AADSTS650051: The application 'mde' does not exist in the directory. Try again later.",
                Cause::Propagating,
                "not-spread",
                Actor::Wait,
            ),
            (
                "AADSTS650051: Invalid permission requested: claim Vulnerability.Read does not exist on resource application fc780465-2017-40d4-a0c5-307022471b92.",
                Cause::ResourceMissing,
                "permission-unknown",
                Actor::Customer,
            ),
            ("AADSTS650051: Etwas ganz anderes.", Cause::Unrecognised, "known-without-cause", Actor::Partner),
            ("", Cause::Unrecognised, "known-without-cause", Actor::Partner),
        ] {
            assert_eq!(told(message), (cause, Some(reason.to_owned()), actor), "{message}");
        }
    }

    #[test]
    fn other_numbers_are_not_read_by_these_words() {
        let refusal = Refusal {
            codes: vec![900_144],
            message: "The claim does not exist on resource".to_owned(),
            ..Refusal::default()
        };
        assert!(told_apart(&refusal).is_none());
        assert_eq!(of_sign_in_refusal(&refusal).who_acts, who_acts(Cause::Unrecognised));
    }
}
