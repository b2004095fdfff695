//! The edge around all handlers: who asks, errors as pages, cookies, headers, logging, static files.

pub mod assets;
pub mod headers;
pub mod health;
pub mod network;
pub mod pages;
pub mod trace;
