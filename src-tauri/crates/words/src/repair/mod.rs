//! The text to send to whoever has to act: the customer's administrator, the owner of the app, the network team, the
//! support at home, or Microsoft's. In the reader's language, which need not be the window's.
//!
//! Each says what was found, what exactly is to be done and where, the least role that may do it, and how to tell that
//! it is done. Names and raw answers come from people and servers: they are made harmless on the way in, one line each.

mod en;
mod sv;

use consentry_onboarding::repair::Reader;
use consentry_onboarding::verdict::{Actor, Cause};
use time::OffsetDateTime;

use crate::dates;
use crate::kit::letter::{Block, Letter, Piece, exact, given, paragraph, said, text};
use crate::kit::plain::{address, isolated, plain};
use crate::kit::{KitPermission, Message};
use crate::labels::{cause_title, unknown_at_home};
use crate::lang::Lang;

/// What a text is made of. What is not known is left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepairFacts {
    /// What was found.
    pub cause: Cause,
    /// The finer id under it.
    pub reason: Option<String>,
    /// Who has to act.
    pub who_acts: Actor,
    /// The customer's name.
    pub customer: Option<String>,
    /// The customer's tenant.
    pub tenant: Option<String>,
    /// The app's name.
    pub app_name: Option<String>,
    /// Its application ID.
    pub app_id: Option<String>,
    /// The partner's name.
    pub publisher: Option<String>,
    /// Whom to ask, as the partner entered it.
    pub contact: Option<String>,
    /// Permissions that are missing, worded in the reader's language.
    pub missing: Vec<KitPermission>,
    /// The consent link, where one is needed and can be made.
    pub link: Option<String>,
    /// The redirect address that links lead to.
    pub redirect: Option<String>,
    /// When it was found.
    pub found_at: Option<OffsetDateTime>,
    /// The number or code that was answered.
    pub code: Option<String>,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// For Microsoft's support.
    pub correlation_id: Option<String>,
    /// Likewise.
    pub trace_id: Option<String>,
    /// The raw answer or failure, without tokens and secrets.
    pub raw: Option<String>,
    /// The hosts that have to be reached.
    pub hosts: Vec<String>,
}

impl RepairFacts {
    /// Nothing is known but the cause and who acts on it.
    pub fn of(cause: Cause, who_acts: Actor) -> Self {
        Self {
            cause,
            reason: None,
            who_acts,
            customer: None,
            tenant: None,
            app_name: None,
            app_id: None,
            publisher: None,
            contact: None,
            missing: Vec::new(),
            link: None,
            redirect: None,
            found_at: None,
            code: None,
            status: None,
            correlation_id: None,
            trace_id: None,
            raw: None,
            hosts: Vec::new(),
        }
    }

    fn because(&self, reason: &str) -> bool {
        self.reason.as_deref() == Some(reason)
    }

    /// The same, with everything from elsewhere made harmless; what is empty then was not given.
    fn harmless(&self) -> Self {
        let given = |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
        let all = |texts: &[String]| texts.iter().map(|text| plain(text)).collect();
        Self {
            cause: self.cause,
            reason: self.reason.clone(),
            who_acts: self.who_acts,
            customer: given(&self.customer),
            tenant: given(&self.tenant),
            app_name: given(&self.app_name),
            app_id: given(&self.app_id),
            publisher: given(&self.publisher),
            contact: given(&self.contact),
            missing: self
                .missing
                .iter()
                .map(|one| KitPermission {
                    value: plain(&one.value),
                    words: plain(&one.words).trim_end_matches('.').to_owned(),
                })
                .collect(),
            link: self.link.as_deref().map(address).filter(|link| !link.is_empty()),
            redirect: self.redirect.as_deref().map(address).filter(|link| !link.is_empty()),
            found_at: self.found_at,
            code: given(&self.code),
            status: self.status,
            correlation_id: given(&self.correlation_id),
            trace_id: given(&self.trace_id),
            raw: given(&self.raw),
            hosts: all(&self.hosts),
        }
    }
}

/// What is particular to a cause and its reader.
pub(crate) struct Told {
    /// What was found.
    found: String,
    /// What to do, one sentence or two each.
    steps: Vec<String>,
    /// Which role is enough.
    role: Option<String>,
}

pub(crate) fn told(found: impl Into<String>, steps: impl IntoIterator<Item = String>) -> Told {
    Told { found: found.into(), steps: steps.into_iter().collect(), role: None }
}

impl Told {
    pub(crate) fn role(self, role: impl Into<String>) -> Self {
        Self { role: Some(role.into()), ..self }
    }
}

/// The words around it, the same for every cause.
pub(crate) struct Frame {
    hello: &'static str,
    to_do: &'static str,
    missing: &'static str,
    facts: &'static str,
    evidence: &'static str,
    hosts: &'static str,
    done: &'static str,
    /// Where nothing is left for the reader to do.
    questions: &'static str,
    contact: &'static str,
    customer: &'static str,
    tenant: &'static str,
    app: &'static str,
    app_id: &'static str,
    redirect: &'static str,
    code: &'static str,
    status: &'static str,
    correlation_id: &'static str,
    trace_id: &'static str,
    time: &'static str,
    raw: &'static str,
}

