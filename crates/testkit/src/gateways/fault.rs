//! How a gateway fails, once for each that is queued.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::lock;
use crate::http::Response;

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is done and nothing is answered.
    Silence,
    /// Nothing is done, and the caller is sent elsewhere.
    Redirect,
    /// It is done, but the answer never comes.
    SilenceAfterDoing,
    /// Nothing is done, and this HTTP status is answered.
    Status(u16),
    /// It is done, and the answer is no JSON.
    Garbled,
    /// It is done, and the answer is right, but a megabyte long.
    Endless,
}

/// Faults that wait for their requests.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<VecDeque<Fault>>);

impl Faults {
    pub fn push(&self, fault: Fault) {
        lock(&self.0).push_back(fault);
    }

    /// Does what is asked, or what is wrong with it.
    pub fn apply(&self, act: impl FnOnce() -> Response) -> Response {
        let fault = lock(&self.0).pop_front();
        match fault {
            None => act(),
            Some(Fault::Silence) => Response::silence(),
            Some(Fault::Status(status)) => Response::text(status, "text/html", "<h1>Maaf</h1>"),
            Some(Fault::Redirect) => Response::redirect("/v2/charge"),
            Some(Fault::Endless) => act().padded(1 << 20),
            Some(Fault::SilenceAfterDoing) => {
                act();
                Response::silence()
            }
            Some(Fault::Garbled) => {
                act();
                Response::text(200, "text/html", "<h1>Maaf</h1>")
            }
        }
    }
}
