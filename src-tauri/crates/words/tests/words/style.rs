//! The house style as assertions.

/// What holds for every text: there is one, nothing is left unfilled, nothing doubled.
pub fn assert_tidy(text: &str, what: &str) {
    assert!(!text.is_empty(), "{what}: empty");
    assert_eq!(text.trim(), text, "{what}: blanks around {text:?}");
    for unwanted in ["  ", "{", "}", "..", "\n", " ,", " .", "please", "vänligen", "Vänligen"] {
        assert!(!text.contains(unwanted), "{what}: {unwanted:?} in {text:?}");
    }
}

/// A label, headline or finding: no full stop.
pub fn assert_label(text: &str, what: &str) {
    assert_tidy(text, what);
    assert!(!text.ends_with('.'), "{what}: a full stop after {text:?}");
}

/// Whole sentences, at most so many.
pub fn assert_sentences(text: &str, at_most: usize, what: &str) {
    assert_tidy(text, what);
    assert!(text.ends_with('.'), "{what}: no full stop after {text:?}");
    let sentences = 1 + [". ", "! ", "? "].iter().map(|end| text.matches(end).count()).sum::<usize>();
    assert!(sentences <= at_most, "{what}: {sentences} sentences in {text:?}");
    assert!(
        text.chars().next().is_some_and(|first| !first.is_lowercase()),
        "{what}: small start of {text:?}"
    );
}

/// English and Swedish say the same in their own words.
pub fn assert_both(en: &str, sv: &str, what: &str) {
    assert_ne!(en, sv, "{what}: not translated");
    assert!(en.is_ascii(), "{what}: not English? {en:?}");
    for word in [" the ", " your ", " with ", " and "] {
        assert!(!sv.contains(word), "{what}: English in {sv:?}");
    }
}
