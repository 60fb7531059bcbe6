//! What of a text is seen. Characters that are not hide a word from whoever looks for it, join what stands around them to
//! the eye, or turn the writing round.

use std::borrow::Cow;

/// Whether a character steers how others are shown: control characters, breaks of lines, and those that turn the direction
/// of writing, with which a name can reverse the sentence it stands in.
pub fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether nothing is seen of a character: one that steers, has no width, or joins and varies its neighbours.
/// Source: Unicode's `Default_Ignorable_Code_Point`, with the controls.
pub fn is_unseen(c: char) -> bool {
    steers(c)
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200d}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// The text as it is seen: without what is not, and without what colours it in a terminal. Line breaks stay.
pub fn visible(text: &str) -> String {
    let plain = without_colours(text);
    // Room for all of it is made first: growing would leave copies of a secret behind.
    let mut seen = String::with_capacity(plain.len());
    seen.extend(plain.chars().filter(|c| !is_unseen(*c) || *c == '\n'));
    seen
}

/// Without the sequences that colour a terminal's text or move its cursor: `ESC [ 31 m`.
pub(crate) fn without_colours(text: &str) -> Cow<'_, str> {
    const ESCAPE: char = '\u{1b}';
    if !text.contains(ESCAPE) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut parts = text.split(ESCAPE);
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let sequence = part.strip_prefix('[').map(|rest| {
            let parameters = rest.len() - rest.trim_start_matches(|c: char| matches!(c, ' '..='?')).len();
            let last = rest[parameters..].chars().next().filter(|c| matches!(c, '@'..='~'));
            &rest[parameters + last.map_or(0, char::len_utf8)..]
        });
        plain.push_str(sequence.unwrap_or(part));
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_goes_and_everything_else_stays() {
        assert_eq!(visible("a\u{200b}b\u{ad}c\u{61c}d\u{e0041}e\u{0}f\u{9b}g\nh\u{feff}"), "abcdefg\nh");
        for text in ["Åäö 'naïve' 東京 ✓ ½ €", "\u{1f469}", "  two  blanks ", ""] {
            assert_eq!(visible(text), text);
        }
    }

    #[test]
    fn colours_go_with_their_numbers() {
        assert_eq!(visible("\u{1b}[36mname\u{1b}[0m=\u{1b}[1;32mvalue\u{1b}[K!"), "name=value!");
        assert_eq!(visible("\u{1b}"), "");
        assert_eq!(visible("a\u{1b}[31"), "a", "one that is cut off");
        assert_eq!(visible("a\u{1b}]0;title\u{7}b"), "a]0;titleb", "no colour: only what is not seen goes");
    }

    #[test]
    fn a_family_may_stand_in_a_name() {
        for c in ['\u{200d}', '\u{200c}', '\u{fe0f}'] {
            assert!(is_unseen(c) && !steers(c), "{c:?}");
        }
    }
}
