//! `/jual/harga`: the prices of the day. One form for all goods; each button sends all that was typed, so it works without scripts.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::id::OfferId;
use kernel::{Rupiah, Timestamp};
use market::catalogue::CatalogueError;
use market::catalogue::today::rules::{step, stepped};
use market::catalogue::today::{self, OfferToday, PriceChange, SavePrices};

use super::at::At;
use crate::app::App;
use crate::assets;
use crate::errors::Fault;
use crate::extract::{Fields, Go, Posted, Who, show_with};
use crate::format;
use crate::pages::photos;
use crate::pages::staff::{self, time};
use crate::views::staff::trader::prices::{PriceRow, PricesView};
use crate::views::{FieldError, Tone};

const PATH: &str = "/jual/harga";

/// What a form says of one of the goods, or at first what stands.
#[derive(Debug, Clone)]
struct Typed {
    price: String,
    is_out: bool,
    was: Was,
    sure: Option<Rupiah>,
    question: Option<Question>,
}

/// An offer as it was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Was {
    version: i64,
    price: Rupiah,
    is_out: bool,
}

/// Why the list comes back.
#[derive(Debug, Clone, Copy)]
enum Question {
    Jump { from: Rupiah },
    Elsewhere,
}

/// Everything one page is made from.
struct Sheet {
    at: At,
    goods: Vec<OfferToday>,
    typed: BTreeMap<OfferId, Typed>,
    errors: Vec<FieldError>,
}

/// Shows the prices of the day.
pub async fn show_prices(State(app): State<App>, who: Who, query: Fields) -> Result<Response, Fault> {
    let sheet = Sheet::load(&app, &who, query.text("lapak")).await?;
    sheet.show(&app, &who, StatusCode::OK)
}

/// Saves the prices of the day, or does what another button of the form says.
pub async fn save_prices(State(app): State<App>, form: Posted) -> Result<Response, Fault> {
    let mut sheet = Sheet::load(&app, &form.who, form.text("lapak")).await?;
    sheet.read(&form);
    let (act, subject) = form.text("do").split_once(':').unwrap_or((form.text("do"), ""));
    let offer: Option<OfferId> = subject.parse().ok();
    match (act, offer.and_then(|offer| sheet.stands(offer))) {
        ("up" | "down", Some(stands)) => sheet.tap(&stands, act == "up"),
        ("take", Some(stands)) => sheet.put_back(&stands, stands.price, app.desk.now()),
        ("before", Some(stands)) => sheet.put_back(&stands, stands.yesterday.unwrap_or(stands.price), app.desk.now()),
        ("same", _) => {
            sheet.same_as_yesterday();
            return sheet.save(&app, &form).await;
        }
        _ => return sheet.save(&app, &form).await,
    }
    sheet.show(&app, &form.who, StatusCode::OK)
}

impl Sheet {
    async fn load(app: &App, who: &Who, slug: &str) -> Result<Self, Fault> {
        let at = At::of(app, who, slug)?;
        let goods = today::list(&app.desk, &who.actor, at.stall).await?;
        let now = app.desk.now();
        let typed = goods.iter().map(|stands| (stands.offer, Typed::of(stands, now))).collect();
        Ok(Self { at, goods, typed, errors: Vec::new() })
    }

    fn stands(&self, offer: OfferId) -> Option<OfferToday> {
        self.goods.iter().find(|stands| stands.offer == offer).copied()
    }

    /// Takes over what was typed, for goods that stand in the form.
    fn read(&mut self, form: &Fields) {
        for (offer, typed) in &mut self.typed {
            let Some(was) = Was::parse(form.text(&format!("was-{offer}"))) else { continue };
            typed.was = was;
            typed.price = form.text(&format!("price-{offer}")).to_owned();
            typed.is_out = form.is_set(&format!("out-{offer}"));
            typed.sure = form.read::<i64>(&format!("sure-{offer}")).map(Rupiah);
        }
    }

    fn tap(&mut self, stands: &OfferToday, is_up: bool) {
        let Some(typed) = self.typed.get_mut(&stands.offer) else { return };
        let price = typed.sum().unwrap_or(stands.price);
        typed.price = grouped(stepped(price, is_up));
    }

