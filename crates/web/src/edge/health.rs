//! Whether the process lives (`/healthz`) and can serve (`/readyz`, which reads from the database).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::App;

/// Answers as soon as the process runs.
pub async fn show_health(State(app): State<App>) -> Response {
    Json(json!({ "status": "ok", "version": app.build.version })).into_response()
}

/// Answers well when the city can be read now.
pub async fn show_readiness(State(app): State<App>) -> Response {
    match read(&app).await {
        Ok(true) => Json(json!({ "status": "ready", "database": app.desk.house.db.kind() })).into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "no_city" }))).into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "database_unavailable" }))).into_response()
        }
    }
}

async fn read(app: &App) -> Result<bool, store::StoreError> {
    let mut tx = app.desk.house.db.reader().await?;
    Ok(registry::cities::get(&mut tx, app.desk.city_id()).await?.is_some())
}
