//! What a bank's bulk transfer form wants: columns, separator, heading. Pure. `docs/payouts.md` has the columns as a table.
//!
//! No bank's form is confirmed yet: before a city uses a profile, its bank looks at a file made by it.

use registry::cities::PayoutChannel;
use zip::result::ZipError;

use super::model::{Transfer, TransferFile};
use super::rules::reference;
use super::sheet::{Cell, workbook};
use crate::settlement::export::text;

/// A bank's form.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// Name in addresses and file names.
    pub key: &'static str,
    /// When the city's bank confirmed it, `2026-11-22`; none: it has still to.
    pub confirmed: Option<&'static str>,
    /// Between the cells of a CSV file.
    pub separator: char,
    /// Whether the first row names the columns.
    pub has_heading: bool,
    /// In their order.
    pub columns: &'static [Column],
}

/// A column of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Our name of the transfer; the answer repeats it.
    Reference,
    /// `bank` or `ewallet`.
    Method,
    /// The bank's three digits, or the wallet's code.
    Channel,
    /// As people call it.
    ChannelName,
    /// The account, all of it, as text.
    Account,
    /// Whose account it is.
    Holder,
    /// Whole rupiah without marks.
    Amount,
    /// The bank's day, `2026-11-23`.
    ValueDate,
    /// What the payee reads on the account's statement.
    Remark,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Method => "method",
            Self::Channel => "channel_code",
            Self::ChannelName => "channel_name",
            Self::Account => "account_number",
            Self::Holder => "holder_name",
            Self::Amount => "amount_rupiah",
            Self::ValueDate => "value_date",
            Self::Remark => "remark",
        }
    }
}

/// Every profile; the first is the one that is offered.
pub const PROFILES: &[Profile] = &[
    Profile {
        key: "umum",
        confirmed: None,
        separator: ',',
        has_heading: true,
        columns: &[
            Column::Reference,
            Column::Method,
            Column::Channel,
            Column::ChannelName,
            Column::Account,
            Column::Holder,
            Column::Amount,
            Column::ValueDate,
            Column::Remark,
        ],
    },
    Profile {
        key: "ringkas",
        confirmed: None,
        separator: ';',
        has_heading: false,
        columns: &[Column::Account, Column::Holder, Column::Amount, Column::Channel, Column::Reference],
    },
];

/// The profile of that name.
#[must_use]
pub fn find(key: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.key == key)
}

/// The form as comma-separated values; no cell is a formula.
#[must_use]
pub fn csv(profile: &Profile, file: &TransferFile, transfers: &[Transfer], channels: &[PayoutChannel]) -> String {
    let mut out = String::new();
    for row in rows(profile, file, transfers, channels) {
        let cells: Vec<String> = row
            .into_iter()
            .map(|cell| match cell {
                Cell::Text(value) => text(&value),
                Cell::Number(value) => value.to_string(),
            })
            .collect();
        out.push_str(&cells.join(profile.separator.encode_utf8(&mut [0; 4])));
        out.push_str("\r\n");
    }
    out
}

/// The form as a workbook.
///
/// # Errors
/// [`ZipError`].
pub fn xlsx(profile: &Profile, file: &TransferFile, transfers: &[Transfer], channels: &[PayoutChannel]) -> Result<Vec<u8>, ZipError> {
    workbook(&rows(profile, file, transfers, channels))
}

fn rows(profile: &Profile, file: &TransferFile, transfers: &[Transfer], channels: &[PayoutChannel]) -> Vec<Vec<Cell>> {
    let heading = profile.has_heading.then(|| profile.columns.iter().map(|column| Cell::Text(column.name().to_owned())).collect());
    let row = |(place, transfer): (usize, &Transfer)| -> Vec<Cell> {
        profile.columns.iter().map(|column| cell(*column, file, place, transfer, channels)).collect()
    };
    heading.into_iter().chain(transfers.iter().enumerate().map(row)).collect()
}

fn cell(column: Column, file: &TransferFile, place: usize, transfer: &Transfer, channels: &[PayoutChannel]) -> Cell {
    let name = || channels.iter().find(|channel| channel.code == transfer.channel).map_or("", |channel| &channel.name);
    Cell::Text(match column {
        Column::Amount => return Cell::Number(transfer.amount.amount()),
        Column::Reference => reference(file.number, place),
        Column::Method => transfer.method.name().to_owned(),
        Column::Channel => transfer.channel.clone(),
        Column::ChannelName => name().to_owned(),
        Column::Account => transfer.account.whole().to_owned(),
        Column::Holder => transfer.holder.clone(),
        Column::ValueDate => file.value_date.to_string(),
        Column::Remark => format!("Laris {}", transfer.business_date),
    })
}

#[cfg(test)]
mod tests {
    use kernel::id::{MarketId, PayoutId, RawId, SettlementId};
    use kernel::{BusinessDate, Rupiah, Timestamp};

    use super::*;
    use crate::ids::TransferFileId;
    use crate::imports::files;
    use crate::payees::{AccountNumber, PayMethod};
    use crate::settlement::{PayeeKind, PayoutState};

    fn sample() -> (TransferFile, Vec<Transfer>, Vec<PayoutChannel>) {
        let (id, date) = (RawId::from_u128(1), BusinessDate::parse("2026-11-20").unwrap());
        let file = TransferFile {
            id: TransferFileId(id),
            number: 12,
            business_date: date,
            value_date: date.plus_days(3),
            transfers: 1,
            total: Rupiah(125_000),
            made_by: None,
            made: Timestamp::from_micros(0),
            open: 1,
        };
        let transfer = Transfer {
            payout: PayoutId(id),
            settlement: SettlementId(id),
            market: MarketId(id),
            business_date: date,
            payee_kind: PayeeKind::Stall,
            payee: id,
            name: "=Lapak".into(),
            amount: Rupiah(125_000),
            method: PayMethod::Bank,
            state: PayoutState::Approved,
            channel: "002".into(),
            account: AccountNumber::new("0021011234".into()),
            // Refused by today's rules; a file is safe whatever was kept.
            holder: "=cmd|' /C calc'!A0".into(),
            is_current: true,
            failure: String::new(),
        };
        (file, vec![transfer], vec![PayoutChannel { code: "002".into(), name: "BRI".into(), is_wallet: false }])
    }

    #[test]
    fn a_form_has_whole_accounts_and_runs_nothing() {
        let (file, transfers, channels) = sample();
        assert_eq!(
            csv(&PROFILES[0], &file, &transfers, &channels),
            "reference,method,channel_code,channel_name,account_number,holder_name,amount_rupiah,value_date,remark\r\n\
             LRS0001200001,bank,002,BRI,0021011234,\"'=cmd|' /C calc'!A0\",125000,2026-11-23,Laris 2026-11-20\r\n"
        );
        assert_eq!(csv(&PROFILES[1], &file, &transfers, &channels), "0021011234;\"'=cmd|' /C calc'!A0\";125000;002;LRS0001200001\r\n");
        let table = files::read(&xlsx(&PROFILES[0], &file, &transfers, &channels).unwrap()).unwrap();
        assert_eq!(table.rows[1].cells[..7], ["LRS0001200001", "bank", "002", "BRI", "0021011234", "=cmd|' /C calc'!A0", "125000"]);
        assert!(find("umum").is_some() && find("lain").is_none());
    }
}
