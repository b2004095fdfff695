//! Signing in, one's own data, and the helpers around: demo people, API documentation.

pub mod api;
pub mod demo;
pub mod privacy;
pub mod profile;
pub mod second_factor;
pub mod sign_in;
