//! What travels between core and window, one file per room. The TypeScript in `ui/src/backend/bindings.ts` is generated
//! from here.
//!
//! Nothing here can hold a secret: the one that comes in has a type of its own that cannot be serialised.

/// Structures that travel. In tests the module also gets `declare`, which writes their TypeScript.
macro_rules! wire {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)*) => {
        $(
            $(#[$meta])*
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            pub $kind $name $body
        )*
        #[cfg(test)]
        pub(super) fn declare(out: &mut String) {
            $(super::bindings::declared::<$name>(out);)*
        }
    };
}
use wire;

mod app;
mod ask;
#[cfg(test)]
mod bindings;
mod board;
mod bundle;
mod check;
mod customer;
mod diagnose;
mod hand_over;
mod history;
mod problem;
mod repair;
mod setup;
mod use_api;
mod watch;

pub use app::*;
pub use ask::*;
pub use board::*;
pub use bundle::*;
pub use check::*;
pub use customer::*;
pub use diagnose::*;
pub use hand_over::*;
pub use history::*;
pub use problem::*;
pub use repair::*;
pub use setup::*;
pub use use_api::*;
pub use watch::*;
