//! The message in English.

use crate::kit::letter::{Block, Letter, Piece, exact, given, paragraph, said};
use crate::kit::plain::{host, is_microsoft, isolated};
use crate::kit::{KitFacts, RedirectKind};
use crate::portal::{ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE};

pub(super) fn letter(facts: &KitFacts) -> Letter {
    Letter {
        subject: format!(
            "Request to accept {} for Microsoft Defender for Endpoint",
            isolated(&facts.app_name)
        ),
        blocks: [
            who_asks(facts),
            what_for(facts),
            who_may(),
            how(facts),
            afterwards(facts),
            questions(facts),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// What fits into a mail program's own address: who, what for, the link, what to compare, whom to ask.
pub(super) fn short(facts: &KitFacts) -> Vec<Block> {
    let mut first = asking(facts);
    first.push(said(" for Microsoft Defender for Endpoint. No software is installed."));
    let mut last = contact(facts);
    last.push(said(ASK_US));
    vec![
        paragraph("Hello,"),
        Block::Paragraph(first),
        paragraph(format!("Somebody with the role {ENOUGH_ROLE} opens this link and signs in:")),
        Block::Link(facts.link.clone()),
        Block::Paragraph(vec![
            said("Microsoft's page lists what the app may do. The application ID must be "),
            exact(facts.app_id.to_string()),
            said("; if anything differs, choose Cancel."),
        ]),
        Block::Paragraph(last),
    ]
}

/// Who asks whom to accept what; the sentence goes on.
fn asking(facts: &KitFacts) -> Vec<Piece> {
    let who = match &facts.publisher {
        Some(publisher) => vec![given(publisher), said(" asks ")],
        None => vec![said("We ask ")],
    };
    let what = [given(&facts.customer), said(" to accept the app "), given(&facts.app_name)];
    who.into_iter().chain(what).collect()
}

/// Whom to ask, where that was given; ends in a blank.
fn contact(facts: &KitFacts) -> Vec<Piece> {
    let given_one = facts.contact.as_ref();
    given_one.map_or_else(Vec::new, |contact| vec![said("Contact: "), given(contact), said(". ")])
}

const ASK_US: &str = "If you are not sure that this message comes from us, ask us through contact details that you \
                      already have.";

fn who_asks(facts: &KitFacts) -> Vec<Block> {
    let mut first = asking(facts);
    first.push(said(
        ". It connects our service with Microsoft Defender for Endpoint in your organisation, through \
         Microsoft's own interface.",
    ));
    vec![
        paragraph("Hello,"),
        Block::Paragraph(first),
        paragraph(
            "No software is installed, and we never ask for your password or for a sign-in code. There is no \
             hurry: check what follows first.",
        ),
    ]
}

fn what_for(facts: &KitFacts) -> Vec<Block> {
    let heading = Block::Heading("What the app will be allowed to do");
    if facts.permissions.is_empty() {
        return vec![heading, paragraph("Microsoft's page lists the permissions before you accept.")];
    }
    let points = facts
        .permissions
        .iter()
        .map(|permission| {
            vec![given(&permission.words), said(" ("), exact(permission.value.as_str()), said(")")]
        })
        .collect();
    vec![
        heading,
        Block::Points(points),
        paragraph(
            "The app does this by itself, with nobody signed in, and for your whole organisation. It may do \
             nothing that you do not see on Microsoft's page.",
        ),
    ]
}

fn who_may() -> Vec<Block> {
    vec![
        Block::Heading("Who may accept"),
        paragraph(format!(
            "The role {ENOUGH_ROLE} is enough, and so is Cloud Application Administrator or Privileged Role \
             Administrator. A {MORE_THAN_ENOUGH_ROLE} is not needed. Only if Microsoft's page also lists \
             application permissions for Microsoft Graph does it take a Privileged Role Administrator."
        )),
        paragraph("If you have none of these roles, pass this message on to somebody who does."),
    ]
}

fn how(facts: &KitFacts) -> Vec<Block> {
    let leads = match host(&facts.link) {
        Some(host) if is_microsoft(host) => format!(" It leads to Microsoft's sign-in page at {host}."),
        Some(host) => format!(" It leads to {host}."),
        None => String::new(),
    };
    let mut own_statement = "";
    let mut values =
        vec![("App", given(&facts.app_name)), ("Application ID", exact(facts.app_id.to_string()))];
    if let Some(publisher) = &facts.publisher {
        own_statement = "; the name given here is our own statement";
        values.push(("Publisher, as we state it", given(publisher)));
    }
    vec![
        Block::Heading("How to accept"),
        Block::Paragraph(vec![
            said("Open this link in a private window and sign in with an administrator account of "),
            given(&facts.customer),
            said(format!(".{leads}")),
        ]),
        Block::Link(facts.link.clone()),
        paragraph(format!(
            "Compare the page with these values. The application ID also stands in the link, after \
             client_id. Microsoft's page shows whether it has verified the publisher{own_statement}."
        )),
        Block::Values(values),
        paragraph("Choose Accept if everything fits. If anything differs, choose Cancel and ask us."),
    ]
}

fn afterwards(facts: &KitFacts) -> Vec<Block> {
    let page = match facts.redirect {
        RedirectKind::Portal => {
            "Afterwards you land on the Azure portal. An error page there is normal and does not mean that \
             anything failed; you can close it."
        }
        RedirectKind::OwnPage => "Afterwards you land on a page of ours, which you can close.",
        RedirectKind::Loopback => {
            "Afterwards a page on the computer that runs our program says that it is done. On any \
             other computer that page cannot be shown; what you accepted counts all the same, and you can \
             close it."
        }
    };
    vec![
        Block::Heading("What happens next"),
        paragraph(page),
        paragraph("We then check the connection. It can take fifteen minutes until it works."),
        Block::Heading("How to take it back"),
        Block::Paragraph(vec![
            said(format!("You can do so at any time: {ENTERPRISE_APPS} > ")),
            given(&facts.app_name),
            said(
                " > Properties > Delete. From then on the app gets no new access, and access given before \
                 usually ends within 90 minutes.",
            ),
        ]),
    ]
}

fn questions(facts: &KitFacts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Questions")];
    if let Some(contact) = &facts.contact {
        blocks.push(Block::Paragraph(vec![said("Contact: "), given(contact)]));
    }
    blocks.push(paragraph(ASK_US));
    blocks
}
