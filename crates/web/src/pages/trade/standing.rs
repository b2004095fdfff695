//! `/langganan`: one's standing orders, and the days that wait for one's word.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::id::RawId;
use kernel::{BusinessDate, Rupiah};
use market::baskets;
use market::orders::read as orders;
use market::standing::{self, Problem, RunState, StandingDetail, StandingId, StandingRun, StandingState};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::cookie::Cookie;
use crate::extract::{Go, Posted, Who, show};
use crate::format;
use crate::pages::staff::words::said;
use crate::pages::staff::{self, time};
use crate::pages::{frame, words};
use crate::views::shop::cards::Badge;
use crate::views::trade::standing::{StandingCard, StandingDayView, StandingView};
use crate::views::{Nav, Tone};

/// Days shown of each.
const DAYS: usize = 5;

/// Shows one's standing orders.
pub async fn show_all(State(app): State<App>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let found = standing::list(&app.desk, &who.actor).await?;
    let mut page = frame::buyer(&app, &who, Nav::Orders, who.t.text("standing-title")).await?;
    page.is_private = true;
    show(&StandingView { page, orders: found.iter().map(|detail| card(&app, &who, detail)).collect() })
}

fn card(app: &App, who: &Who, detail: &StandingDetail) -> StandingCard {
    let (order, t) = (&detail.order, who.t);
    let catalogue = app.catalogue.read();
    let names = order.lines.iter().filter_map(|line| catalogue.offer(line.wanted.offer)).map(|view| view.product.name(who.lang));
    let days = (0..7).filter(|day| order.weekdays >> day & 1 == 1).map(|day| said(t, "state-weekday", &day.to_string()));
    let days: Vec<String> = days.collect();
    let tone = match order.state {
        StandingState::Active => Tone::Good,
        StandingState::Paused => Tone::Wait,
        StandingState::Stopped => Tone::Plain,
    };
    let is_active = order.state == StandingState::Active;
    let day =
        |run: &StandingRun| (format!("/langganan/{}/{}", order.id, run.day), format::day(who.lang, run.day.days()), status(app, who, run));
    StandingCard {
        id: order.id.to_string(),
        place: catalogue.market_by_id(order.market).map(|market| market.name.clone()).unwrap_or_default(),
        when: format!("{} · {}", days.join(", "), format::clock(who.lang, order.starts_minute)),
        goods: names.collect::<Vec<_>>().join(", "),
        rule: match order.total_max {
            Some(most) => t.with("standing-by-itself", &[("most", &words::money(who, most))]),
            None => t.text("standing-asks").to_owned(),
        },
        status: Badge { tone, text: said(t, "state-standing", order.state.name()) },
        next: if is_active { t.with("standing-next", &[("day", &format::day(who.lang, order.next_day.days()))]) } else { String::new() },
        is_active,
        is_stopped: order.state == StandingState::Stopped,
        days: detail.runs.iter().take(DAYS).map(day).collect(),
    }
}

/// A day in a word; one that nobody answered in time is over.
fn status(app: &App, who: &Who, run: &StandingRun) -> Badge {
    let is_over = run.state == RunState::Waiting && run.confirm_by <= app.desk.now();
    let (tone, name) = match run.state {
        RunState::Waiting if is_over => (Tone::Plain, "over"),
        RunState::Waiting => (Tone::Wait, run.state.name()),
        RunState::Placed => (Tone::Good, run.state.name()),
        RunState::Skipped => (Tone::Plain, run.state.name()),
        RunState::Impossible => (Tone::Bad, run.state.name()),
    };
    Badge { tone, text: said(who.t, "state-day", name) }
}

fn id_of(text: &str) -> Result<StandingId, Fault> {
    text.parse::<RawId>().map(StandingId).map_err(|_| Fault::not_found())
}

/// Pauses, goes on with, stops, or skips the next day.
pub async fn change_standing(State(app): State<App>, Path(id): Path<String>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    who.person()?;
    let id = id_of(&id)?;
    let set = async |to| standing::set_state(&app.desk, &who.actor, id, to).await;
    let (done, words) = match form.text("act") {
        "pause" => (set(StandingState::Paused).await, who.t.text("standing-was-paused")),
        "resume" => (set(StandingState::Active).await, who.t.text("standing-was-resumed")),
        "stop" => (set(StandingState::Stopped).await, who.t.text("standing-was-stopped")),
        "skip" => {
            let day = standing::get(&app.desk, &who.actor, id).await?.order.next_day;
            (standing::skip(&app.desk, &who.actor, id, day).await, who.t.text("standing-was-skipped"))
        }
        _ => return Err(Fault::missing("act")),
    };
    Ok(staff::back(who, done, "/langganan", words)?.into_response())
}

