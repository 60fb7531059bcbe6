//! From a customer's consent request to the words that go with it.

use consentry_onboarding::consent::{PORTAL_REDIRECT, RedirectUri};
use consentry_onboarding::desk::ConsentRequest;
use consentry_onboarding::mail::MailDraft;
use consentry_onboarding::permission::Permission;
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
    let app = &request.app;
    words::consent_message(
        lang,
        &KitFacts {
            app_name: app.name.clone(),
            publisher: app.publisher.clone(),
            app_id: app.app_id,
            customer: request.customer.name.clone(),
            link: request.link.url.to_string(),
            permissions: app.permissions.keys().map(|value| permission(value, lang)).collect(),
            redirect: redirect_kind(app),
            contact: app.contact.clone(),
        },
    )
}

/// A permission as a message lists it.
pub fn permission(value: &Permission, lang: Lang) -> KitPermission {
    KitPermission {
        value: value.to_string(),
        words: words::permission_info(lang, value)
            .map_or_else(|| value.to_string(), |told| told.meaning.to_owned()),
    }
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

#[cfg(test)]
mod tests {
    use consentry_onboarding::cloud::{Cloud, CloudId};
    use consentry_onboarding::consent::{self, LinkForm, LinkState};
    use consentry_onboarding::ids::{AppId, TenantId, TenantRef};
    use consentry_onboarding::records::{AppRow, CustomerRecord};
    use time::OffsetDateTime;

    use super::*;

    fn request(app_name: &str, redirect: &str) -> ConsentRequest {
        let app_id = AppId::parse("6f2b9d1e-7c43-4e57-9a0d-3b8f5e21c764").unwrap();
        let tenant = TenantId::parse("1d0e77a3-52c6-4b0f-8f39-6a4c0b1290af").unwrap();
        let cloud = Cloud::real(CloudId::Commercial).unwrap();
        let (to, state) = (RedirectUri::parse(redirect).unwrap(), LinkState::random().unwrap());
        let link =
            consent::link(&cloud, app_id, Some(&TenantRef::Id(tenant)), LinkForm::AdminV2, &to, &state);
        let mut app = AppRecord::new(app_name.to_owned(), CloudId::Commercial, app_id);
        app.redirect_uris = vec![redirect.to_owned()];
        app.publisher = Some("Northwind AB".to_owned());
        let customer =
            CustomerRecord::new(AppRow(1), "Åkeri & Söner".to_owned(), tenant, OffsetDateTime::UNIX_EPOCH);
        ConsentRequest { customer, app, link, good_until: None }
    }

    #[test]
    fn where_links_end_decides_what_is_said_to_follow() {
        let kind = |redirect: &str| redirect_kind(&request("App", redirect).app);
        assert_eq!(kind("https://portal.azure.com"), RedirectKind::Portal);
        assert_eq!(kind("http://localhost/consent"), RedirectKind::Loopback);
        assert_eq!(kind("https://onboarding.example/done"), RedirectKind::OwnPage);
        assert_eq!(own_page(&request("App", "https://portal.azure.com").app), None);
        let own = request("App", "https://onboarding.example/done");
        assert_eq!(own_page(&own.app), Some("https://onboarding.example/done"));
        let nowhere = AppRecord { redirect_uris: Vec::new(), ..own.app };
        assert_eq!((redirect_kind(&nowhere), own_page(&nowhere)), (RedirectKind::Portal, None));
    }

    #[test]
    fn a_mail_program_gets_what_it_takes() {
        for lang in Lang::ALL {
            let usual = message(&request("Northwind MDR", "https://onboarding.example/done"), lang);
            let MailFit::Short(draft) = mail(&usual) else { panic!("{lang}") };
            assert!(
                draft
                    .as_url()
                    .query_pairs()
                    .any(|(name, body)| name == "body" && body == usual.body_short.replace('\n', "\r\n"))
            );
            let long = message(&request(&"å".repeat(200), "https://onboarding.example/done"), lang);
            assert!(matches!(mail(&long), MailFit::TooLong), "{lang}");
        }
    }
}
