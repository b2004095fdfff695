//! Statements against payments against ledger: what fits is booked once, what differs has an owner and an end.

use std::sync::{Arc, Mutex};

use kernel::time::{DAY, MINUTE, SECOND};
use kernel::{BusinessDate, Rupiah};
use ledger::{Account, AccountKind};
use market::payments::reconcile::{self, DayDetail, DayState, Difference, DifferenceKind, DifferenceState, Flow};
use market::payments::{self, Intent};
use market::{MarketError, accounting, settlement};
use providers::BoxFuture;
use providers::payments::{
    Callback, PaymentError, PaymentIntent, PaymentProvider, PaymentRequest, PaymentState, PaymentStatus, RefundRequest, RefundState,
    SettlementKind, SettlementLine,
};
use sandbox::{Mischief, NAME, Sandbox};
use testkit::{TestHouse, both};

use crate::api::client::Client;
use crate::town::Town;
use crate::trade::Browser;

/// What is done to a statement before it is read.
type Bend = Arc<Mutex<Box<dyn Fn(&mut Vec<SettlementLine>) + Send>>>;

/// The sandbox, whose statements can be bent: an acquirer that errs.
struct Bent(Sandbox, Bend);

impl PaymentProvider for Bent {
    fn name(&self) -> &'static str {
        NAME
    }
    fn create<'a>(&'a self, request: &'a PaymentRequest) -> BoxFuture<'a, Result<PaymentIntent, PaymentError>> {
        self.0.create(request)
    }
    fn query<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentStatus, PaymentError>> {
        self.0.query(reference)
    }
    fn cancel<'a>(&'a self, reference: &'a str) -> BoxFuture<'a, Result<PaymentState, PaymentError>> {
        self.0.cancel(reference)
    }
    fn refund<'a>(&'a self, request: &'a RefundRequest) -> BoxFuture<'a, Result<RefundState, PaymentError>> {
        self.0.refund(request)
    }
    fn verify_callback(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Callback, PaymentError> {
        self.0.verify_callback(headers, body)
    }
    fn fetch_settlement(&self, date: BusinessDate) -> BoxFuture<'_, Result<Vec<SettlementLine>, PaymentError>> {
        Box::pin(async move {
            let mut lines = self.0.fetch_settlement(date).await?;
            self.1.lock().unwrap()(&mut lines);
            Ok(lines)
        })
    }
}

/// A town whose acquirer errs as told.
async fn bent(house: &TestHouse) -> (Town, Bend) {
    let mut town = Town::build(house).await;
    let bend: Bend = Arc::new(Mutex::new(Box::new(|_| {})));
    let sandbox = Bent(town.sandbox.clone().unwrap(), bend.clone());
    town.desk.payments[1] = Arc::new(sandbox);
    (town, bend)
}

fn bend_to(bend: &Bend, how: impl Fn(&mut Vec<SettlementLine>) + Send + 'static) {
    *bend.lock().unwrap() = Box::new(how);
}

/// Buyers order and pay by code: the codes, in that order.
async fn paid(town: &Town, key: &str, count: usize, mischief: Mischief) -> Vec<Intent> {
    let buyer = town.actor(town.buyer).await;
    let mut codes = Vec::new();
    for index in 0..count {
        let lines = vec![town.line("beras-d", 1_000 * (1 + i64::try_from(index).unwrap()), POLICY)];
        let order = town.order(lines, &format!("{key}-order-{index}")).await;
        let code = payments::ask(&town.desk, &buyer, order).await.unwrap();
        town.sandbox.as_ref().unwrap().pay(&code.reference, mischief).await.unwrap();
        codes.push(code);
        town.house.clock.advance(SECOND);
    }
    tell(town).await;
    codes
}

const POLICY: market::orders::model::SubstitutionPolicy = market::orders::model::SubstitutionPolicy::Refund;

async fn tell(town: &Town) {
    let tellings = laris::tellings::Tellings::new(town.desk.clone(), town.sandbox.clone().unwrap());
    let handlers: [Arc<dyn jobs::queue::Handler>; 1] = [Arc::new(tellings)];
    jobs::queue::run_due(town.house.house(), town.desk.city_id(), &handlers, 100).await.unwrap();
}

