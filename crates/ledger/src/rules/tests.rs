//! Any sequence of acts keeps the books: checked on a book in memory that is written by the same rules.

use std::collections::BTreeMap;

use kernel::id::{AccountId, CityId, RawId, TransferId};
use kernel::{BusinessDate, Rupiah};
use proptest::prelude::*;

use super::{AMOUNT_RUPIAH_MAX, MEMO_BYTES_MAX, admit, repeat, resolve, resolve_again};
use crate::account::{Account, AccountKind, Side};
use crate::error::LedgerError;
use crate::reason::Reason;
use crate::transfer::{Entry, State, Transfer, derive_id};

const CITY: CityId = CityId(RawId::from_u128(7));

/// Something a caller asks of the ledger; ids and accounts come from few, so that they meet.
#[derive(Debug, Clone)]
enum Act {
    Post(Transfer),
    Hold(Transfer),
    Take(TransferId, Transfer),
    Release(TransferId, State),
}

/// What the database keeps: rows with unique ids and at most one resolution of a hold.
#[derive(Debug, Default, Clone, PartialEq)]
struct Book(Vec<Entry>);

impl Book {
    fn row(&self, id: TransferId) -> Option<&Entry> {
        self.0.iter().find(|row| row.id == id)
    }

    fn resolution(&self, hold: TransferId) -> Option<&Entry> {
        self.0.iter().find(|row| row.hold == Some(hold))
    }

    fn act(&mut self, act: &Act) -> Result<(), LedgerError> {
        match act {
            Act::Post(transfer) if transfer.amount == Rupiah::ZERO => Ok(()),
            Act::Post(transfer) => self.insert(Entry::new(CITY, State::Posted, None, transfer)),
            Act::Hold(transfer) => self.insert(Entry::new(CITY, State::Pending, None, transfer)),
            Act::Take(hold, transfer) => self.resolve(*hold, |_| Entry::new(CITY, State::Posted, Some(*hold), transfer)),
            Act::Release(hold, state) => self.resolve(*hold, |held| Entry::release(held, *state)),
        }
    }

    fn insert(&mut self, wanted: Entry) -> Result<(), LedgerError> {
        admit(&wanted)?;
        match self.row(wanted.id) {
            Some(standing) => repeat(standing, &wanted),
            None => {
                self.0.push(wanted);
                Ok(())
            }
        }
    }

    fn resolve(&mut self, hold: TransferId, wanted: impl Fn(&Entry) -> Entry) -> Result<(), LedgerError> {
        let held = self.row(hold).ok_or(LedgerError::NoHold(hold))?;
        let wanted = wanted(held);
        admit(&wanted)?;
        resolve(held, &wanted)?;
        if self.row(wanted.id).is_some() || self.resolution(hold).is_some() {
            return resolve_again(self.resolution(hold), &wanted);
        }
        self.0.push(wanted);
        Ok(())
    }

    /// Debits less credits of each account.
    fn nets(&self) -> BTreeMap<AccountId, i64> {
        let mut nets = BTreeMap::new();
        for row in self.0.iter().filter(|row| row.state == State::Posted) {
            *nets.entry(row.debit).or_default() += row.amount.amount();
            *nets.entry(row.credit).or_default() -= row.amount.amount();
        }
        nets
    }
}

fn account() -> impl Strategy<Value = Account> {
    (0..3_usize).prop_map(|kind| Account::new(AccountKind::ALL[kind], RawId::from_u128(1)))
}

fn id() -> impl Strategy<Value = TransferId> {
    (0..8_u32).prop_map(|ordinal| derive_id(RawId::from_u128(2), Reason::OrderHold, ordinal))
}

