//! What an administrator does at a terminal beside serving: backups, moving, looking after, first accounts.

pub mod audit;
pub mod backup;
pub mod books;
pub mod city;
pub mod config;
pub mod copy_db;
pub mod doctor;
pub mod import;
pub mod place;
pub mod qris;
pub mod restore;
pub mod user;
