//! Keyed hashes of the web edge: tokens against forged requests, signed short notes, owners of visitors' baskets.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use kernel::id::RawId;
use registry::sessions::SecretsError;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

/// Characters of a token: 16 bytes in hexadecimal.
const TOKEN_CHARS: usize = 32;

/// The server's secret as the web edge uses it; keyed once, cloned for each hash.
#[derive(Clone)]
pub struct Seal(Hmac<Sha256>);

impl Seal {
    /// From the server's secret.
    ///
    /// # Errors
    /// [`SecretsError`], which a key of any length avoids: the length is checked by [`registry::sessions::Secrets`].
    pub fn new(secret: &[u8]) -> Result<Self, SecretsError> {
        Hmac::new_from_slice(secret).map(Self).map_err(|_| SecretsError)
    }

    /// A token that only this server can make for `data`.
    #[must_use]
    pub fn token(&self, purpose: &str, data: &[u8]) -> String {
        self.digest(purpose, data)[..TOKEN_CHARS / 2].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether `token` was made for `data`; takes the same time whatever is wrong.
    #[must_use]
    pub fn fits(&self, purpose: &str, data: &[u8], token: &str) -> bool {
        self.token(purpose, data).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// An id that follows from `data` and leads back to it for nobody.
    #[must_use]
    pub fn id(&self, purpose: &str, data: &[u8]) -> RawId {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.digest(purpose, data)[..16]);
        // Version 8 of RFC 9562: made by the application, so it cannot meet an id made from the time.
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        RawId::from_bytes(bytes)
    }

    /// `text` in a form that fits a cookie and that [`Self::open`] accepts only unchanged. It is not secret.
    #[must_use]
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        format!("{}.{}", self.token(purpose, text.as_bytes()), URL_SAFE_NO_PAD.encode(text))
    }

    /// The text that was signed; none when it was changed or made for another purpose.
    #[must_use]
    pub fn open(&self, purpose: &str, signed: &str) -> Option<String> {
        let (token, text) = signed.split_once('.')?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        self.fits(purpose, text.as_bytes(), token).then_some(text)
    }

    fn digest(&self, purpose: &str, data: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(data);
        mac.finalize().into_bytes().into()
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

#[cfg(test)]
mod tests {
    use super::Seal;

    #[test]
    fn only_what_was_signed_opens() {
        let (seal, other) = (Seal::new(b"one secret").unwrap(), Seal::new(b"another").unwrap());
        let signed = seal.sign("flash", "Sudah masuk keranjang");
        let changed = format!("{}x", &signed[..signed.len() - 1]);
        for (opener, purpose, text, opens) in [
            (&seal, "flash", &signed, true),
            (&seal, "code", &signed, false),
            (&other, "flash", &signed, false),
            (&seal, "flash", &changed, false),
        ] {
            assert_eq!(opener.open(purpose, text).is_some(), opens, "{purpose} {text}");
        }
    }

    #[test]
    fn an_owner_follows_from_the_cookie_and_is_not_it() {
        let seal = Seal::new(b"secret").unwrap();
        assert_eq!(seal.id("owner", b"a"), seal.id("owner", b"a"));
        assert_ne!(seal.id("owner", b"a"), seal.id("owner", b"b"));
    }
}
