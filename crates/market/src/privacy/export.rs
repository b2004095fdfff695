//! Giving a person what is kept of them.

use ::store::{StoreError, Tx};
use kernel::id::{CityId, OfferId, PersonId, RawId};
use kernel::{Actor, Rupiah};
use ledger::Account;
use registry::{audit, privacy};

use super::model::{EraseError, Export, ExportedComplaint, ExportedOrder, ExportedRating, ExportedStanding};
use super::service::{OF_PEOPLE, may, payees, values};
use super::store;
use crate::complaints::{self, ComplaintDetail};
use crate::desk::Desk;
use crate::disbursements;
use crate::orders;
use crate::ratings::{self, Rating, Subject};
use crate::settlement::PayeeKind;
use crate::standing::{self, StandingOrder};

/// Complaints and ratings about one payee that are given at most, the newest.
const ABOUT_MAX: i64 = 10_000;

/// All that is kept of a person. The audit trail says so when it is not themselves who asks.
///
/// # Errors
/// [`EraseError::SignInFirst`], [`EraseError::NotAllowed`], [`EraseError::PersonUnknown`], [`EraseError::Store`].
pub async fn export(desk: &Desk, actor: &Actor, person: PersonId) -> Result<Export, EraseError> {
    may(actor, person)?;
    let city = desk.city_id();
    let mut tx = desk.house.db.reader().await?;
    let kept = privacy::export(&mut tx, city, person).await?.ok_or(EraseError::PersonUnknown)?;
    let orders = bought(&mut tx, city, person).await?;
    let standing_orders = coming(&mut tx, city, person).await?;
    let basket = store::basket(&mut tx, city, person).await?;
    let given_accounts = store::given_accounts(&mut tx, city, person).await?;
    let mut accounts = Vec::new();
    for kind in OF_PEOPLE {
        accounts.push((kind.name(), ledger::balance(&mut tx, city, Account::new(kind, person)).await?.amount()));
    }
    let payees = payees(&mut tx, city, person).await?;
    let payout_accounts = disbursements::store::accounts_of(&mut tx, city, &values(&payees)).await?;
    let (complaints_about, ratings_about) = about(&mut tx, city, person, &payees).await?;
    drop(tx);
    if actor.person != Some(person) {
        let context = (desk.house.clone(), actor.clone());
        let log = desk.house.db.write(context, move |tx, (house, actor)| {
            Box::pin(async move { audit::log(tx, actor, &*house.ids, house.now(), "person.exported", "person", person, &()).await })
        });
        log.await?;
    }
    let at = desk.now().rfc3339(0);
    Ok(Export {
        city: desk.city.name.clone(),
        person_id: person.to_string(),
        at,
        person: kept,
        basket,
        orders,
        standing_orders,
        complaints_about,
        ratings_about,
        payout_accounts,
        given_accounts,
        accounts,
    })
}

/// A person's orders with all that belongs to each.
async fn bought(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<ExportedOrder>, StoreError> {
    let (mut orders, mut after) = (Vec::new(), RawId::nil());
    loop {
        let page = store::orders(tx, city, person, after).await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|count| count < store::PAGE);
        for store::Ordered(id, mut order) in page {
            order.lines = store::lines(tx, city, id).await?;
            let made = complaints::store::of_order(tx, city, id).await?;
            order.complaints = made.into_iter().map(|detail| complaint(detail, None)).collect();
            order.ratings = ratings::store::of_order(tx, city, id).await?.into_iter().map(rating).collect();
            orders.push(order);
            after = id.into();
        }
        if is_last {
            return Ok(orders);
        }
    }
}

/// A person's standing orders with the names of their goods.
async fn coming(tx: &mut Tx, city: CityId, person: PersonId) -> Result<Vec<ExportedStanding>, StoreError> {
    let (mut found, mut after) = (Vec::new(), RawId::nil());
    loop {
        let page = standing::store::of_person_after(tx, city, person, after, store::PAGE).await?;
        let is_last = i64::try_from(page.len()).is_ok_and(|count| count < store::PAGE);
        for order in page {
            after = order.id.into();
            found.push(kept_standing(tx, city, order).await?);
        }
        if is_last {
            return Ok(found);
        }
    }
}

async fn kept_standing(tx: &mut Tx, city: CityId, order: StandingOrder) -> Result<ExportedStanding, StoreError> {
    let offers: Vec<OfferId> = order.lines.iter().map(|line| line.wanted.offer).collect();
    let facts = orders::store::offer_facts(tx, city, &offers).await?;
    let name = |offer: OfferId| facts.iter().find(|facts| facts.id == offer).map(|facts| facts.name.clone()).unwrap_or_default();
    let lines = order.lines.iter().map(|line| (name(line.wanted.offer), line.wanted.quantity.milli(), line.wanted.note.clone()));
    Ok(ExportedStanding {
        made: order.made.rfc3339(0),
        state: order.state.name(),
        weekdays: order.weekdays,
        starts_minute: order.starts_minute,
        phone: order.phone.as_str().to_owned(),
        total_max_rupiah: order.total_max.map(Rupiah::amount),
        lines: lines.collect(),
        recipient: order.recipient,
        address: order.address,
    })
}

/// What buyers complained of and said about a person and their stalls: what those may read on their own pages, without who said it.
async fn about(
    tx: &mut Tx,
    city: CityId,
    person: PersonId,
    payees: &[RawId],
) -> Result<(Vec<ExportedComplaint>, Vec<ExportedRating>), StoreError> {
    let (mut made, mut said) = (Vec::new(), Vec::new());
    for payee in payees {
        let found = complaints::store::of_payee(tx, city, *payee, ABOUT_MAX).await?;
        made.extend(found.into_iter().map(|detail| complaint(detail, Some(*payee))));
        let kind = if *payee == RawId::from(person) { PayeeKind::Runner } else { PayeeKind::Stall };
        let found = ratings::store::of_subject(tx, city, Subject { kind, id: *payee }, ABOUT_MAX).await?;
        said.extend(found.into_iter().map(rating));
    }
    Ok((made, said))
}

/// A complaint as its buyer or one of those concerned is given it: nobody is given another's answer.
fn complaint(detail: ComplaintDetail, payee: Option<RawId>) -> ExportedComplaint {
    let own = detail.parties.into_iter().find(|party| Some(party.payee) == payee);
    let complaint = detail.complaint;
    ExportedComplaint {
        order: complaint.number,
        made: complaint.made.rfc3339(0),
        reason: complaint.reason.name(),
        note: complaint.note,
        answer: own.map(|party| party.answer).unwrap_or_default(),
        state: complaint.state.name(),
        decision: complaint.decision,
        amount_rupiah: complaint.amount.map(Rupiah::amount),
    }
}

fn rating(found: Rating) -> ExportedRating {
    ExportedRating { made: found.made.rfc3339(0), about: found.subject.kind.name(), stars: found.stars, words: found.words }
}
