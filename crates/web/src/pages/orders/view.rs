//! One order as its page shows it, from placed to the receipt.

use std::collections::BTreeSet;

use kernel::Rupiah;
use market::catalogue::Catalogue;
use market::desk::CASH;
use market::orders::read::may_call;
use market::orders::{
    LineState, Order, OrderDetail, OrderLine as Line, OrderState, SellerOrder, SellerOrderState, Substitution, SubstitutionState,
};
use market::payments::Paying;
use registry::people;

use super::{badge, steps};
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::Who;
use crate::format;
use crate::i18n::T;
use crate::pages::staff::words::said;
use crate::pages::trade::care;
use crate::pages::{account, frame, payments, proofs, words};
use crate::views::order::pay::PayForms;
use crate::views::order::tracking::{OrderLine, OrderView, Question, RunnerCard, SellerPart};
use crate::views::shop::cards::Badge;
use crate::views::{Nav, Tone};

/// The page; what only the buyer may do or know stands there for the buyer only.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub async fn view(app: &App, who: &Who, detail: &OrderDetail, slot: String, is_new: bool) -> Result<OrderView, Fault> {
    let (order, t) = (&detail.order, who.t);
    let catalogue = app.catalogue.snapshot();
    let market = catalogue.market_by_id(order.market);
    let is_buyer = who.actor.person == Some(order.buyer);
    let title = t.with("order-title", &[("number", &order.number)]);
    let mut page = frame::buyer(app, who, Nav::Orders, title).await?;
    page.is_private = true;
    page.market = market.map(frame::here).or(page.market);
    page.live_url = (!order.state.is_final()).then(|| format!("/langsung?topik=order:{}", order.id));
    let runner = runner(app, who, order, market.map_or("", |market| market.name.as_str())).await?;
    let paying = payments::card(app, who, order.id, format!("/pesanan/{}/qris", order.number)).await?;
    let payment = payment(who, order, paying.as_ref().map(|(_, paying)| paying));
    let pay_forms = match &paying {
        Some((_, paying)) => proofs::forms(app, who, detail, paying).await?,
        None => PayForms::default(),
    };
    let pay = paying.map(|(card, _)| card);
    let shows_pin = is_buyer && matches!(order.state, OrderState::Picked | OrderState::Delivering);
    let asked = detail.substitutions.iter().filter(|question| question.state == SubstitutionState::Asked && is_buyer);
    let total = order.total_final.unwrap_or_else(|| order.total_estimate());
    Ok(OrderView {
        page,
        number: order.number.clone(),
        place: market.map(|market| market.name.clone()).unwrap_or_default(),
        tile: market.map(|market| market.slug.clone()).unwrap_or_default(),
        placed: format::date_time(who.lang, order.placed.micros(), app.offset_minutes()),
        headline: headline(t, order.state).to_owned(),
        eta: if order.state.is_final() { String::new() } else { t.with("order-eta", &[("slot", &slot)]) },
        status: badge(t, order.state),
        is_new,
        steps: steps::steps(app, who, detail),
        questions: asked.filter_map(|question| self::question(app, who, &catalogue, detail, question)).collect(),
        pin: if shows_pin { order.pin.chars().collect() } else { Vec::new() },
        runner,
        sellers: detail.seller_orders.iter().map(|part| seller_part(who, &catalogue, detail, part)).collect(),
        sums: sums(who, order),
        total: words::money(who, total),
        is_final: order.total_final.is_some(),
        estimate: order.total_final.filter(|last| *last != order.total_estimate()).map(|_| words::money(who, order.total_estimate())),
        reasons: reasons(who, detail),
        payment,
        deliver_to: deliver_to(app, who, order),
        slot,
        cancel: (is_buyer && order.state == OrderState::Placed).then(|| t.text("order-cancel-until").to_owned()),
        is_repeatable: is_buyer && order.state.is_final(),
        care: care::of(app, who, detail).await?,
        pay,
        pay_forms,
    })
}