async fn of_kind(town: &Town, kind: AccountKind) -> Rupiah {
    let mut tx = town.house.db.reader().await.unwrap();
    ledger::balances(&mut tx, town.desk.city_id(), kind).await.unwrap().iter().map(|it| it.amount).sum()
}

/// Compares the day, checks every rule, and gives the day as the treasurer sees it.
async fn compared(town: &Town, date: BusinessDate) -> DayDetail {
    let id = reconcile::run(&town.desk, NAME, date).await.unwrap();
    let mut tx = town.house.db.reader().await.unwrap();
    let violations = settlement::invariants::check(&mut tx, &town.desk).await.unwrap();
    assert!(violations.is_empty(), "{violations:#?}");
    drop(tx);
    reconcile::get(&town.desk, &town.actor(town.treasurer).await, id).await.unwrap()
}

/// Kind, flow, ours, theirs and state of each difference.
fn differences(day: &DayDetail) -> Vec<(DifferenceKind, Flow, Rupiah, Rupiah, DifferenceState)> {
    day.differences.iter().map(|it| (it.kind, it.flow, it.ours, it.theirs, it.state)).collect()
}

#[test]
fn what_fits_is_booked_to_bank_and_fees_once() {
    both(async |house| {
        let town = Town::build(&house).await;
        let date = town.desk.today();
        let codes = paid(&town, "fits", 2, Mischief::Twice).await;
        // Nobody told of the third; the statement does.
        let lost = paid(&town, "lost", 1, Mischief::Lost).await.remove(0);
        let gross: Rupiah = codes.iter().chain([&lost]).map(|code| code.amount).sum();
        let books = town.sandbox.as_ref().unwrap().books().await.unwrap();
        let fee: Rupiah = books.iter().map(|paid| paid.fee).sum();
        assert_eq!(of_kind(&town, AccountKind::ProviderReceivable).await, gross - lost.amount, "before the statement");
        for round in 0..2 {
            let detail = compared(&town, date).await;
            let day = &detail.day;
            assert_eq!((day.state, day.matched, day.gross, day.fee, day.postings), (DayState::Closed, 3, gross, fee, 1), "{round}");
            assert_eq!(differences(&detail), []);
            let there = of_kind(&town, AccountKind::Bank).await;
            assert_eq!((there, of_kind(&town, AccountKind::ProviderFee).await), (gross - fee, fee));
            assert_eq!(of_kind(&town, AccountKind::ProviderReceivable).await, Rupiah::ZERO);
        }
        let city = Account::new(AccountKind::Bank, town.desk.city_id());
        let bank = ledger::balance(&mut house.db.reader().await.unwrap(), town.desk.city_id(), city).await.unwrap();
        assert_eq!(bank, gross - fee, "the bank account is the city's");

        // Money that goes back later is taken off that day's settlement.
        let buyer = town.actor(town.buyer).await;
        market::orders::cancel::cancel(&town.desk, &buyer, "cancel-fits", codes[0].order, "").await.unwrap();
        assert_eq!(payments::run(&town.desk).await.unwrap().returned, 1);
        let detail = compared(&town, date).await;
        assert_eq!((detail.day.matched, detail.day.refunded, detail.day.postings), (4, codes[0].amount, 2));
        assert_eq!(of_kind(&town, AccountKind::Bank).await, gross - fee - codes[0].amount);
    });
}

