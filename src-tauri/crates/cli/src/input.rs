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
    match PastedSecret::new(text.to_owned()).take() {
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
        Err(SecretProblem::ControlCharacters) => {
            wrong("the secret holds control characters", "hemligheten innehåller styrtecken")
        }
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

/// A line without its end, and without the mark that some shells put in front.
fn text(line: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(line).ok()?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn from_terminal(out: Out, prompt: &str) -> Result<Zeroizing<Vec<u8>>, Trouble> {
    out.aside(prompt);
    let typed = rpassword::read_password().map_err(|error| Trouble::machine(&error))?;
    Ok(Zeroizing::new(typed.into_bytes()))
}

/// Reads up to and with the first line feed, or up to the cap.
fn read_line(from: &mut impl Read, cap: usize) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut line = Zeroizing::new(Vec::with_capacity(cap));
    // Byte by byte, so that what follows stays for whoever reads next.
    let mut byte = [0];
    while line.len() < cap && line.last() != Some(&b'\n') {
        match from.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(line)
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
        let read = read_line(&mut line.as_bytes(), LONGEST_LINE).unwrap();
        taken(OUT, &read)
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
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff).chain("AADSTS50011 å".encode_utf16()).flat_map(order).collect()
        };
        assert_eq!(decoded(&wide(u16::to_le_bytes)).as_str(), "AADSTS50011 å");
        assert_eq!(decoded(&wide(u16::to_be_bytes)).as_str(), "AADSTS50011 å");
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
