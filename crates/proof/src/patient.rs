//! Asking a server that may be gone: again and again, over fresh connections, until it answers.

use std::time::Duration;

use anyhow::bail;
use tokio::sync::watch;

use crate::client::{Answer, Client};

/// How long somebody waits before asking again.
const PAUSE: Duration = Duration::from_millis(20);
/// How long an answer may take before it counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often one request is asked before the run has failed.
const TRIES_MAX: u32 = 2_000;

/// What is asked. `headers` are whole lines, each ended by `\r\n`.
#[derive(Debug, Clone, Copy)]
pub enum Request<'a> {
    /// A page.
    Get {
        /// Where.
        path: &'a str,
        /// With what.
        headers: &'a str,
    },
    /// JSON is posted.
    Json {
        /// Where.
        path: &'a str,
        /// With what.
        headers: &'a str,
        /// What.
        body: &'a str,
    },
    /// A form is posted.
    Form {
        /// Where.
        path: &'a str,
        /// With what.
        headers: &'a str,
        /// What.
        body: &'a str,
    },
}

impl Request<'_> {
    const fn path(&self) -> &str {
        match self {
            Self::Get { path, .. } | Self::Json { path, .. } | Self::Form { path, .. } => path,
        }
    }
}

/// Somebody who does not give up.
#[derive(Debug)]
pub struct Patient {
    address: watch::Receiver<String>,
    client: Option<Client>,
    /// Requests that got no answer, or one that said "later", and were asked again.
    pub unanswered: u64,
}

impl Patient {
    /// Asks whoever is at the address of the moment.
    pub const fn new(address: watch::Receiver<String>) -> Self {
        Self { address, client: None, unanswered: 0 }
    }

    /// Asks until there is an answer of that status, and says whether it was asked more than once. "Later" is no answer, any other
    /// status is a fault.
    pub async fn ask(&mut self, request: &Request<'_>, status: u16) -> anyhow::Result<(Answer, bool)> {
        let path = request.path();
        for tries in 0..TRIES_MAX {
            match tokio::time::timeout(PATIENCE, self.send(request)).await {
                Ok(Ok(answer)) if answer.status == status => return Ok((answer, tries > 0)),
                Ok(Ok(answer)) if !matches!(answer.status, 429 | 503) => {
                    bail!("{path} answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body))
                }
                Ok(Ok(_)) => {}
                // The connection broke, or nothing came: a fresh one, to wherever the server is now.
                Ok(Err(_)) | Err(_) => self.client = None,
            }
            self.unanswered += 1;
            tokio::time::sleep(PAUSE).await;
        }
        bail!("{path} was asked {TRIES_MAX} times without an answer")
    }

    async fn send(&mut self, request: &Request<'_>) -> anyhow::Result<Answer> {
        let mut client = match self.client.take() {
            Some(client) => client,
            None => {
                let address = self.address.borrow().clone();
                Client::connect(&address).await?
            }
        };
        let answer = match *request {
            Request::Get { path, headers } => client.get(path, headers).await?,
            Request::Json { path, headers, body } => client.post(path, headers, body).await?,
            Request::Form { path, headers, body } => client.post_form(path, headers, body).await?,
        };
        self.client = Some(client);
        Ok(answer)
    }
}
