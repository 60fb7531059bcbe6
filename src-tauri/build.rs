//! Hands Tauri the capability and permission files, which live in src-tauri and not beside tauri.conf.json.
fn main() {
    for dir in ["src-tauri/capabilities", "src-tauri/permissions"] {
        println!("cargo:rerun-if-changed={dir}");
    }
    let manifest = tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/*.toml");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/*.json")
        .app_manifest(manifest);
    if let Err(problem) = tauri_build::try_build(attributes) {
        panic!("the Tauri build step failed: {problem:#}");
    }
}