#[test]
fn what_differs_is_a_work_item_with_an_owner_and_an_end() {
    both(async |house| {
        let (town, bend) = bent(&house).await;
        let date = town.desk.today();
        let codes = paid(&town, "bent", 3, Mischief::None).await;
        bend_to(&bend, |lines| {
            lines[0].gross += Rupiah(1);
            lines[1].fee += Rupiah(5);
            let forged = SettlementLine { reference: "nobody-asked".to_owned(), ..lines[2].clone() };
            lines[2] = forged;
        });
        let detail = compared(&town, date).await;
        let fee = town.sandbox.as_ref().unwrap().books().await.unwrap()[1].fee;
        let open = DifferenceState::Open;
        let mut found = differences(&detail);
        found.sort_unstable();
        let mut expected = vec![
            (DifferenceKind::MissingHere, Flow::Payment, Rupiah::ZERO, codes[2].amount, open),
            (DifferenceKind::MissingThere, Flow::Payment, codes[2].amount, Rupiah::ZERO, open),
            (DifferenceKind::AmountDiffers, Flow::Payment, codes[0].amount, codes[0].amount + Rupiah(1), open),
            (DifferenceKind::FeeDiffers, Flow::Payment, fee, fee + Rupiah(5), open),
        ];
        expected.sort_unstable();
        assert_eq!(found, expected);
        assert_eq!((detail.day.state, detail.day.matched, detail.day.open), (DayState::Open, 1, 4));
        assert_eq!(of_kind(&town, AccountKind::ProviderReceivable).await, codes[0].amount + codes[2].amount, "nothing booked for them");
        assert_eq!(of_kind(&town, AccountKind::ProviderFee).await, fee + Rupiah(5), "the fee as the provider reports it");

        let (treasurer, manager) = (town.actor(town.treasurer).await, town.actor(town.manager).await);
        let unknown = detail.differences.iter().find(|it| it.kind == DifferenceKind::MissingHere).unwrap();
        assert_eq!((unknown.order.as_deref(), unknown.owner), (None, None));
        assert!(matches!(reconcile::take(&town.desk, &manager, unknown.id).await, Err(MarketError::NotAllowed)));
        assert!(matches!(reconcile::resolve(&town.desk, &manager, unknown.id, "x").await, Err(MarketError::NotAllowed)));
        assert!(matches!(reconcile::resolve(&town.desk, &treasurer, unknown.id, " ").await, Err(MarketError::ReasonMissing)));
        reconcile::take(&town.desk, &treasurer, unknown.id).await.unwrap();
        for _ in 0..2 {
            reconcile::resolve(&town.desk, &treasurer, unknown.id, "Uang orang lain, sudah dikembalikan bank").await.unwrap();
        }
        let again = reconcile::resolve(&town.desk, &treasurer, unknown.id, "lain").await;
        assert!(matches!(again, Err(MarketError::WrongState { what: "difference", state: "resolved" })));
        // The same statement again: what was ended stays so. A mended one: all else vanishes, and what fits now is booked.
        let same = compared(&town, date).await;
        assert_eq!((same.day.open, same.day.postings, same.differences.len()), (3, 1, 4));
        other_amounts(&town, &bend, unknown).await;
        bend_to(&bend, |_| {});
        let mended = compared(&town, date).await;
        assert_eq!((mended.day.state, mended.day.matched, mended.day.postings), (DayState::Closed, 3, 2));
        let states: Vec<_> = mended.differences.iter().map(|it| it.state).collect();
        assert_eq!(states.iter().filter(|state| **state == DifferenceState::Vanished).count(), 3, "{states:?}");
        assert_eq!(of_kind(&town, AccountKind::ProviderReceivable).await, Rupiah::ZERO);
        // And back: what no longer fits is taken back, down to the last rupiah.
        bend_to(&bend, Vec::clear);
        let empty = compared(&town, date).await;
        assert_eq!((empty.day.matched, empty.day.gross, empty.day.open), (0, Rupiah::ZERO, 3), "one of four was ended");
        assert_eq!((of_kind(&town, AccountKind::Bank).await, of_kind(&town, AccountKind::ProviderFee).await), (Rupiah::ZERO, Rupiah::ZERO));
    });
}

