//! Which payment gateways a city has an account at. Their keys come from the environment or from files that only the server reads,
//! never from the command line, which every user of a machine can see.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Args;
use providers::Secret;
use providers::payments::midtrans::{self, Midtrans, MidtransMethod, MidtransSettings};
use providers::payments::snap::{NotifySignature, Snap, SnapPaths, SnapSettings};
use providers::payments::{HttpTimes, PaymentProvider};
use store::House;

/// The city's accounts at payment gateways; without any, buyers pay in cash.
#[derive(Debug, Clone, Args)]
pub struct Gateways {
    /// Midtrans' API. Codes come from Midtrans when `LARIS_MIDTRANS_SERVER_KEY`, or `LARIS_MIDTRANS_SERVER_KEY_FILE`, is set; it tells of
    /// payments at `/kabar/midtrans`.
    #[arg(long, env = "LARIS_MIDTRANS_URL", value_name = "URL", default_value = midtrans::PRODUCTION)]
    pub midtrans_url: String,
    /// Whose QRIS codes Midtrans makes.
    #[arg(long, env = "LARIS_MIDTRANS_ACQUIRER", value_name = "NAME", default_value = "gopay")]
    pub midtrans_acquirer: String,
    /// Wallets that Midtrans opens by a link, beside the codes: `gopay`, `shopeepay`, or both with a comma.
    #[arg(long, env = "LARIS_MIDTRANS_WALLETS", value_name = "NAMES", value_delimiter = ',')]
    pub midtrans_wallets: Vec<Wallet>,
    /// Where wallets send buyers afterwards: `https://ADDRESS/bayar/kembali`.
    #[arg(long, env = "LARIS_MIDTRANS_RETURN_URL", value_name = "URL")]
    pub midtrans_return_url: Option<String>,
    /// The API of a bank that speaks SNAP. Its keys are `LARIS_SNAP_PRIVATE_KEY` and `LARIS_SNAP_CLIENT_SECRET`, or the same with
    /// `_FILE`; it tells of payments at `/kabar/snap`.
    #[arg(long, env = "LARIS_SNAP_URL", value_name = "URL")]
    pub snap_url: Option<String>,
    /// `X-CLIENT-KEY` at that bank.
    #[arg(long, env = "LARIS_SNAP_CLIENT_ID", value_name = "ID", default_value = "")]
    pub snap_client_id: String,
    /// `X-PARTNER-ID` at that bank.
    #[arg(long, env = "LARIS_SNAP_PARTNER_ID", value_name = "ID", default_value = "")]
    pub snap_partner_id: String,
    /// `CHANNEL-ID` at that bank.
    #[arg(long, env = "LARIS_SNAP_CHANNEL_ID", value_name = "ID", default_value = "")]
    pub snap_channel_id: String,
    /// The city as that bank's merchant.
    #[arg(long, env = "LARIS_SNAP_MERCHANT_ID", value_name = "ID", default_value = "")]
    pub snap_merchant_id: String,
    /// Its till there, if the bank wants one named.
    #[arg(long, env = "LARIS_SNAP_TERMINAL_ID", value_name = "ID")]
    pub snap_terminal_id: Option<String>,
    /// File with the bank's public key, PEM; without it the bank signs with the client secret.
    #[arg(long, env = "LARIS_SNAP_BANK_KEY", value_name = "FILE")]
    pub snap_bank_key: Option<PathBuf>,
    /// The path over which the bank signs what it tells, as agreed with it.
    #[arg(long, env = "LARIS_SNAP_NOTIFY_PATH", value_name = "PATH", default_value = "/kabar/snap")]
    pub snap_notify_path: String,
}

/// A wallet that Midtrans opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Wallet {
    /// GoPay.
    Gopay,
    /// ShopeePay.
    Shopeepay,
}

impl Gateways {
    /// The providers that are set up.
    ///
    /// # Errors
    /// When a key cannot be read, may be read by everybody, or does not fit; when a bank is named without its keys.
    pub fn providers(&self, house: &House) -> anyhow::Result<Vec<Arc<dyn PaymentProvider>>> {
        let mut found: Vec<Arc<dyn PaymentProvider>> = Vec::new();
        if let Some(url) = self.midtrans_return_url.as_deref().filter(|url| !url.starts_with("https://")) {
            anyhow::bail!("--midtrans-return-url {url:?} must begin with https://: wallets send buyers there");
        }
        anyhow::ensure!(
            self.midtrans_wallets.is_empty() || self.midtrans_return_url.is_some(),
            "--midtrans-wallets needs --midtrans-return-url: wallets send buyers there"
        );
        let server_key = secret("LARIS_MIDTRANS_SERVER_KEY")?;
        anyhow::ensure!(
            server_key.is_some() || self.midtrans_wallets.is_empty(),
            "--midtrans-wallets needs LARIS_MIDTRANS_SERVER_KEY or LARIS_MIDTRANS_SERVER_KEY_FILE"
        );
        if let Some(server_key) = server_key {
            for method in self.midtrans_methods() {
                let settings = MidtransSettings {
                    base_url: self.midtrans_url.clone(),
                    server_key: server_key.clone(),
                    method,
                    notification_url: None,
                    times: HttpTimes::default(),
                };
                found.push(Arc::new(Midtrans::new(settings, Arc::clone(&house.clock)).context("Midtrans cannot be used")?));
            }
        }
        if let Some(url) = &self.snap_url {
            let settings = self.snap(url)?;
            let snap = Snap::new(settings, Arc::clone(&house.clock), Arc::clone(&house.ids)).context("the bank cannot be used")?;
            found.push(Arc::new(snap));
        }
        Ok(found)
    }

    /// Codes, and the wallets that are wanted.
    fn midtrans_methods(&self) -> Vec<MidtransMethod> {
        let return_url = self.midtrans_return_url.clone().unwrap_or_default();
        let wallet = |wallet: &Wallet| match wallet {
            Wallet::Gopay => MidtransMethod::Gopay { return_url: return_url.clone() },
            Wallet::Shopeepay => MidtransMethod::ShopeePay { return_url: return_url.clone() },
        };
        let codes = MidtransMethod::Qris { acquirer: self.midtrans_acquirer.clone() };
        let wallets: BTreeSet<&Wallet> = self.midtrans_wallets.iter().collect();
        std::iter::once(codes).chain(wallets.into_iter().map(wallet)).collect()
    }

    fn snap(&self, url: &str) -> anyhow::Result<SnapSettings> {
        let needed = |name: &'static str| secret(name)?.with_context(|| format!("--snap-url needs {name} or {name}_FILE"));
        let notify = match &self.snap_bank_key {
            Some(file) => NotifySignature::Asymmetric {
                public_key: std::fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?,
            },
            None => NotifySignature::Symmetric,
        };
        Ok(SnapSettings {
            client_id: self.snap_client_id.clone(),
            partner_id: self.snap_partner_id.clone(),
            channel_id: self.snap_channel_id.clone(),
            merchant_id: self.snap_merchant_id.clone(),
            terminal_id: self.snap_terminal_id.clone(),
            private_key: needed("LARIS_SNAP_PRIVATE_KEY")?,
            client_secret: needed("LARIS_SNAP_CLIENT_SECRET")?,
            paths: SnapPaths { notify: self.snap_notify_path.clone(), ..SnapPaths::default() },
            ..SnapSettings::usual(url, notify)
        })
    }
}

fn secret(name: &str) -> anyhow::Result<Option<Secret>> {
    Secret::load(name, |variable| std::env::var(variable).ok()).with_context(|| format!("{name} cannot be used"))
}
