//! The message as a mail program gets it: as a file, and in its short form as an address.

use consentry_onboarding::mail::{LONGEST_MAIL_ADDRESS, MailDraft};
use consentry_words::{Lang, Message, consent_message, mail_file, message_file_name};
use mail_parser::{MessageParser, MimeHeaders as _};
use time::macros::datetime;

use crate::kit::facts;

const AT: time::OffsetDateTime = datetime!(2026-11-22 10:41:07 UTC);

fn file(lang: Lang) -> (Message, String) {
    let message = consent_message(lang, &facts(lang));
    let file = String::from_utf8(mail_file(&message, "Fabrikam Säkerhet AB", AT)).unwrap();
    (message, file)
}

/// The file with what is random in it named, and with line ends as this repository has them.
fn agreed_form(file: &str) -> String {
    let boundary = file.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap();
    let id = file.split("Message-ID: <").nth(1).unwrap().split('>').next().unwrap();
    file.replace(boundary, "BOUNDARY").replace(id, "ID").replace("\r\n", "\n")
}

#[test]
fn the_file_is_as_agreed_in_both_languages() {
    let agreed = [(Lang::En, include_str!("kit/en.eml")), (Lang::Sv, include_str!("kit/sv.eml"))];
    for (lang, agreed) in agreed {
        assert_eq!(agreed_form(&file(lang).1), agreed, "{lang}");
    }
}

#[test]
fn a_mail_program_reads_back_what_was_written() {
    for lang in Lang::ALL {
        let (message, file) = file(lang);
        let read = MessageParser::default().parse(file.as_bytes()).unwrap();
        assert_eq!(read.subject(), Some(message.subject.as_str()));
        assert_eq!(read.date().unwrap().to_timestamp(), AT.unix_timestamp());
        assert_eq!(read.header_raw("X-Unsent").map(str::trim), Some("1"), "a draft to Outlook");
        assert!(read.to().is_none() && read.cc().is_none() && read.bcc().is_none());
        let whole = read.root_part().content_type().unwrap();
        assert_eq!((whole.ctype(), whole.subtype()), ("multipart", Some("alternative")));
        assert_eq!((read.text_body_count(), read.html_body_count(), read.attachment_count()), (1, 1, 0));
        let kinds: Vec<_> =
            read.parts[1..].iter().map(|part| part.content_type().unwrap().subtype()).collect();
        assert_eq!(kinds, [Some("plain"), Some("html")], "the best last, as RFC 2046 has it");
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), message.body_text);
        assert_eq!(read.body_html(0).unwrap().replace("\r\n", "\n"), message.body_html);
    }
}

#[test]
fn every_line_is_short_plain_and_ends_as_mail_has_it() {
    for lang in Lang::ALL {
        let (_, file) = file(lang);
        assert!(file.is_ascii());
        assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
        assert!(file.lines().all(|line| line.len() <= 76), "{:?}", file.lines().find(|line| line.len() > 76));
    }
}

#[test]
fn a_name_is_a_name_in_the_file_too() {
    let message = consent_message(Lang::En, &facts(Lang::En));
    let hostile = "Evil\r\nBcc: everyone@example.com\r\n\r\n<a@b.example>, \"x\" <c@d.example>;".to_owned();
    let listed = crate::naughty::texts("evil.example").into_iter().map(|(_, text)| text);
    for name in std::iter::once(hostile).chain(listed.filter(|text| text.trim().len() > 1)) {
        let file = mail_file(&message, &name, AT);
        let read = MessageParser::default().parse(&file).unwrap();
        assert!(read.bcc().is_none() && read.cc().is_none() && read.to().is_none(), "{name:?}");
        let from = read.from().map(|from| from.iter().any(|address| address.address.is_some()));
        assert_ne!(from, Some(true), "{name:?}: {:?}", read.from());
        assert_eq!(read.subject(), Some(message.subject.as_str()), "{name:?}");
        assert_eq!((read.text_body_count(), read.html_body_count(), read.attachment_count()), (1, 1, 0));
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), message.body_text, "{name:?}");
    }
}

#[test]
fn the_short_form_fits_into_an_address_and_says_what_matters() {
    for lang in Lang::ALL {
        let message = consent_message(lang, &facts(lang));
        assert!(MailDraft::new(&message.subject, &message.body_text).is_none(), "the whole does not fit");
        let draft = MailDraft::new(&message.subject, &message.body_short).unwrap();
        let length = draft.as_url().as_str().len();
        assert!(length + 150 < LONGEST_MAIL_ADDRESS, "{lang}: {length}, and names may be longer than these");
        let facts = facts(lang);
        for said in [&facts.link, &facts.app_name, &facts.customer, &facts.app_id.to_string()] {
            assert!(message.body_short.contains(said.as_str()), "{lang}: {said}");
        }
        assert!(message.body_short.lines().any(|line| line == facts.link), "the link stands alone");
        assert!(message.body_short.contains("Application Administrator"));
    }
}

#[test]
fn a_file_is_named_after_its_customer() {
    assert_eq!(message_file_name(Lang::En, "Contoso"), "Consent request Contoso");
    assert_eq!(message_file_name(Lang::Sv, " Con\ntoso\u{202E} "), "Begäran om medgivande Con toso");
}
