//! A store that speaks S3 on a loopback port: it checks every signature for itself and keeps what is put into it.
//!
//! It shares no code with what signs: two readings of one specification that agree are worth more than one.

mod signature;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::http::{Request, Response, listen};
use kernel::{Clock as _, SystemClock};
pub use signature::{Refused, Signed, verify};

/// The key that is let in.
pub const ACCESS_KEY: &str = "AKIALARISEXAMPLE";
/// Its secret.
pub const SECRET_KEY: &str = "rahasia/untuk+percobaan";
/// The only bucket.
pub const BUCKET: &str = "laris-pictures";
/// Where it pretends to be.
pub const REGION: &str = "ap-southeast-3";

/// A bucket behind a port; ends with the runtime it was started in.
#[derive(Debug, Clone)]
pub struct S3Server {
    /// `http://127.0.0.1:41234`
    pub endpoint: String,
    kept: Arc<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    objects: Mutex<BTreeMap<String, (Vec<u8>, String)>>,
    /// Code of each refusal, in order.
    refusals: Mutex<Vec<&'static str>>,
    /// Seconds that its clock is ahead.
    ahead: Mutex<i64>,
    is_down: Mutex<bool>,
}

impl S3Server {
    /// Starts with an empty bucket.
    pub async fn start() -> Self {
        let kept = Arc::new(Kept::default());
        let served = Arc::clone(&kept);
        let endpoint = listen(move |request| answer(&served, request)).await;
        Self { endpoint, kept }
    }

    /// Keys of what it holds.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        lock(&self.kept.objects).keys().cloned().collect()
    }

    /// What it holds under a key: content and type.
    #[must_use]
    pub fn object(&self, key: &str) -> Option<(Vec<u8>, String)> {
        lock(&self.kept.objects).get(key).cloned()
    }

    /// Codes of what it refused so far.
    #[must_use]
    pub fn refusals(&self) -> Vec<&'static str> {
        lock(&self.kept.refusals).clone()
    }

    /// Sets its clock ahead of everybody's, in seconds.
    pub fn set_ahead(&self, seconds: i64) {
        *lock(&self.kept.ahead) = seconds;
    }

    /// Answers 503 to everything, or no longer.
    pub fn set_down(&self, is_down: bool) {
        *lock(&self.kept.is_down) = is_down;
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(kept: &Kept, request: &Request) -> Response {
    if *lock(&kept.is_down) {
        return Response::refusal(503, "ServiceUnavailable");
    }
    // Who signs looks at the machine's clock, so this does too.
    let now = SystemClock.now().micros() / kernel::time::SECOND + *lock(&kept.ahead);
    let signed = Signed { method: &request.method, target: &request.target, headers: &request.headers, body: &request.body };
    if let Err(refused) = verify(&signed, ACCESS_KEY, SECRET_KEY, REGION, now) {
        lock(&kept.refusals).push(refused.code());
        return Response::refusal(403, refused.code());
    }
    let path = request.target.split('?').next().unwrap_or_default();
    let Some(key) = path.strip_prefix(&format!("/{BUCKET}/")).filter(|key| !key.is_empty()) else {
        return Response::refusal(404, "NoSuchBucket");
    };
    let mut objects = lock(&kept.objects);
    match request.method.as_str() {
        "PUT" => {
            let kind = request.header("content-type").unwrap_or("binary/octet-stream").to_owned();
            objects.insert(key.to_owned(), (request.body.clone(), kind));
            Response::plain(200)
        }
        "GET" | "HEAD" => match objects.get(key) {
            Some((body, kind)) => Response::object(body.clone(), kind, request.method == "HEAD"),
            None => Response::refusal(404, "NoSuchKey"),
        },
        "DELETE" => {
            objects.remove(key);
            Response::plain(204)
        }
        _ => Response::refusal(405, "MethodNotAllowed"),
    }
}
