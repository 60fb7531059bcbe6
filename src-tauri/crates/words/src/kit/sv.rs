//! The message in Swedish.

use crate::kit::letter::{Block, Letter, Piece, exact, given, paragraph, said};
use crate::kit::plain::{host, is_microsoft, isolated};
use crate::kit::{KitFacts, RedirectKind};
use crate::portal::{ENOUGH_ROLE, ENTERPRISE_APPS, MORE_THAN_ENOUGH_ROLE};

pub(super) fn letter(facts: &KitFacts) -> Letter {
    Letter {
        subject: format!(
            "Begäran om att godkänna {} för Microsoft Defender för Endpoint",
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
    first.push(said(" för Microsoft Defender för Endpoint. Ingen programvara installeras."));
    let mut last = contact(facts);
    last.push(said(ASK_US));
    vec![
        paragraph("Hej!"),
        Block::Paragraph(first),
        paragraph(format!("Någon med rollen {ENOUGH_ROLE} öppnar länken och loggar in:")),
        Block::Link(facts.link.clone()),
        Block::Paragraph(vec![
            said("Microsofts sida visar vad appen får göra. Program-ID:t ska vara "),
            exact(facts.app_id.to_string()),
            said("; välj Cancel om något skiljer sig åt."),
        ]),
        Block::Paragraph(last),
    ]
}

/// Who asks whom to accept what; the sentence goes on.
fn asking(facts: &KitFacts) -> Vec<Piece> {
    let who = match &facts.publisher {
        Some(publisher) => vec![given(publisher), said(" ber ")],
        None => vec![said("Vi ber ")],
    };
    let what = [given(&facts.customer), said(" att godkänna appen "), given(&facts.app_name)];
    who.into_iter().chain(what).collect()
}

/// Whom to ask, where that was given; ends in a blank.
fn contact(facts: &KitFacts) -> Vec<Piece> {
    let given_one = facts.contact.as_ref();
    given_one.map_or_else(Vec::new, |contact| vec![said("Kontakt: "), given(contact), said(". ")])
}

const ASK_US: &str =
    "Är du osäker på om meddelandet kommer från oss, så fråga oss via kontaktuppgifter som du redan har.";

fn who_asks(facts: &KitFacts) -> Vec<Block> {
    let mut first = asking(facts);
    first.push(said(
        ". Den kopplar vår tjänst till Microsoft Defender för Endpoint i er organisation, via Microsofts \
         eget gränssnitt.",
    ));
    vec![
        paragraph("Hej!"),
        Block::Paragraph(first),
        paragraph(
            "Ingen programvara installeras, och vi ber aldrig om ditt lösenord eller en inloggningskod. Det \
             är ingen brådska: kontrollera först det som står nedan.",
        ),
    ]
}

fn what_for(facts: &KitFacts) -> Vec<Block> {
    let heading = Block::Heading("Det här får appen göra");
    if facts.permissions.is_empty() {
        return vec![heading, paragraph("Microsofts sida visar behörigheterna innan du godkänner.")];
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
            "Appen gör det på egen hand, utan att någon är inloggad, och för hela er organisation. Den får \
             inte göra något som du inte ser på Microsofts sida.",
        ),
    ]
}

fn who_may() -> Vec<Block> {
    vec![
        Block::Heading("Vem som kan godkänna"),
        paragraph(format!(
            "Rollen {ENOUGH_ROLE} räcker, liksom Cloud Application Administrator eller Privileged Role \
             Administrator. {MORE_THAN_ENOUGH_ROLE} behövs inte. Bara om Microsofts sida även visar \
             programbehörigheter för Microsoft Graph krävs Privileged Role Administrator."
        )),
        paragraph("Skicka meddelandet vidare till någon som har en av rollerna om du själv inte har det."),
    ]
}

fn how(facts: &KitFacts) -> Vec<Block> {
    let leads = match host(&facts.link) {
        Some(host) if is_microsoft(host) => {
            format!(" Den leder till Microsofts inloggningssida på {host}.")
        }
        Some(host) => format!(" Den leder till {host}."),
        None => String::new(),
    };
    let mut own_statement = "";
    let mut values = vec![("App", given(&facts.app_name)), ("Program-ID", exact(facts.app_id.to_string()))];
    if let Some(publisher) = &facts.publisher {
        own_statement = "; namnet här är vår egen uppgift";
        values.push(("Utgivare, enligt oss själva", given(publisher)));
    }
    vec![
        Block::Heading("Så godkänner du"),
        Block::Paragraph(vec![
            said("Öppna länken i ett privat fönster och logga in med ett administratörskonto hos "),
            given(&facts.customer),
            said(format!(".{leads}")),
        ]),
        Block::Link(facts.link.clone()),
        paragraph(format!(
            "Jämför sidan med de här uppgifterna. Program-ID:t står också i länken, efter client_id. \
             Microsofts sida visar om Microsoft har verifierat utgivaren{own_statement}."
        )),
        Block::Values(values),
        paragraph("Välj Accept om allt stämmer. Välj Cancel och fråga oss om något skiljer sig åt."),
    ]
}

fn afterwards(facts: &KitFacts) -> Vec<Block> {
    let page = match facts.redirect {
        RedirectKind::Portal => {
            "Efteråt hamnar du på Azure-portalen. En felsida där är normal och betyder inte att något har \
             gått fel; du kan stänga den."
        }
        RedirectKind::OwnPage => "Efteråt hamnar du på en sida hos oss, som du kan stänga.",
        RedirectKind::Loopback => {
            "Efteråt visar en sida på datorn där vårt program körs att det är klart. På en \
             annan dator går sidan inte att visa; det du har godkänt gäller ändå, och du kan stänga den."
        }
    };
    vec![
        Block::Heading("Vad som händer sedan"),
        paragraph(page),
        paragraph("Vi kontrollerar sedan anslutningen. Det kan ta femton minuter innan den fungerar."),
        Block::Heading("Så tar du tillbaka det"),
        Block::Paragraph(vec![
            said(format!("Det kan du göra när som helst: {ENTERPRISE_APPS} > ")),
            given(&facts.app_name),
            said(
                " > Properties > Delete. Därefter får appen ingen ny åtkomst, och den som redan har getts \
                 upphör oftast inom 90 minuter.",
            ),
        ]),
    ]
}

fn questions(facts: &KitFacts) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Frågor")];
    if let Some(contact) = &facts.contact {
        blocks.push(Block::Paragraph(vec![said("Kontakt: "), given(contact)]));
    }
    blocks.push(paragraph(ASK_US));
    blocks
}