/// How it is, or was, paid: in cash, or by every way that brought money.
fn payment(who: &Who, order: &Order, paying: Option<&Paying>) -> String {
    let name = |method: &str| said(who.t, "state-method", method);
    let paid = paying.filter(|paying| paying.received.amount() > 0);
    match (order.state, paid) {
        (OrderState::Delivered, Some(paid)) => {
            let names: BTreeSet<String> = paid.receipts.iter().map(|receipt| name(&receipt.provider)).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            who.t.with("payment-paid-with", &[("method", &names)])
        }
        (OrderState::Delivered, None) => who.t.text("payment-paid").to_owned(),
        _ if order.payment_provider == CASH => who.t.text("payment-cash").to_owned(),
        _ => name(&order.payment_provider),
    }
}

fn headline(t: T, state: OrderState) -> &'static str {
    match state {
        OrderState::Placed => t.text("order-now-placed"),
        OrderState::Picking => t.text("order-now-picking"),
        OrderState::Picked => t.text("order-now-picked"),
        OrderState::Delivering => t.text("order-now-delivering"),
        OrderState::Delivered => t.text("order-now-delivered"),
        OrderState::Failed => t.text("order-now-failed"),
        OrderState::Cancelled => t.text("order-now-cancelled"),
    }
}

fn question(app: &App, who: &Who, catalogue: &Catalogue, detail: &OrderDetail, asked: &Substitution) -> Option<Question> {
    let line = detail.lines.iter().find(|line| line.id == asked.line)?;
    let (missing, proposed) = (catalogue.product_by_id(line.product)?, catalogue.offer(asked.offer)?);
    let said = |name: &str, quantity: String, amount: Rupiah| format!("{name} {quantity} ({})", words::money(who, amount));
    let deadline = words::time(app, who, asked.answer_by);
    Some(Question {
        id: asked.id.to_string(),
        missing: said(missing.name(who.actor.lang), words::quantity(who, line.quantity, missing), line.estimate),
        missing_picture: assets::picture(&missing.illustration).into_owned(),
        proposed: said(proposed.product.name(who.actor.lang), words::quantity(who, asked.quantity, proposed.product), asked.total),
        proposed_picture: assets::picture(&proposed.product.illustration).into_owned(),
        from: format!("{} {}", proposed.stall.name, words::place(proposed.stall)),
        deadline: who.t.with("question-until", &[("time", &deadline)]),
        otherwise: who.t.text("question-otherwise").to_owned(),
    })
}

async fn runner(app: &App, who: &Who, order: &Order, market: &str) -> Result<Option<RunnerCard>, Fault> {
    let Some(runner) = order.runner.filter(|_| order.state != OrderState::Cancelled) else { return Ok(None) };
    let found = people::find(&mut app.desk.house.db.reader().await?, app.desk.city_id(), runner).await?;
    // The number is shown while the runner is on the way, and to no one afterwards.
    let is_near = matches!(order.state, OrderState::Picking | OrderState::Picked | OrderState::Delivering);
    Ok(found.map(|person| RunnerCard {
        name: person.name.split(' ').next().unwrap_or_default().to_owned(),
        text: who.t.with("work-runner", &[("market", &market)]),
        phone: if is_near { format!("+{}", person.phone.as_str()) } else { String::new() },
    }))
}

fn seller_part(who: &Who, catalogue: &Catalogue, detail: &OrderDetail, part: &SellerOrder) -> SellerPart {
    let stall = catalogue.stall_by_id(part.stall);
    let lines = detail.lines.iter().filter(|line| line.seller_order == part.id);
    SellerPart {
        seller: stall.map(|view| view.stall.name.clone()).unwrap_or_default(),
        place: stall.map(|view| words::place(view.stall)).unwrap_or_default(),
        status: part_badge(who.t, part.state),
        lines: lines.map(|line| order_line(who, catalogue, line)).collect(),
    }
}

fn part_badge(t: T, state: SellerOrderState) -> Badge {
    let (tone, text) = match state {
        SellerOrderState::Waiting => (Tone::Wait, t.text("part-state-waiting")),
        SellerOrderState::Accepted => (Tone::Good, t.text("part-state-accepted")),
        SellerOrderState::Rejected => (Tone::Bad, t.text("part-state-rejected")),
        SellerOrderState::Collected => (Tone::Good, t.text("part-state-collected")),
        SellerOrderState::Cancelled => (Tone::Plain, t.text("part-state-cancelled")),
    };
    Badge { tone, text: text.to_owned() }
}

