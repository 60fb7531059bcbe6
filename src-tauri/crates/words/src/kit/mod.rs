//! The message to the customer's administrator that goes with a consent link.
//!
//! A bare link to a page that asks for rights looks like phishing to trained staff, and they are right to be
//! wary. So the message says who asks and for what, in plain words, names everything that Microsoft's page can
//! be compared with, tells what happens next and how to take it back, and never hurries anyone.
//!
//! The text and the HTML are two renderings of one letter, so that they cannot drift apart. Names come from
//! people: they are made harmless on the way in ([`plain`]) and can never become markup, a link or a second
//! line.

mod en;
mod file;
pub(crate) mod letter;
pub(crate) mod plain;
mod sv;

use consentry_onboarding::ids::AppId;
use serde::{Deserialize, Serialize};

use crate::kit::letter::{Letter, html, text};
use crate::kit::plain::{address, plain};
use crate::lang::Lang;

pub use file::mail_file;
pub(crate) use letter::escaped;

/// What the message is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitFacts {
    /// The app's name, as the customer reads it on the consent page.
    pub app_name: String,
    /// The partner's name as the partner entered it; the message says so.
    pub publisher: Option<String>,
    /// The application ID to compare.
    pub app_id: AppId,
    /// The customer's name.
    pub customer: String,
    /// The consent link, whole.
    pub link: String,
    /// The permissions asked for.
    pub permissions: Vec<KitPermission>,
    /// What the customer sees after accepting.
    pub redirect: RedirectKind,
    /// Whom to ask, as the partner entered it.
    pub contact: Option<String>,
}

/// A permission, as the message lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitPermission {
    /// Its value, such as `Alert.Read.All`.
    pub value: String,
    /// What it allows, in the language of the message.
    pub words: String,
}

/// Where the consent page sends people afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectKind {
    /// The Azure portal, as Microsoft's guide has it.
    Portal,
    /// A page that the partner hosts.
    OwnPage,
    /// An address on the computer that runs Consentry.
    Loopback,
}

/// A message, ready to be copied, opened in a mail program or saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// One line.
    pub subject: String,
    /// Plain text; the link stands on a line of its own.
    pub body_text: String,
    /// The least that has to be said, for mail programs that take no more from elsewhere.
    pub body_short: String,
    /// A whole page with its styles inline, which loads nothing from anywhere.
    pub body_html: String,
}

/// The message that goes with a consent link.
pub fn consent_message(lang: Lang, facts: &KitFacts) -> Message {
    let facts = harmless(facts);
    let (letter, short) = match lang {
        Lang::En => (en::letter(&facts), en::short(&facts)),
        Lang::Sv => (sv::letter(&facts), sv::short(&facts)),
    };
    Message {
        body_text: text(&letter),
        body_short: text(&Letter { subject: String::new(), blocks: short }),
        body_html: html(lang, &letter),
        subject: letter.subject,
    }
}

/// What the file of a message is called, without its ending.
pub fn message_file_name(lang: Lang, customer: &str) -> String {
    format!("{} {}", lang.pick(("Consent request", "Begäran om medgivande")), plain(customer))
}

/// The same facts with every name made harmless; what is empty then was not given.
fn harmless(facts: &KitFacts) -> KitFacts {
    let given = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
    KitFacts {
        app_name: plain(&facts.app_name),
        publisher: given(&facts.publisher),
        app_id: facts.app_id,
        customer: plain(&facts.customer),
        link: address(&facts.link),
        permissions: facts
            .permissions
            .iter()
            .map(|permission| KitPermission {
                value: plain(&permission.value),
                // The value follows in brackets, as part of the same sentence.
                words: plain(&permission.words).trim_end_matches('.').to_owned(),
            })
            .collect(),
        redirect: facts.redirect,
        contact: given(&facts.contact),
    }
}
