//! The outside world: payment and message providers and stores of objects behind traits, each with an implementation that needs no
//! network.
//!
//! Providers are called outside transactions, from jobs and services; nothing here knows the database, and nothing here
//! decides what a message says or whether money is due.

pub mod messages;
pub mod objects;
pub mod payments;
mod secret;
pub mod traces;

use std::future::Future;
use std::pin::Pin;

pub use messages::{DemoMessages, LogMessages, Message, MessageError, MessageKind, MessageProvider};
pub use payments::{Cash, PaymentError, PaymentProvider};
pub use secret::{Secret, SecretError};

/// What a provider's asynchronous methods return, so that providers can be chosen at start-up.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
