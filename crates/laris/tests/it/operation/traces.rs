//! Traces: told to a collector as the standard has it, and no hindrance when there is none.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;
use tokio::sync::mpsc;

use super::serving::Server;
use super::{busy_town, fresh};

/// The caller's trace and span (W3C Trace Context, 3.2.2).
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

async fn settings(folder: &Path, otlp: &str) -> PathBuf {
    let (data, config) = (folder.join("data"), folder.join("laris.toml"));
    let text = format!("data = {data:?}\nport = 0\nmetrics = \"127.0.0.1:0\"\nlog_format = \"json\"\notlp = \"{otlp}\"\n");
    std::fs::write(&config, text).unwrap();
    std::fs::create_dir(&data).unwrap();
    busy_town(&fresh(&store::Options::sqlite(data.join("laris.sqlite"))).await).await;
    config
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: laris\r\nConnection: close\r\ntraceparent: 00-{TRACE}-{CALLER}-01\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// A span's attribute as text.
fn attribute(span: &Span, key: &str) -> Option<String> {
    let value = span.attributes.iter().find(|pair| pair.key == key)?.value.as_ref()?.value.as_ref()?;
    Some(match value {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

#[test]
fn a_collector_is_told_of_each_request() {
    let (heard, mut bundles) = mpsc::unbounded_channel();
    let folder = tempfile::tempdir().unwrap();
    testkit::block_on(async {
        let collector = testkit::http::listen(move |request| {
            heard.send(request.clone()).unwrap();
            testkit::http::Response::plain(200)
        });
        let address = collector.await;
        let config = settings(folder.path(), &format!("{address}/v1/traces")).await;
        tokio::task::spawn_blocking(move || {
            let server = Server::start(&config);
            assert!(get(&server.city, "/pasar/pasar-contoh?rahasia=081200000001").starts_with("HTTP/1.1 200"));
            assert!(server.stop(), "what is left is told at the end");
        })
        .await
        .unwrap();
        let mut spans = Vec::new();
        while let Ok(request) = bundles.try_recv() {
            assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v1/traces"));
            let told = ExportTraceServiceRequest::decode(request.body.as_slice()).unwrap();
            assert!(!String::from_utf8_lossy(&request.body).contains("0812"), "nobody is named");
            spans.extend(told.resource_spans.into_iter().flat_map(|each| each.scope_spans).flat_map(|each| each.spans));
        }
        let of_page = |span: &&Span| attribute(span, "route").as_deref() == Some("/pasar/{slug}");
        let span = spans.iter().find(of_page).unwrap_or_else(|| panic!("{spans:#?}"));
        let said = ["method", "http.response.status_code"].map(|key| attribute(span, key).unwrap_or_default());
        assert_eq!((span.name.as_str(), said), ("request", ["GET".to_owned(), "200".to_owned()]));
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!((hex(&span.trace_id), hex(&span.parent_span_id)), (TRACE.to_owned(), CALLER.to_owned()), "the caller's trace goes on");
        assert!(span.end_time_unix_nano > span.start_time_unix_nano);
    });
}

#[test]
fn a_collector_that_is_gone_hinders_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let config = testkit::block_on(settings(folder.path(), &format!("http://{nobody}/v1/traces")));
    let server = Server::start(&config);
    assert!(get(&server.city, "/pasar/pasar-contoh").starts_with("HTTP/1.1 200"));
    let begun = Instant::now();
    assert!(server.stop(), "it ends well");
    assert!(begun.elapsed() < Duration::from_secs(12), "and soon: {:?}", begun.elapsed());
}
