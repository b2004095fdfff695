//! How a PostgreSQL server is reached: in the clear beside it, encrypted and with its certificate checked elsewhere.
//!
//! `sslmode=require` (or `verify-ca`, `verify-full`, which mean the same here) asks for TLS; the certificate must be for the host that
//! is named and signed by an authority this machine trusts, or by one in the PEM file that `sslrootcert` names. Without it nothing is
//! encrypted: libpq's `prefer` would take whatever certificate it is shown, which keeps no secret from whoever stands between.
//! Names and meanings: PostgreSQL 15, 34.19 "SSL Support".

use std::net::IpAddr;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;

/// The parameter that names a file of authorities, which the driver does not know.
const ROOTS: &str = "sslrootcert";
/// What libpq calls modes that check the certificate; here all do.
const CHECKED: [&str; 2] = ["verify-ca", "verify-full"];

/// An address, and how to speak there.
pub(crate) struct Door {
    pub config: Config,
    /// None: in the clear.
    pub tls: Option<MakeRustlsConnect>,
}

impl Door {
    /// From `postgres://…?sslmode=require&sslrootcert=FILE`.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        let (plain, roots) = without_roots(url);
        let mut config: Config = plain.parse().map_err(unavailable)?;
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(MakeRustlsConnect::new(client(roots.as_deref())?)),
            _ => None,
        };
        if tls.is_none() {
            config.ssl_mode(SslMode::Disable);
        }
        Ok(Self { config, tls })
    }

    /// One connection, which lives as long as the client and its runtime.
    pub async fn connect(&self) -> Result<Client, StoreError> {
        match &self.tls {
            Some(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await.map_err(unavailable)?;
                tokio::spawn(connection);
                Ok(client)
            }
            None => {
                let (client, connection) = self.config.connect(NoTls).await.map_err(unavailable)?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }
}

/// Whether an address leads over a network in the clear. One that cannot be read leads nowhere.
pub(crate) fn is_exposed(url: &str) -> bool {
    let is_near = |host: &Host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
    };
    Door::parse(url).is_ok_and(|door| door.tls.is_none() && !door.config.get_hosts().iter().all(is_near))
}

pub(crate) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// The address as the driver reads it, and the file of authorities.
fn without_roots(url: &str) -> (String, Option<String>) {
    let Some((address, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (mut kept, mut roots) = (Vec::new(), None);
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some((ROOTS, file)) => roots = Some(decoded(file)),
            Some(("sslmode", mode)) if CHECKED.contains(&mode) => kept.push("sslmode=require".to_owned()),
            _ => kept.push(pair.to_owned()),
        }
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (format!("{address}{query}"), roots)
}

/// `%2F` to `/`; what is no such mark stays.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend(&part.as_bytes()[2..]);
            }
            None => bytes.extend([b"%", part.as_bytes()].concat()),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn client(roots: Option<&str>) -> Result<ClientConfig, StoreError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(unavailable)?;
    let checked = match roots {
        None => builder.with_platform_verifier().map_err(unavailable)?,
        Some(file) => builder.with_root_certificates(authorities(file)?),
    };
    Ok(checked.with_no_client_auth())
}

fn authorities(file: &str) -> Result<RootCertStore, StoreError> {
    let unreadable = |error: &dyn std::fmt::Display| unavailable(std::io::Error::other(format!("{ROOTS} {file}: {error}")));
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).map_err(|error| unreadable(&error))? {
        store.add(certificate.map_err(|error| unreadable(&error))?).map_err(|error| unreadable(&error))?;
    }
    if store.is_empty() {
        return Err(unreadable(&"there is no certificate in it"));
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use super::{Door, is_exposed, without_roots};

    #[test]
    fn the_file_of_authorities_is_taken_out_of_the_address() {
        for (url, address, file) in [
            ("postgres://a@b/c", "postgres://a@b/c", None),
            ("postgres://a@b/c?sslmode=require", "postgres://a@b/c?sslmode=require", None),
            ("postgres://a@b/c?sslrootcert=%2Fetc%2Fca.pem", "postgres://a@b/c", Some("/etc/ca.pem")),
            ("postgres://a@b/c?x=1&sslrootcert=ca%20b.pem&sslmode=verify-full", "postgres://a@b/c?x=1&sslmode=require", Some("ca b.pem")),
        ] {
            assert_eq!(without_roots(url), (address.to_owned(), file.map(str::to_owned)), "{url}");
        }
    }

    #[test]
    fn only_what_is_asked_for_is_encrypted() {
        for (url, is_encrypted, is_open) in [
            ("postgres://a@b/c", false, true),
            ("postgres://a@b/c?sslmode=prefer", false, true),
            ("postgres://a@b/c?sslmode=disable", false, true),
            ("postgres://a@b/c?sslmode=require", true, false),
            ("postgres://a@b/c?sslmode=verify-full", true, false),
            ("postgres://a@localhost/c", false, false),
            ("postgres://a@127.0.0.1,10.0.0.2/c", false, true),
            ("postgres://a@[::1]/c", false, false),
            ("postgres://a@%2Frun%2Fpostgresql/c", false, false),
        ] {
            assert_eq!((Door::parse(url).unwrap().tls.is_some(), is_exposed(url)), (is_encrypted, is_open), "{url}");
        }
        assert!(Door::parse("postgres://a@b/c?sslmode=require&sslrootcert=/nothing/here.pem").is_err());
    }
}
