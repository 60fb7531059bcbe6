//! The commands: parse, call, map; nothing else. [`wire`] holds what travels, [`views`] turns records into it.

mod app;
mod ask;
mod board;
mod bundle;
mod customers;
mod diagnose;
mod diagnose_views;
mod files;
mod hand_over;
mod history;
mod history_views;
mod practice;
mod repair;
mod repair_views;
mod setup;
mod use_api;
mod views;
mod watch;
mod watch_views;
mod wire;

use tauri::Runtime;
use tauri::ipc::Invoke;

/// The handler of every command. The same names stand in `src-tauri/permissions` and in `ui/src/backend/tauri.ts`;
/// a test holds the three against each other.
pub fn handler<R: Runtime>() -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app::overview,
        app::save_preferences,
        app::permissions,
        app::save_app,
        setup::save_setup_draft,
        setup::tick_step,
        setup::portal_guide,
        setup::open_portal_page,
        setup::copy_portal_value,
        setup::find_home,
        setup::home_consent_link,
        setup::open_home_consent,
        setup::find_tasks,
        setup::plan_permissions,
        setup::choose_app,
        setup::remove_app,
        customers::resolve_tenant,
        customers::save_customer,
        customers::remove_customer,
        customers::customer,
        customers::consent_link,
        customers::copy_consent_link,
        customers::open_consent_link,
        customers::read_returned_address,
        ask::lint_link,
        ask::consent_kit,
        ask::copy_consent_kit,
        ask::mail_consent_kit,
        ask::save_consent_kit,
        ask::consent_qr,
        ask::landing_page,
        ask::save_landing_page,
        customers::check_now,
        customers::cancel_check,
        history::earlier_checks,
        history::past_check,
        diagnose::explain,
        diagnose::inspect_token,
        diagnose::cancel_inspection,
        hand_over::hand_over,
        hand_over::save_summary,
        hand_over::print_summary,
        hand_over::copy_snippet,
        hand_over::save_snippet,
        hand_over::save_token,
        hand_over::delete_token_file,
        repair::repair_text,
        repair::copy_repair_text,
        repair::mail_repair_text,
        repair::open_look_up,
        repair::copy_corrected_link,
        repair::calls_for,
        repair::reach_of,
        use_api::api_page,
        use_api::call_api,
        use_api::cancel_call,
        use_api::leave_api,
        watch::listen,
        watch::start_watch,
        watch::stop_watch,
        watch::look_now,
        watch::open_and_wait,
        watch::stop_waiting,
        board::check_all,
        board::cancel_check_all,
        board::restore_customer,
        board::read_import,
        board::find_import,
        board::cancel_import,
        board::add_import,
        board::export_board,
        bundle::preview_support_file,
        bundle::support_file_part,
        bundle::save_support_file,
        bundle::open_support_file,
        bundle::support_file,
        bundle::support_customer,
        bundle::support_past_check,
        practice::start_practice,
        practice::reset_practice,
    ]
}
