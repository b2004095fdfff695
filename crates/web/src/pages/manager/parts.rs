//! An order's stalls and lines, its sums and its events, for those who run the market.

use market::catalogue::Catalogue;
use market::orders::{LineState, OrderDetail, OrderLine};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::pages::staff::words::key;
use crate::pages::staff::{goods, money, time, words};
use crate::views::order::tracking::{self, SellerPart};
use crate::views::staff::manager::order::EventRow;

/// The stalls with their lines.
pub fn stalls(who: &Who, catalogue: &Catalogue, detail: &OrderDetail) -> Vec<SellerPart> {
    let part = |part: &market::orders::SellerOrder| {
        let (place, seller) = goods::stall(catalogue, part.stall);
        let own = detail.lines.iter().filter(|line| line.seller_order == part.id);
        SellerPart { seller, place, status: words::part(who.t, part.state), lines: own.map(|item| line(who, catalogue, item)).collect() }
    };
    detail.seller_orders.iter().map(part).collect()
}

fn line(who: &Who, catalogue: &Catalogue, line: &OrderLine) -> tracking::OrderLine {
    let is_dropped = line.state == LineState::Missing;
    let charged = line.expected();
    let instead = if line.picked_offer.is_some() {
        who.t.with("runner-instead-of", &[("name", &goods::name(catalogue, line.offer, who.lang))])
    } else {
        String::new()
    };
    let notes: Vec<String> =
        [line.note.clone(), instead, words::line_note(who.t, line)].into_iter().filter(|note| !note.is_empty()).collect();
    tracking::OrderLine {
        name: goods::name(catalogue, line.offer_to_pick(), who.lang),
        ordered: goods::wanted(who.lang, line),
        actual: goods::otherwise_picked(who.lang, line),
        amount: money::rupiah(who, charged),
        before: if charged == line.estimate { String::new() } else { money::rupiah(who, line.estimate) },
        note: notes.join(" · "),
        is_dropped,
    }
}

/// Goods, fees and rounding, words and amount.
pub fn sums(who: &Who, detail: &OrderDetail) -> Vec<(String, String)> {
    let order = &detail.order;
    let row = |key: &'static str, amount| (who.t.text(key).to_owned(), money::rupiah(who, amount));
    let mut rows = vec![
        row(key("manager-sum-goods"), order.goods_final.unwrap_or(order.goods_estimate)),
        row(key("manager-sum-delivery"), order.delivery_fee),
        row(key("manager-sum-service"), order.service_fee),
    ];
    rows.extend(order.rounding.filter(|rounding| rounding.amount() != 0).map(|rounding| row(key("manager-sum-rounding"), rounding)));
    rows
}

/// What happened, with who did it.
///
/// # Errors
/// A [`Fault`] when a name cannot be read.
pub async fn events(app: &App, who: &Who, detail: &OrderDetail) -> Result<Vec<EventRow>, Fault> {
    let mut rows = Vec::with_capacity(detail.events.len());
    for event in &detail.events {
        let name = match event.person {
            Some(person) => app.name_of(person).await?,
            None => String::new(),
        };
        rows.push(EventRow { time: time::clock(app, who, event.at), text: words::said(who.t, "state-event", &event.kind), who: name });
    }
    Ok(rows)
}
