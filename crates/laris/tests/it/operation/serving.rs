//! The program itself: served by a file of settings, backed up and looked at meanwhile, refused twice, stopped in order.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use testkit::block_on;

use super::{busy_town, fresh};

fn laris(config: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_laris"));
    command.args(arguments).arg("--config").arg(config);
    for name in ["LARIS_DATABASE_URL", "LARIS_DATA", "LARIS_PORT", "LARIS_HOST", "LARIS_LOG", "LARIS_SECRET", "LARIS_CONFIG", "LARIS_OTLP"]
    {
        command.env_remove(name);
    }
    command
}

fn output(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
}

/// The server, and the addresses of the city and of its metrics. It ends with the test, also when that fails.
pub(super) struct Server {
    child: Child,
    pub(super) city: String,
    metrics: String,
}

impl Server {
    pub(super) fn start(config: &Path) -> Self {
        let mut child = laris(config, &["serve"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = log.find(|line| line.as_ref().is_ok_and(|line| line.contains("/metrics"))).expect("a log line").unwrap();
        let line: serde_json::Value = serde_json::from_str(&line).expect("the log is JSON");
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let city = said.trim().rsplit("http://").next().unwrap().to_owned();
        // The log goes on; a full pipe would hold the server up.
        std::thread::spawn(move || log.count());
        Self { child, city, metrics: line["address"].as_str().unwrap().to_owned() }
    }

    fn get(address: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: laris\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    pub(super) fn stop(mut self) -> bool {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().success()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is gone already when the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_program_is_run_as_an_administrator_runs_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let config = folder.path().join("laris.toml");
    let settings = format!("data = {data:?}\nport = 0\nmetrics = \"127.0.0.1:0\"\nlog_format = \"json\"\nbackups = {:?}\n", folder.path());
    std::fs::write(&config, format!("{settings}prot = 1\n")).unwrap();
    let (is_well, said) = output(&mut laris(&config, &["serve"]));
    assert!(!is_well && said.contains("there is no setting prot"), "{said}");
    std::fs::write(&config, settings).unwrap();

    std::fs::create_dir(&data).unwrap();
    block_on(async {
        busy_town(&fresh(&store::Options::sqlite(data.join("laris.sqlite"))).await).await;
    });
    let server = Server::start(&config);
    assert!(Server::get(&server.city, "/readyz").contains("\"ready\""));
    let metrics = Server::get(&server.metrics, "/metrics");
    assert!(metrics.contains("application/openmetrics-text") && metrics.contains("laris_database_up 1"), "{metrics}");
    assert!(Server::get(&server.city, "/metrics").starts_with("HTTP/1.1 404"), "never on the city's address");

    let (is_well, said) = output(&mut laris(&config, &["serve"]));
    assert!(!is_well && said.contains("a SQLite file has one server"), "{said}");
    let (is_well, said) = output(laris(&config, &["backup", "--json"]).arg(folder.path()));
    let report: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    assert!(is_well && report["rows"].as_i64() > Some(0) && report["broken"].as_array().is_some_and(Vec::is_empty), "{said}");
    let (_, said) = output(&mut laris(&config, &["doctor"]));
    assert!(said.contains("ok    server       a server runs on this folder") && said.contains("ok    backup"), "{said}");

    assert!(server.stop(), "it ends well when it is told to");
    let (_, said) = output(&mut laris(&config, &["doctor"]));
    assert!(said.contains("no server runs on this folder"), "{said}");
    let (is_well, said) = output(laris(&config, &["restore"]).arg(report["file"].as_str().unwrap()));
    assert!(!is_well && said.contains("holds data already"), "{said}");
}
