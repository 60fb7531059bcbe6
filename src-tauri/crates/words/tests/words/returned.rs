//! The words for a returned address.

use consentry_onboarding::consent::{RefusedPage, Returned};
use consentry_onboarding::ids::TenantId;
use consentry_words::{Lang, returned};

use crate::samples::TENANT;
use crate::style::{assert_both, assert_label, assert_sentences};

fn page(error: &str, codes: &[u64]) -> RefusedPage {
    RefusedPage { error: error.to_owned(), description: String::new(), codes: codes.to_vec() }
}

#[test]
fn every_answer_is_well_said() {
    let answers = [
        Returned::Granted,
        Returned::OtherTenant(Some(TenantId::parse(TENANT).unwrap())),
        Returned::OtherTenant(None),
        Returned::Declined(page("access_denied", &[65_004])),
        Returned::NotAnAdmin(page("access_denied", &[90_094])),
        Returned::Refused(page("access_denied", &[650_052])),
        Returned::Refused(page("something_new", &[])),
        Returned::Refused(page("access_denied", &[4_242_424])),
        Returned::ForeignState,
        Returned::AnsweredBefore,
        Returned::Expired,
        Returned::Unreadable,
    ];
    for answer in answers {
        let what = format!("{answer:?}");
        let [en, sv] = Lang::ALL.map(|lang| returned(lang, &answer));
        for (title, next_step) in [&en, &sv] {
            assert_label(title, &what);
            assert_sentences(next_step, 1, &what);
        }
        assert_both(&en.0, &sv.0, &what);
        assert_both(&en.1, &sv.1, &what);
    }
}

#[test]
fn a_known_number_in_the_address_tells_its_cause() {
    let (title, next) = returned(Lang::En, &Returned::Refused(page("access_denied", &[650_052])));
    assert_eq!(title, "Defender for Endpoint is missing in this tenant");
    assert!(next.contains("Defender for Endpoint licence"), "{next}");
}

#[test]
fn another_tenant_is_named() {
    let answer = Returned::OtherTenant(Some(TenantId::parse(TENANT).unwrap()));
    assert_eq!(returned(Lang::En, &answer).0, format!("Another tenant gave the consent: {TENANT}"));
}
