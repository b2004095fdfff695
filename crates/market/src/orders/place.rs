//! Placing an order: stock, slot, order, seller orders, hold and outbox in one transaction, once for each key.

use std::collections::BTreeMap;

use ::store::{StoreError, Tx, Value, tx::map};
use jobs::feed::Topic;
use jobs::idempotency::{IdempotencyKey, Remembered, remember};
use kernel::id::{LineId, OfferId, OrderId, PersonId, QuoteId, RawId, SellerOrderId, SlotId, StallId, new_id};
use kernel::time::MINUTE;
use kernel::{Actor, BusinessDate, Phone, Quantity, Timestamp};
use ledger::{Account, AccountKind, Reason, Transfer, derive_id};
use registry::addresses::DeliveryAddress;
use serde::Serialize;

use crate::desk::Desk;
use crate::error::MarketError;
use crate::ids::StandingId;
use crate::orders::model::{Quote, QuotedLine};
use crate::orders::{quote, rules, store, trail};
use crate::payments::{hold as pay_first, printed};

/// The most characters of a recipient's name.
const RECIPIENT_MAX: usize = 80;
/// Pages that show stock are told only when little is left: five kilograms, or five pieces.
const STOCK_LOW_MILLI: i64 = 5_000;
/// How often a taken order number is drawn anew.
const NUMBER_TRIES: usize = 4;

/// What a buyer sends.
#[derive(Debug, Clone, Serialize)]
pub struct PlaceOrder {
    /// The frozen prices.
    pub quote: QuoteId,
    /// When it should come.
    pub slot: SlotId,
    /// Who receives it; may be another than the buyer.
    pub recipient: String,
    /// The recipient's number.
    pub phone: Phone,
    /// Where.
    pub address: DeliveryAddress,
    /// Which payment provider collects.
    pub payment: String,
    /// For whom staff enter it; `None` when the actor buys.
    pub buyer: Option<PersonId>,
    /// Also usable with a quote made before signing in.
    #[serde(skip)]
    pub visitor: Option<RawId>,
}

/// The day of a standing order that an order is for.
type Run = (StandingId, BusinessDate);

/// An order as first written.
struct Draft {
    desk: Desk,
    actor: Actor,
    key: IdempotencyKey,
    id: OrderId,
    number: String,
    pin: String,
    buyer: PersonId,
    quote: Quote,
    command: PlaceOrder,
    run: Option<Run>,
    now: Timestamp,
    day: BusinessDate,
    /// Until when it must be paid, where it is paid first.
    hold: Option<Timestamp>,
}

/// Places an order. The same key gives the same order again and changes nothing.
///
/// # Errors
/// [`MarketError::SignInFirst`], [`MarketError::QuoteExpired`], [`MarketError::SlotFull`], [`MarketError::SlotClosed`],
/// [`MarketError::LinesChanged`] with each line that is gone or dearer, [`MarketError::PaymentUnknown`],
/// [`MarketError::Missing`], [`MarketError::TooLong`], [`MarketError::Idempotency`]. On any of them nothing was written.
pub async fn place(desk: &Desk, actor: &Actor, key: &str, command: PlaceOrder) -> Result<OrderId, MarketError> {
    place_for(desk, actor, key, command, None).await
}

/// Places the order of a standing order's day, in the transaction that moves the day from waiting to placed.
///
/// # Errors
/// As [`place`]; [`MarketError::AlreadyDone`] when the day no longer waits.
pub(crate) async fn place_run(desk: &Desk, actor: &Actor, key: &str, command: PlaceOrder, run: Run) -> Result<OrderId, MarketError> {
    place_for(desk, actor, key, command, Some(run)).await
}

