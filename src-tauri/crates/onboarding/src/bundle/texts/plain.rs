//! A text as it reads once what was done to it for a machine is undone.

use icu_normalizer::properties::CanonicalCompositionBorrowed;

use super::Place;

/// A text without percent-encoding, JSON's escapes, wide letters, odd hyphens, letters that are not seen and marks that
/// stand behind their letter; each place in
/// it is one in the text it came from.
#[derive(Debug)]
pub struct Plain {
    text: String,
    /// For each byte of `text`, and for its end, where that begins in the original.
    from: Vec<usize>,
}

impl Plain {
    /// Reads a text.
    pub fn of(original: &str) -> Self {
        let mut plain = Self { text: String::with_capacity(original.len()), from: Vec::new() };
        let composition = CanonicalCompositionBorrowed::new();
        // The latest letter, and where it begins in the original.
        let mut latest: Option<(char, usize)> = None;
        let mut at = 0;
        while let Some(c) = original[at..].chars().next() {
            let (read, length) = match c {
                '%' => encoded(&original[at..]),
                '\\' => escaped(&original[at..]),
                _ => None,
            }
            .unwrap_or((c, c.len_utf8()));
            if let Some(read) = folded(read) {
                let both = latest
                    .filter(|_| !read.is_ascii())
                    .and_then(|(letter, from)| composition.compose(letter, read).map(|both| (both, from)));
                if both.is_some() {
                    plain.text.pop();
                    plain.from.truncate(plain.text.len());
                }
                let (letter, from) = both.unwrap_or((read, at));
                plain.text.push(letter);
                plain.from.resize(plain.text.len(), from);
                latest = Some((letter, from));
            }
            at += length;
        }
        plain.from.push(original.len());
        plain
    }

    /// How it reads.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place in the original.
    pub fn place(&self, place: &Place) -> Place {
        self.from[place.start]..self.from[place.end]
    }
}

/// `%2D`, and several of them where a letter has several bytes; encoded twice or more (`%252D`), too.
fn encoded(text: &str) -> Option<(char, usize)> {
    let byte = |text: &str| -> Option<(u8, usize)> {
        let mut at = 1;
        text.strip_prefix('%')?;
        while at <= 8
            && text[at..].starts_with("25")
            && text[at + 2..].starts_with(|c: char| c.is_ascii_hexdigit())
        {
            at += 2;
        }
        let digits = text.get(at..at + 2)?;
        let byte =
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16));
        Some((byte?.ok()?, at + 2))
    };
    let (first, mut length) = byte(text)?;
    let mut bytes = vec![first];
    let more = match first {
        0xc2..=0xdf => 1,
        0xe0..=0xef => 2,
        0xf0..=0xf4 => 3,
        _ => 0,
    };
    for _ in 0..more {
        let (next, its) = byte(&text[length..])?;
        bytes.push(next);
        length += its;
    }
    Some((std::str::from_utf8(&bytes).ok()?.chars().next()?, length))
}

/// `\u002d`, as JSON has it.
fn escaped(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let number =
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16));
    Some((char::from_u32(number?.ok()?)?, 6))
}

/// A letter that looks like another is that one; one that is not seen is none.
fn folded(c: char) -> Option<char> {
    match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_is_one_of_the_original() {
        let original = "a%2Db %252d\\u002D V%C3%A5rd\u{ff10}\u{200b}1 %zz %C3x %";
        let plain = Plain::of(original);
        assert_eq!(plain.text(), "a-b -- Vård01 %zz %C3x %");
        let at = |piece: &str| {
            let from = plain.text().find(piece).unwrap();
            &original[plain.place(&(from..from + piece.len()))]
        };
        assert_eq!(at("-b"), "%2Db");
        assert_eq!(at("--"), "%252d\\u002D");
        assert_eq!(at("Vård01"), "V%C3%A5rd\u{ff10}\u{200b}1");
        assert_eq!(at("%C3x"), "%C3x");
        let original = "Va\u{30a}rd a%CC%8A";
        let plain = Plain::of(original);
        assert_eq!((plain.text(), &original[plain.place(&(1..3))]), ("Vård å", "a\u{30a}"));
        assert_eq!(plain.place(&(6..8)), 7..14);
        assert_eq!(Plain::of("").place(&(0..0)), 0..0);
    }
}
