//! `/kurir/antar/{number}`: the way, the door, the cash.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Role, Rupiah, Scope};
use market::delivery::handover::{PIN_ATTEMPTS_MAX, Proof};
use market::delivery::{self, FailedGoods};
use market::orders::{LineState, Order, OrderDetail, OrderLine, OrderState, slots};

use super::at::{At, order};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show, show_with};
use crate::pages::staff::{goods, money, time, words};
use crate::pages::{payments, proofs};
use crate::views::Tone;
use crate::views::staff::runner::deliver::DeliverView;

/// Notes and round sums that buyers hand over. **Units:** rupiah.
const GIVEN: [i64; 5] = [5_000, 10_000, 20_000, 50_000, 100_000];
/// Rows of the table of change.
const CHANGE_ROWS: usize = 5;

/// Shows the way to the door; an order that is not on the way leads back to the tour.
pub async fn show_delivery(State(app): State<App>, Path(number): Path<String>, who: Who) -> Result<Response, Fault> {
    let detail = order(&app, &who, &number).await?;
    if !matches!(detail.order.state, OrderState::Picked | OrderState::Delivering) {
        return Ok(Go::to("/kurir").into_response());
    }
    show(&view(&app, &who, &detail).await?)
}

async fn view(app: &App, who: &Who, detail: &OrderDetail) -> Result<DeliverView, Fault> {
    let at = At::of(app, who)?;
    let order = &detail.order;
    let slots = slots::find(&app.desk, &[order.slot]).await?;
    let paying = payments::card(app, who, order.id, format!("/kurir/antar/{}/qris", order.number)).await?;
    let total = match &paying {
        Some((_, paying)) => paying.due,
        None => order.total_final.unwrap_or_else(|| order.total_estimate()),
    };
    let mut page = at.page(app, who, "/kurir", &who.t.with("runner-door-title", &[("bag", &goods::bag(&order.number))]), (0, 0));
    page.live_url = Some(format!("/langsung?topik=order:{}", order.id));
    let digits: String = order.phone.as_str().chars().filter(char::is_ascii_digit).collect();
    let is_locked = order.pin_attempts >= PIN_ATTEMPTS_MAX;
    let waits = proofs::waiting_at_door(app, who, order.id).await?;
    let manager_phone = if is_locked || !waits.is_empty() { manager_phone(app, order).await? } else { String::new() };
    Ok(DeliverView {
        page,
        number: order.number.clone(),
        bag: goods::bag(&order.number),
        recipient: order.recipient.clone(),
        address: address(app, order),
        landmark: order.landmark.clone(),
        phone: format!("+{digits}"),
        phone_text: order.phone.spoken(),
        phone_digits: digits,
        map: order.pin_point.map(|pin| format!("geo:{},{}", degrees(pin.lat_e6), degrees(pin.lng_e6))).unwrap_or_default(),
        slot: time::slot_of(app, who, &slots, order.slot),
        is_on_the_way: order.state == OrderState::Delivering,
        total: money::rupiah(who, total),
        total_plain: total.amount(),
        pay: paying.map(|(card, _)| card),
        change: change(who, total),
        goods: bag(app, who, detail),
        is_locked,
        waits,
        manager_phone,
    })
}

/// Street, RT/RW and ward, a line each.
pub fn address(app: &App, order: &Order) -> Vec<String> {
    let ward = app.desk.areas.ward(&order.ward_code);
    let area = ward.map_or_else(|| order.ward_code.clone(), |ward| format!("{}, {}", ward.name, ward.district));
    vec![order.street.clone(), format!("RT {:02}/RW {:02}, {area}", order.rt, order.rw)]
}

/// `-7.956400`, from millionths of a degree.
fn degrees(e6: i64) -> String {
    let (sign, size) = (if e6 < 0 { "-" } else { "" }, e6.unsigned_abs());
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

/// The sums a buyer is likely to hand over, with the change for each.
fn change(who: &Who, total: Rupiah) -> Vec<(String, String)> {
    let due = total.amount();
    let mut sums: Vec<i64> = GIVEN.iter().map(|note| (due + note - 1) / note * note).filter(|sum| *sum > due).collect();
    sums.sort_unstable();
    sums.dedup();
    let row = |sum: i64| (money::rupiah(who, Rupiah(sum)), money::rupiah(who, Rupiah(sum - due)));
    sums.into_iter().take(CHANGE_ROWS).map(row).collect()
}

fn bag(app: &App, who: &Who, detail: &OrderDetail) -> Vec<String> {
    let catalogue = app.catalogue.read();
    let is_in = |line: &&OrderLine| matches!(line.state, LineState::Picked | LineState::Substituted);
    let words = |line: &OrderLine| format!("{} {}", goods::name(&catalogue, line.offer_to_pick(), who.lang), goods::picked(who.lang, line));
    detail.lines.iter().filter(is_in).map(words).collect()
}

async fn manager_phone(app: &App, order: &Order) -> Result<String, Fault> {
    let mut tx = app.desk.house.db.reader().await?;
    let managers = registry::people::list_by_role(&mut tx, app.desk.city_id(), Role::Manager, Scope::Market(order.market)).await?;
    Ok(managers.first().map(|manager| format!("+{}", manager.phone.as_str().trim_start_matches('+'))).unwrap_or_default())
}

/// Hands over against PIN and cash.
pub async fn hand_over_order(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let detail = order(&app, who, &number).await?;
    let cash = Rupiah(form.read("cash").ok_or_else(|| Fault::missing("cash"))?);
    let proof = Proof::Pin(form.text("pin").to_owned());
    match delivery::hand_over(&app.desk, &who.actor, form.key(), detail.order.id, proof, cash, None).await {
        Ok(()) => {
            let words = who.t.with("runner-delivered", &[("total", &money::rupiah(who, cash))]);
            Ok(Go::to("/kurir").say(Tone::Good, words).into_response())
        }
        Err(error) => came_back(&app, who, &number, Fault::from(error)).await,
    }
}

/// Says why nothing was handed over.
pub async fn fail_delivery(State(app): State<App>, Path(number): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    let detail = order(&app, who, &number).await?;
    let goods = if form.text("goods") == FailedGoods::Lost.name() { FailedGoods::Lost } else { FailedGoods::Returned };
    match delivery::fail(&app.desk, &who.actor, form.key(), detail.order.id, &why(&form), goods).await {
        Ok(()) => Ok(Go::to("/kurir").say(Tone::Note, words::said(who.t, "state-failed", goods.name())).into_response()),
        Err(error) => came_back(&app, who, &number, Fault::from(error)).await,
    }
}

/// The reason's code with what was added in words; "other" needs words.
fn why(fields: &Fields) -> String {
    match (fields.text("why"), fields.text("more")) {
        ("" | "other", more) => more.to_owned(),
        (code, "") => code.to_owned(),
        (code, more) => format!("{code}: {more}"),
    }
}

/// The door again, with what was wrong. Read anew: wrong PINs are counted.
async fn came_back(app: &App, who: &Who, number: &str, fault: Fault) -> Result<Response, Fault> {
    let is_about_pin = fault.field == Some("pin");
    if !fault.is_of_form() && !is_about_pin {
        return Err(fault);
    }
    let detail = order(app, who, number).await?;
    if !matches!(detail.order.state, OrderState::Picked | OrderState::Delivering) {
        return Err(fault);
    }
    let mut view = view(app, who, &detail).await?;
    let is_shown = !(is_about_pin && view.is_locked);
    view.page.errors.extend(is_shown.then(|| fault.field_error(who.t)));
    show_with(fault.status(), &view)
}
