//! `cargo xtask tidy`: what the compiler does not check and reviewers should not have to.

mod commit;
mod licences;
mod metadata;
mod purity;
mod source;
mod walls;

use anyhow::{Result, ensure};

/// Runs every check and prints what is wrong, one line each.
pub fn run() -> Result<()> {
    let metadata = metadata::read()?;
    let files = source::files()?;
    let mut findings = walls::check(&metadata);
    findings.extend(licences::check(&metadata));
    findings.extend(files.iter().flat_map(source::check));
    findings.extend(files.iter().flat_map(purity::check));
    findings.extend(commit::check());
    for finding in &findings {
        eprintln!("{finding}");
    }
    ensure!(findings.is_empty(), "tidy: {} findings", findings.len());
    println!("tidy: {} files and {} packages are as agreed", files.len(), metadata.packages.len());
    Ok(())
}
