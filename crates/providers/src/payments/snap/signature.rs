//! SNAP's signatures. Source: Bank Indonesia, SNAP, "Standar Teknis dan Keamanan", as the documents of DOKU, Faspay and Midtrans
//! repeat them, read in November 2026.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};

use crate::payments::PaymentError;
use crate::payments::wire::hex;
use crate::secret::Secret;

/// Signs requests for tokens with our private key.
pub(super) struct TokenSigner(RsaKeyPair);

impl TokenSigner {
    /// From PEM.
    ///
    /// # Errors
    /// [`PaymentError::Settings`] for another kind of key, or one that is too short.
    pub fn new(private_key: &Secret) -> Result<Self, PaymentError> {
        let wrong = |why: &str| PaymentError::Settings(format!("the private key for SNAP {why}"));
        let pair = match PrivateKeyDer::from_pem_slice(private_key.expose().as_bytes()) {
            Ok(PrivateKeyDer::Pkcs8(der)) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(der)) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            Ok(_) => return Err(wrong("is not for RSA")),
            Err(_) => return Err(wrong("is not written in PEM")),
        };
        pair.map(Self).map_err(|error| wrong(&format!("cannot be used: {error}")))
    }

    /// Base64 of SHA256withRSA over `client_id|timestamp`.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub fn sign(&self, client_id: &str, timestamp: &str) -> Result<String, PaymentError> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), format!("{client_id}|{timestamp}").as_bytes(), &mut signature)
            .map_err(|_| PaymentError::Settings("the private key for SNAP does not sign".to_owned()))?;
        Ok(STANDARD.encode(signature))
    }
}

/// Base64 of HMAC-SHA512 over `METHOD:path:token:hash:timestamp`.
pub(super) fn transaction(secret: &Secret, path: &str, token: &str, body: &[u8], timestamp: &str) -> String {
    STANDARD.encode(keyed(secret, &format!("POST:{path}:{token}:{}:{timestamp}", body_hash(body))).as_ref())
}

/// What a notification is signed over: `METHOD:path:hash:timestamp`.
fn notification(path: &str, body: &[u8], timestamp: &str) -> String {
    format!("POST:{path}:{}:{timestamp}", body_hash(body))
}

fn keyed(secret: &Secret, text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA512, secret.expose().as_bytes()), text.as_bytes())
}

/// Lower-case hexadecimal of the SHA-256 of the body without the space between its parts.
fn body_hash(body: &[u8]) -> String {
    hex(digest(&SHA256, &minified(body)).as_ref())
}

/// JSON without the space between its parts. Nothing else is changed, neither order nor spelling: the signature hangs on it.
fn minified(body: &[u8]) -> Vec<u8> {
    let (mut is_text, mut is_escaped) = (false, false);
    let mut keep = |byte: &u8| {
        let is_kept = is_text || !byte.is_ascii_whitespace();
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_text,
            b'"' => is_text = !is_text,
            _ => {}
        }
        is_kept
    };
    body.iter().copied().filter(|byte| keep(byte)).collect()
}

/// Checks what the bank tells us.
pub(super) enum NotifyKey {
    Public(Vec<u8>),
    Shared(Secret),
}

impl NotifyKey {
    /// From the bank's public key in PEM.
    ///
    /// # Errors
    /// [`PaymentError::Settings`].
    pub fn public(pem: &str) -> Result<Self, PaymentError> {
        let wrong = || PaymentError::Settings("the bank's public key for SNAP is no RSA key in PEM".to_owned());
        let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| wrong())?;
        rsa::PublicKey::from_der(&der).map_err(|_| wrong())?;
        Ok(Self::Public(der.to_vec()))
    }

    /// Whether `signature`, in Base64, is the bank's. The comparison takes the same time wherever it fails.
    pub fn is_genuine(&self, path: &str, body: &[u8], timestamp: &str, signature: &str) -> bool {
        let Ok(signature) = STANDARD.decode(signature) else { return false };
        let text = notification(path, body, timestamp);
        match self {
            Self::Public(der) => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).verify(text.as_bytes(), &signature).is_ok(),
            Self::Shared(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA512, secret.expose().as_bytes());
                hmac::verify(&key, text.as_bytes(), &signature).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::vectors::vector;

    #[test]
    fn requests_are_signed_as_the_vector_shows() {
        let of = |name: &str| vector("snap_simetris", name);
        let (body, time) = (of("body"), of("x_timestamp"));
        assert_eq!(body_hash(body.as_bytes()), of("sha256_body"));
        let secret = Secret::new(of("client_secret"));
        assert_eq!(transaction(&secret, &of("path"), &of("access_token"), body.as_bytes(), &time), of("x_signature"));
    }

    #[test]
    fn notifications_are_signed_over_what_the_vector_shows() {
        let (body, time) = (vector("snap_simetris", "body"), vector("snap_simetris", "x_timestamp"));
        assert_eq!(notification("/v1.0/qr/qr-mpm-notify", body.as_bytes(), &time), vector("snap_notify", "string_to_sign"));
    }

    #[test]
    fn only_the_space_between_parts_is_left_out() {
        for (body, expected) in [
            ("{ \"b\" : 1.0 ,\r\n\t\"a\" : [ 1 , 2 ] }", "{\"b\":1.0,\"a\":[1,2]}"),
            (r#"{ "a b" : " c \" d \\" , "e" : "\u0020 f" }"#, r#"{"a b":" c \" d \\","e":"\u0020 f"}"#),
            ("{}", "{}"),
            ("", ""),
            ("\"open ", "\"open "),
        ] {
            assert_eq!(String::from_utf8(minified(body.as_bytes())).unwrap(), expected);
        }
    }

    /// The key and the signature were made by OpenSSL 3: `openssl dgst -sha256 -sign`.
    #[test]
    fn what_openssl_signed_is_genuine_and_nothing_else() {
        let of = |name: &str| vector("snap_openssl", name);
        let key = NotifyKey::public(&of("public_key")).unwrap();
        let (path, body, time, signature) = (of("path"), of("body"), of("x_timestamp"), of("x_signature"));
        assert!(key.is_genuine(&path, body.as_bytes(), &time, &signature));
        let spaced = body.replace(':', " : ").replace("+07 : 00", "+07:00");
        assert!(key.is_genuine(&path, spaced.as_bytes(), &time, &signature));
        assert!(!key.is_genuine(&path, body.replace("50000", "5000").as_bytes(), &time, &signature));
        assert!(!key.is_genuine("/other", body.as_bytes(), &time, &signature));
        assert!(!key.is_genuine(&path, body.as_bytes(), "2026-01-01T10:00:01+07:00", &signature));
        assert!(!key.is_genuine(&path, body.as_bytes(), &time, "%"));
        assert!(!NotifyKey::Shared(Secret::new("x")).is_genuine(&path, body.as_bytes(), &time, &signature));
    }

    #[test]
    fn wrong_keys_are_refused_at_the_start() {
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"] {
            assert!(matches!(TokenSigner::new(&Secret::new(pem)), Err(PaymentError::Settings(_))), "{pem}");
            assert!(matches!(NotifyKey::public(pem), Err(PaymentError::Settings(_))), "{pem}");
        }
    }
}