/// The text for a reader; none where this reader can do nothing about the cause.
pub fn repair_text(lang: Lang, reader: Reader, facts: &RepairFacts) -> Option<Message> {
    let facts = facts.harmless();
    let nothing_to_do = facts.cause == Cause::Propagating;
    let (told, frame, opening, subject, closing) = match lang {
        Lang::En => (
            en::tell(reader, &facts)?,
            &en::FRAME,
            en::opening(reader, &facts),
            en::subject(reader, &facts),
            en::closing(reader, nothing_to_do),
        ),
        Lang::Sv => (
            sv::tell(reader, &facts)?,
            &sv::FRAME,
            sv::opening(reader, &facts),
            sv::subject(reader, &facts),
            sv::closing(reader, nothing_to_do),
        ),
    };
    let mut blocks = vec![paragraph(frame.hello), paragraph(format!("{opening} {}", told.found))];
    blocks.push(Block::Heading(frame.to_do));
    blocks.push(Block::Points(told.steps.into_iter().map(|step| vec![said(step)]).collect()));
    blocks.extend(told.role.map(paragraph));
    if reader == Reader::CustomerAdmin {
        blocks.extend(facts.link.clone().map(Block::Link));
    }
    blocks.extend(missing(frame, reader, &facts));
    blocks.extend(values(lang, frame, reader, &facts));
    blocks.push(Block::Heading(if nothing_to_do { frame.questions } else { frame.done }));
    if reader == Reader::CustomerAdmin
        && let Some(contact) = &facts.contact
    {
        blocks.push(Block::Paragraph(vec![said(format!("{}: ", frame.contact)), given(contact)]));
    }
    blocks.push(paragraph(closing));
    let body = text(&Letter { subject: String::new(), blocks });
    Some(Message { subject, body_short: body.clone(), body_text: body, body_html: String::new() })
}

/// The name of a cause inside a subject.
pub(crate) fn cause_name(lang: Lang, facts: &RepairFacts) -> &'static str {
    match facts.cause {
        Cause::NotConsented if facts.because("at-home") => unknown_at_home(lang),
        Cause::NotConsented if facts.because("not-only-here") => cause_title(lang, Cause::AppDisabled),
        cause => cause_title(lang, cause),
    }
}

/// A name among our own words; `otherwise` where it is not known.
pub(crate) fn named(name: Option<&String>, otherwise: &str) -> String {
    name.map_or_else(|| otherwise.to_owned(), |name| isolated(name))
}

fn missing(frame: &Frame, reader: Reader, facts: &RepairFacts) -> Vec<Block> {
    let wanted = matches!(reader, Reader::CustomerAdmin | Reader::AppOwner)
        && matches!(facts.cause, Cause::RoleMissing | Cause::NoRoles | Cause::ConsentOutdated);
    if !wanted || facts.missing.is_empty() {
        return Vec::new();
    }
    let point =
        |one: &KitPermission| vec![given(&one.words), said(" ("), exact(one.value.as_str()), said(")")];
    vec![Block::Heading(frame.missing), Block::Points(facts.missing.iter().map(point).collect())]
}

fn values(lang: Lang, frame: &Frame, reader: Reader, facts: &RepairFacts) -> Vec<Block> {
    let mut rows: Vec<(&'static str, Piece)> = Vec::new();
    let mut add = |label: &'static str, value: Option<&String>, as_exact: bool| {
        if let Some(value) = value {
            rows.push((label, if as_exact { exact(value.as_str()) } else { given(value) }));
        }
    };
    let found_at = facts.found_at.map(|at| {
        let utc = at.to_offset(time::UtcOffset::UTC);
        format!("{} {}", utc.date(), dates::time_of_day(lang, utc))
    });
    let status = facts.status.filter(|status| *status != 0).map(|status| status.to_string());
    let for_entra = matches!(reader, Reader::CustomerAdmin | Reader::AppOwner | Reader::MicrosoftSupport);
    if for_entra {
        add(frame.customer, facts.customer.as_ref().filter(|_| reader == Reader::AppOwner), false);
        add(frame.app, facts.app_name.as_ref(), false);
        add(frame.app_id, facts.app_id.as_ref(), true);
        add(frame.tenant, facts.tenant.as_ref(), true);
        let redirect = facts.redirect.as_ref().filter(|_| facts.cause == Cause::RedirectUriMismatch);
        add(frame.redirect, redirect, true);
    }
    add(frame.time, found_at.as_ref(), true);
    if reader != Reader::CustomerAdmin {
        add(frame.code, facts.code.as_ref(), true);
        add(frame.status, status.as_ref(), true);
    }
    if matches!(reader, Reader::MicrosoftSupport | Reader::AppOwner) {
        add(frame.correlation_id, facts.correlation_id.as_ref(), true);
        add(frame.trace_id, facts.trace_id.as_ref(), true);
    }
    if matches!(reader, Reader::MicrosoftSupport | Reader::NetworkTeam | Reader::ItSupport) {
        add(frame.raw, facts.raw.as_ref(), false);
    }
    let mut blocks = Vec::new();
    if reader == Reader::NetworkTeam && !facts.hosts.is_empty() {
        blocks.push(Block::Heading(frame.hosts));
        blocks.push(Block::Points(facts.hosts.iter().map(|host| vec![exact(host.as_str())]).collect()));
    }
    if !rows.is_empty() {
        blocks.push(Block::Heading(if for_entra { frame.facts } else { frame.evidence }));
        blocks.push(Block::Values(rows));
    }
    blocks
}
