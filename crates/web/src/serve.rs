//! Answers requests on a port until it is told to stop; requests under way are finished.

use std::future::Future;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use crate::app::App;

/// Serves until `stop` ends and the last request is answered.
///
/// # Errors
/// When the port fails.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    // Small answers must not wait for more to fill a packet.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays with its delay");
        }
    });
    // The API counts by address how often a visitor asks.
    let service = crate::router(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