fn order_line(who: &Who, catalogue: &Catalogue, line: &Line) -> OrderLine {
    let ordered = catalogue.product_by_id(line.product);
    let bought = line.picked_offer.and_then(|offer| catalogue.offer(offer)).map(|view| view.product).or(ordered);
    let name =
        |product: Option<&market::catalogue::Product>| product.map(|product| product.name(who.actor.lang).to_owned()).unwrap_or_default();
    let said = |quantity, product: Option<&market::catalogue::Product>| {
        product.map(|product| words::quantity(who, quantity, product)).unwrap_or_default()
    };
    let is_dropped = line.state == LineState::Missing;
    let substituted = (line.picked_offer.is_some() && bought.map(|product| product.id) != ordered.map(|product| product.id))
        .then(|| who.t.with("line-instead-of", &[("name", &name(ordered))]));
    let fate = is_dropped.then(|| reason(who.t, &line.reason));
    let notes = [Some(line.note.clone()), substituted, fate];
    let total = if is_dropped { Rupiah::ZERO } else { line.expected() };
    OrderLine {
        name: name(bought),
        ordered: line.amount.map_or_else(|| said(line.quantity, ordered), |amount| words::money(who, amount)),
        actual: line.picked.filter(|picked| *picked != line.quantity).map(|picked| said(picked, bought)).unwrap_or_default(),
        amount: words::money(who, total),
        before: if total == line.estimate { String::new() } else { words::money(who, line.estimate) },
        note: notes.into_iter().flatten().filter(|note| !note.is_empty()).collect::<Vec<_>>().join(" · "),
        is_dropped,
    }
}

/// A reason in words: a known one by its name, else as somebody wrote it.
#[must_use]
pub fn reason(t: T, reason: &str) -> String {
    t.find(&format!("reason-{}", reason.replace('_', "-"))).map_or_else(|| reason.to_owned(), str::to_owned)
}

fn sums(who: &Who, order: &Order) -> Vec<(String, String)> {
    let t = who.t;
    let mut sums = vec![
        (t.text("sum-goods"), order.goods_final.unwrap_or(order.goods_estimate)),
        (t.text("sum-delivery"), order.delivery_fee),
        (t.text("sum-service"), order.service_fee),
    ];
    sums.extend(order.rounding.filter(|rounding| *rounding != Rupiah::ZERO).map(|rounding| (t.text("sum-rounding"), rounding)));
    sums.into_iter().map(|(words, amount)| (words.to_owned(), words::money(who, amount))).collect()
}

/// Why the final total differs from the estimate: a sentence each.
fn reasons(who: &Who, detail: &OrderDetail) -> Vec<String> {
    if detail.order.total_final.is_none() {
        return Vec::new();
    }
    let count = |is_so: &dyn Fn(&Line) -> bool| detail.lines.iter().filter(|line| is_so(line)).count();
    let weighed = count(&|line| line.state == LineState::Picked && line.total.is_some_and(|total| total != line.estimate));
    let substituted = count(&|line| line.state == LineState::Substituted);
    let missing = count(&|line| line.state == LineState::Missing);
    let mut reasons = Vec::new();
    if weighed > 0 {
        reasons.push(who.t.with("why-weighed", &[("count", &weighed)]));
    }
    if substituted > 0 {
        reasons.push(who.t.with("why-substituted", &[("count", &substituted)]));
    }
    if missing > 0 {
        reasons.push(who.t.with("why-missing", &[("count", &missing)]));
    }
    reasons
}

fn deliver_to(app: &App, who: &Who, order: &Order) -> Vec<String> {
    let phone = if may_call(&who.actor, order) { order.phone.spoken() } else { order.phone.masked() };
    let address = registry::addresses::DeliveryAddress {
        label: String::new(),
        street: order.street.clone(),
        rt: order.rt,
        rw: order.rw,
        ward_code: order.ward_code.clone(),
        landmark: order.landmark.clone(),
        pin: None,
    };
    vec![format!("{} · {}", order.recipient, phone), account::line(app, &address)]
}
