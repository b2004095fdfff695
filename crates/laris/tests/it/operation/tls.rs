//! A PostgreSQL server on a network: spoken to with TLS, to nobody else, and by nothing that was not asked to.

use std::path::{Path, PathBuf};

use laris::cli::{DoctorOptions, Place};
use laris::operation::doctor::{Verdict, examine};
use store::testing::Admin;
use store::{Db, Options, StoreError, health, migrate};
use testkit::postgres::{Cluster, Lock, with_database};

/// The server, and the file with its certificate.
fn server(folder: &Path, host: &str) -> (Cluster, PathBuf) {
    let lock = Lock::new(host).unwrap();
    let file = folder.join(format!("{host}.pem"));
    std::fs::write(&file, lock.certificate()).unwrap();
    (Cluster::encrypted(&lock).unwrap(), file)
}

fn asked(cluster: &Cluster, query: &str) -> Options {
    Options::postgres(format!("{}{query}", cluster.url()))
}

async fn refusal(options: &Options) -> String {
    let error = Db::open(options).await.map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    format!("{:#}", anyhow::Error::from(error))
}

#[test]
fn only_a_server_with_a_certificate_we_trust_is_spoken_to() {
    let folder = tempfile::tempdir().unwrap();
    let (cluster, roots) = server(folder.path(), "localhost");
    let trusted = format!("?sslmode=verify-full&sslrootcert={}", roots.display());
    testkit::block_on(async {
        let options = asked(&cluster, &trusted);
        let db = Db::open(&options).await.unwrap();
        migrate::migrate(&db).await.unwrap();
        assert!(health::version(&db).await.unwrap().starts_with("PostgreSQL"));

        let admin = Admin::connect(&format!("{}{trusted}", cluster.url())).await.unwrap();
        let spoken = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name LIKE 'laris%'";
        assert_eq!(admin.run(spoken).await.unwrap(), ["t"], "every connection is encrypted");

        // An authority of this machine's store never signed it; and the server lets nobody in who speaks in the clear.
        assert!(refusal(&asked(&cluster, "?sslmode=require")).await.contains("certificate"));
        assert!(refusal(&asked(&cluster, "")).await.contains("no encryption"));
    });
}

#[test]
fn a_certificate_for_somebody_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (cluster, roots) = server(folder.path(), "elsewhere.test");
    let query = format!("?sslmode=require&sslrootcert={}", roots.display());
    testkit::block_on(async {
        let said = refusal(&asked(&cluster, &query)).await;
        assert!(said.contains("not valid for name"), "{said}");
    });
}

#[test]
fn doctor_warns_of_what_can_be_read_on_the_way() {
    testkit::block_on(async {
        let data = tempfile::tempdir().unwrap();
        // An address for documentation: nobody is there (RFC 5737).
        for (query, is_warned) in [("", true), ("?sslmode=require", false)] {
            let url = with_database(&format!("postgres://laris@192.0.2.1:5432/x{query}"), "laris");
            let place = Place { data: data.path().to_owned(), database_url: Some(url) };
            let host = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
            let options = DoctorOptions { place, host, city: None, origin: String::new(), backups: None, is_json: false };
            let findings = examine(&options, kernel::Timestamp::from_micros(0)).await;
            let warned = findings.iter().any(|finding| finding.check == "encryption" && finding.verdict == Verdict::Warn);
            assert_eq!(warned, is_warned, "{findings:#?}");
        }
    });
}
