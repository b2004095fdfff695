//! `/jual`: a trader's day, goods and money. For a thumb in a hurry: huge targets, few words, pictures.

pub mod goods;
pub mod money;
pub mod picture;
pub mod prices;
pub mod today;
