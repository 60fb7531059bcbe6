//! Secrets and tokens from standard input. They are read past every buffer of the standard library into memory
//! that is wiped, and from a terminal without being shown.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};

use consentry_onboarding::evidence::FailureKind;
use consentry_onboarding::explain::{self, LONGEST_PASTE};
use consentry_onboarding::gather::Credential;
use consentry_onboarding::secret::{AccessToken, PastedSecret, SecretProblem};
use zeroize::Zeroizing;

use crate::exit::Trouble;
use crate::output::Out;
use crate::unechoed;

/// A secret has at most 4,096 characters; a longer line need not be read to its end.
const LONGEST_LINE: usize = 16 * 1024;

/// The client secret from one line.
pub fn secret(out: Out) -> Result<Credential, Trouble> {
    let line = if io::stdin().is_terminal() {
        from_terminal(out, out.say("Client secret (not shown): ", "Klienthemlighet (visas inte): "))?
    } else {
        read_line(&mut standard_input()?, LONGEST_LINE).map_err(|error| Trouble::machine(&error))?
    };
    taken(out, &line)
}

fn taken(out: Out, line: &[u8]) -> Result<Credential, Trouble> {
    let wrong = |en: &str, sv: &str| Err(Trouble::Usage(format!("--secret-stdin: {}", out.say(en, sv))));
    let Some(text) = text(line) else {
        return wrong("standard input is not text", "standardindata är inte text");
    };
    match PastedSecret::new(text).take() {
        Ok(taken) => {
            if taken.trimmed {
                out.note(
                    out.say("blanks around the secret were cut off", "blanksteg runt hemligheten togs bort"),
                );
            }
            Ok(Credential::Secret(taken.secret))
        }
        Err(SecretProblem::SecretId) => Ok(Credential::Unavailable(
            FailureKind::SecretIdPasted,
            "what was given as the secret is a GUID, the form of a secret's ID; it was not sent".to_owned(),
        )),
        Err(SecretProblem::Empty) => wrong(
            "the secret is empty: its value belongs on one line",
            "hemligheten är tom: värdet ska stå på en rad",
        ),
        Err(SecretProblem::TooLong) => {
            wrong("this is too long for a client secret", "det här är för långt för en klienthemlighet")
        }
        Err(SecretProblem::ControlCharacters) => wrong(
            "the secret holds characters that nobody sees; copy the value again",
            "hemligheten innehåller osynliga tecken; kopiera värdet igen",
        ),
    }
}

/// The token in whatever was pasted, read as `explain` reads it. What is no token is for the judge to say; only nothing at all is wrong usage.
pub fn token(out: Out) -> Result<AccessToken, Trouble> {
    let bytes = if io::stdin().is_terminal() {
        from_terminal(out, out.say("Token (not shown): ", "Token (visas inte): "))?
    } else {
        // More than is looked at for a token need not be read to call it too long.
        read_all(&mut standard_input()?, LONGEST_PASTE + 1).map_err(|error| Trouble::machine(&error))?
    };
    let (token, unwrapped) = explain::token_pasted(&decoded(&bytes));
    if token.expose().is_empty() {
        return Err(Trouble::Usage(
            out.say("no token came on standard input", "ingen token kom på standardindata").to_owned(),
        ));
    }
    if unwrapped {
        out.note(out.say(
            "Only the token itself was taken, without line breaks and without anything around it.",
            "Bara själva tokenen togs med, utan radbrytningar och utan det som stod runt den.",
        ));
    }
    Ok(token)
}

/// Anything pasted, up to a little more than so many bytes; only nothing at all is wrong usage. Windows shells write
/// UTF-16, and a text that is no text is read as far as it is one.
pub fn pasted(out: Out, longest: usize) -> Result<Zeroizing<String>, Trouble> {
    if io::stdin().is_terminal() {
        out.note(out.say(
            "paste the text, then press Enter and Ctrl+D (on Windows Ctrl+Z and Enter)",
            "klistra in texten, tryck sedan på Enter och Ctrl+D (i Windows Ctrl+Z och Enter)",
        ));
    }
    let bytes = read_all(&mut standard_input()?, longest + 1).map_err(|error| Trouble::machine(&error))?;
    let text = decoded(&bytes);
    if text.trim().is_empty() {
        return Err(Trouble::Usage(
            out.say("nothing came on standard input", "inget kom på standardindata").to_owned(),
        ));
    }
    Ok(text)
}