fn transfer() -> impl Strategy<Value = Transfer> {
    (id(), account(), account(), -1..6_i64).prop_map(|(id, debit, credit, amount)| Transfer {
        id,
        debit,
        credit,
        amount: Rupiah(amount),
        reason: Reason::OrderHold,
        reference_kind: "order",
        reference: RawId::from_u128(2),
        business_date: BusinessDate::from_days(0),
        memo: String::new(),
    })
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => transfer().prop_map(Act::Post),
        3 => transfer().prop_map(Act::Hold),
        3 => (id(), transfer()).prop_map(|(hold, transfer)| Act::Take(hold, transfer)),
        1 => (id(), prop_oneof![Just(State::Voided), Just(State::Expired)]).prop_map(|(hold, state)| Act::Release(hold, state)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_the_books(acts in prop::collection::vec(act(), 1..60)) {
        let mut book = Book::default();
        for act in acts {
            let before = book.clone();
            let outcome = book.act(&act);
            prop_assert!(book.0.starts_with(&before.0), "a row changed");
            prop_assert!(outcome.is_ok() || book == before, "a refusal wrote something");
            if outcome.is_ok() {
                let once = book.clone();
                prop_assert!(book.act(&act).is_ok() && book == once, "a repetition did something");
            }
            prop_assert_eq!(book.nets().values().sum::<i64>(), 0);
        }
        for hold in book.0.iter().filter(|row| row.state == State::Pending) {
            let resolved: Vec<&Entry> = book.0.iter().filter(|row| row.hold == Some(hold.id)).collect();
            prop_assert!(resolved.len() <= 1 && resolved.iter().all(|row| row.amount <= hold.amount));
        }
    }

    #[test]
    fn other_content_under_a_known_id_is_refused(first in transfer(), second in transfer()) {
        let second = Transfer { id: first.id, ..second };
        let mut book = Book::default();
        prop_assume!(book.act(&Act::Hold(first.clone())).is_ok());
        let outcome = book.act(&Act::Hold(second.clone()));
        prop_assert_eq!(outcome.is_ok(), first == second);
        prop_assert_eq!(book.0.len(), 1);
    }
}

#[test]
fn what_may_not_be_written() {
    let owner = RawId::from_u128(1);
    let good = Transfer {
        id: derive_id(owner, Reason::GoodsSold, 0),
        debit: Account::new(AccountKind::OrderClearing, owner),
        credit: Account::new(AccountKind::StallPayable, owner),
        amount: Rupiah(1),
        reason: Reason::GoodsSold,
        reference_kind: "order",
        reference: owner,
        business_date: BusinessDate::from_days(0),
        memo: String::new(),
    };
    let admitted = |transfer: Transfer| admit(&Entry::new(CITY, State::Posted, None, &transfer));
    let amount = |amount| admitted(Transfer { amount: Rupiah(amount), ..good.clone() });
    assert!(amount(0).is_ok() && amount(1).is_ok() && amount(AMOUNT_RUPIAH_MAX.amount()).is_ok());
    assert!(matches!(amount(-1), Err(LedgerError::Amount(_))));
    assert!(matches!(amount(AMOUNT_RUPIAH_MAX.amount() + 1), Err(LedgerError::Amount(_))));
    assert!(matches!(amount(i64::MIN), Err(LedgerError::Amount(_))));
    assert!(matches!(admitted(Transfer { credit: good.debit, ..good.clone() }), Err(LedgerError::SameAccount(_))));
    assert!(matches!(admitted(Transfer { memo: "m".repeat(MEMO_BYTES_MAX + 1), ..good.clone() }), Err(LedgerError::Memo(_))));
}

#[test]
fn ids_are_derived_alike_for_ever() {
    let account = Account::new(AccountKind::CashBox, RawId::from_u128(1));
    let transfer = derive_id(RawId::from_u128(2), Reason::OrderCharge, 3);
    assert_eq!(account.id(CITY).to_string(), "110d1d30-8db2-83e6-8e13-c69e88e57388");
    assert_eq!(transfer.to_string(), "d9481e1b-6f56-8440-af4c-26db518edde7");
    assert_ne!(transfer, derive_id(RawId::from_u128(2), Reason::OrderCharge, 4));
    assert_ne!(account.id(CITY), account.id(CityId(RawId::from_u128(8))));
}

#[test]
fn every_kind_and_reason_has_its_own_name() {
    for kind in AccountKind::ALL {
        assert_eq!(AccountKind::parse(kind.name()), Some(kind));
    }
    for reason in Reason::ALL {
        assert_eq!(Reason::parse(reason.name()), Some(*reason));
    }
    assert_eq!((AccountKind::CashBox.side(), AccountKind::StallPayable.side()), (Side::Debit, Side::Credit));
}
