//! `/metrics`: what is counted, and that it names no person; request numbers in and out.

use axum::body::Body;
use axum::http::Request;
use laris::cli::Place;
use testkit::both;
use tower::ServiceExt as _;

use super::busy_town;

#[test]
fn requests_orders_and_jobs_are_counted() {
    both(async |house| {
        let town = busy_town(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data: folder.path().to_owned(), database_url: None };
        let app = laris::serve::app(house.house().clone(), (*town.desk.city).clone(), &place, String::new()).await.unwrap();
        let router = web::router(app.clone());
        for path in ["/pasar/pasar-contoh", "/pasar/tidak-ada", "/081200000001"] {
            let request = Request::get(path).header("x-request-id", "proxy-number-1").body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers()["x-request-id"], "proxy-number-1", "{path}");
        }
        let bad = Request::get("/healthz").header("x-request-id", "a\u{7f}b c<script>").body(Body::empty());
        if let Ok(request) = bad {
            let answer = router.oneshot(request).await.unwrap();
            assert_eq!(answer.headers()["x-request-id"].len(), 32, "nonsense is replaced");
        }
        let text = web::metrics::render(&app).await.unwrap();
        for line in [
            "laris_http_requests_total{route=\"/pasar/{slug}\",method=\"GET\",status=\"200\"} 1",
            "laris_http_requests_total{route=\"/pasar/{slug}\",method=\"GET\",status=\"404\"} 1",
            "laris_http_requests_total{route=\"-\",method=\"GET\",status=\"404\"} 1",
            "laris_http_request_seconds_count{route=\"/pasar/{slug}\",method=\"GET\"} 2",
            "laris_orders_today{state=\"placed\"} 3",
            "laris_jobs{state=\"dead\"} 0",
            "laris_database_up 1",
            "laris_live_connections 0",
            "laris_database_writes_waiting 0",
            "process_resident_memory_bytes ",
            "# EOF",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert!(!text.contains("0812") && !text.contains("Sari"), "nobody is named");
    });
}

/// A dashboard or an alarm over a figure that is not there stays silent for ever.
#[test]
fn the_dashboard_and_the_alarms_name_figures_that_are_there() {
    both(async |house| {
        let town = busy_town(&house).await;
        let folder = tempfile::tempdir().unwrap();
        let place = Place { data: folder.path().to_owned(), database_url: None };
        let app = laris::serve::app(house.house().clone(), (*town.desk.city).clone(), &place, String::new()).await.unwrap();
        let request = Request::get("/healthz").body(Body::empty()).unwrap();
        web::router(app.clone()).oneshot(request).await.unwrap();
        let text = web::metrics::render(&app).await.unwrap();
        let deploy = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy"));
        for file in ["grafana/laris.json", "prometheus/laris.rules.yml"] {
            let said = std::fs::read_to_string(deploy.join(file)).unwrap();
            let words = said.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
            for name in words.filter(|word| word.starts_with("laris_") || word.starts_with("process_")) {
                assert!(text.lines().any(|line| line.starts_with(name)), "{file}: {name} is not in\n{text}");
            }
        }
    });
}
