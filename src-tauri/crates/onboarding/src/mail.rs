//! A message that a mail program is asked to begin, as an address (RFC 6068).
//!
//! It has a subject and a body and nothing else: no recipient, no copy, no attachment can be named in it, whatever
//! stands in the texts.

use url::Url;

/// Longest address that is handed to a mail program. Windows takes 2,083 characters at most from other programs, and
/// mail programs cut what is longer without a word. Source:
/// <https://learn.microsoft.com/troubleshoot/developer/browsers/connectivity-navigation/maximum-url-length-in-internet-explorer>.
pub const LONGEST_MAIL_ADDRESS: usize = 2_000;

/// The address of a message to begin. Made here only, so that whoever opens one knows what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDraft(Url);

impl MailDraft {
    /// A message with this subject and body; none where it is longer than mail programs take.
    pub fn new(subject: &str, body: &str) -> Option<Self> {
        let address = format!("mailto:?subject={}&body={}", encoded(subject), encoded(body));
        if address.len() > LONGEST_MAIL_ADDRESS {
            return None;
        }
        Url::parse(&address).ok().map(Self)
    }

    /// The address.
    pub fn as_url(&self) -> &Url {
        &self.0
    }
}

/// Everything but letters, digits and four marks as `%XX`, so that no character can end the value; lines end as mail
/// has it.
fn encoded(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let mut out = String::with_capacity(lines.len() * 2);
    for byte in lines.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_an_address_with_a_subject_and_a_body() {
        let draft = MailDraft::new("Begäran & mer", "Hej!\n\nhttps://a.example/?b=c&d=%2F\n").unwrap();
        assert_eq!(
            draft.as_url().as_str(),
            "mailto:?subject=Beg%C3%A4ran%20%26%20mer&body=Hej%21%0D%0A%0D%0Ahttps%3A%2F%2Fa.example%2F%3Fb%3Dc%26d%3D%252F%0D%0A"
        );
    }

    #[test]
    fn nothing_in_a_text_adds_a_recipient_or_a_field() {
        let hostile =
            "x&to=evil@example.com&bcc=a@example.com?cc=b\r\nBcc: c@example.com#&attach=/etc/passwd";
        let draft = MailDraft::new(hostile, hostile).unwrap();
        let url = draft.as_url();
        assert_eq!((url.scheme(), url.path(), url.fragment()), ("mailto", "", None));
        let fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(fields.len(), 2);
        assert_eq!((fields[0].0.as_str(), fields[1].0.as_str()), ("subject", "body"));
        assert_eq!(fields[0].1, hostile);
    }

    #[test]
    fn what_mail_programs_would_cut_is_not_made() {
        let around = "mailto:?subject=a&body=".len();
        assert!(MailDraft::new("a", &"b".repeat(LONGEST_MAIL_ADDRESS - around)).is_some());
        assert!(MailDraft::new("a", &"b".repeat(LONGEST_MAIL_ADDRESS - around + 1)).is_none());
        assert!(MailDraft::new("a", &"å".repeat(400)).is_none(), "counted as it is encoded");
    }
}
