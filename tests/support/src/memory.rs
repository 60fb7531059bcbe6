//! Copies of secrets in the memory of a running program, as an administrator of the machine could find them.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::process::Command;

use crate::canary::Canary;

/// A copy that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Copy {
    /// Which secret.
    pub kind: String,
    /// In which shape.
    pub shape: &'static str,
    /// What the system calls the part of the memory it lies in.
    pub region: String,
    /// Where.
    pub address: u64,
    /// What lies around it, as far as it can be read.
    pub around: String,
}

/// What is read at once.
const PIECE: usize = 4 << 20;
/// What is kept of the memory around a copy, on either side.
const AROUND: usize = 48;

/// A part of the memory that was written down, and where it lies in the file.
struct Part {
    begin: u64,
    length: u64,
    address: u64,
    region: String,
}

/// Every copy in the writable memory of a process. An error where this user may not look.
pub fn copies(id: u32, canary: &Canary) -> io::Result<Vec<Copy>> {
    let mut image = tempfile::NamedTempFile::new()?;
    let parts = write_down(id, image.as_file_mut())?;
    let mut found = Vec::new();
    for (at, bytes) in search(&image, canary)? {
        let Some(part) = parts.iter().find(|part| (part.begin..part.begin + part.length).contains(&at))
        else {
            continue;
        };
        let known = canary.patterns().find(|(.., pattern)| *pattern == bytes);
        let (kind, shape, _) = known.ok_or_else(|| io::Error::other("something else was found"))?;
        let (begin, end) = (at.saturating_sub(AROUND as u64), at + (bytes.len() + AROUND) as u64);
        let mut around = vec![0; usize::try_from(end - begin).map_err(io::Error::other)?];
        let read = image.as_file().read_at(&mut around, begin)?;
        let plain = |letter: char| if letter.is_control() { '·' } else { letter };
        found.push(Copy {
            kind: kind.to_owned(),
            shape,
            region: part.region.clone(),
            address: part.address + (at - part.begin),
            around: String::from_utf8_lossy(&around[..read]).chars().map(plain).collect(),
        });
    }
    found.sort_by_key(|copy| copy.address);
    Ok(found)
}

/// Writes down what is in memory of everything writable. A web view keeps tens of gigabytes of addresses that nothing was
/// ever written to; those are left out.
fn write_down(id: u32, image: &mut File) -> io::Result<Vec<Part>> {
    let maps = std::fs::read_to_string(format!("/proc/{id}/maps"))?;
    let memory = File::open(format!("/proc/{id}/mem"))?;
    let pages = File::open(format!("/proc/{id}/pagemap"))?;
    let page = rustix::param::page_size();
    let (mut parts, mut written, mut piece, mut entries) =
        (Vec::<Part>::new(), 0, vec![0; PIECE], vec![0; PIECE / page * 8]);
    for line in maps.lines() {
        let mut words = line.split_ascii_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else { continue };
        let region = words.nth(3).unwrap_or("anonymous");
        if !rights.starts_with("rw") || region.starts_with("[v") {
            continue;
        }
        let number = |text: &str| u64::from_str_radix(text, 16).map_err(io::Error::other);
        let (from, to) = range.split_once('-').ok_or_else(|| io::Error::other("no range"))?;
        let (mut at, to) = (number(from)?, number(to)?);
        while at < to {
            let wanted = usize::try_from(to - at).unwrap_or(PIECE).min(PIECE);
            let known = pages.read_at(&mut entries[..wanted / page * 8], at / page as u64 * 8)?;
            // The two highest bits: in memory, or moved out of it. The rest was never written to.
            let is_there = |entry: &[u8]| entry[7] & 0xc0 != 0;
            if entries[..known].chunks_exact(8).any(is_there) {
                // Memory comes and goes while we look.
                let read = memory.read_at(&mut piece[..wanted], at).unwrap_or(0);
                image.write_all(&piece[..read])?;
                let (begin, length) = (written, read as u64);
                parts.push(Part { begin, length, address: at, region: region.to_owned() });
                written += length;
            }
            at += wanted as u64;
        }
    }
    image.flush()?;
    Ok(parts)
}

/// What the system's own search finds in the file: it takes a second where a program built for tests takes minutes.
fn search(image: &tempfile::NamedTempFile, canary: &Canary) -> io::Result<Vec<(u64, Vec<u8>)>> {
    let mut pattern = String::new();
    for (.., bytes) in canary.patterns() {
        pattern.push_str(if pattern.is_empty() { "" } else { "|" });
        for byte in bytes {
            let _ = write!(pattern, "\\x{byte:02x}");
        }
    }
    let output = Command::new("grep")
        .env("LC_ALL", "C")
        .args(["--text", "--binary", "--byte-offset", "--only-matching", "--perl-regexp", &pattern])
        .arg(image.path())
        .output()?;
    if output.status.code().is_none_or(|code| code > 1) {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let colon = line.iter().position(|byte| *byte == b':').unwrap_or_default();
            let at = String::from_utf8_lossy(&line[..colon]).parse().map_err(io::Error::other)?;
            Ok((at, line[colon + 1..].to_vec()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_this_very_program_is_found_and_one_that_was_overwritten_is_not() {
        // Put together here, so that the text itself lies nowhere.
        let part = |number: u32| format!("Mem{number}~x+/=&");
        let secret = [part(17), part(18), part(19)].concat();
        let canary = Canary::new(&secret);
        let mut kept = secret.clone().into_bytes();
        let address = kept.as_ptr() as u64;
        let found = copies(std::process::id(), &canary).unwrap();
        assert!(found.iter().any(|copy| copy.address == address && copy.shape == "raw"), "{found:?}");
        kept.fill(b'x');
        let found = copies(std::process::id(), &canary).unwrap();
        assert!(!found.iter().any(|copy| copy.address == address), "{found:?}");
        assert_eq!(kept.len(), secret.len());
    }
}
