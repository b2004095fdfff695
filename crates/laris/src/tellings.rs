//! The job that carries what the sandbox tells to the city, as a real acquirer's call would: headers and body, judged by nobody before.

use jobs::queue::{Failure, Handler, Job};
use market::Desk;
use market::payments;
use sandbox::{HEADER, NAME, Sandbox, TELLING, Told};
use store::{BoxFuture, House};
use web::App;

/// Tells.
#[derive(Debug, Clone)]
pub struct Tellings {
    desk: Desk,
    sandbox: Sandbox,
    counted_by: Option<App>,
}

impl Tellings {
    /// From that acquirer to that city.
    #[must_use]
    pub const fn new(desk: Desk, sandbox: Sandbox) -> Self {
        Self { desk, sandbox, counted_by: None }
    }

    /// Counted in that app's metrics, as a call from outside is.
    #[must_use]
    pub fn counted_by(self, app: &App) -> Self {
        Self { counted_by: Some(app.clone()), ..self }
    }

    async fn tell(&self, body: &str) -> Result<(), Failure> {
        let told: Told = serde_json::from_str(body)?;
        let Some(telling) = self.sandbox.telling(&told).await? else { return Ok(()) };
        let headers = [("content-type", "application/json"), (HEADER, telling.signature.as_str())];
        let heard = payments::hear(&self.desk, NAME, &headers, &telling.body).await;
        if let Some(app) = &self.counted_by {
            app.metrics.heard(NAME, &heard);
        }
        heard?;
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
