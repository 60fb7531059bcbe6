//! What is worth knowing about a consent link before it is sent.

use consentry_onboarding::consent::LinkWarning;

use crate::lang::Lang;

/// A warning, as one sentence.
pub fn link_warning(lang: Lang, warning: LinkWarning) -> &'static str {
    lang.pick(match warning {
        LinkWarning::Organizations => (
            "The link names no tenant: an administrator of any organisation can answer it, so put in \
             the customer's tenant ID as soon as you know it.",
            "Länken anger ingen klientorganisation: en administratör i vilken organisation som helst \
             kan svara, så lägg in kundens klientorganisations-ID så snart du vet det.",
        ),
        LinkWarning::GuideCommon => (
            "This is the form from Microsoft's guide: it cannot tell which tenant consents, and nothing \
             comes back to you, so only a check shows whether it worked.",
            "Så här står länken i Microsofts guide: den styr inte vilken klientorganisation som ger \
             sitt medgivande och inget svar kommer tillbaka till dig, så bara en kontroll visar om det \
             gick bra.",
        ),
        LinkWarning::LoopbackRedirect => (
            "The redirect address works only on this computer: somebody who opens the link elsewhere \
             ends on an error page, even when the consent was stored.",
            "Omdirigeringsadressen fungerar bara på den här datorn: den som öppnar länken någon \
             annanstans hamnar på en felsida, även när medgivandet har sparats.",
        ),
        LinkWarning::PortalRedirect => (
            "Afterwards they land on the Azure portal, where an error page is normal: tell them so, and \
             check here whether the consent was given.",
            "Efteråt hamnar de på Azure-portalen, där en felsida är normal: berätta det för dem och \
             kontrollera här om medgivandet har getts.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_is_a_sentence_in_both_languages() {
        let all = [
            LinkWarning::Organizations,
            LinkWarning::GuideCommon,
            LinkWarning::LoopbackRedirect,
            LinkWarning::PortalRedirect,
        ];
        for warning in all {
            let [en, sv] = Lang::ALL.map(|lang| link_warning(lang, warning));
            assert!(en.ends_with('.') && sv.ends_with('.') && en != sv, "{warning:?}");
            assert!(!en.contains("  ") && !sv.contains("  "), "{warning:?}");
        }
    }
}
