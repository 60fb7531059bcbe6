//! What may be seen of the commands outside of the house: files, and addresses that were opened.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use url::Url;

/// The one way out for a token: a file at the path that fitting arguments name, its owner's alone, with nothing else in it.
fn is_asked_for_token(path: &Path) -> bool {
    let mode = std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let held = std::fs::read_to_string(path).unwrap_or_default();
    path.ends_with("home/Latest-token.txt") && mode == 0o600 && held.trim_end().split('.').count() == 3
}

/// Files that lie where nobody was meant to write.
pub fn strays(folder: &Path) -> Vec<PathBuf> {
    let ours = ["bin", "home", "data", "tmp", "opened", "authority.pem"];
    let mut found: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| !ours.contains(&path.file_name().unwrap().to_str().unwrap()));
    let files = |name: &str| std::fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap().path());
    // Saved files lie in the folder for downloads itself, here the home folder, and have the endings of what is saved.
    let saved = ["eml", "html", "md", "csv", "json", "py", "cs", "ps1", "sh"];
    found.extend(files("home").filter(|path| {
        let is_saved =
            path.is_file() && path.extension().is_some_and(|kind| saved.contains(&kind.to_str().unwrap()));
        !is_saved && !is_asked_for_token(path)
    }));
    // The second is Tauri's own folder for a window.
    let known = ["consentry", "app.consentry.desktop"];
    found.extend(files("data").filter(|path| !known.contains(&path.file_name().unwrap().to_str().unwrap())));
    found.extend(files("tmp"));
    found.extend(
        ["/tmp/consentry-naughty", "/tmp/consentry-naughty.db"]
            .map(PathBuf::from)
            .into_iter()
            .filter(|path| path.exists()),
    );
    found
}

/// An address that the core builds: of the cloud's portal or sign-in service, practice's page, a letter, a saved page.
pub fn is_ours(address: &str, folder: &Path) -> bool {
    const OURS: [&str; 7] = [
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "entra.microsoft.com",
        "entra.microsoft.us",
        "portal.azure.com",
        "portal.azure.us",
        "www.microsoft.com",
    ];
    let Ok(read) = Url::parse(address) else { return false };
    let plain =
        read.username().is_empty() && read.password().is_none() && !address.contains(char::is_control);
    let host = read.host_str().unwrap_or_default();
    plain
        && match read.scheme() {
            "https" => OURS.contains(&host) && read.port().is_none(),
            "http" => host == "127.0.0.1" && read.port().is_some(),
            "mailto" => {
                let fields: Vec<_> = read.query_pairs().map(|(name, _)| name.into_owned()).collect();
                read.path().is_empty() && fields == ["subject", "body"]
            }
            "file" => {
                let path = read.to_file_path().unwrap_or_default();
                path.parent() == Some(&folder.join("home"))
                    && path.extension().is_some_and(|kind| kind == "html")
            }
            _ => false,
        }
}