/// Shows a prepared day with today's prices.
pub async fn show_day(State(app): State<App>, Path((id, day)): Path<(String, String)>, who: Who) -> Result<Response, Fault> {
    who.person()?;
    let day = BusinessDate::parse(&day).ok_or_else(Fault::not_found)?;
    let preview = standing::preview(&app.desk, &who.actor, id_of(&id)?, day).await?;
    let order = match preview.run.order {
        Some(order) => orders::get(&app.desk, &who.actor, order).await?.order.number,
        None => String::new(),
    };
    let mut page = frame::buyer(&app, &who, Nav::Orders, who.t.text("standing-title")).await?;
    page.is_private = true;
    let catalogue = app.catalogue.snapshot();
    let line = |line: &market::orders::QuotedLine| {
        let view = catalogue.offer(line.wanted.offer);
        let name = view.map(|view| format!("{} {}", words::wanted(&who, &line.wanted, view.product), view.product.name(who.lang)));
        (name.unwrap_or_default(), words::money(&who, line.estimate))
    };
    let quote = preview.quote.as_ref();
    let sums = quote.map(|quote| [("sum-goods", quote.goods), ("sum-delivery", quote.delivery_fee), ("sum-service", quote.service_fee)]);
    let until = time::moment(&app, &who, preview.run.confirm_by);
    let why = &preview.run.why;
    show(&StandingDayView {
        page,
        id,
        day: day.to_string(),
        title: format::day(who.lang, day.days()),
        status: status(&app, &who, &preview.run),
        note: if why.is_empty() || why == "asks" { String::new() } else { said(who.t, "state-day-why", why) },
        lines: quote.map(|quote| quote.lines.iter().map(line).collect()).unwrap_or_default(),
        problems: preview.problems.iter().map(|problem| problem_text(&who, problem)).collect(),
        sums: sums.into_iter().flatten().map(|(key, amount)| (who.t.text(key).to_owned(), words::money(&who, amount))).collect(),
        total: quote.map(|quote| words::money(&who, quote.total())).unwrap_or_default(),
        total_plain: quote.map_or(0, |quote| quote.total().amount()),
        until: if quote.is_some() { who.t.with("question-until", &[("time", &until)]) } else { String::new() },
        order,
    })
}

fn problem_text(who: &Who, problem: &Problem) -> String {
    match problem.price_now.filter(|_| problem.problem == "dearer") {
        Some(price) => who.t.with("standing-dearer", &[("name", &problem.name), ("price", &words::money(who, price))]),
        None => who.t.with("standing-gone", &[("name", &problem.name)]),
    }
}

/// The owner's word on a day: order it, change it in the basket, or leave it out.
pub async fn answer_day(State(app): State<App>, Path((id, day)): Path<(String, String)>, form: Posted) -> Result<Response, Fault> {
    let who = &form.who;
    who.person()?;
    let (id, date) = (id_of(&id)?, BusinessDate::parse(&day).ok_or_else(Fault::not_found)?);
    let here = format!("/langganan/{id}/{date}");
    match form.text("act") {
        "confirm" => {
            let total = Rupiah(form.read("total").ok_or_else(|| Fault::missing("total"))?);
            match standing::confirm(&app.desk, &who.actor, id, date, total).await {
                Ok(order) => {
                    let number = orders::get(&app.desk, &who.actor, order).await?.order.number;
                    Ok(Go::to(format!("/pesanan/{number}?baru=1")).into_response())
                }
                Err(error) => Ok(staff::back::<(), _>(who, Err(error), &here, "")?.into_response()),
            }
        }
        "skip" => {
            let done = standing::skip(&app.desk, &who.actor, id, date).await;
            Ok(staff::back(who, done, "/langganan", who.t.text("standing-was-skipped"))?.into_response())
        }
        "basket" => to_basket(&app, who, id, date).await,
        _ => Err(Fault::missing("act")),
    }
}

/// Puts the day's goods into the basket and leaves the day out: it is ordered from there.
async fn to_basket(app: &App, who: &Who, id: StandingId, day: BusinessDate) -> Result<Response, Fault> {
    let order = standing::get(&app.desk, &who.actor, id).await?.order;
    standing::skip(&app.desk, &who.actor, id, day).await?;
    for line in &order.lines {
        // What is no longer sold, or does not fit, stays out: the page before named it.
        if let Err(error) = baskets::add(&app.desk, who.owner(), line.wanted.clone()).await {
            let fault = Fault::from(error);
            if !fault.is_of_form() && fault.kind != kernel::ErrorKind::NotFound {
                return Err(fault);
            }
        }
    }
    let slug = app.catalogue.read().market_by_id(order.market).map(|market| market.slug.clone()).unwrap_or_default();
    let go = Go::to(frame::address("/keranjang", &[("pasar", &slug)])).cookie(Cookie::market(&slug));
    Ok(go.say(Tone::Note, who.t.text("standing-in-basket")).into_response())
}
