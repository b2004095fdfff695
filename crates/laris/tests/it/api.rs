//! The JSON API from outside, on both databases: every answer is checked against the OpenAPI document.

mod client;
mod conform;
mod refusals;
mod story;
