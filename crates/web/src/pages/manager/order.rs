//! `/kelola/{market}/pesanan/{number}`: one order for those who run the market.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::Rupiah;
use market::catalogue::Catalogue;
use market::orders::read::may_call;
use market::orders::{OrderDetail, OrderState, SubstitutionState, slots};
use market::settlement::{self, Liable, Refund, RefundState};

use super::at::At;
use super::parts;
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Who, show};
use crate::pages::runner::address;
use crate::pages::staff::words::key;
use crate::pages::staff::{goods, money, time, words};
use crate::views::order::tracking::Question;
use crate::views::shop::cards::Badge;
use crate::views::staff::bits::Choice;
use crate::views::staff::manager::order::{RefundForm, RefundRow, StaffOrderView};
use crate::views::{Page, Tone};

/// Shows the order.
pub async fn show_order(State(app): State<App>, Path((market, number)): Path<(String, String)>, who: Who) -> Result<Response, Fault> {
    let at = At::of(&app, &who, &market)?;
    show(&view(&app, &who, &at, &number).await?)
}

/// The order's page, also for a form that comes back.
///
/// # Errors
/// [`Fault::not_found`].
pub async fn view(app: &App, who: &Who, at: &At, number: &str) -> Result<StaffOrderView, Fault> {
    let detail = at.order(app, who, number).await?;
    let order = &detail.order;
    let slots = slots::find(&app.desk, &[order.slot]).await?;
    let refunds = settlement::refunds_of_order(&app.desk, &who.actor, order.id).await?;
    let runners = at.runners(app).await?;
    let events = parts::events(app, who, &detail).await?;
    let is_manager = who.actor.manages(at.market);
    let may_refund = settlement::may_refund(&who.actor, &detail);
    let catalogue = app.catalogue.read();
    let slot = format!("{}, {}", time::day(who, order.business_date), time::slot_of(app, who, &slots, order.slot));
    let total = order.total_final.unwrap_or_else(|| order.total_estimate());
    let mut deliver_to = vec![order.recipient.clone()];
    deliver_to.extend(address(app, order));
    deliver_to.extend(Some(order.landmark.clone()).filter(|landmark| !landmark.is_empty()));
    let before_leaving = matches!(order.state, OrderState::Placed | OrderState::Picking | OrderState::Picked);
    let choice = |person: &registry::people::Person| Choice {
        value: person.id.to_string(),
        text: person.name.clone(),
        is_on: order.runner == Some(person.id),
        ..Choice::default()
    };
    Ok(StaffOrderView {
        page: Page { live_url: Some(format!("/langsung?topik=order:{}", order.id)), ..at.page(app, who, "", &order.number) },
        market: at.slug.clone(),
        number: order.number.clone(),
        status: words::order(who.t, order.state),
        facts: facts(app, who, &detail, slot),
        deliver_to,
        phone: if may_call(&who.actor, order) { format!("+{}", order.phone.as_str()) } else { String::new() },
        phone_text: if may_call(&who.actor, order) { order.phone.spoken() } else { order.phone.masked() },
        parts: parts::stalls(who, &catalogue, &detail),
        sums: parts::sums(who, &detail),
        total: money::rupiah(who, total),
        is_final: order.total_final.is_some(),
        events,
        questions: if is_manager { questions(app, who, &catalogue, &detail) } else { Vec::new() },
        runners: if is_manager && before_leaving { runners.iter().map(choice).collect() } else { Vec::new() },
        can_cancel: is_manager && before_leaving,
        hand_over_due: order.total_final.filter(|_| is_manager && order.state == OrderState::Delivering).map(Rupiah::amount),
        refund: (may_refund && order.state == OrderState::Delivered).then(|| refund_form(who, &catalogue, &detail, &refunds)),
        refunds: refunds.iter().map(|refund| refund_row(who, may_refund, refund)).collect(),
    })
}

fn facts(app: &App, who: &Who, detail: &OrderDetail, slot: String) -> Vec<(String, String)> {
    let order = &detail.order;
    let row = |key: &'static str, value: String| (who.t.text(key).to_owned(), value);
    let mut rows = vec![
        row(key("manager-fact-slot"), slot),
        row(key("manager-fact-placed"), time::clock(app, who, order.placed)),
        row(key("manager-fact-payment"), words::said(who.t, "state-method", &order.payment_provider)),
    ];
    if !order.reason.is_empty() {
        rows.push(row(key("manager-reason"), words::reason(who.t, &order.reason)));
    }
    rows
}

fn questions(app: &App, who: &Who, catalogue: &Catalogue, detail: &OrderDetail) -> Vec<Question> {
    let open = detail.substitutions.iter().filter(|asked| asked.state == SubstitutionState::Asked);
    let question = |asked: &market::orders::Substitution| {
        let line = detail.lines.iter().find(|line| line.id == asked.line);
        let missing = line.map(|line| format!("{} {}", goods::name(catalogue, line.offer, who.lang), goods::wanted(who.lang, line)));
        let view = catalogue.offer(asked.offer);
        Question {
            id: asked.id.to_string(),
            missing: missing.unwrap_or_default(),
            proposed: goods::proposed(who.lang, catalogue, asked),
            from: view.map(|view| format!("{} {}", goods::place(view.stall), view.stall.name)).unwrap_or_default(),
            deadline: who.t.with("manager-until", &[("time", &time::clock(app, who, asked.answer_by))]),
            otherwise: who.t.text("manager-otherwise-dropped").to_owned(),
            ..Question::default()
        }
    };
    open.map(question).collect()
}

fn refund_form(who: &Who, catalogue: &Catalogue, detail: &OrderDetail, refunds: &[Refund]) -> RefundForm {
    let given: Rupiah = refunds.iter().map(|refund| refund.amount).sum();
    let most = detail.order.total_final.unwrap_or_default() - given;
    let whole = Choice { text: who.t.text("manager-refund-whole").to_owned(), ..Choice::default() };
    let charged = detail.lines.iter().filter(|line| line.total.is_some_and(|total| total > Rupiah::ZERO));
    let line = |line: &market::orders::OrderLine| Choice {
        value: line.id.to_string(),
        text: format!("{}, {}", goods::name(catalogue, line.offer_to_pick(), who.lang), money::rupiah(who, line.total.unwrap_or_default())),
        ..Choice::default()
    };
    let liable = |liable: &Liable| Choice {
        value: liable.name().to_owned(),
        text: words::said(who.t, "state-liable", liable.name()),
        ..Choice::default()
    };
    RefundForm {
        lines: std::iter::once(whole).chain(charged.map(line)).collect(),
        liable: Liable::ALL.iter().map(liable).collect(),
        most: who.t.with("manager-refund-most", &[("amount", &money::rupiah(who, most))]),
    }
}

fn refund_row(who: &Who, may_refund: bool, refund: &Refund) -> RefundRow {
    let liable = words::said(who.t, "state-liable", refund.liable.name());
    RefundRow {
        id: refund.id.to_string(),
        amount: money::rupiah(who, if refund.in_cash() == Rupiah::ZERO { refund.amount } else { refund.in_cash() }),
        text: format!("{} · {liable}", refund.reason),
        status: if refund.by_source == refund.amount {
            Badge { tone: Tone::Good, text: words::said(who.t, "state-refund", "by_source") }
        } else {
            words::refund(who.t, refund.state)
        },
        is_payable: may_refund && refund.state == RefundState::Approved,
    }
}
