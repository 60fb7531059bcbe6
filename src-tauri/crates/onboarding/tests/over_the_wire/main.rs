//! The core against a server that lies, stalls, cuts and echoes: real sockets, real TLS, no Microsoft.
//!
//! [`stand_in`] is the server, [`scene`] a tenant on it that is well until a test spoils one place, [`hurry`] makes
//! its minutes pass in milliseconds. Each module after these holds one kind of trouble.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests say by panicking what is wrong")]

mod authority;
mod fake_store;
mod fakes;
mod hurry;
mod scene;
mod stand_in;
mod tenant;

mod answers;
mod by_hand;
mod calls;
mod cancelling;
mod check_all;
mod clocks;
mod desk_app;
mod desk_customer;
mod desk_setup;
mod desk_support;
mod elsewhere;
mod faults;
mod fixtures;
mod import;
mod inspecting;
mod journey;
mod keychain_turns;
mod keys;
mod line;
mod proxy;
mod secrets;
mod since;
mod storms;
mod throttling;
mod watching;
