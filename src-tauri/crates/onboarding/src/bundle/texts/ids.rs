//! IDs: 32 hexadecimal digits, in groups with hyphens between them or in one piece.

use super::{Place, tidied};

/// An ID in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Id {
    /// Where.
    pub place: Place,
    /// Its digits, in small letters: one ID however it is spelled.
    pub digits: String,
}

/// IDs in a text. With hyphens whatever stands around them, in one piece where nothing else belongs to it; `known` tells
/// by its digits which one is looked for inside a longer run, too.
pub fn ids(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<Id> {
    let bytes = text.as_bytes();
    let hyphenated = |at: usize| {
        let fits = |(place, byte): (usize, &u8)| match place {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        };
        bytes.get(at..at + 36).is_some_and(|window| window.iter().enumerate().all(fits))
    };
    let mut places = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if hyphenated(at) {
            places.push(at..at + 36);
            at += 36;
            continue;
        }
        // One more than an ID has is enough to see that a run is longer.
        let run = bytes[at..].iter().take(33).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let apart = |beside: Option<&u8>| beside.is_none_or(|byte| !byte.is_ascii_alphanumeric());
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let alone = run == 32 && apart(before) && apart(bytes.get(at + 32));
        if alone || run >= 32 && known(&text[at..at + 32].to_ascii_lowercase()) {
            places.push(at..at + 32);
            at += 32;
        } else {
            at += 1;
        }
    }
    let id = |place: Place| Id { digits: digits(&text[place.clone()]), place };
    tidied(places).into_iter().map(id).collect()
}

/// The digits of an ID, in small letters.
pub fn digits(id: &str) -> String {
    id.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect()
}

/// Whether a text is a GUID as a portal shows it, and nothing else.
pub fn is_guid(text: &str) -> bool {
    text.len() == 36 && ids(text, &|_| false).first().is_some_and(|id| id.place.len() == 36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_groups_and_in_one_piece() {
        let text = "x1d0e77a3-52c6-4b0f-8f39-6a4c0b1290afy 1D0E77A352C64b0f8f396a4c0b1290af, id_1d0e77a352c64b0f8f396a4c0b1290af \
                    a1d0e77a352c64b0f8f396a4c0b1290af 1d0e77a352c64b0f8f396a4c0b1290a";
        let found = ids(text, &|_| false);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|id| id.digits == "1d0e77a352c64b0f8f396a4c0b1290af"));
        assert_eq!(
            ids(text, &|digits| digits.starts_with("1d0e")).len(),
            4,
            "one that is known inside another run"
        );
        assert!(
            is_guid("1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af") && !is_guid("1d0e77a352c64b0f8f396a4c0b1290af")
        );
    }
}
