//! The one window. It shows the page that is compiled in and goes nowhere else.

use std::path::PathBuf;

use tauri::webview::NewWindowResponse;
use tauri::{App, Runtime, Url, WebviewUrl, WebviewWindowBuilder};

/// The label that the capability file names.
pub const LABEL: &str = "main";

/// A proxy at a port of this computer that only an administrator could listen on, and nobody does.
const NOBODY: &str = "http://127.0.0.1:1";

/// Opens the window.
pub fn open<R: Runtime>(app: &App<R>, web_view_folder: Option<PathBuf>) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Consentry")
        .inner_size(1180.0, 780.0)
        .min_inner_size(640.0, 560.0)
        .center()
        .on_navigation(is_our_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .disable_drag_drop_handler();
    if let Some(folder) = web_view_folder {
        builder = builder.data_directory(folder);
    }
    // A content policy does not cover all that a web view does by itself: WebKit opens a connection for `preconnect`
    // and ahead of a navigation that is then refused. Whatever it wants of the network goes to nobody. The page and
    // its commands do not travel by network here; elsewhere this is not tried.
    if cfg!(target_os = "linux")
        && let Ok(nobody) = NOBODY.parse()
    {
        builder = builder.proxy_url(nobody);
    }
    builder.build()?;
    Ok(())
}

/// Linux and macOS serve the page as `tauri://localhost`, Windows as `http://tauri.localhost`.
fn is_our_page(address: &Url) -> bool {
    matches!(
        (address.scheme(), address.host_str()),
        ("tauri", Some("localhost")) | ("http" | "https", Some("tauri.localhost"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_page_is_shown() {
        let allowed = |text: &str| is_our_page(&Url::parse(text).unwrap());
        assert!(allowed("tauri://localhost/index.html") && allowed("http://tauri.localhost/"));
        for other in [
            "https://login.microsoftonline.com/",
            "http://127.0.0.1:5000/",
            "file:///etc/passwd",
            "tauri://evil/",
            "data:text/html,x",
            "about:blank",
        ] {
            assert!(!allowed(other), "{other}");
        }
    }
}
