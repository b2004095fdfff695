//! Pure: what people say they want, read into quantities, amounts and goods, or questions.
//!
//! Nothing here knows an offer, a price list or a database: callers hand in what is sold and
//! which words name it. Whatever cannot be read for certain is an error or a rest, never a guess.
//! Reading whole messages (lines, corrections, intent) is not done here yet.

pub mod fold;
pub mod lexicon;
pub mod measure;
pub mod number;
mod number_words;
mod ordinary;
pub mod quantity;
pub mod rupiah;
pub mod spoken;
pub mod token;
mod typo;
pub mod wanted;

pub use fold::{fold, tokens};
pub use lexicon::{Ambiguous, Entry, Exactness, Hit, Lexicon, Reading};
pub use quantity::{parse_wanted, wanted_quantity};
pub use rupiah::{in_words, parse_rupiah};
pub use spoken::spoken;
pub use wanted::{SoldAs, Wanted, WantedError};
