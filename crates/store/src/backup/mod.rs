//! Backups: one SQLite file with every row of one moment, whatever database the city runs on.
//!
//! A backup is a copy (see [`crate::copy`]) into a new file, with a table that says what it must hold: the manifest. It is
//! written under another name, read again as a whole, and only then gets its own. Why not the databases' own tools:
//! `docs/decisions/0008-a-backup-is-a-copy.md`.

mod draft;
mod manifest;

pub use draft::Draft;
pub use manifest::{Manifest, made, verify};