/// A corrected statement that says another amount of what was ended: it is open again, and ends anew.
async fn other_amounts(town: &Town, bend: &Bend, ended: &Difference) {
    let (date, treasurer) = (town.desk.today(), town.actor(town.treasurer).await);
    let (reference, theirs) = (ended.reference.clone(), ended.theirs + Rupiah(1_000));
    bend_to(bend, move |lines| {
        lines[0].gross += Rupiah(1);
        lines[1].fee += Rupiah(5);
        lines[2] = SettlementLine { reference: reference.clone(), gross: theirs, ..lines[2].clone() };
    });
    let mended = compared(town, date).await;
    let found = mended.differences.iter().find(|it| it.id == ended.id).unwrap();
    assert_eq!((found.state, found.theirs, found.owner), (DifferenceState::Open, theirs, treasurer.person));
    assert!(found.note.starts_with("Uang orang lain") && found.ended.is_none(), "what was said of it stays: {found:?}");
    assert_eq!((mended.day.open, mended.day.state), (4, DayState::Open));
    reconcile::resolve(&town.desk, &treasurer, ended.id, "Dua kali salah kirim").await.unwrap();
    assert_eq!(compared(town, date).await.day.open, 3, "and stays ended while the amounts do");
}

#[test]
fn what_a_later_statement_brings_is_missed_no_more() {
    both(async |house| {
        let (town, bend) = bent(&house).await;
        let date = town.desk.today();
        let code = paid(&town, "later", 1, Mischief::None).await.remove(0);
        bend_to(&bend, Vec::clear);
        house.clock.advance(DAY);
        assert_eq!(reconcile::run_due(&town.desk).await.unwrap(), 2, "yesterday, and the day before by another clock");
        assert_eq!(reconcile::run_due(&town.desk).await.unwrap(), 0, "not again at once");
        let treasurer = town.actor(town.treasurer).await;
        let days = reconcile::days(&town.desk, &treasurer, None).await.unwrap();
        assert_eq!((days[0].date, days[0].open, days[1].open), (date, 1, 0));
        // The next day's statement has it.
        let line = SettlementLine {
            reference: code.reference.clone(),
            gross: code.amount,
            fee: Rupiah(1),
            paid_at: None,
            kind: SettlementKind::Payment,
        };
        bend_to(&bend, move |lines| lines.push(line.clone()));
        let next = compared(&town, date.plus_days(1)).await;
        assert_eq!(next.day.matched, 1);
        bend_to(&bend, Vec::clear);
        let first = compared(&town, date).await;
        assert_eq!((first.day.state, first.differences[0].state), (DayState::Closed, DifferenceState::Vanished));
        house.clock.advance(MINUTE);
        assert!(matches!(reconcile::days(&town.desk, &town.actor(town.manager).await, None).await, Err(MarketError::NotAllowed)));
        assert!(matches!(reconcile::run(&town.desk, "cash", date).await, Err(MarketError::Payment(PaymentError::NotSupported { .. }))));
        assert!(matches!(reconcile::run(&town.desk, "elsewhere", date).await, Err(MarketError::PaymentUnknown)));
    });
}

#[test]
fn the_accountant_gets_a_journal_and_a_balance_in_balance() {
    both(async |house| {
        let town = Town::build(&house).await;
        let date = town.desk.today();
        let code = paid(&town, "books", 1, Mischief::None).await.remove(0);
        compared(&town, date).await;
        let (treasurer, manager) = (town.actor(town.treasurer).await, town.actor(town.manager).await);
        let trial = accounting::trial(&town.desk, &treasurer, date, date).await.unwrap();
        assert!(trial.is_balanced() && trial.lines.iter().any(|line| line.kind == AccountKind::Bank));
        assert_eq!(trial.debits, code.amount + code.amount, "received, and settled with its fee");
        let earlier = accounting::trial(&town.desk, &treasurer, date.plus_days(-9), date.plus_days(-1)).await.unwrap();
        assert!(earlier.lines.is_empty() && earlier.is_balanced());
        let lines = accounting::journal(&town.desk, &treasurer, date, date).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.amount).sum::<Rupiah>(), trial.debits, "the journal is what the balance sums");
        let csv = accounting::journal_csv(&lines, 420, &str::to_owned);
        assert_eq!(csv.lines().count(), lines.len() + 1);
        assert!(csv.contains(",provider_settled,bank,") && csv.contains(",provider_fee,provider_fee,"), "{csv}");
        let sums = accounting::trial_csv(&trial, &str::to_owned);
        assert!(sums.ends_with(&format!("total,{0},{0},\r\n", trial.debits.amount())), "{sums}");
        for refused in [
            accounting::trial(&town.desk, &manager, date, date).await.map(drop),
            accounting::journal(&town.desk, &manager, date, date).await.map(drop),
        ] {
            assert!(matches!(refused, Err(MarketError::NotAllowed)));
        }
        let backwards = accounting::journal(&town.desk, &treasurer, date, date.plus_days(-1)).await;
        assert!(matches!(backwards, Err(MarketError::BadPeriod)));
    });
}

