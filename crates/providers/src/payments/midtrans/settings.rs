//! Whose account at Midtrans, and which way of paying there.

use std::fmt;

use crate::payments::HttpTimes;
use crate::secret::Secret;

/// Where payments are real.
pub const PRODUCTION: &str = "https://api.midtrans.com";
/// Where they are tried out, with keys of its own.
pub const SANDBOX: &str = "https://api.sandbox.midtrans.com";

/// A way of paying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MidtransMethod {
    /// A QRIS code, which every Indonesian wallet and bank scans.
    Qris {
        /// Whose code: `gopay`, or the name that the account was given for ShopeePay, `airpay shopee` in the documents of
        /// November 2026 and `airpay` in older ones.
        acquirer: String,
    },
    /// GoPay, opened by a link.
    Gopay {
        /// Where GoPay sends the buyer afterwards.
        return_url: String,
    },
    /// ShopeePay, opened by a link.
    ShopeePay {
        /// Where ShopeePay sends the buyer afterwards.
        return_url: String,
    },
}

impl MidtransMethod {
    pub(super) const fn provider_name(&self) -> &'static str {
        match self {
            Self::Qris { .. } => "midtrans",
            Self::Gopay { .. } => "midtrans-gopay",
            Self::ShopeePay { .. } => "midtrans-shopeepay",
        }
    }
}

/// An account at Midtrans.
#[derive(Clone, PartialEq, Eq)]
pub struct MidtransSettings {
    /// [`PRODUCTION`] or [`SANDBOX`].
    pub base_url: String,
    /// Signs in, and proves notifications.
    pub server_key: Secret,
    /// Which way of paying.
    pub method: MidtransMethod,
    /// Where notifications go; unset, where the account's own settings say.
    pub notification_url: Option<String>,
    /// How long Midtrans is waited for.
    pub times: HttpTimes,
}

/// Without the key.
impl fmt::Debug for MidtransSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MidtransSettings").field("base_url", &self.base_url).field("method", &self.method).finish_non_exhaustive()
    }
}
