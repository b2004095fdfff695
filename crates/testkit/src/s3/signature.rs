//! AWS Signature Version 4, as the one who checks it. Source: AWS General Reference, "Create a signed AWS API request", and Amazon
//! S3 API Reference, "Authenticating Requests: Using the Authorization Header".

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// How far two clocks may be apart, in seconds.
const SKEW_MAX: i64 = 15 * 60;

/// What was signed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'r> {
    /// `GET`, `PUT`, …
    pub method: &'r str,
    /// Path and query as sent.
    pub target: &'r str,
    /// Names in lower case.
    pub headers: &'r [(String, String)],
    /// The content.
    pub body: &'r [u8],
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No signature, or one that leaves out the host.
    Unsigned,
    /// Another key, day, region or service.
    UnknownKey,
    /// Signed too long ago, or too far ahead.
    ClockSkew,
    /// The content is not the one that was signed.
    WrongContent,
    /// The signature is another.
    WrongSignature,
}

impl Refused {
    /// As Amazon S3 says it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unsigned => "AccessDenied",
            Self::UnknownKey => "InvalidAccessKeyId",
            Self::ClockSkew => "RequestTimeTooSkewed",
            Self::WrongContent => "XAmzContentSHA256Mismatch",
            Self::WrongSignature => "SignatureDoesNotMatch",
        }
    }
}

/// Checks a request as of `now` in seconds since 1970.
///
/// # Errors
/// [`Refused`].
pub fn verify(signed: &Signed<'_>, access_key: &str, secret_key: &str, region: &str, now: i64) -> Result<(), Refused> {
    let header = |name: &str| signed.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let said = header("authorization").and_then(|said| said.strip_prefix("AWS4-HMAC-SHA256 ")).ok_or(Refused::Unsigned)?;
    let part = |name: &str| said.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=')).ok_or(Refused::Unsigned);
    let (credential, names, signature) = (part("Credential")?, part("SignedHeaders")?, part("Signature")?);
    let at = header("x-amz-date").ok_or(Refused::Unsigned)?;
    let day = at.get(..8).ok_or(Refused::Unsigned)?;
    let scope = format!("{day}/{region}/s3/aws4_request");
    if credential != format!("{access_key}/{scope}") {
        return Err(Refused::UnknownKey);
    }
    if (seconds(at).ok_or(Refused::Unsigned)? - now).abs() > SKEW_MAX {
        return Err(Refused::ClockSkew);
    }
    let content = header("x-amz-content-sha256").ok_or(Refused::Unsigned)?;
    if content != hex(&Sha256::digest(signed.body)) {
        return Err(Refused::WrongContent);
    }
    if !names.split(';').any(|name| name == "host") {
        return Err(Refused::Unsigned);
    }
    let mut lines = String::new();
    for name in names.split(';') {
        let value = header(name).ok_or(Refused::WrongSignature)?;
        lines += &format!("{name}:{}\n", value.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let (path, query) = signed.target.split_once('?').unwrap_or((signed.target, ""));
    let mut pairs: Vec<String> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| if pair.contains('=') { pair.to_owned() } else { format!("{pair}=") })
        .collect();
    pairs.sort_unstable();
    let canonical = format!("{}\n{path}\n{}\n{lines}\n{names}\n{content}", signed.method, pairs.join("&"));
    let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let key =
        [day, region, "s3", "aws4_request"].iter().fold(format!("AWS4{secret_key}").into_bytes(), |key, part| keyed(&key, part.as_bytes()));
    if hex(&keyed(&key, text.as_bytes())) == signature { Ok(()) } else { Err(Refused::WrongSignature) }
}

fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `20261121T223000Z` in seconds since 1970.
fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let day = kernel::BusinessDate::from_ymd(number(0, 4)?, number(4, 6)?, number(6, 8)?)?;
    Some(day.days() * 86_400 + number(9, 11)? * 3_600 + number(11, 13)? * 60 + number(13, 15)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: Amazon S3 API Reference, "Examples: Signature Calculations in AWS Signature Version 4", GET Object.
    const EXAMPLE: [(&str, &str); 5] = [
        ("host", "examplebucket.s3.amazonaws.com"),
        ("range", "bytes=0-9"),
        ("x-amz-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("x-amz-date", "20130524T000000Z"),
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,\
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,\
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
    ];

    #[test]
    fn amazons_own_example_is_let_in_and_no_other() {
        let at = seconds("20130524T000000Z").unwrap();
        let headers: Vec<(String, String)> = EXAMPLE.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let check = |target: &str, body: &[u8], key: &str, secret: &str, now: i64| {
            verify(&Signed { method: "GET", target, headers: &headers, body }, key, secret, "us-east-1", now)
        };
        let (key, secret) = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        for (result, expected) in [
            (check("/test.txt", b"", key, secret, at), Ok(())),
            (check("/test.txt", b"", key, secret, at + SKEW_MAX), Ok(())),
            (check("/test.txt", b"", key, secret, at + SKEW_MAX + 1), Err(Refused::ClockSkew)),
            (check("/test.txt", b"", key, secret, at - SKEW_MAX - 1), Err(Refused::ClockSkew)),
            (check("/other.txt", b"", key, secret, at), Err(Refused::WrongSignature)),
            (check("/test.txt?acl", b"", key, secret, at), Err(Refused::WrongSignature)),
            (check("/test.txt", b"x", key, secret, at), Err(Refused::WrongContent)),
            (check("/test.txt", b"", "AKIAOTHER", secret, at), Err(Refused::UnknownKey)),
            (check("/test.txt", b"", key, "other", at), Err(Refused::WrongSignature)),
        ] {
            assert_eq!(result, expected);
        }
        let bare = verify(&Signed { method: "GET", target: "/test.txt", headers: &headers[..4], body: b"" }, key, secret, "us-east-1", at);
        assert_eq!(bare, Err(Refused::Unsigned));
    }
}
