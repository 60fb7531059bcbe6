//! consentry
fn main() {}
