//! The way of an order, step by step, from its events.

use market::orders::{OrderDetail, OrderState, SellerOrderState};

use crate::app::App;
use crate::extract::Who;
use crate::pages::words;
use crate::views::order::tracking::{Step, StepState};

/// The steps with their times; the first that is not done is where it stands.
#[must_use]
pub fn steps(app: &App, who: &Who, detail: &OrderDetail) -> Vec<Step> {
    let t = who.t;
    let time = |kind: &str| {
        let event = detail.events.iter().find(|event| event.kind == kind);
        event.map(|event| words::time(app, who, event.device.unwrap_or(event.at))).unwrap_or_default()
    };
    let order = &detail.order;
    let reached = progress(order.state);
    let decided = detail.seller_orders.iter().filter(|part| part.state != SellerOrderState::Waiting).count();
    let is_decided = decided == detail.seller_orders.len() || reached >= 2;
    let last_decision = detail.seller_orders.iter().filter_map(|part| part.decided).max();
    let stalls = t.with("step-stalls-note", &[("decided", &decided), ("count", &detail.seller_orders.len())]);
    let step = |text: &str, time: String, note: String, is_done: bool| Step {
        text: text.to_owned(),
        time,
        note,
        state: if is_done { StepState::Done } else { StepState::Later },
    };
    let confirmed = last_decision.filter(|_| is_decided).map(|at| words::time(app, who, at)).unwrap_or_default();
    let mut steps = vec![
        step(t.text("step-placed"), time("placed"), String::new(), true),
        step(t.text("step-stalls"), confirmed, stalls, is_decided),
        step(t.text("step-picking"), time("picking"), String::new(), reached >= 3),
        step(t.text("step-picked"), time("picked"), String::new(), reached >= 3),
        step(t.text("step-delivering"), time("delivering"), String::new(), reached >= 5),
        step(t.text("step-delivered"), time("delivered"), String::new(), reached >= 5),
    ];
    if matches!(order.state, OrderState::Cancelled | OrderState::Failed) {
        steps.retain(|step| !step.time.is_empty());
        let (text, kind) =
            if order.state == OrderState::Cancelled { (t.text("step-cancelled"), "cancelled") } else { (t.text("step-failed"), "failed") };
        let reason = super::view::reason(t, &order.reason);
        steps.push(Step { text: text.to_owned(), time: time(kind), note: reason, state: StepState::Bad });
    } else if let Some(now) = steps.iter_mut().find(|step| step.state == StepState::Later) {
        now.state = StepState::Now;
    }
    steps
}

/// How far an order is, 1 to 5.
const fn progress(state: OrderState) -> u8 {
    match state {
        OrderState::Placed | OrderState::Cancelled | OrderState::Failed => 1,
        OrderState::Picking => 2,
        OrderState::Picked => 3,
        OrderState::Delivering => 4,
        OrderState::Delivered => 5,
    }
}
