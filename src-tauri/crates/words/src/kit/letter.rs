//! A letter as its parts, and the two forms it is sent in.

use crate::kit::plain::{host, isolated};
use crate::lang::Lang;

/// A letter: one line of subject, and blocks from top to bottom.
pub(crate) struct Letter {
    pub subject: String,
    pub blocks: Vec<Block>,
}

/// A part of a letter that stands by itself.
pub(crate) enum Block {
    Heading(&'static str),
    Paragraph(Vec<Piece>),
    Points(Vec<Vec<Piece>>),
    /// Labels and values, to compare with a page.
    Values(Vec<(&'static str, Piece)>),
    Link(String),
}

/// A part of a sentence.
pub(crate) enum Piece {
    /// The letter's own words.
    Said(String),
    /// Somebody else's: kept apart from the words around it.
    Given(String),
    /// To be compared letter by letter.
    Exact(String),
}

pub(crate) fn said(text: impl Into<String>) -> Piece {
    Piece::Said(text.into())
}

pub(crate) fn given(text: &str) -> Piece {
    Piece::Given(text.to_owned())
}

pub(crate) fn exact(text: impl Into<String>) -> Piece {
    Piece::Exact(text.into())
}

pub(crate) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(vec![said(text)])
}

/// The letter as plain text, blocks apart by an empty line, with one line end at the end.
pub(crate) fn text(letter: &Letter) -> String {
    let sentence = |pieces: &[Piece]| pieces.iter().map(piece_text).collect::<String>();
    let blocks: Vec<String> = letter
        .blocks
        .iter()
        .map(|block| match block {
            Block::Heading(heading) => (*heading).to_owned(),
            Block::Paragraph(pieces) => sentence(pieces),
            Block::Points(points) => lines(points.iter().map(|point| format!("- {}", sentence(point)))),
            Block::Values(values) => {
                lines(values.iter().map(|(label, value)| format!("{label}: {}", piece_text(value))))
            }
            Block::Link(link) => link.clone(),
        })
        .collect();
    blocks.join("\n\n") + "\n"
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join("\n")
}

fn piece_text(piece: &Piece) -> String {
    match piece {
        Piece::Said(text) => text.clone(),
        Piece::Given(text) | Piece::Exact(text) => isolated(text),
    }
}

/// The letter as a page of its own.
pub(crate) fn html(lang: Lang, letter: &Letter) -> String {
    let body = blocks_html(&letter.blocks);
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n\
         <body style=\"margin: 0\">\n\
         <div style=\"max-width: 40em; margin: 0 auto; padding: 1.5em; \
         font: 16px/1.5 system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\">\n{body}</div>\n</body>\n</html>\n",
        escaped(&letter.subject)
    )
}

/// The blocks of a page.
pub(crate) fn blocks_html(blocks: &[Block]) -> String {
    blocks.iter().map(block_html).collect()
}

fn block_html(block: &Block) -> String {
    match block {
        Block::Heading(heading) => {
            format!("<h2 style=\"font-size: 1.1em; margin: 1.5em 0 0.5em\">{}</h2>\n", escaped(heading))
        }
        Block::Paragraph(pieces) => format!("<p>{}</p>\n", line_html(pieces)),
        Block::Points(points) => {
            let items = lines(points.iter().map(|point| format!("<li>{}</li>", line_html(point))));
            format!("<ul>\n{items}\n</ul>\n")
        }
        Block::Values(values) => {
            let rows = lines(values.iter().map(|(label, value)| row_html(label, value)));
            format!("<table>\n{rows}\n</table>\n")
        }
        Block::Link(link) => link_html(link),
    }
}

fn row_html(label: &str, value: &Piece) -> String {
    let style = "text-align: left; padding-right: 1em; vertical-align: top";
    let (label, value) = (escaped(label), piece_html(value));
    format!("<tr><th scope=\"row\" style=\"{style}\">{label}</th><td>{value}</td></tr>")
}

/// What is shown is where it leads; what is no web address leads nowhere.
fn link_html(link: &str) -> String {
    let shown = escaped(link);
    match host(link) {
        Some(_) => format!("<p><a href=\"{shown}\" style=\"overflow-wrap: anywhere\">{shown}</a></p>\n"),
        None => format!("<p style=\"overflow-wrap: anywhere\">{shown}</p>\n"),
    }
}

fn line_html(pieces: &[Piece]) -> String {
    pieces.iter().map(piece_html).collect()
}

fn piece_html(piece: &Piece) -> String {
    match piece {
        Piece::Said(text) => escaped(text),
        Piece::Given(name) => format!("<bdi>{}</bdi>", escaped(name)),
        Piece::Exact(text) => format!("<code dir=\"ltr\">{}</code>", escaped(text)),
    }
}

/// Text that can stand between tags and in a quoted attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
