//! What a server needs to speak TLS: a certificate for `localhost`, its key, and a port.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;

use anyhow::Result;
use rcgen::{CertifiedKey, generate_simple_self_signed};

use super::programs::Account;

/// Who may connect, and how: over the network only encrypted. Source: PostgreSQL 15, 21.1 "The pg_hba.conf File".
const DOOR: &str = "local all all trust\nhostssl all all all trust\n";

/// A certificate signed by itself, and where the server that has it listens.
#[derive(Debug)]
pub struct Lock {
    certificate: String,
    key: String,
    pub(super) port: u16,
}

impl Lock {
    /// For a host, on a free port.
    ///
    /// # Errors
    /// When no certificate can be made or no port is free.
    pub fn new(host: &str) -> Result<Self> {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([host.to_owned()])?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Self { certificate: cert.pem(), key: signing_key.serialize_pem(), port })
    }

    /// The certificate, PEM: for `sslrootcert`.
    #[must_use]
    pub fn certificate(&self) -> &str {
        &self.certificate
    }

    /// Puts certificate and key where the server looks for them.
    pub(super) fn fit(&self, data: &Path, account: Option<Account>) -> Result<()> {
        for (name, text) in [("server.crt", self.certificate.as_str()), ("server.key", &self.key), ("pg_hba.conf", DOOR)] {
            let file = data.join(name);
            fs::write(&file, text)?;
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600))?;
            if let Some(account) = account {
                chown(&file, Some(account.user), Some(account.group))?;
            }
        }
        Ok(())
    }
}
