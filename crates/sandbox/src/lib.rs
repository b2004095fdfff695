//! The sandbox: an acquirer that takes no money. It makes real codes, keeps books of its own, signs what it tells, and on request
//! tells late, twice, in the wrong order, never, or has it told by a forger. A demonstration pays through it; trials compare its
//! books with the ledger's.
//!
//! It lies in the city's database and touches only its own tables, so that it lives through restarts and serves every replica.

mod code;
mod mischief;
mod provider;
mod store;
mod telling;

use ::store::{House, StoreError};
use kernel::id::CityId;
use kernel::{Rupiah, Timestamp};

pub use code::sticker;
pub use mischief::Mischief;
pub use telling::{HEADER, TELLING, Telling, Told};

/// The name it is kept under.
pub const NAME: &str = "sandbox";
/// What it keeps of each payment, in hundredths of a percent: the QRIS fee of small merchants in 2024, rounded down to whole rupiah.
const FEE_BP: i64 = 70;

/// Whole rupiah, rounded down.
fn fee(amount: Rupiah) -> Rupiah {
    Rupiah(amount.amount() * FEE_BP / 10_000)
}

/// The acquirer of one city.
#[derive(Debug, Clone)]
pub struct Sandbox {
    house: House,
    city: CityId,
    merchant: String,
    secret: [u8; 32],
}

/// A payment as its books have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The merchant's name of it.
    pub reference: String,
    /// Whole rupiah.
    pub amount: Rupiah,
    /// What is kept of it.
    pub fee: Rupiah,
    /// `pending`, `paid` or `cancelled`.
    pub state: String,
    /// What the payer reads.
    pub title: String,
    /// What the code carries.
    pub payload: String,
    /// When the offer ends.
    pub expires: Timestamp,
    /// When it was paid.
    pub paid: Option<Timestamp>,
    /// What was given back.
    pub refunded: Rupiah,
}

impl Sandbox {
    /// For a city; `secret` signs what it tells.
    #[must_use]
    pub const fn new(house: House, city: CityId, merchant: String, secret: [u8; 32]) -> Self {
        Self { house, city, merchant, secret }
    }

    /// A payment, for the page where one pays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find(&self, reference: &str) -> Result<Option<Payment>, StoreError> {
        store::find(&mut self.house.db.reader().await?, self.city, reference).await
    }

    /// Pays as a buyer would, and tells the merchant as `mischief` wants. Again is no harm; a code that was called off or is over can
    /// still be paid, as it happens in life; gives whether there is such a code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pay(&self, reference: &str, mischief: Mischief) -> Result<bool, StoreError> {
        self.take(reference, None, mischief).await
    }

    /// As [`Sandbox::pay`], another amount than the code asks for: above 0, whole rupiah.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pay_amount(&self, reference: &str, amount: Rupiah, mischief: Mischief) -> Result<bool, StoreError> {
        self.take(reference, Some(amount), mischief).await
    }

    async fn take(&self, reference: &str, amount: Option<Rupiah>, mischief: Mischief) -> Result<bool, StoreError> {
        let (city, now, ids) = (self.city, self.house.now(), self.house.ids.clone());
        self.house
            .db
            .write(reference.to_owned(), move |tx, reference| {
                let ids = ids.clone();
                Box::pin(async move {
                    let Some(payment) = store::find(tx, city, reference).await? else { return Ok::<_, StoreError>(false) };
                    let amount = amount.unwrap_or(payment.amount);
                    store::mark_paid(tx, city, reference, (amount, fee(amount)), now).await?;
                    for (told, due) in mischief.tellings(reference, now) {
                        jobs::queue::enqueue(tx, city, &*ids, now, TELLING, &told, due, None)?;
                    }
                    Ok(true)
                })
            })
            .await
    }

    /// Every payment that was paid, with what was given back: the acquirer's books.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn books(&self) -> Result<Vec<Payment>, StoreError> {
        store::paid(&mut self.house.db.reader().await?, self.city).await
    }
}
