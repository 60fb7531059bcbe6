//! Serves the practice cloud until its standard input ends, for trying other clients against it by hand:
//!
//! ```text
//! cargo run -p consentry-practice --example serve -- ca.pem
//! ```
//!
//! Writes the authority's certificate to the file named, and one line of JSON to standard output. The secret in
//! it is made for this run and good for nothing else.

use std::io::Read as _;

use consentry_practice::{PracticeCloud, shelf};
use serde_json::json;

#[allow(clippy::print_stdout, reason = "the line of JSON is what this example is for")]
fn main() -> std::io::Result<()> {
    let Some(file) = std::env::args_os().nth(1) else {
        return Err(std::io::Error::other("name a file for the authority's certificate"));
    };
    let practice = PracticeCloud::start()?;
    std::fs::write(&file, practice.ca_pem())?;
    let tenants: Vec<_> = shelf()
        .iter()
        .map(|one| json!({ "scenario": one.name, "tenant_id": one.tenant_id, "cause": one.cause }))
        .collect();
    println!(
        "{}",
        json!({
            "authority": format!("https://127.0.0.1:{}", practice.port()),
            "ca_file": file.to_string_lossy(),
            "client_id": practice.app_id(),
            "client_secret": practice.secret().expose(),
            "redirect_uri": practice.redirect_uri(),
            "tenants": tenants,
        })
    );
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
