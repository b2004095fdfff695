//! Three sets of books, each read on its own: the acquirer's, the market's payments, the ledger's transfers. They agree for each payment
//! and in sum.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context as _;
use kernel::Rupiah;
use kernel::id::RawId;
use laris::cli::Place;
use ledger::{AccountKind, Reason, derive_id};
use market::Desk;
use sandbox::Sandbox;
use store::{Db, Options, Tx, params, sql};

use super::acquirer::Calls;
use super::payer::Book;

/// So many faults are told; the rest is counted.
const FAULTS_MAX: usize = 20;

/// One payment in one of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Line {
    came: Rupiah,
    back: Rupiah,
}

/// What the books came to.
#[derive(Debug, Clone, Default)]
pub struct Sums {
    /// Payments.
    pub payments: usize,
    /// What came.
    pub came: Rupiah,
    /// What went back.
    pub back: Rupiah,
    /// Tellings that are kept, by what was made of them.
    pub verdicts: BTreeMap<String, i64>,
    /// Everything that is not as it should be.
    pub faults: Vec<String>,
}

/// How many payments the acquirer has that the city does not know of yet, and how much is to go back; seen from outside while the
/// server runs.
///
/// # Errors
/// When the database cannot be read.
pub async fn unsettled(place: &Place) -> anyhow::Result<(i64, i64)> {
    let db = match place.options() {
        Options::Sqlite { path, .. } => Db::open_to_read(path)?,
        options @ Options::Postgres { .. } => Db::open(&options).await?,
    };
    let unknown = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM sandbox_payment s
         JOIN payment_intent i ON i.city_id = s.city_id AND i.reference = s.reference
         WHERE s.paid_us IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM payment_receipt r WHERE r.city_id = s.city_id AND r.intent_id = i.intent_id)"
    );
    let mut tx = db.reader().await?;
    let (unknown,): (i64,) = tx.one(unknown, params![]).await?;
    let (due,): (i64,) = tx.one(sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM payment_return WHERE state = 'due'"), params![]).await?;
    Ok((unknown, due))
}

/// Compares all three, what the payers were told, and what the acquirer was answered.
///
/// # Errors
/// When the database fails.
pub async fn compare(desk: &Desk, sandbox: &Sandbox, payers: &Book, calls: &Calls) -> anyhow::Result<Sums> {
    let mut tx = desk.house.db.reader().await?;
    let mut faults = market::settlement::invariants::check(&mut tx, desk).await?;
    let acquirer: BTreeMap<String, Line> =
        sandbox.books().await?.into_iter().map(|paid| (paid.reference, Line { came: paid.amount, back: paid.refunded })).collect();
    let (market, ledger) = (market(&mut tx, desk).await?, ledger(&mut tx, desk).await?);
    let mut differences = differences("the market's payments", &acquirer, &market);
    differences.extend(self::differences("the ledger", &acquirer, &ledger));
    for reference in payers.paid.iter().filter(|reference| !acquirer.contains_key(*reference)) {
        differences.push(format!("{reference}: its payer was told that it is paid, the acquirer does not know"));
    }
    if payers.paid.len() != acquirer.len() {
        differences.push(format!("payers made {} payments, the acquirer has {}", payers.paid.len(), acquirer.len()));
    }
    let more = differences.len().saturating_sub(FAULTS_MAX);
    faults.extend(differences.into_iter().take(FAULTS_MAX));
    if more > 0 {
        faults.push(format!("and {more} differences more"));
    }
    let (came, back) = (acquirer.values().map(|line| line.came).sum(), acquirer.values().map(|line| line.back).sum());
    let verdicts = verdicts(&mut tx, desk).await?;
    let mut sums = Sums { payments: acquirer.len(), came, back, verdicts, faults };
    totals(&mut tx, desk, calls, &mut sums).await?;
    Ok(sums)
}

/// The accounts in sum, and tellings by what was made of them.
async fn totals(tx: &mut Tx, desk: &Desk, calls: &Calls, sums: &mut Sums) -> anyhow::Result<()> {
    let held = sums.came - sums.back;
    // Nothing was delivered: what was not sent back waits for the goods.
    for kind in [AccountKind::ProviderReceivable, AccountKind::BuyerPrepaid] {
        let balance: Rupiah = ledger::balances(tx, desk.city_id(), kind).await?.iter().map(|it| it.amount).sum();
        if balance != held {
            sums.faults.push(format!("{} holds {balance}, the acquirer {held}", kind.name()));
        }
    }
    let kept = |verdict: &str| sums.verdicts.get(verdict).copied().unwrap_or_default().unsigned_abs();
    // A telling whose answer was lost with the server was kept and came again.
    if kept("forged") < calls.refused || kept("taken") < calls.taken || kept("unknown") + kept("unreadable") > 0 {
        sums.faults.push(format!("{} forged and {} true tellings were answered, kept are {:?}", calls.refused, calls.taken, sums.verdicts));
    }
    Ok(())
}

