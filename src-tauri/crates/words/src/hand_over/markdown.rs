//! Blocks as Markdown that no reader can make more of than was meant.

use crate::kit::letter::{Block, Piece};

/// The whole document.
pub(super) fn document(title: &str, name: &str, blocks: &[Block]) -> String {
    let mut out = format!("# {}: {}\n", inert(title), inert(name));
    for block in blocks {
        out.push('\n');
        out.push_str(&of(block));
    }
    out
}

fn of(block: &Block) -> String {
    match block {
        Block::Heading(heading) => format!("## {}\n", inert(heading)),
        Block::Paragraph(pieces) => format!("{}\n", line(pieces)),
        Block::Points(points) => list(points.iter().map(|point| line(point))),
        Block::Values(values) => list(
            values
                .iter()
                .map(|(label, value)| format!("**{}:** {}", inert(label), line(std::slice::from_ref(value)))),
        ),
        Block::Link(link) => format!("{}\n", code(link)),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|item| "- ".to_owned() + &item + "\n").collect()
}

fn line(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Said(text) | Piece::Given(text) => inert(text),
        Piece::Exact(text) => code(text),
    };
    pieces.iter().map(piece).collect()
}

/// Text in which nothing is markup. Readers make links of addresses even where every sign is escaped, so a text that
/// holds what could be one stands as code.
fn inert(text: &str) -> String {
    let small = text.to_ascii_lowercase();
    if ["://", "www.", "@", "mailto:", "xmpp:"].iter().any(|mark| small.contains(mark)) {
        return code(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, letter) in text.char_indices() {
        let markup = matches!(
            letter,
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '$'
        );
        // A number or a dash at the beginning would begin a list.
        let begins = at == 0 && matches!(letter, '-' | '+' | '=' | ':');
        let numbers =
            matches!(letter, '.' | ')') && at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit());
        if markup || begins || numbers {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// A code span, whose fence is longer than any run of backticks inside.
fn code(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_stays_text() {
        assert_eq!(inert("Contoso & <b>*Co*</b>"), "Contoso \\& \\<b\\>\\*Co\\*\\</b\\>");
        assert_eq!(inert("1. Åkeri"), "1\\. Åkeri");
        assert_eq!(inert("see https://evil.example/x"), "`see https://evil.example/x`");
        assert_eq!(inert("a@b.example `x`"), "`` a@b.example `x` ``");
        assert_eq!(inert("Plain name, Inc."), "Plain name, Inc.");
    }
}
