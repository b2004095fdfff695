//! SNAP's response codes: three digits of HTTP, two of the service, two of the case. Source: Bank Indonesia, SNAP, as the tables of
//! DOKU, Durianpay, Faspay and NICEPAY repeat it, read in November 2026.

use crate::payments::PaymentError;

/// What a response code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// 200: done.
    Done,
    /// 202: will be done.
    InProgress,
    /// 401 with case 01 to 04: the token is not known, or not any more.
    TokenExpired,
    /// 401 otherwise, 404 with case 08 or 16: our keys or names are not the bank's.
    Settings,
    /// 404 with case 01: no such transaction.
    NotFound,
    /// 409 with case 00: the external id was used today.
    ExternalIdTaken,
    /// 409 with case 01: our reference was used; this was asked before, which does not say that it was done.
    Duplicate,
    /// 429 and 5xx: what became of it is unknown.
    Unavailable,
    /// Everything else.
    Refused,
}

impl Case {
    /// Reads `4094700`. `None` when it is no response code.
    pub fn read(code: &str) -> Option<Self> {
        if code.len() != 7 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let (status, case): (u16, u16) = (code[..3].parse().ok()?, code[5..].parse().ok()?);
        Some(match (status, case) {
            (202, _) => Self::InProgress,
            (200..=299, _) => Self::Done,
            (401, 1..=4) => Self::TokenExpired,
            (401, _) | (404, 8 | 16) => Self::Settings,
            (404, 1) => Self::NotFound,
            (409, 0) => Self::ExternalIdTaken,
            (409, 1) => Self::Duplicate,
            (408 | 429 | 500.., _) => Self::Unavailable,
            _ => Self::Refused,
        })
    }

    /// As an error, with the bank's words.
    pub fn error(self, code: &str, message: &str) -> PaymentError {
        let said = format!("SNAP: {code} {message}");
        match self {
            Self::Settings | Self::TokenExpired => PaymentError::Settings(said),
            Self::NotFound => PaymentError::NotFound,
            Self::Unavailable | Self::ExternalIdTaken => PaymentError::unavailable(said),
            Self::Refused | Self::Duplicate => PaymentError::Refused(said),
            Self::Done | Self::InProgress => PaymentError::Unreadable(said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_by_status_and_case() {
        for (code, expected) in [
            ("2004700", Some(Case::Done)),
            ("2007300", Some(Case::Done)),
            ("2027800", Some(Case::InProgress)),
            ("4004701", Some(Case::Refused)),
            ("4014700", Some(Case::Settings)),
            ("4014701", Some(Case::TokenExpired)),
            ("4014703", Some(Case::TokenExpired)),
            ("4034702", Some(Case::Refused)),
            ("4045101", Some(Case::NotFound)),
            ("4047700", Some(Case::Refused)),
            ("4044708", Some(Case::Settings)),
            ("4044716", Some(Case::Settings)),
            ("4094700", Some(Case::ExternalIdTaken)),
            ("4094701", Some(Case::Duplicate)),
            ("4294700", Some(Case::Unavailable)),
            ("5004700", Some(Case::Unavailable)),
            ("5044700", Some(Case::Unavailable)),
            ("200", None),
            ("200470x", None),
            ("", None),
        ] {
            assert_eq!(Case::read(code), expected, "{code}");
        }
    }
}
