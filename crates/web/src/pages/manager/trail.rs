//! An entry of the audit trail in words: the act, the thing by its name, amounts and times as people read them.

use kernel::id::{OrderId, PersonId, RawId, SellerId};
use kernel::{BusinessDate, Rupiah, Timestamp};
use market::MarketError;
use market::orders::read;
use registry::audit::AuditEntry;
use registry::sellers;
use serde_json::Value;

use crate::app::App;
use crate::errors::Fault;
use crate::extract::Who;
use crate::format;
use crate::pages::frame;
use crate::pages::staff::{goods, money, time, words};
use crate::views::staff::manager::audit::AuditRow;

/// Most details shown of an act.
const DETAILS: usize = 6;

/// One entry.
///
/// # Errors
/// A [`Fault`] when a name cannot be read.
pub async fn row(app: &App, who: &Who, entry: &AuditEntry) -> Result<AuditRow, Fault> {
    let by = match entry.person {
        Some(person) => app.name_of(person).await?,
        None => who.t.text("manager-house").to_owned(),
    };
    Ok(AuditRow {
        day: format::day(who.lang, app.desk.city.date(entry.at).days()),
        clock: time::clock(app, who, entry.at),
        who: by,
        act: words::said(who.t, "state-act", &entry.action.replace('.', "-")),
        code: entry.action.clone(),
        kind: words::said(who.t, "state-thing", &entry.subject_kind),
        subject: thing(app, who, &entry.subject_kind, entry.subject).await?,
        href: frame::address("/kota/jejak", &[("cari", &entry.subject.to_string())]),
        details: details(app, who, &entry.detail).await?,
    })
}

/// A thing by its name; by the end of its id where it has none.
async fn thing(app: &App, who: &Who, kind: &str, id: RawId) -> Result<String, Fault> {
    let catalogue = app.catalogue.snapshot();
    let name = match kind {
        "person" => app.name_of(PersonId::from(id)).await?,
        "order" => order_number(app, who, id).await?,
        "seller" => {
            let mut tx = app.desk.house.db.reader().await?;
            sellers::find(&mut tx, app.desk.city_id(), SellerId::from(id)).await?.map(|seller| seller.name).unwrap_or_default()
        }
        "stall" => stall(&catalogue, id),
        "offer" => match catalogue.offer(id.into()) {
            Some(view) => format!("{}, {}", view.product.name(who.lang), stall(&catalogue, view.stall.id.into())),
            None => String::new(),
        },
        "market" => catalogue.market_by_id(id.into()).map(|market| market.name.clone()).unwrap_or_default(),
        "city" => app.city_name().to_owned(),
        _ => String::new(),
    };
    Ok(if name.is_empty() { format!("…{}", goods::short(&id.to_string(), 6)) } else { name })
}

/// `B-12 Sayur Bu Ningsih`; empty for a stall that is not in the catalogue.
fn stall(catalogue: &market::catalogue::Catalogue, id: RawId) -> String {
    let (place, name) = goods::stall(catalogue, id.into());
    if place.is_empty() { name } else { format!("{place} {name}") }
}

/// Empty for an order that the reader may not see.
async fn order_number(app: &App, who: &Who, id: RawId) -> Result<String, Fault> {
    match read::get(&app.desk, &who.actor, OrderId::from(id)).await {
        Ok(detail) => Ok(detail.order.number),
        Err(MarketError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

/// The detail's names and values; what is no object has none.
async fn details(app: &App, who: &Who, json: &str) -> Result<Vec<(String, String)>, Fault> {
    let Ok(Value::Object(map)) = serde_json::from_str(json) else { return Ok(Vec::new()) };
    let mut said = Vec::with_capacity(map.len().min(DETAILS));
    for (name, value) in map.into_iter().filter(|(_, value)| !value.is_null()).take(DETAILS) {
        let value = value_in_words(app, who, &name, value).await?;
        said.push((words::said(who.t, "state-detail", &name), value));
    }
    Ok(said)
}

async fn value_in_words(app: &App, who: &Who, name: &str, value: Value) -> Result<String, Fault> {
    Ok(match (name, value) {
        ("amount" | "total" | "expected" | "counted" | "price" | "from" | "to", Value::Number(amount)) => {
            money::rupiah(who, Rupiah(amount.as_i64().unwrap_or_default()))
        }
        ("from_milli" | "to_milli", Value::Number(milli)) => format::decimal(who.lang, milli.as_i64().unwrap_or_default()),
        ("until", Value::Number(at)) => time::until(app, who, Timestamp::from_micros(at.as_i64().unwrap_or_default())),
        ("date", Value::String(date)) => BusinessDate::parse(&date).map_or(date, |day| time::day(who, day)),
        ("liable", Value::String(liable)) => words::said(who.t, "state-liable", &liable),
        ("order", Value::String(id)) => named(app, who, "order", &id).await?,
        ("market", Value::String(id)) => named(app, who, "market", &id).await?,
        ("runner" | "person", Value::String(id)) => named(app, who, "person", &id).await?,
        ("payee", Value::String(id)) => {
            let is_stall = id.parse::<RawId>().is_ok_and(|id| app.catalogue.read().stall_by_id(id.into()).is_some());
            named(app, who, if is_stall { "stall" } else { "person" }, &id).await?
        }
        ("line", Value::String(id)) => format!("…{}", goods::short(&id, 6)),
        (_, Value::String(text)) => text,
        (_, other) => other.to_string(),
    })
}

async fn named(app: &App, who: &Who, kind: &str, id: &str) -> Result<String, Fault> {
    match id.parse() {
        Ok(id) => thing(app, who, kind, id).await,
        Err(_) => Ok(id.to_owned()),
    }
}