    /// Leaves one of the goods as another phone made it, or at its former price.
    fn put_back(&mut self, stands: &OfferToday, price: Rupiah, now: Timestamp) {
        self.typed.insert(stands.offer, Typed { price: grouped(price), ..Typed::of(stands, now) });
    }

    fn same_as_yesterday(&mut self) {
        for stands in &self.goods {
            if let (Some(typed), Some(yesterday)) = (self.typed.get_mut(&stands.offer), stands.yesterday) {
                typed.price = grouped(yesterday);
            }
        }
    }

    /// What differs from what was shown.
    fn changes(&mut self) -> Vec<PriceChange> {
        let mut changes = Vec::new();
        for (offer, typed) in &self.typed {
            match typed.sum() {
                None => {
                    let fault = Fault::invalid("price", "sum_not_read");
                    self.errors.push(FieldError { field: format!("price-{offer}"), text: fault.code.to_owned() });
                }
                Some(price) if (price, typed.is_out) == (typed.was.price, typed.was.is_out) => {}
                Some(price) => changes.push(PriceChange {
                    offer: *offer,
                    version: typed.was.version,
                    price,
                    is_out: typed.is_out,
                    confirmed: typed.sure,
                }),
            }
        }
        changes
    }

    async fn save(mut self, app: &App, form: &Posted) -> Result<Response, Fault> {
        let (who, since) = (&form.who, app.desk.now());
        let changes = self.changes();
        if !self.errors.is_empty() {
            let sentence = staff::sentence(who, &Fault::invalid("price", "sum_not_read"));
            self.errors.iter_mut().for_each(|error| error.text.clone_from(&sentence));
            return self.show(app, who, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let back = Go::to(self.at.address(PATH));
        let (count, last) = (changes.len(), changes.last().map(|change| change.offer));
        if changes.is_empty() {
            return Ok(back.say(Tone::Good, who.t.text("daily-unchanged")).into_response());
        }
        let command = SavePrices { stall: self.at.stall, changes: changes.clone() };
        match today::save(&app.desk, &who.actor, form.key(), command).await {
            Ok(()) => {
                if let Some(offer) = last {
                    staff::offer_seen(app, &Ok::<_, Fault>(market::catalogue::Outcome::Changed), offer, since).await;
                }
                Ok(back.say(Tone::Good, who.t.with("daily-saved", &[("count", &count)])).into_response())
            }
            Err(error) => self.ask(app, who, &changes, error),
        }
    }

    /// The list again, with what keeps it from being saved.
    fn ask(mut self, app: &App, who: &Who, changes: &[PriceChange], error: CatalogueError) -> Result<Response, Fault> {
        let now = app.desk.now();
        match &error {
            CatalogueError::ChangedElsewhere(conflicts) => {
                for conflict in conflicts {
                    let Some(typed) = self.typed.get_mut(&conflict.now.offer) else { continue };
                    typed.was = Was::of(&conflict.now, now);
                    typed.question = Some(Question::Elsewhere);
                    self.goods.iter_mut().filter(|stands| stands.offer == conflict.now.offer).for_each(|stands| *stands = conflict.now);
                }
            }
            CatalogueError::PriceJumps(jumps) => {
                for jump in jumps {
                    let Some(typed) = self.typed.get_mut(&jump.offer) else { continue };
                    (typed.question, typed.sure) = (Some(Question::Jump { from: jump.from }), Some(jump.to));
                }
            }
            CatalogueError::BadPrice => {
                for change in
                    changes.iter().filter(|change| change.price.amount() <= 0 || change.price > market::catalogue::rules::PRICE_MAX)
                {
                    let text = staff::sentence(who, &Fault::invalid("price", "price_out_of_range"));
                    self.errors.push(FieldError { field: format!("price-{}", change.offer), text });
                }
                return self.show(app, who, StatusCode::UNPROCESSABLE_ENTITY);
            }
            _ => return Err(error.into()),
        }
        let fault = Fault::from(error);
        self.errors.push(fault.field_error(who.t));
        self.show(app, who, fault.status())
    }

    fn show(self, app: &App, who: &Who, status: StatusCode) -> Result<Response, Fault> {
        let catalogue = app.catalogue.snapshot();
        let row = |stands: &OfferToday| {
            let product = catalogue.product_by_id(stands.product)?;
            let typed = self.typed.get(&stands.offer)?;
            let mut row = typed.row(who, stands);
            row.name = product.name(who.lang).to_owned();
            let view = catalogue.offer(stands.offer);
            (row.picture, row.is_photo) =
                view.map_or_else(|| (assets::picture(&product.illustration).into_owned(), false), |view| photos::small(&view));
            row.unit.clone_from(&product.unit);
            Some(row)
        };
        let mut goods: Vec<PriceRow> = self.goods.iter().filter_map(row).collect();
        goods.sort_by(|one, other| one.name.cmp(&other.name));
        let mut page = self.at.page(app, who, PATH, who.t.text("daily-today"), 0);
        page.errors = self.errors;
        let stalls = if self.at.all.len() > 1 { self.at.chips(PATH) } else { Vec::new() };
        let questions = goods.iter().filter(|good| !good.question.is_empty()).count();
        let day = time::day(who, app.desk.today());
        show_with(status, &PricesView { page, stall: self.at.slug.clone(), stalls, day, goods, questions })
    }
}

impl Typed {
    fn of(stands: &OfferToday, now: Timestamp) -> Self {
        let was = Was::of(stands, now);
        Self { price: grouped(stands.price), is_out: was.is_out, was, sure: None, question: None }
    }

    fn sum(&self) -> Option<Rupiah> {
        order_text::parse_rupiah(&self.price).filter(|sum| *sum >= Rupiah::ZERO)
    }

    fn row(&self, who: &Who, stands: &OfferToday) -> PriceRow {
        let rupiah = |sum: Rupiah| format::rupiah(who.lang, sum.amount());
        let marked = |sum: Rupiah, is_out: bool| {
            if is_out { who.t.with("daily-elsewhere-out", &[("price", &rupiah(sum))]) } else { rupiah(sum) }
        };
        let price = self.sum().unwrap_or(stands.price);
        let (question, instead) = match self.question {
            None => (String::new(), None),
            Some(Question::Jump { from }) => (
                who.t.with("daily-jump", &[("from", &rupiah(from)), ("to", &rupiah(price))]),
                Some((format!("before:{}", stands.offer), who.t.with("daily-jump-back", &[("price", &rupiah(from))]))),
            ),
            Some(Question::Elsewhere) => {
                let theirs = marked(self.was.price, self.was.is_out);
                let words = who.t.with("daily-elsewhere", &[("theirs", &theirs), ("yours", &marked(price, self.is_out))]);
                (words, Some((format!("take:{}", stands.offer), who.t.with("daily-take-theirs", &[("theirs", &theirs)]))))
            }
        };
        PriceRow {
            offer: stands.offer.to_string(),
            price: self.price.clone(),
            yesterday: stands
                .yesterday
                .map_or_else(|| who.t.text("daily-new").to_owned(), |sum| who.t.with("daily-yesterday", &[("price", &rupiah(sum))])),
            was: self.was.to_string(),
            is_out: self.is_out,
            step: step(price).amount().to_string(),
            question,
            sure: self.sure.map(|sum| sum.amount().to_string()).unwrap_or_default(),
            instead,
            ..PriceRow::default()
        }
    }
}

impl Was {
    fn of(stands: &OfferToday, now: Timestamp) -> Self {
        Self { version: stands.version, price: stands.price, is_out: stands.is_out(now) }
    }

    /// `3:58000:0`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (version, price, out) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        parts.next().is_none().then_some(Self { version, price: Rupiah(price), is_out: out == "1" })
    }
}

impl std::fmt::Display for Was {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.version, self.price.amount(), u8::from(self.is_out))
    }
}

/// `58.000`, as it stands in the field in every language.
fn grouped(sum: Rupiah) -> String {
    format::number(crate::i18n::Lang::Id, sum.amount())
}

#[cfg(test)]
mod tests {
    use super::Was;

    #[test]
    fn what_was_shown_is_read_back_or_left_out() {
        for (text, is_read) in [("3:58000:0", true), ("0:1:1", true), ("3:58000", false), ("x:1:0", false), ("1:2:0:4", false), ("", false)]
        {
            assert_eq!(Was::parse(text).map(|was| was.to_string() == text), is_read.then_some(true), "{text}");
        }
    }
}
