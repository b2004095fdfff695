//! How gateways are spoken to: one request, one answer, within a time and a size, and never elsewhere than asked.
//!
//! Nothing is tried twice here: whether a request may be repeated is known to whoever makes it.

use std::time::Duration;

use reqwest::{Method, redirect};

use super::PaymentError;

/// The longest answer, in bytes. Answers have a few thousand.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// How long a gateway is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpTimes {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the whole answer is read.
    pub total: Duration,
}

/// 3 and 8 seconds: a runner stands at a door, and what was not answered is asked about again by itself.
impl Default for HttpTimes {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(8) }
    }
}

/// Speaks to one gateway.
#[derive(Debug)]
pub(super) struct Http {
    client: reqwest::Client,
    base_url: String,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Http {
    /// To `https://api.example.id`, to which paths are added. `http` is for this machine only.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub fn new(base_url: &str, times: HttpTimes) -> Result<Self, PaymentError> {
        let is_here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|start| base_url.starts_with(start));
        if !is_here && !base_url.starts_with("https://") {
            return Err(PaymentError::Settings(format!("{base_url:?} does not begin with https://")));
        }
        let client = reqwest::Client::builder()
            .connect_timeout(times.connect)
            .timeout(times.total)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("laris/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| PaymentError::Settings(error.to_string()))?;
        Ok(Self { client, base_url: base_url.trim_end_matches('/').to_owned() })
    }

    /// Asks, with JSON when there is a body. Statuses of success and of refusal come back alike.
    ///
    /// # Errors
    /// [`PaymentError::Unavailable`] when no answer came in time, or one that blames the gateway (5xx, 408, 429);
    /// [`PaymentError::Unreadable`] when it is too long.
    #[tracing::instrument(name = "gateway", skip_all, fields(otel.kind = "client"))]
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Vec<u8>>) -> Result<Answer, PaymentError> {
        let mut request = self.client.request(method, format!("{}{path}", self.base_url)).header("accept", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        // Addresses name orders: they stay out of the log.
        let unavailable = |error: reqwest::Error| PaymentError::unavailable(error.without_url());
        let mut response = request.send().await.map_err(unavailable)?;
        let status = response.status().as_u16();
        if status >= 500 || [408, 429].contains(&status) {
            return Err(PaymentError::unavailable(format!("it answered {status}")));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
            if body.len() + chunk.len() > BODY_BYTES_MAX {
                return Err(PaymentError::Unreadable(format!("an answer of more than {BODY_BYTES_MAX} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sent_over_tls_or_to_this_machine() {
        for (url, is_good) in [
            ("https://api.midtrans.com", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://api.midtrans.com", false),
            ("http://127.0.0.1.example.id", false),
            ("api.midtrans.com", false),
            ("", false),
        ] {
            assert_eq!(Http::new(url, HttpTimes::default()).is_ok(), is_good, "{url}");
        }
    }
}
