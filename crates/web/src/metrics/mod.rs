//! Figures for Prometheus: what this process did, and how the city stands. They name routes by their template and never a
//! person, a number or an address. Served on an address of their own, see [`serve()`]; what each means for whoever is woken by
//! it stands in `docs/OPERATIONS.md`.

mod city;
mod process;
mod serve;

use std::time::Duration;

use axum::http::{Method, StatusCode};
use market::{Desk, MarketError};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use providers::payments::{CallbackAnswer, CallbackOutcome};

pub use serve::serve;

use crate::app::App;

/// Upper ends of the histogram's buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.06, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Which route was answered how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: u16,
}

/// Which route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
}

/// Whose telling was judged how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Told {
    provider: String,
    verdict: &'static str,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
    told: Family<Told, Counter>,
    city: city::Gauges,
    process: process::Gauges,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::default();
        let requests = Family::<Answered, Counter>::default();
        registry.register("laris_http_requests", "Answered requests", requests.clone());
        let seconds = Family::<Asked, Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register("laris_http_request_seconds", "Time until an answer began", seconds.clone());
        let told = Family::<Told, Counter>::default();
        registry.register("laris_payment_callbacks", "What payment providers told, by what was made of it", told.clone());
        let city = city::Gauges::register(&mut registry);
        let process = process::Gauges::register(&mut registry);
        Self { registry, requests, seconds, told, city, process }
    }
}

impl Metrics {
    /// Nothing counted yet. Every series of the city's payment providers is there from the start, so that the first forgery is an
    /// increase and not a new series, which no alarm sees.
    #[must_use]
    pub fn of(desk: &Desk) -> Self {
        let all = Self::default();
        for provider in &desk.payments {
            for outcome in CallbackOutcome::ALL {
                drop(all.told.get_or_create(&Told { provider: provider.name().to_owned(), verdict: outcome.name() }));
            }
        }
        all
    }

    /// Counts a telling. One for a provider that the city does not have is nobody's: any word may stand in its address.
    pub fn heard(&self, provider: &str, heard: &Result<CallbackAnswer, MarketError>) {
        let outcome = match heard {
            Ok(answer) => answer.outcome,
            Err(MarketError::PaymentUnknown) => return,
            Err(_) => CallbackOutcome::Later,
        };
        self.told.get_or_create(&Told { provider: provider.to_owned(), verdict: outcome.name() }).inc();
    }

    /// Counts an answer.
    pub fn answered(&self, route: &str, method: &Method, status: StatusCode, took: Duration) {
        let method = known(method);
        self.seconds.get_or_create(&Asked { route: route.to_owned(), method }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Answered { route: route.to_owned(), method, status: status.as_u16() }).inc();
    }
}

/// Everything as OpenMetrics text; figures of the city are read now.
///
/// # Errors
/// None in practice: writing to a String.
pub async fn render(app: &App) -> Result<String, std::fmt::Error> {
    app.metrics.city.refresh(app).await;
    app.metrics.process.refresh(app);
    let mut out = String::new();
    text::encode(&mut out, &app.metrics.registry)?;
    Ok(out)
}

/// A visitor may send any word as a method; each would be a series of its own.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
