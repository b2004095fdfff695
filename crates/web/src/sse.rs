//! `/langsung?topik=…`: server-sent events that say that something changed, never what; the page then asks again.
//!
//! | topic | who may follow |
//! |---|---|
//! | `order:ID` | who may see the order |
//! | `market:ID`, `stall:ID` | everybody: opening, slots, goods; its orders too for those who work there |

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _, stream};
use jobs::feed::{Change, Topic};
use kernel::id::{MarketId, OrderId, RawId, StallId};
use kernel::{ErrorKind, Role, Scope};
use market::orders;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::places::{Holder, Place};

/// How often an idle connection is told that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After how long a browser that lost the connection tries again.
const RETRY: Duration = Duration::from_secs(3);
/// How long one connection may last; the browser then begins another by itself.
const LIFE_MAX: Duration = Duration::from_secs(30 * 60);
/// The most topics of one connection.
const TOPICS_MAX: usize = 8;

/// What a connection follows, with what its actor may know of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Followed {
    Order(OrderId),
    Market { market: MarketId, is_staff: bool },
    Stall { stall: StallId, is_staff: bool },
}

/// Streams an event for each change of what is followed. `Last-Event-ID` needs no answer: a page asks anew when it connects again.
pub async fn follow_changes(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let place = app.live_places.take(Holder::of(&who)).ok_or_else(|| Fault::new(ErrorKind::Unavailable, "live_full"))?;
    // Subscribed before the rights are read, so that nothing falls between.
    let changes = app.feed.subscribe();
    let asked: Vec<&str> = query.all("topik").iter().flat_map(|text| text.split(',')).take(TOPICS_MAX).collect();
    let mut followed = Vec::with_capacity(asked.len());
    for text in asked {
        followed.push(allowed(&app, &who, text).await?);
    }
    if followed.is_empty() {
        return Err(Fault::missing("topik"));
    }
    let connection = Connection { app: app.clone(), changes, followed, closing: app.closing(), _place: place };
    let events = stream::once(async { Ok(Event::default().retry(RETRY).comment("laris")) }).chain(events(connection));
    let sse = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text(""));
    Ok(([("x-accel-buffering", "no")], sse).into_response())
}

async fn allowed(app: &App, who: &Who, text: &str) -> Result<Followed, Fault> {
    let (kind, id) = text.split_once(':').ok_or_else(Fault::not_found)?;
    let id: RawId = id.parse().map_err(|_| Fault::not_found())?;
    match kind {
        "order" => {
            let detail = orders::read::get(&app.desk, &who.actor, id.into()).await?;
            Ok(Followed::Order(detail.order.id))
        }
        "market" => {
            let market = app.catalogue.read().market_by_id(id.into()).ok_or_else(Fault::not_found)?.id;
            let works = who.actor.manages(market) || who.actor.runs_for(market);
            let oversees = who.actor.holds(Role::Auditor, Scope::City) || who.actor.holds(Role::Treasurer, Scope::City);
            Ok(Followed::Market { market, is_staff: works || oversees })
        }
        "stall" => {
            let catalogue = app.catalogue.read();
            let view = catalogue.stall_by_id(id.into()).ok_or_else(Fault::not_found)?;
            let is_staff = who.actor.sells_at(view.stall.id) || who.actor.manages(view.market.id);
            Ok(Followed::Stall { stall: view.stall.id, is_staff })
        }
        _ => Err(Fault::not_found()),
    }
}

struct Connection {
    app: App,
    changes: broadcast::Receiver<Change>,
    followed: Vec<Followed>,
    closing: watch::Receiver<bool>,
    _place: Place,
}

type Events = Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>>;

fn events(connection: Connection) -> Events {
    let end = tokio::time::Instant::now() + LIFE_MAX;
    Box::pin(stream::unfold(connection, move |mut connection| async move {
        loop {
            let change = tokio::select! {
                change = connection.changes.recv() => change,
                _ = connection.closing.wait_for(|closing| *closing) => return None,
                () = tokio::time::sleep_until(end) => return None,
            };
            let event = match change {
                Ok(change) if connection.followed.iter().any(|followed| concerns(&connection.app, *followed, &change)) => {
                    Event::default().id(change.id.to_string()).data(change.topic.name())
                }
                Ok(_) => continue,
                // Something was missed: the page asks again to be safe.
                Err(RecvError::Lagged(_)) => Event::default().data("lagged"),
                Err(RecvError::Closed) => return None,
            };
            return Some((Ok(event), connection));
        }
    }))
}

fn concerns(app: &App, followed: Followed, change: &Change) -> bool {
    let subject = change.subject;
    let catalogue = app.catalogue.read();
    let offer = || catalogue.offer(subject.into());
    match (followed, change.topic) {
        (Followed::Order(order), Topic::Order) => RawId::from(order) == subject,
        (Followed::Market { market, .. }, Topic::Market | Topic::Board) => RawId::from(market) == subject,
        (Followed::Market { market, is_staff }, Topic::Cash) => is_staff && RawId::from(market) == subject,
        // Which market's slot, order or payout it is would cost a query for each watcher: staff look again at any.
        (Followed::Market { is_staff, .. }, Topic::Order | Topic::SellerOrder | Topic::Payout)
        | (Followed::Stall { is_staff, .. }, Topic::SellerOrder | Topic::Payout) => is_staff,
        (Followed::Market { market, is_staff }, Topic::Offer) => is_staff && offer().is_some_and(|view| view.market.id == market),
        (Followed::Stall { stall, .. }, Topic::Stall) => RawId::from(stall) == subject,
        (Followed::Stall { stall, .. }, Topic::Offer) => offer().is_some_and(|view| view.stall.id == stall),
        (Followed::Market { market, .. }, Topic::Stall) => {
            catalogue.stall_by_id(subject.into()).is_some_and(|view| view.market.id == market)
        }
        _ => false,
    }
}
