//! Sign-in by phone number and one-time code, and the sessions that follow.
//!
//! A code has six digits, lives five minutes and bears five attempts; three are sent in ten minutes and twenty in a day,
//! so one number's code is guessed at most a hundred times a day (NIST SP 800-63B, section 5.2.2, allows a hundred in all).
//! Only keyed hashes of codes and hashes of tokens are kept. Nothing here answers otherwise for a number that is known.

mod cache;
mod model;
mod rules;
mod service;
mod store;

pub use cache::SessionCache;
pub use model::{CodeSent, NewSession, Secrets, SecretsError, SignInError};
pub use rules::{ATTEMPTS_MAX, CODE_LIFE, SENDS_DAY_MAX, SENDS_WINDOW_MAX, SESSION_LIFE};
pub use service::{actor_of, create_session, demo_session, prune, request_code, sign_out, sign_out_everywhere};