/// The market's own: receipts, and returns that were sent, by reference.
async fn market(tx: &mut Tx, desk: &Desk) -> anyhow::Result<BTreeMap<String, Line>> {
    let came: Vec<(String, Rupiah)> = tx
        .rows(
            sql!(
                "SELECT i.reference, r.amount_rupiah FROM payment_receipt r
                 JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = r.intent_id WHERE r.city_id = $1"
            ),
            params![desk.city_id()],
        )
        .await?;
    let back: Vec<(String, Rupiah)> = tx
        .rows(
            sql!(
                "SELECT i.reference, b.amount_rupiah FROM payment_return b
                 JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = b.intent_id WHERE b.city_id = $1 AND b.state = 'sent'"
            ),
            params![desk.city_id()],
        )
        .await?;
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    came.into_iter().for_each(|(reference, amount)| lines.entry(reference).or_default().came += amount);
    back.into_iter().for_each(|(reference, amount)| lines.entry(reference).or_default().back += amount);
    Ok(lines)
}

/// The ledger's transfers by the payment that caused them; one that no payment caused stands under its own id.
async fn ledger(tx: &mut Tx, desk: &Desk) -> anyhow::Result<BTreeMap<String, Line>> {
    let intents: Vec<(RawId, String)> =
        tx.rows(sql!("SELECT intent_id, reference FROM payment_intent WHERE city_id = $1"), params![desk.city_id()]).await?;
    let returns: Vec<(RawId, String)> = tx
        .rows(
            sql!(
                "SELECT b.return_id, i.reference FROM payment_return b
                 JOIN payment_intent i ON i.city_id = $1 AND i.intent_id = b.intent_id WHERE b.city_id = $1"
            ),
            params![desk.city_id()],
        )
        .await?;
    let named = |cause: &(RawId, String), reason: Reason| (RawId::from(derive_id(cause.0, reason, 0)), cause.1.clone());
    let causes: HashMap<RawId, String> = intents
        .iter()
        .map(|cause| named(cause, Reason::PaymentReceived))
        .chain(returns.iter().map(|cause| named(cause, Reason::PaymentReturned)))
        .collect();
    let transfers: Vec<(RawId, String, Rupiah)> = tx
        .rows(
            sql!(
                "SELECT transfer_id, reason, amount_rupiah FROM ledger_transfer
                 WHERE city_id = $1 AND state = 'posted' AND reason IN ('payment_received', 'payment_returned')"
            ),
            params![desk.city_id()],
        )
        .await?;
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for (id, reason, amount) in transfers {
        let line = lines.entry(causes.get(&id).cloned().unwrap_or_else(|| id.to_string())).or_default();
        if reason == "payment_received" { line.came += amount } else { line.back += amount }
    }
    Ok(lines)
}

async fn verdicts(tx: &mut Tx, desk: &Desk) -> anyhow::Result<BTreeMap<String, i64>> {
    let counted = sql!("SELECT verdict, CAST(COUNT(*) AS BIGINT) FROM payment_callback WHERE city_id = $1 GROUP BY verdict");
    Ok(tx.rows::<(String, i64)>(counted, params![desk.city_id()]).await?.into_iter().collect())
}

fn differences(whose: &str, acquirer: &BTreeMap<String, Line>, ours: &BTreeMap<String, Line>) -> Vec<String> {
    let said = |line: Option<&Line>| line.map_or_else(|| "nothing".to_owned(), |line| format!("{} less {}", line.came, line.back));
    let mut all: Vec<&String> = acquirer.keys().chain(ours.keys()).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
        .map(|reference| (reference, acquirer.get(reference), ours.get(reference)))
        .filter(|(_, theirs, ours)| theirs != ours)
        .map(|(reference, theirs, ours)| format!("{reference}: the acquirer has {}, {whose} {}", said(theirs), said(ours)))
        .collect()
}

/// The acquirer of a city that nobody serves now, for its books.
///
/// # Errors
/// When the server's secret cannot be read.
pub fn sandbox(desk: &Desk, data: &Path) -> anyhow::Result<Sandbox> {
    Ok(Sandbox::new(desk.house.clone(), desk.city_id(), desk.city.name.clone(), secret(data)?))
}

/// What the acquirer signs with.
///
/// # Errors
/// As [`sandbox()`].
pub fn secret(data: &Path) -> anyhow::Result<[u8; 32]> {
    Ok(laris::serve::sandbox_secret(&laris::open::secret(data).context("the server's secret cannot be read")?))
}
