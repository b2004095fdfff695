//! Sign-in by phone number and one-time code, and the sessions that follow.
//!
//! A code has six digits, lives five minutes, bears five attempts and works for the device that asked for it, so that nobody uses up
//! or replaces another's. Three are sent in ten minutes and at most twenty in a day, so one number's code is guessed at most a
//! hundred times a day (NIST SP 800-63B, section 5.2.2, allows a hundred in all). Networks and the city have limits too (`rules.rs`).
//! A device that signed in before has an allowance of its own: whoever asks for codes to a stranger's number, from however many
//! addresses, keeps new devices waiting, never the known ones. All is counted in the database ([`crate::limits`]).
//! Only keyed hashes of numbers, codes, devices and addresses and hashes of tokens are kept. Nothing here answers otherwise for a
//! number that is known.
//!
//! A session of staff has its roles only for as long as its second factor holds ([`crate::second_factor`]).

mod cache;
mod model;
pub(crate) mod rules;
pub(crate) mod service;
pub(crate) mod store;

pub use cache::SessionCache;
pub use model::{CodeSent, Known, NewSession, Second, Secrets, SecretsError, SignInError, Source};
pub use rules::{ATTEMPTS_MAX, CODE_LIFE, FACTOR_LIFE, SESSION_LIFE};
pub use service::{actor_of, create_session, demo_session, known, prune, request_code, sign_out, sign_out_everywhere};
