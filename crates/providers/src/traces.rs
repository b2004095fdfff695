//! Where time goes, request by request and job by job, told to an OpenTelemetry collector. Off unless an address is given.
//!
//! What is told: a span's name, its route, method, status, request number, kind of job; never who, what or how much. Telling happens
//! in a thread of its own: a collector that is down or slow costs spans, not answers.
//! Sources: OTLP 1.9 (protobuf over HTTP), W3C Trace Context.

use std::collections::HashMap;
use std::time::Duration;

use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

/// Longest wait for the collector, for one bundle of spans and at the end.
const PATIENCE: Duration = Duration::from_secs(5);
/// The crates whose spans are told: those of libraries say more of their own ways than of ours.
const CRATES: [&str; 6] = ["web", "market", "registry", "jobs", "providers", "laris"];

/// Tells a collector until it is dropped or [`Traces::end`]s.
#[derive(Debug)]
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// To `http://127.0.0.1:4318/v1/traces`, with so many of a hundred requests; one that came with a trace follows that one's choice.
    /// Must not be called inside a runtime.
    ///
    /// # Errors
    /// When the address cannot be read.
    pub fn start(url: &str, percent: u8) -> Result<Self, ExporterBuildError> {
        let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).with_endpoint(url);
        let exporter = exporter.with_timeout(PATIENCE).build()?;
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(f64::from(percent.min(100)) / 100.0)));
        let resource = Resource::builder().with_service_name("laris").build();
        Ok(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_sampler(sampler).with_resource(resource).build()))
    }

    /// What listens to the program's spans.
    #[must_use]
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a> + Send + Sync>(&self) -> impl Layer<S> + Send + Sync + use<S> {
        let ours = CRATES.map(|name| (name, LevelFilter::INFO));
        tracing_opentelemetry::layer().with_tracer(self.0.tracer("laris")).with_filter(Targets::new().with_targets(ours))
    }

    /// Tells what is left, waiting for the collector no longer than 5 seconds.
    ///
    /// # Errors
    /// What the collector did not take, as text.
    pub fn end(self) -> Result<(), String> {
        self.0.shutdown_with_timeout(PATIENCE).map_err(|error| error.to_string())
    }
}

/// Joins a span to the trace that a caller is in; a header that is no `traceparent` changes nothing.
pub fn follow(span: &Span, traceparent: &str) {
    let header = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    // Without a layer there is nothing to join.
    let _ = span.set_parent(TraceContextPropagator::new().extract(&header));
}

/// Notes what is known of a span only at its end.
pub fn note(span: &Span, key: &'static str, value: i64) {
    span.set_attribute(key, value);
}
