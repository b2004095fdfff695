//! The job that carries what the sandbox tells to the city, as a real acquirer's call would: headers and body, judged by nobody before.

use jobs::queue::{Failure, Handler, Job};
use market::Desk;
use market::payments;
use sandbox::{HEADER, NAME, Sandbox, TELLING, Told};
use store::{BoxFuture, House};

/// Tells.
#[derive(Debug, Clone)]
pub struct Tellings {
    desk: Desk,
    sandbox: Sandbox,
}

impl Tellings {
    /// From that acquirer to that city.
    #[must_use]
    pub const fn new(desk: Desk, sandbox: Sandbox) -> Self {
        Self { desk, sandbox }
    }

    async fn tell(&self, body: &str) -> Result<(), Failure> {
        let told: Told = serde_json::from_str(body)?;
        let Some(telling) = self.sandbox.telling(&told).await? else { return Ok(()) };
        let headers = [("content-type", "application/json"), (HEADER, telling.signature.as_str())];
        payments::hear(&self.desk, NAME, &headers, &telling.body).await?;
        Ok(())
    }
}

impl Handler for Tellings {
    fn kind(&self) -> &'static str {
        TELLING
    }

    fn run<'a>(&'a self, _: &'a House, job: &'a Job) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.tell(&job.body))
    }
}