async fn place_for(desk: &Desk, actor: &Actor, key: &str, mut command: PlaceOrder, run: Option<Run>) -> Result<OrderId, MarketError> {
    let buyer = buyer_of(actor, &command)?;
    check(desk, &mut command)?;
    let key = IdempotencyKey::new(actor, "place_order", key, &command)?;
    let mut reader = desk.house.db.reader().await?;
    let quote = match quote::find(desk, &mut reader, &quote::owners(actor, command.visitor), command.quote).await {
        Ok(quote) => quote,
        // A retry may come after the quote ended: what was done stands.
        Err(error) => {
            return jobs::idempotency::recall(&mut reader, desk.city_id(), &key).await?.and_then(|id| id.parse().ok()).ok_or(error);
        }
    };
    if quote.lines.is_empty() {
        return Err(MarketError::Empty);
    }
    if !actor.manages(quote.market) && command.buyer.is_some_and(|other| Some(other) != actor.person) {
        return Err(MarketError::NotAllowed);
    }
    if command.payment == printed::PRINTED && !printed::is_offered(&mut reader, desk.city_id(), quote.market).await? {
        return Err(MarketError::PaymentUnknown);
    }
    let slot = store::slot(&mut reader, desk.city_id(), command.slot).await?.ok_or(MarketError::SlotClosed)?;
    drop(reader);
    let now = desk.now();
    let mut tries = 0;
    loop {
        tries += 1;
        let secret = desk.house.ids.secret();
        let draft = Draft {
            desk: desk.clone(),
            actor: actor.clone(),
            key: key.clone(),
            id: new_id(&*desk.house.ids, now),
            number: rules::order_number(slot.day, secret),
            pin: rules::pin(secret),
            buyer,
            quote: quote.clone(),
            command: command.clone(),
            run,
            now,
            day: slot.day,
            hold: pay_first::until(desk, &command.payment),
        };
        let id = draft.id;
        let placed = desk.house.db.write(draft, |tx, draft| Box::pin(write(tx, draft))).await;
        return match placed {
            Ok(()) => Ok(id),
            Err(MarketError::Store(StoreError::Duplicate(_))) if tries < NUMBER_TRIES => continue,
            Err(error) => error.or_repeated(),
        };
    }
}

fn buyer_of(actor: &Actor, command: &PlaceOrder) -> Result<PersonId, MarketError> {
    let person = actor.person.ok_or(MarketError::SignInFirst)?;
    Ok(command.buyer.unwrap_or(person))
}

/// The name of who receives, as it is kept.
///
/// # Errors
/// [`MarketError::Missing`], [`MarketError::TooLong`], [`MarketError::TextNotAllowed`].
pub(crate) fn read_recipient(typed: &str) -> Result<String, MarketError> {
    let recipient = MarketError::read("recipient", typed, RECIPIENT_MAX)?;
    if recipient.is_empty() { Err(MarketError::Missing("recipient")) } else { Ok(recipient) }
}

/// Refuses what cannot be ordered at all, and makes the recipient's name fit to keep.
fn check(desk: &Desk, command: &mut PlaceOrder) -> Result<(), MarketError> {
    command.recipient = read_recipient(&command.recipient)?;
    // Whether the market has a printed code is known once the quote says which market.
    let is_known = command.payment == printed::PRINTED || desk.payment(&command.payment).is_some();
    if is_known { Ok(()) } else { Err(MarketError::PaymentUnknown) }
}

async fn write(tx: &mut Tx, draft: &Draft) -> Result<(), MarketError> {
    if let Remembered::Again(stored) = remember(tx, draft.desk.city_id(), &draft.key, &draft.id.to_string(), draft.now).await? {
        return Err(MarketError::Repeated(stored));
    }
    if let Some((standing, day)) = draft.run
        && !crate::standing::store::mark_placed(tx, draft.desk.city_id(), standing, day, draft.id).await?
    {
        return Err(MarketError::AlreadyDone);
    }
    reserve(tx, draft).await?;
    let seller_orders = insert_order(tx, draft)?;
    hold(tx, draft)?;
    if let Some(until) = draft.hold {
        pay_first::hold(&draft.desk, tx, draft.id, until)?;
    }
    trail::event(&draft.desk, tx, &draft.actor, draft.id, "placed", &serde_json::json!({ "number": draft.number }), None)?;
    let mut changes: Vec<(Topic, RawId)> = vec![(Topic::Order, draft.id.into()), (Topic::Board, draft.quote.market.into())];
    changes.extend(seller_orders.values().map(|id| (Topic::SellerOrder, (*id).into())));
    trail::tell_all(&draft.desk, tx, &changes)?;
    trail::message(&draft.desk, tx, draft.id, if draft.hold.is_some() { "placed_held" } else { "placed" })?;
    if draft.actor.person.is_some_and(|person| person != draft.buyer) {
        let (actor, ids, said) = (&draft.actor, &*draft.desk.house.ids, serde_json::json!({ "person": draft.buyer }));
        registry::audit::log(tx, actor, ids, draft.now, "order.entered", "order", draft.id, &said).await?;
    }
    Ok(())
}

