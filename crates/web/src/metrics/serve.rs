//! `/metrics` on an address of its own: a proxy before the city never passes it on.

use std::future::Future;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::app::App;

/// Source: OpenMetrics 1.0, "Protocol negotiation".
const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Answers Prometheus until `stop` ends.
///
/// # Errors
/// When the port fails.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let router = Router::new().route("/metrics", get(show_metrics)).with_state(app);
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn show_metrics(State(app): State<App>) -> Response {
    match super::render(&app).await {
        Ok(text) => ([(CONTENT_TYPE, OPENMETRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
