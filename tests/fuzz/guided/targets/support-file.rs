#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| consentry_fuzz::target("support-file")(bytes));