/// Takes the slot's place, every line's stock and the quote itself, or says exactly what is gone.
/// A quote is ordered once: a second tab with the same basket finds it used.
async fn reserve(tx: &mut Tx, draft: &Draft) -> Result<(), MarketError> {
    let (city, now, quote) = (draft.desk.city_id(), draft.now, &draft.quote);
    let wanted = wanted_by_offer(&quote.lines);
    let items: Vec<Value<'_>> =
        wanted.iter().flat_map(|(offer, (quantity, line))| [(*offer).into(), (*quantity).into(), line.price.into()]).collect();
    let mut stalls: Vec<StallId> = quote.lines.iter().map(|line| line.stall).collect();
    stalls.sort_unstable();
    stalls.dedup();
    let stalls: Vec<Value<'_>> = stalls.into_iter().map(Value::from).collect();
    let calls = vec![
        store::take_slot(city, draft.command.slot, quote.market, now),
        store::take_stock(city, now, &items),
        store::closed_stalls(city, now, quote.market, &stalls),
        store::use_quote(city, quote.id),
    ];
    let mut found = tx.all(calls).await?.into_iter();
    let mut next = || found.next().unwrap_or_default();
    let slot: Vec<(BusinessDate,)> = map(next())?;
    let taken: Vec<(OfferId, i64)> = map(next())?;
    let closed: Vec<(StallId,)> = map(next())?;
    if next().is_empty() {
        return Err(MarketError::QuoteExpired);
    }
    if taken.len() < wanted.len() || !closed.is_empty() {
        return Err(what_changed(tx, draft, &taken, &closed).await?);
    }
    if slot.is_empty() {
        return Err(slot_refusal(tx, draft).await?);
    }
    for (offer, left) in taken {
        if (0..STOCK_LOW_MILLI).contains(&left) {
            trail::tell(&draft.desk, tx, Topic::Offer, offer)?;
        }
    }
    Ok(())
}

/// Two lines of one offer are taken together.
fn wanted_by_offer(lines: &[QuotedLine]) -> BTreeMap<OfferId, (i64, &QuotedLine)> {
    let mut wanted: BTreeMap<OfferId, (i64, &QuotedLine)> = BTreeMap::new();
    for line in lines {
        wanted.entry(line.wanted.offer).or_insert((0, line)).0 += line.wanted.quantity.milli();
    }
    wanted
}

async fn slot_refusal(tx: &mut Tx, draft: &Draft) -> Result<MarketError, MarketError> {
    let slot = store::slot(tx, draft.desk.city_id(), draft.command.slot).await?;
    Ok(match slot {
        Some(slot) if slot.market == draft.quote.market && slot.cutoff > draft.now && slot.taken >= slot.capacity => MarketError::SlotFull,
        _ => MarketError::SlotClosed,
    })
}

/// Reads the refused offers again, to say what happened to each line.
async fn what_changed(tx: &mut Tx, draft: &Draft, taken: &[(OfferId, i64)], closed: &[(StallId,)]) -> Result<MarketError, MarketError> {
    let refused: Vec<(usize, &QuotedLine)> = draft
        .quote
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| taken.iter().all(|(offer, _)| *offer != line.wanted.offer) || closed.contains(&(line.stall,)))
        .collect();
    let offers: Vec<OfferId> = refused.iter().map(|(_, line)| line.wanted.offer).collect();
    let facts = store::offer_facts(tx, draft.desk.city_id(), &offers).await?;
    let mut problems = Vec::with_capacity(refused.len());
    for (position, line) in refused {
        let Some(now_known) = facts.iter().find(|facts| facts.id == line.wanted.offer) else { return Ok(MarketError::NotFound("offer")) };
        problems.push(rules::line_problem(position, line, now_known, draft.now));
    }
    Ok(MarketError::LinesChanged(problems))
}