fn decoded(bytes: &[u8]) -> Zeroizing<String> {
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|two| pair([two[0], two[1]]));
        // Room for all of it is made first: growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(bytes.len() / 2 * 3));
        text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        text
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => Zeroizing::new(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A line without its end, and without the mark that some shells put in front; none where it is no text.
fn text(line: &[u8]) -> Option<String> {
    let text = if is_wide(line) {
        Some(decoded(line))
            .filter(|text| line.len().is_multiple_of(2) && !text.contains(char::REPLACEMENT_CHARACTER))?
    } else {
        Zeroizing::new(std::str::from_utf8(line).ok()?.to_owned())
    };
    let bare = text.strip_suffix('\n').unwrap_or(&text);
    let bare = bare.strip_suffix('\r').unwrap_or(bare);
    Some(bare.strip_prefix('\u{feff}').unwrap_or(bare).to_owned())
}

/// Whether the mark of UTF-16 stands in front, in either order.
fn is_wide(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

fn from_terminal(out: Out, prompt: &str) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    out.aside(prompt);
    let typed = unechoed::read_line().map_err(|error| Trouble::machine(&error))?;
    Ok(Zeroizing::new(typed.into_bytes()))
}

/// Reads up to and with the first line feed, or up to the cap.
fn read_line(from: &mut impl Read, cap: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(cap));
    // Byte by byte, so that what follows stays for whoever reads next.
    let mut byte = [0];
    while line.len() < cap && !has_ended(&line) {
        match from.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(line)
}

/// In UTF-16 a line feed has two bytes, and either may be part of another character.
fn has_ended(line: &[u8]) -> bool {
    match line {
        [0xff, 0xfe, units @ ..] => units.len().is_multiple_of(2) && units.ends_with(&[b'\n', 0]),
        [0xfe, 0xff, units @ ..] => units.len().is_multiple_of(2) && units.ends_with(&[0, b'\n']),
        _ => line.ends_with(b"\n"),
    }
}

/// Reads to the end, or up to the cap. Room for all of it is made first: growing would leave copies behind.
fn read_all(from: &mut impl Read, cap: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut all = Zeroizing::new(Vec::with_capacity(cap));
    let mut piece = Zeroizing::new([0; 4096]);
    while all.len() < cap {
        let room = (cap - all.len()).min(piece.len());
        match from.read(&mut piece[..room]) {
            Ok(0) => break,
            Ok(read) => all.extend_from_slice(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}

/// Standard input without the standard library's buffer, which would keep what passed through it.
fn standard_input() -> Result<File, Trouble> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned();
    handle.map(File::from).map_err(|error| Trouble::machine(&error))
}

#[cfg(test)]
mod tests {
    use consentry_words::Lang;

    use super::*;

    const OUT: Out = Out { json: true, lang: Lang::En, colour: false };

    fn given(line: &str) -> Result<Credential, Trouble> {
        given_bytes(line.as_bytes())
    }

    fn given_bytes(mut bytes: &[u8]) -> Result<Credential, Trouble> {
        let read = read_line(&mut bytes, LONGEST_LINE).unwrap();
        taken(OUT, &read)
    }

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn one_line_is_the_secret() {
        for line in ["s3cret~value", "s3cret~value\n", "s3cret~value\r\nmore\n", "\u{feff}s3cret~value\n"] {
            match given(line) {
                Ok(Credential::Secret(secret)) => assert_eq!(secret.expose(), "s3cret~value", "{line:?}"),
                other => panic!("{line:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn the_secret_of_a_windows_shell_is_read() {
        // The last two letters hold the byte of a line feed.
        for secret in ["s3cret~value", "s3cret~å\u{10a}\u{a41}"] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                for end in ["", "\n", "\r\n", "\r\nmore\n"] {
                    match given_bytes(&wide(&format!("{secret}{end}"), order)) {
                        Ok(Credential::Secret(taken)) => assert_eq!(taken.expose(), secret, "{end:?}"),
                        other => panic!("{end:?}: {other:?}"),
                    }
                }
            }
        }
        let half = &wide("s3cret", u16::to_le_bytes)[..13];
        let lone = [&wide("s3cret", u16::to_le_bytes)[..], &[0x00, 0xd8]].concat();
        for bytes in [half, &lone, b"s3cret\xff"] {
            let Err(Trouble::Usage(said)) = given_bytes(bytes) else { panic!("{bytes:?}") };
            assert!(said.ends_with("standard input is not text"), "{said}");
        }
    }

    #[test]
    fn a_secret_that_holds_what_nobody_sees_is_not_sent() {
        for c in "\u{200b}\u{202e}\u{ad}\u{feff}\u{2028}\u{7}".chars() {
            let Err(Trouble::Usage(said)) = given(&format!("s3cret{c}value")) else { panic!("{c:?}") };
            assert!(said.contains("characters that nobody sees"), "{said}");
            for around in [format!("{c}s3cret~value\n"), format!("\u{feff}\u{feff}s3cret~value{c}")] {
                let Ok(Credential::Secret(secret)) = given(&around) else { panic!("{around:?}") };
                assert_eq!(secret.expose(), "s3cret~value", "{around:?}");
            }
        }
    }

    #[test]
    fn a_secret_s_id_is_a_verdict_and_the_rest_is_wrong_usage() {
        assert!(matches!(
            given("72f988bf-86f1-41af-91ab-2d7cd011db47\n"),
            Ok(Credential::Unavailable(FailureKind::SecretIdPasted, _))
        ));
        for line in ["", "\n", "  \n", "a\u{7}b\n", "a\rb\n", &"x".repeat(5000), &"x".repeat(100_000)] {
            let Err(Trouble::Usage(said)) = given(line) else { panic!("{:?}", &line[..line.len().min(9)]) };
            assert!(said.starts_with("--secret-stdin: ") && !said.contains("xxx"), "{said}");
        }
        assert!(matches!(taken(OUT, &[0xff, 0xfe]), Err(Trouble::Usage(_))));
    }

    #[test]
    fn texts_of_windows_shells_are_read() {
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(decoded(&wide("AADSTS50011 å", order)).as_str(), "AADSTS50011 å");
        }
        assert_eq!(decoded("AADSTS50011 å".as_bytes()).as_str(), "AADSTS50011 å");
        assert_eq!(decoded(&[0xff, 0xfe]).as_str(), "");
    }

    #[test]
    fn no_more_is_read_than_needed() {
        let mut long = io::repeat(b'x');
        assert_eq!(read_line(&mut long, 100).unwrap().len(), 100);
        assert_eq!(read_all(&mut long, 10_000).unwrap().len(), 10_000);
        let mut two = "one\ntwo\n".as_bytes();
        assert_eq!(read_line(&mut two, 100).unwrap().as_slice(), b"one\n");
        assert_eq!(two, b"two\n");
    }
}
