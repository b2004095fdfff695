//! Which lines of a statement fit which money of ours. Pure.

use std::collections::BTreeMap;

use kernel::Rupiah;
use kernel::id::RawId;
use providers::payments::{SettlementKind, SettlementLine};

use super::model::{DifferenceKind, Flow};

/// A payment that came or a refund that was sent, not settled by another statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ours {
    pub(super) flow: Flow,
    /// The attempt's id, or the return's.
    pub(super) subject: RawId,
    /// The payment's name at the provider.
    pub(super) reference: String,
    pub(super) amount: Rupiah,
    /// What the provider told of its fee when it was paid.
    pub(super) fee: Option<Rupiah>,
    /// Whether it belongs to the day that is compared; if not, nobody misses it there.
    pub(super) is_of_day: bool,
}

/// What fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) flow: Flow,
    pub(super) subject: RawId,
    pub(super) reference: String,
    pub(super) gross: Rupiah,
    pub(super) fee: Rupiah,
}

/// What does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: DifferenceKind,
    pub(super) flow: Flow,
    pub(super) reference: String,
    pub(super) ours: Rupiah,
    pub(super) theirs: Rupiah,
}

pub(super) const fn flow(kind: SettlementKind) -> Flow {
    match kind {
        SettlementKind::Payment => Flow::Payment,
        SettlementKind::Refund => Flow::Refund,
    }
}

type Sides<'a> = (Vec<&'a Ours>, Vec<&'a SettlementLine>);

/// Compares by flow and reference, in the order of these. A payment can be refunded in parts, so there amounts pair up one by one.
pub(super) fn compare(ours: &[Ours], theirs: &[SettlementLine]) -> (Vec<Match>, Vec<Found>) {
    let mut by_name: BTreeMap<(Flow, &str), Sides<'_>> = BTreeMap::new();
    for own in ours {
        by_name.entry((own.flow, &own.reference)).or_default().0.push(own);
    }
    for line in theirs {
        by_name.entry((flow(line.kind), &line.reference)).or_default().1.push(line);
    }
    let (mut matches, mut found) = (Vec::new(), Vec::new());
    for ((flow, reference), (mut own, lines)) in by_name {
        let mut left = Vec::new();
        for line in lines {
            match own.iter().position(|known| known.amount == line.gross) {
                Some(at) => {
                    let known = own.swap_remove(at);
                    found.extend(fee_differs(known, line));
                    let (reference, gross, fee) = (reference.to_owned(), line.gross, line.fee);
                    matches.push(Match { flow, subject: known.subject, reference, gross, fee });
                }
                None => left.push(line),
            }
        }
        found.extend(rest(flow, reference, &own, &left));
    }
    (matches, found)
}

fn fee_differs(known: &Ours, line: &SettlementLine) -> Option<Found> {
    let ours = known.fee.filter(|fee| *fee != line.fee)?;
    let (kind, reference) = (DifferenceKind::FeeDiffers, known.reference.clone());
    Some(Found { kind, flow: known.flow, reference, ours, theirs: line.fee })
}

fn rest(flow: Flow, reference: &str, own: &[&Ours], left: &[&SettlementLine]) -> Option<Found> {
    let kind = match (own.is_empty(), left.is_empty()) {
        (false, false) => DifferenceKind::AmountDiffers,
        (true, false) => DifferenceKind::MissingHere,
        (false, true) if own.iter().any(|known| known.is_of_day) => DifferenceKind::MissingThere,
        (_, true) => return None,
    };
    let ours = own.iter().filter(|known| known.is_of_day || !left.is_empty()).map(|known| known.amount).sum();
    Some(Found { kind, flow, reference: reference.to_owned(), ours, theirs: left.iter().map(|line| line.gross).sum() })
}

#[cfg(test)]
mod tests;
