//! The JSON API from outside, on both databases: every answer is checked against the OpenAPI document.

pub mod client;
mod conform;
mod refusals;
mod story;
