//! The message as a file that a mail program opens (RFC 5322, RFC 2045): text and page as alternatives of each other.

use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use time::OffsetDateTime;

use crate::kit::Message;
use crate::kit::plain::plain;

/// The file. It has no recipient yet, and says so of the sender, too: an address is not ours to make up, so the field
/// that every message must have names a group with nobody in it (RFC 6854). `X-Unsent` lets Outlook open it as a draft.
pub fn mail_file(message: &Message, from: &str, at: OffsetDateTime) -> Vec<u8> {
    let nobody = Address::new_group(Some(plain(from)), Vec::new());
    let mut file = Vec::new();
    MessageBuilder::new()
        .from(nobody)
        .subject(message.subject.as_str())
        .date(at.unix_timestamp())
        .header("X-Unsent", Raw::new("1"))
        .text_body(message.body_text.as_str())
        .html_body(message.body_html.as_str())
        .serialize(&mut file);
    file
}
