//! The desktop shell: one window, one list of commands, and the one place where the core meets this machine.
//!
//! The window is the least trusted part. It may call the commands of `src-tauri/permissions` and nothing else; it
//! never supplies an address to open, never reads a secret back, and has no way to the network.

mod again;
mod answers;
mod consent_kit;
mod house;
mod ipc;
mod local_time;
mod log;
mod practice_house;
mod qr;
mod runs;
mod shown;
mod support_files;
mod token_keeping;
mod watching;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use consentry_platform::process::{self, LookedInto};
use tauri::{Builder, Manager, Runtime};

pub use house::House;

/// Opens the window and runs until it is closed. A second start brings the first one's window to the front.
pub fn run() -> ExitCode {
    local_time::note();
    log::start();
    process::keep_to_itself(LookedInto::AsUsual);
    let house = match House::of_this_user() {
        Ok(house) => Arc::new(house),
        Err(problem) => {
            tracing::error!(%problem, "Consentry cannot start");
            return ExitCode::from(4);
        }
    };
    let first_only = tauri_plugin_single_instance::init(|app, _arguments, _folder| {
        if let Some(window) = app.get_webview_window(window::LABEL) {
            let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
            if let Err(problem) = shown {
                tracing::warn!(%problem, "the window could not be brought to the front");
            }
        }
    });
    let web_view_folder = house.web_view_folder();
    let promises = token_keeping::keep_promises(Arc::clone(&house));
    let built = shell(Builder::default().plugin(first_only), house)
        .setup(|app| {
            // Not for a start that only brings an earlier window to the front.
            tauri::async_runtime::spawn(promises);
            Ok(window::open(app, web_view_folder)?)
        })
        .build(context());
    match built {
        Ok(app) => {
            app.run(|_, _| {});
            ExitCode::SUCCESS
        }
        Err(problem) => {
            let problem = match again::if_an_earlier_one_was_ending(problem) {
                Ok(ended) => return ended,
                Err(problem) => problem,
            };
            tracing::error!(%problem, "the window cannot be opened");
            ExitCode::FAILURE
        }
    }
}

/// The shell without its window: the commands and what they work on. Tests run it on Tauri's mock runtime.
pub fn shell<R: Runtime>(builder: Builder<R>, house: Arc<House>) -> Builder<R> {
    builder.manage(house).invoke_handler(ipc::handler())
}

/// Configuration, permissions and the built page, as compiled in.
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}
