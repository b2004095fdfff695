//! `laris audit`: the head of the audit trail's chain, to be kept elsewhere, and the walk over all of it.

use anyhow::Context as _;
use registry::audit::{self, Walk, chain};
use registry::cities::City;
use store::House;

use crate::cli::{AuditAct, AuditOptions};
use crate::open;

/// `laris audit …`; true when all is as it was written.
///
/// # Errors
/// When there is no such city or act yet, the head is none, or the database fails.
pub async fn run(options: &AuditOptions) -> anyhow::Result<bool> {
    match &options.act {
        AuditAct::Head { town } => {
            let (house, city) = open::town(town).await?;
            println!("{}", head(&house, &city).await?);
            Ok(true)
        }
        AuditAct::Verify { head, town } => {
            let (house, city) = open::town(town).await?;
            let walk = verify(&house, &city, head.as_deref()).await?;
            println!("{}", said(&walk));
            Ok(walk.broken.is_none())
        }
    }
}

/// The head as it is kept elsewhere.
///
/// # Errors
/// When nothing was done yet, or the database fails.
pub async fn head(house: &House, city: &City) -> anyhow::Result<String> {
    let head = audit::head(&mut house.db.reader().await?, city.id).await?;
    Ok(head.context("nothing stands in the audit trail yet")?.to_string())
}

/// Walks the chain, and looks for the head that was kept.
///
/// # Errors
/// When `kept` is no head, or the database fails.
pub async fn verify(house: &House, city: &City, kept: Option<&str>) -> anyhow::Result<Walk> {
    let read = |text| chain::parse_kept(text).with_context(|| format!("{text} is no head; `laris audit head` prints one"));
    Ok(audit::verify(house, city.id, kept.map(read).transpose()?).await?)
}

/// What a walk found, in a line.
#[must_use]
pub fn said(walk: &Walk) -> String {
    match (&walk.broken, walk.head, walk.kept_at) {
        (Some(broken), ..) => format!("BROKEN: {broken}"),
        (None, None, _) => "nothing is chained yet; the next act begins the chain".to_owned(),
        (None, Some(head), None) => format!("all {} entries are as they were written; the head is {head}", head.seq),
        (None, Some(head), Some(at)) => {
            format!("all {} entries are as they were written; the head that was kept is entry {at}, the head is now {head}", head.seq)
        }
    }
}
