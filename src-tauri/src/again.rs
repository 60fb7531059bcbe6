//! A start that falls into the end of an earlier one. The earlier Consentry still has its name on the session bus, is asked
//! to bring its window to the front, and is gone before it answers: it was closed a moment ago, or ended by force. No
//! program can begin a window twice, so this one begins anew in its own place.

use std::io;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Since when it is tried, in seconds since 1970, for the program that takes this one's place.
const SINCE: &str = "--tried-since=";
/// After this long it is said that the window cannot be opened. An earlier one that neither answers nor ends is waited for
/// longer than this by the bus itself, and is not asked again.
const LONGEST: Duration = Duration::from_secs(10);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// Begins anew if that was it; gives back what it was otherwise.
pub fn if_an_earlier_one_was_ending(problem: tauri::Error) -> Result<ExitCode, tauri::Error> {
    let ending =
        matches!(&problem, tauri::Error::PluginInitialization(plugin, _) if plugin == "single-instance");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let since = since(std::env::args()).unwrap_or(now);
    if !ending || now.saturating_sub(since) > LONGEST {
        return Err(problem);
    }
    tracing::info!("an earlier Consentry was just ending; trying again");
    thread::sleep(PAUSE);
    match begin_anew(since) {
        Ok(ended) => Ok(ended),
        Err(why) => {
            tracing::warn!("could not begin anew: {why}");
            Err(problem)
        }
    }
}

fn since(arguments: impl Iterator<Item = String>) -> Option<Duration> {
    let mut said = arguments.filter_map(|word| word.strip_prefix(SINCE)?.parse().ok());
    said.next().map(Duration::from_secs)
}

fn begin_anew(since: Duration) -> io::Result<ExitCode> {
    let mut again = Command::new(std::env::current_exe()?);
    again.arg(format!("{SINCE}{}", since.as_secs()));
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // Only comes back where it failed.
        Err(again.exec())
    }
    #[cfg(not(unix))]
    again.spawn().map(|_| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_since_when_it_is_tried() {
        let said = |words: &[&str]| since(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(said(&["consentry-desktop"]), None);
        assert_eq!(
            said(&["consentry-desktop", "--tried-since=1790000000"]),
            Some(Duration::from_secs(1_790_000_000))
        );
        assert_eq!(said(&["consentry-desktop", "--tried-since=soon", "--tried-since="]), None);
    }

    #[test]
    fn another_problem_stays_what_it_is() {
        let other = tauri::Error::PluginInitialization("another".into(), "why".into());
        assert!(if_an_earlier_one_was_ending(other).is_err());
    }
}
