//! What a gateway tells of its own accord: signed once, and sent as often, as late and in whatever order a test likes.

use crate::http::{Response, listen, post};

/// One signed telling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// JSON, as it was signed.
    pub body: Vec<u8>,
}

impl Telling {
    /// The same with something else in its body, under the old signature.
    ///
    /// # Panics
    /// When the body does not hold `from`.
    #[must_use]
    pub fn forged(&self, from: &str, to: &str) -> Self {
        let body = String::from_utf8(self.body.clone()).unwrap();
        assert!(body.contains(from), "{from:?} is not in {body}");
        Self { headers: self.headers.clone(), body: body.replace(from, to).into_bytes() }
    }

    /// Names and values as they are handed to whoever checks them.
    #[must_use]
    pub fn header_pairs(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }
}

/// Sends tellings one after the other to `http://127.0.0.1:41234/path`; returns status and body of each answer.
pub async fn tell(url: &str, tellings: &[Telling]) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for telling in tellings {
        answers.push(post(url, &telling.headers, &telling.body).await);
    }
    answers
}

/// Listens for tellings on a loopback port and answers them with status and body. **Shape:** `http://127.0.0.1:41234/`.
pub async fn hear(answer: impl Fn(&Telling) -> (u16, String) + Clone + Send + 'static) -> String {
    let endpoint = listen(move |request| {
        let (status, body) = answer(&Telling { headers: request.headers.clone(), body: request.body.clone() });
        Response::text(status, "application/json", &body)
    });
    endpoint.await + "/"
}
