//! The heart of Consentry: from "this customer" to "this verdict, and here is why".
//!
//! Data travels one way. An **intent** ([`evidence::Asked`]) is carried out by [`gather`], which does all the
//! talking to Microsoft and writes down what it met as [`evidence::Evidence`]. [`judge`] is a pure function from
//! evidence to a [`verdict::Judgement`]. Words are found elsewhere, in the `words` crate.
//!
//! Nothing here knows of a window, a keychain or a database; what this crate needs from the machine it asks for
//! through the narrow traits in [`ports`]. [`desk`] joins all of it into what a person does: set up the partner
//! app, add a customer, make a link, check.

pub mod answer;
pub mod bundle;
pub mod calls;
pub mod cloud;
pub mod consent;
pub mod desk;
pub mod evidence;
pub mod expiry;
pub mod explain;
pub mod gather;
pub mod history;
pub mod ids;
pub mod import;
pub mod judge;
pub mod knowledge;
pub mod mail;
pub mod permission;
pub mod portal;
pub mod ports;
pub mod records;
pub mod repair;
pub mod secret;
pub mod standing;
pub mod table;
pub mod token;
pub mod verdict;
pub mod watch;
