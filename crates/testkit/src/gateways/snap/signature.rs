//! SNAP's signatures, as the bank checks and makes them. Source: Bank Indonesia, SNAP, "Standar Teknis dan Keamanan".

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};

use crate::gateways::hex;

/// The keys of both sides, made anew for each server: no private key lies in the sources.
pub struct SnapKeys {
    merchant: RsaKeyPair,
    bank: RsaKeyPair,
    /// Known to both.
    pub client_secret: String,
}

impl Default for SnapKeys {
    fn default() -> Self {
        let make = || RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        Self { merchant: make(), bank: make(), client_secret: "rahasia-klien-contoh".to_owned() }
    }
}

impl SnapKeys {
    /// The merchant's private key, PEM, PKCS#8.
    #[must_use]
    pub fn merchant_private_key(&self) -> String {
        let der: Pkcs8V1Der<'_> = self.merchant.as_der().unwrap();
        pem("PRIVATE KEY", der.as_ref())
    }

    /// The bank's public key, PEM.
    #[must_use]
    pub fn bank_public_key(&self) -> String {
        pem("PUBLIC KEY", self.bank.public_key().as_der().unwrap().as_ref())
    }

    /// Whether the merchant signed a request for a token.
    pub(super) fn is_merchants(&self, client_id: &str, time: &str, signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, self.merchant.public_key().as_ref());
        STANDARD.decode(signature).is_ok_and(|signature| key.verify(format!("{client_id}|{time}").as_bytes(), &signature).is_ok())
    }

    /// What a request must be signed with. Bodies come minified.
    pub(super) fn of_request(&self, path: &str, token: &str, body: &[u8], time: &str) -> String {
        self.keyed(&format!("POST:{path}:{token}:{}:{time}", hex::<Sha256>(body)))
    }

    /// Signs what the bank tells, by its own key or by the shared secret.
    pub(super) fn sign(&self, path: &str, body: &[u8], time: &str, is_symmetric: bool) -> String {
        let text = format!("POST:{path}:{}:{time}", hex::<Sha256>(body));
        if is_symmetric {
            return self.keyed(&text);
        }
        let mut signature = vec![0; self.bank.public_modulus_len()];
        self.bank.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
        STANDARD.encode(signature)
    }

    fn keyed(&self, text: &str) -> String {
        let mut mac = Hmac::<Sha512>::new_from_slice(self.client_secret.as_bytes()).unwrap();
        mac.update(text.as_bytes());
        STANDARD.encode(mac.finalize().into_bytes())
    }
}

/// Source: RFC 7468.
fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
