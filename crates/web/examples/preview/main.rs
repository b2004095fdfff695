//! Renders every view with sample data into a folder, with the assets beside, to look at and to take pictures of.
//!
//! `cargo run -p web --example preview -- FOLDER`, then serve the folder at the root of a local address.

use std::path::Path;
use std::{env, fs, io};

pub(crate) use web::{assets, i18n, views};

mod samples;

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).unwrap_or_else(|| "target/preview".to_owned());
    let folder = Path::new(&folder);
    for lang in i18n::Lang::ALL {
        let below = folder.join(lang.code());
        fs::create_dir_all(&below)?;
        for (name, html) in samples::all(lang) {
            fs::write(below.join(format!("{name}.html")), html)?;
        }
    }
    for asset in assets::all() {
        let target = folder.join(asset.url.trim_start_matches('/'));
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, &asset.bytes)?;
    }
    Ok(())
}
