//! Lists the files below `assets/` so that `src/assets.rs` can embed them; it changes none of them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("assets");
    let mut names = Vec::new();
    collect(&root, "", &mut names)?;
    names.sort();
    let mut code = String::from("&[\n");
    for name in &names {
        let file = root.join(name);
        code.push_str(&format!("    ({name:?}, include_bytes!({:?})),\n", file.display().to_string()));
    }
    code.push_str("]\n");
    let target = Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("assets.rs");
    fs::write(target, code)
}

/// Adds the files below `folder`, named relative to the root with `/`, without hidden files.
fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            println!("cargo::rerun-if-changed=assets/{path}");
            collect(&entry.path(), &format!("{path}/"), names)?;
        } else {
            names.push(path);
        }
    }
    Ok(())
}
