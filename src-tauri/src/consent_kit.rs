//! From a customer's consent request to the words that go with it.

use consentry_onboarding::consent::{PORTAL_REDIRECT, RedirectUri};
use consentry_onboarding::desk::ConsentRequest;
use consentry_onboarding::mail::MailDraft;
use consentry_onboarding::records::AppRecord;
use consentry_words::{self as words, KitFacts, KitPermission, LandingFacts, Lang, Message, RedirectKind};

/// What a mail program can be given of a message.
pub enum MailFit {
    /// All of it.
    Whole(MailDraft),
    /// The short form; the whole is longer than mail programs take from elsewhere.
    Short(MailDraft),
    /// Not even that.
    TooLong,
}

/// The message for a request, in the language of whoever will read it.
pub fn message(request: &ConsentRequest, lang: Lang) -> Message {
    let permission = |value: &consentry_onboarding::permission::Permission| KitPermission {
        value: value.to_string(),
        words: words::permission_info(lang, value)
            .map_or_else(|| value.to_string(), |told| told.meaning.to_owned()),
    };
    let app = &request.app;
    words::consent_message(
        lang,
        &KitFacts {
            app_name: app.name.clone(),
            publisher: app.publisher.clone(),
            app_id: app.app_id,
            customer: request.customer.name.clone(),
            link: request.link.url.to_string(),
            permissions: app.permissions.keys().map(permission).collect(),
            redirect: redirect_kind(app),
            contact: app.contact.clone(),
        },
    )
}

/// Whose name stands on the message.
pub fn sender(app: &AppRecord) -> &str {
    app.publisher.as_deref().unwrap_or(&app.name)
}

/// What a mail program takes of a message.
pub fn mail(message: &Message) -> MailFit {
    let draft = |body| MailDraft::new(&message.subject, body);
    match (draft(&message.body_text), draft(&message.body_short)) {
        (Some(whole), _) => MailFit::Whole(whole),
        (None, Some(short)) => MailFit::Short(short),
        (None, None) => MailFit::TooLong,
    }
}

/// What the partner's own page says.
pub fn landing(app: &AppRecord) -> LandingFacts {
    LandingFacts {
        app_name: app.name.clone(),
        publisher: app.publisher.clone(),
        contact: app.contact.clone(),
    }
}

/// The address at which the partner can host a page, if links lead to one.
pub fn own_page(app: &AppRecord) -> Option<&str> {
    let first = app.redirect_uris.first()?;
    (redirect_kind(app) == RedirectKind::OwnPage).then_some(first.as_str())
}

/// Where an app's links end.
fn redirect_kind(app: &AppRecord) -> RedirectKind {
    let first = app.redirect_uris.first().map_or(PORTAL_REDIRECT, String::as_str);
    match RedirectUri::parse(first) {
        Ok(redirect) if redirect.is_loopback() => RedirectKind::Loopback,
        Ok(redirect) if redirect.is_portal() => RedirectKind::Portal,
        _ => RedirectKind::OwnPage,
    }
}