#[test]
fn treasurer_and_auditor_see_the_days_on_their_pages() {
    both(async |house| {
        let client = Client::new(&house).await;
        let (town, date) = (&client.town, client.town.desk.today());
        paid(town, "pages", 1, Mischief::None).await;
        // Somebody paid a code of the city's that no order of ours asked for.
        let sandbox = town.sandbox.as_ref().unwrap();
        let order = town.order(vec![town.line("beras-d", 1_000, POLICY)], "pages-other").await;
        let (reference, title) = ("nobody-asked".to_owned(), "Pasar".to_owned());
        let request = PaymentRequest { reference, order, amount: Rupiah(12_345), expires: house.now().plus(DAY), title };
        sandbox.create(&request).await.unwrap();
        sandbox.pay("nobody-asked", Mischief::Lost).await.unwrap();
        let detail = compared(town, date).await;
        let (day, item) = (format!("/kota/rekonsiliasi/{}", detail.day.id), detail.differences[0].id);

        let (treasurer, manager) = (Browser::of(&client, town.treasurer).await, Browser::of(&client, town.manager).await);
        let (status, list) = treasurer.get("/kota/rekonsiliasi").await;
        assert!(status == 200 && list.contains(&day) && list.contains("1 selisih"), "{list}");
        let (status, page) = treasurer.get(&day).await;
        assert!(status == 200 && page.contains("nobody-asked") && page.contains("12.345"), "{page}");
        assert_eq!(manager.get(&day).await.0, 403);
        let fields = format!("day={}", detail.day.id);
        assert_eq!(manager.post(&format!("/kota/selisih/{item}/ambil"), "pages-key-0", &fields).await.0, 403);
        assert_eq!(treasurer.post(&format!("/kota/selisih/{item}/ambil"), "pages-key-1", &fields).await, (303, day.clone()));
        let end = format!("/kota/selisih/{item}/selesai");
        assert_eq!(treasurer.post(&end, "pages-key-2", &format!("{fields}&reason=")).await, (303, day.clone()), "said on the page");
        assert!(treasurer.get(&day).await.1.contains("Perlu diurus"));
        assert_eq!(treasurer.post(&end, "pages-key-3", &format!("{fields}&reason=Kode+lama")).await, (303, day.clone()));
        assert_eq!(treasurer.post(&format!("{day}/ulang"), "pages-key-4", "").await, (303, day.clone()));
        let (_, page) = treasurer.get(&day).await;
        assert!(page.contains("Kode lama") && !page.contains("Perlu diurus"), "{page}");
        let (_, trail) = treasurer.get("/kota/jejak").await;
        assert!(trail.contains("Selisih selesai") && trail.contains("Selisih diurus"), "{trail}");

        let (status, trial) = treasurer.get("/kota/neraca").await;
        assert!(status == 200 && trial.contains("Seimbang") && trial.contains("Rekening bank kota"), "{trial}");
        let (status, journal) = treasurer.get(&format!("/kota/jurnal.csv?dari={date}&sampai={date}")).await;
        assert!(status == 200 && journal.starts_with("tanggal,waktu,") && journal.contains("provider_settled"), "{journal}");
        let (status, sums) = treasurer.get(&format!("/kota/neraca.csv?dari={date}&sampai={date}")).await;
        assert!(status == 200 && sums.starts_with("akun,debit_rupiah,kredit_rupiah,saldo_rupiah") && sums.contains("\nbank,"), "{sums}");
        assert_eq!(treasurer.get(&format!("/kota/neraca?dari={date}&sampai=2000-01-01")).await.0, 422);
    });
}
