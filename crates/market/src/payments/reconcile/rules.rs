//! Which lines of a statement fit which money of ours. Pure.

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
pub(super) struct Match<'a> {
    pub(super) flow: Flow,
    pub(super) subject: RawId,
    pub(super) reference: &'a str,
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

/// Compares by flow and reference, in the order of these. A payment can be refunded in parts, so there amounts pair up one by one.
///
/// Both sides are sorted and walked side by side: a day has a hundred thousand of each.
pub(super) fn compare<'a>(ours: &'a [Ours], theirs: &'a [SettlementLine]) -> (Vec<Match<'a>>, Vec<Found>) {
    let mut ours: Vec<&Ours> = ours.iter().collect();
    let mut theirs: Vec<&SettlementLine> = theirs.iter().collect();
    ours.sort_by(|one, other| name_of_own(one).cmp(&name_of_own(other)));
    theirs.sort_by(|one, other| name_of_line(one).cmp(&name_of_line(other)));
    let (mut ours, mut theirs) = (ours.as_slice(), theirs.as_slice());
    let (mut matches, mut found) = (Vec::with_capacity(theirs.len()), Vec::new());
    while let Some(name) = ours.first().map(|own| name_of_own(own)).into_iter().chain(theirs.first().map(|line| name_of_line(line))).min() {
        let (own, other_own) = ours.split_at(ours.partition_point(|own| name_of_own(own) == name));
        let (lines, other_lines) = theirs.split_at(theirs.partition_point(|line| name_of_line(line) == name));
        pair_up(name, own, lines, &mut matches, &mut found);
        (ours, theirs) = (other_own, other_lines);
    }
    (matches, found)
}

type Name<'a> = (Flow, &'a str);

fn name_of_own(own: &Ours) -> Name<'_> {
    (own.flow, &own.reference)
}

fn name_of_line(line: &SettlementLine) -> Name<'_> {
    (flow(line.kind), &line.reference)
}

/// What both sides say of one name.
fn pair_up<'a>(name: Name<'a>, own: &[&Ours], lines: &[&SettlementLine], matches: &mut Vec<Match<'a>>, found: &mut Vec<Found>) {
    let (flow, reference) = name;
    let (mut own, mut left) = (own.to_vec(), Vec::new());
    for line in lines {
        match own.iter().position(|known| known.amount == line.gross) {
            Some(at) => {
                let known = own.swap_remove(at);
                found.extend(fee_differs(known, line));
                matches.push(Match { flow, subject: known.subject, reference, gross: line.gross, fee: line.fee });
            }
            None => left.push(*line),
        }
    }
    found.extend(rest(flow, reference, &own, &left));
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
