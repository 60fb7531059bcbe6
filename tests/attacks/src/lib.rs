//! Attacks on tokens and on the keys they are verified with, each with what has to be said of it.
//!
//! Everything is generated anew for each run from real RSA keys that exist only in it ([`Mint`]); apart from the keys
//! and the time the same cases come out every time, under the same names. [`hostile`] are tokens that must never be
//! taken for good, [`good`] tokens in the shapes that Entra issues and that must never be refused, [`harmless`] odd
//! but honest ones, [`key_sets`] documents in the place of the published keys. [`trial`] holds a case against the
//! product.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "test code: a case that cannot be made is a failed test"
)]

mod case;
mod claims;
mod confusion;
mod good;
mod header;
mod key_sets;
mod mint;
mod mutation;
mod random;
mod signature;
mod sizes;
mod structure;
pub mod trial;

pub use case::{Case, Class, KeySetCase, Said};
pub use good::{good, harmless};
pub use key_sets::key_sets;
pub use mint::{APP, Mint, OTHER_APP, OTHER_TENANT, TENANT};
pub use mutation::{Mutations, mutations};
pub use random::Random;
pub use sizes::{Big, pastes, sizes};

/// Every token that must not be taken for good.
pub fn hostile(mint: &Mint) -> Vec<Case> {
    let families = [signature::cases, confusion::cases, header::cases, claims::cases, structure::cases];
    families.into_iter().flat_map(|family| family(mint)).collect()
}