/// Writes the order and its parts; gives the seller order of each stall.
fn insert_order(tx: &mut Tx, draft: &Draft) -> Result<BTreeMap<StallId, SellerOrderId>, MarketError> {
    let (city, ids, now) = (draft.desk.city_id(), &*draft.desk.house.ids, draft.now);
    store::insert_order(tx, city, &order_values(draft))?;
    let mut seller_orders: BTreeMap<StallId, SellerOrderId> = BTreeMap::new();
    for line in &draft.quote.lines {
        seller_orders.entry(line.stall).or_insert_with(|| new_id(ids, now));
    }
    // Of one that is paid first it begins anew with the payment.
    let decide_by = draft.hold.unwrap_or(now).plus(draft.desk.city.settings.seller_decision_minutes * MINUTE);
    let parts: Vec<Value<'_>> =
        seller_orders.iter().flat_map(|(stall, id)| [(*id).into(), draft.id.into(), (*stall).into(), decide_by.into()]).collect();
    store::insert_seller_orders(tx, city, &parts)?;
    let mut lines = Vec::with_capacity(draft.quote.lines.len() * 17);
    let mut moves = Vec::with_capacity(draft.quote.lines.len() * 6);
    for (position, line) in draft.quote.lines.iter().enumerate() {
        let Some(seller_order) = seller_orders.get(&line.stall) else { continue };
        let id: LineId = new_id(ids, now);
        lines.extend(line_values(draft.id, id, *seller_order, position, line));
        moves.extend(stock_move(new_id::<RawId>(ids, now), line.wanted.offer, -line.wanted.quantity.milli(), "ordered", draft.id, now));
    }
    store::insert_lines(tx, city, &lines)?;
    store::note_stock_moves(tx, city, &moves)?;
    store::insert_payment(tx, city, draft.id, &draft.command.payment, draft.quote.total(), now)?;
    Ok(seller_orders)
}

/// The values of one stock move, in the order of `note_stock_moves`.
pub(crate) fn stock_move(
    id: RawId,
    offer: OfferId,
    change_milli: i64,
    reason: &'static str,
    order: OrderId,
    now: Timestamp,
) -> [Value<'static>; 6] {
    [offer.into(), id.into(), change_milli.into(), reason.into(), order.into(), now.into()]
}

fn line_values(order: OrderId, id: LineId, part: SellerOrderId, position: usize, line: &QuotedLine) -> [Value<'_>; 17] {
    [
        order.into(),
        id.into(),
        part.into(),
        line.stall.into(),
        line.wanted.offer.into(),
        line.product.into(),
        i64::try_from(position).unwrap_or(i64::MAX).into(),
        line.sold_by.name().into(),
        line.unit.as_str().into(),
        line.wanted.quantity.into(),
        line.wanted.amount.into(),
        line.price.into(),
        line.tolerance.into(),
        line.estimate.into(),
        line.wanted.note.as_str().into(),
        line.wanted.policy.into(),
        line.wanted.alternative.into(),
    ]
}

fn order_values(draft: &Draft) -> [Value<'_>; 25] {
    let (command, quote, address) = (&draft.command, &draft.quote, &draft.command.address);
    [
        draft.id.into(),
        draft.number.as_str().into(),
        quote.market.into(),
        draft.buyer.into(),
        draft.actor.person.unwrap_or(draft.buyer).into(),
        command.slot.into(),
        command.recipient.as_str().into(),
        (&command.phone).into(),
        address.street.as_str().into(),
        address.rt.into(),
        address.rw.into(),
        address.ward_code.as_str().into(),
        address.landmark.as_str().into(),
        address.pin.map(|pin| pin.lat_e6).into(),
        address.pin.map(|pin| pin.lng_e6).into(),
        command.payment.as_str().into(),
        quote.goods.into(),
        quote.delivery_fee.into(),
        quote.service_fee.into(),
        quote.tolerance.into(),
        hold_id(draft.id).into(),
        draft.pin.as_str().into(),
        draft.now.into(),
        draft.day.into(),
        Quantity::ZERO.into(),
    ]
}

/// The hold of an order has an id of its own, so that a repeated order repeats it.
pub(crate) fn hold_id(order: OrderId) -> kernel::id::TransferId {
    derive_id(order.into(), Reason::OrderHold, 0)
}

/// Holds the most the order may cost.
fn hold(tx: &mut Tx, draft: &Draft) -> Result<(), MarketError> {
    let transfer = Transfer {
        id: hold_id(draft.id),
        debit: Account { kind: AccountKind::BuyerReceivable, owner: draft.buyer.into() },
        credit: Account { kind: AccountKind::OrderClearing, owner: draft.quote.market.into() },
        amount: draft.quote.total_max(),
        reason: Reason::OrderHold,
        reference_kind: "order",
        reference: draft.id.into(),
        business_date: draft.day,
        memo: String::new(),
    };
    Ok(ledger::hold(tx, draft.desk.city_id(), draft.now, transfer)?)
}
