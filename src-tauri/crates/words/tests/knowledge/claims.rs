//! The entries of a token.

use consentry_words::{Lang, claim_meaning};

use crate::style::{assert_both, assert_label};
use crate::{both, lines};

const CLAIMS: &str = include_str!("claims.txt");

#[test]
fn every_claim_is_explained_in_both_languages() {
    // 28 entries of the catalogue, the last of which lists eight claims about a person.
    assert_eq!(lines(CLAIMS).count(), 35);
    for claim in lines(CLAIMS) {
        let [en, sv] = both(|lang| claim_meaning(lang, claim), claim);
        assert_label(en, claim);
        assert_label(sv, claim);
        assert_both(en, sv, claim);
    }
}

#[test]
fn an_unknown_claim_is_not_guessed() {
    for claim in ["", "brand_new", "AUD", "aud ", "x", "xm"] {
        assert_eq!(claim_meaning(Lang::En, claim), None, "{claim}");
    }
}
