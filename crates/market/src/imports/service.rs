//! Landing a table: reads, compares with what is there, and writes what differs, in one transaction.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jobs::feed::{Topic, publish};
use kernel::actor::Grant;
use kernel::id::{MarketId, OfferId, PersonId, SellerId, StallId};
use kernel::{Actor, Lang, Phone, Quantity, Role, Scope, Timestamp};
use registry::people::Person;
use registry::sellers::Seller;
use registry::text::folded;
use registry::{audit, people, roles, sellers};
use serde_json::json;
use store::Tx;

use super::model::{Column, FileFault, ImportError, Mode, Progress, Report, RowFault, Table};
use super::rules::{Names, Wanted, understand};
use super::{files, runs, store as own};
use crate::catalogue::store as rows;
use crate::catalogue::{Market, NewStock, Offer, Product, Stall, StallKind, StockKind};
use crate::desk::Desk;
use crate::ids::ImportId;

/// Stock is written over what was seen; so often it is looked at again when orders come in between.
const STOCK_TRIES: u32 = 8;

/// A file, and where it goes.
pub(super) struct Upload {
    pub market: MarketId,
    pub bytes: Vec<u8>,
    pub mode: Mode,
    /// Its row, which ends with what it writes; none for who waits for the answer itself.
    pub run: Option<ImportId>,
}

/// What one import is lent.
struct Context {
    desk: Desk,
    actor: Actor,
    market: MarketId,
    table: Table,
    mode: Mode,
    run: Option<ImportId>,
    progress: Arc<Progress>,
}

/// Imports a file into a market: all of it or nothing. The same file again changes nothing. A dry run says what would be done.
///
/// **Holds** the whole write transaction for as long as it takes: a second or two for ten thousand rows.
///
/// # Errors
/// [`ImportError`]; nothing was written.
pub async fn run(
    desk: &Desk,
    actor: &Actor,
    market: MarketId,
    bytes: Vec<u8>,
    mode: Mode,
    progress: &Arc<Progress>,
) -> Result<Report, ImportError> {
    import(desk, actor, Upload { market, bytes, mode, run: None }, progress).await
}

/// As [`run`], for a file that has a row of its own or not.
pub(super) async fn import(desk: &Desk, actor: &Actor, upload: Upload, progress: &Arc<Progress>) -> Result<Report, ImportError> {
    let Upload { market, bytes, mode, run } = upload;
    if !actor.manages(market) {
        return Err(ImportError::NotAllowed);
    }
    let table = tokio::task::spawn_blocking(move || files::read(&bytes)).await.unwrap_or_else(|_| Err(FileFault::new("import_damaged")));
    let table = table.map_err(ImportError::File)?;
    progress.begin(table.rows.len() - 1);
    let context = Context { desk: desk.clone(), actor: actor.clone(), market, table, mode, run, progress: Arc::clone(progress) };
    let landed = desk.house.db.write(context, |tx, context| Box::pin(land(tx, context))).await;
    match landed {
        Err(ImportError::DryRun(report)) => Ok(report),
        other => other,
    }
}

async fn land(tx: &mut Tx, context: &Context) -> Result<Report, ImportError> {
    let city = context.desk.city_id();
    let market = rows::find_market(tx, city, context.market).await?.ok_or(ImportError::NotFound)?;
    let products = rows::products(tx, city).await?;
    let wanted = understand(&context.table, &Names::new(&market, &products)).map_err(ImportError::File)?.map_err(ImportError::Rows)?;
    context.progress.begin(wanted.len());
    let mut landing = Landing::begin(tx, context, market, &products).await?;
    landing.open_stalls(tx, &wanted).await?;
    landing.put_offers(tx, &wanted).await?;
    if let (Some(run), Mode::Write) = (context.run, context.mode) {
        runs::land(tx, &context.desk, run, &landing.report).await?;
    }
    let report = landing.end(tx).await?;
    if context.mode == Mode::DryRun { Err(ImportError::DryRun(report)) } else { Ok(report) }
}

/// One import under way.
struct Landing<'c> {
    context: &'c Context,
    market: Market,
    products: &'c [Product],
    stalls: HashMap<(String, i64), StallId>,
    /// Made by this import: their offers are new.
    new_stalls: HashSet<StallId>,
    changed: Vec<OfferId>,
    report: Report,
}

impl<'c> Landing<'c> {
    async fn begin(tx: &mut Tx, context: &'c Context, market: Market, products: &'c [Product]) -> Result<Self, ImportError> {
        let stalls = rows::stalls_of_market(tx, context.desk.city_id(), market.id).await?;
        let stalls = stalls.into_iter().map(|stall| ((stall.block.to_ascii_uppercase(), stall.number), stall.id)).collect();
        Ok(Self { context, market, products, stalls, new_stalls: HashSet::new(), changed: Vec::new(), report: Report::default() })
    }

    fn now(&self) -> Timestamp {
        self.context.desk.now()
    }

    /// Finds each stall of the table, or makes it with its seller; a stall that is somebody else's is a fault.
    async fn open_stalls(&mut self, tx: &mut Tx, wanted: &[Wanted]) -> Result<(), ImportError> {
        let (city, now) = (self.context.desk.city_id(), self.now());
        let known = rows::stalls_of_market(tx, city, self.market.id).await?;
        let mut walking_order = known.iter().map(|stall| stall.walking_order).max().unwrap_or(0);
        let mut people_known: HashMap<Phone, PersonId> = HashMap::new();
        let (mut faults, mut seen) = (Vec::new(), HashSet::new());
        let (mut new_people, mut new_sellers, mut new_stalls, mut grants) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in wanted.iter().filter(|row| seen.insert(row.place.clone())) {
            let person = match people_known.get(&row.phone) {
                Some(person) => *person,
                None => self.person(tx, row, &mut new_people).await?,
            };
            people_known.insert(row.phone.clone(), person);
            if let Some(stall) = self.stalls.get(&row.place) {
                let stall = known.iter().find(|known| known.id == *stall).ok_or(ImportError::NotFound)?;
                faults.extend(self.compare(tx, row, stall, person).await?);
                continue;
            }
            let seller = Seller { id: self.context.desk.house.id::<SellerId>(), person, name: row.seller.clone(), ward_code: None };
            walking_order += 1;
            let stall = self.new_stall(tx, row, seller.id, walking_order).await?;
            grants.push((person, Grant { role: Role::Seller, scope: Scope::Stall(stall.id) }));
            self.stalls.insert(row.place.clone(), stall.id);
            self.new_stalls.insert(stall.id);
            new_sellers.push(seller);
            new_stalls.push(stall);
        }
        if !faults.is_empty() {
            return Err(ImportError::Rows(faults));
        }
        (self.report.people, self.report.stalls) = (new_people.len(), new_stalls.len());
        if !new_people.is_empty() {
            people::insert_all(tx, city, &new_people, now)?;
        }
        if !new_stalls.is_empty() {
            sellers::insert_all(tx, city, &new_sellers, now)?;
            rows::insert_stalls(tx, city, &new_stalls)?;
            roles::insert_all(tx, city, &grants, now)?;
        }
        Ok(())
    }

    /// Who has the number; somebody new is made with the name of the row. A known person's name stays theirs.
    async fn person(&self, tx: &mut Tx, row: &Wanted, new_people: &mut Vec<Person>) -> Result<PersonId, ImportError> {
        let city = self.context.desk.city_id();
        if let Some(person) = people::find_by_phone(tx, city, &row.phone).await? {
            return Ok(person.id);
        }
        let id = self.context.desk.house.id::<PersonId>();
        new_people.push(Person { id, name: row.seller.clone(), phone: row.phone.clone(), lang: Lang::Id });
        Ok(id)
    }

    async fn compare(&self, tx: &mut Tx, row: &Wanted, stall: &Stall, person: PersonId) -> Result<Option<RowFault>, ImportError> {
        let seller = sellers::find(tx, self.context.desk.city_id(), stall.seller).await?;
        let (column, value, reason) = if seller.is_none_or(|seller| seller.person != person) {
            (Column::Phone, row.phone.spoken(), FileFault::new("import_other_seller"))
        } else if folded(&stall.name) != folded(&row.stall) {
            (Column::Stall, row.stall.clone(), FileFault::new("import_other_name").with("name", &stall.name))
        } else {
            return Ok(None);
        };
        Ok(Some(RowFault { sheet: self.context.table.sheet.clone(), row: row.row, column, value, reason }))
    }

    async fn new_stall(&self, tx: &mut Tx, row: &Wanted, seller: SellerId, walking_order: i64) -> Result<Stall, ImportError> {
        let (block, number) = &row.place;
        let stem = [self.market.slug.as_str(), &block.to_ascii_lowercase(), &number.to_string()];
        let mut slug = stem.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("-");
        if rows::stall_by_slug(tx, self.context.desk.city_id(), &slug).await?.is_some() {
            slug = format!("{slug}-{walking_order}");
        }
        Ok(Stall {
            id: self.context.desk.house.id(),
            market: self.market.id,
            seller,
            slug,
            name: row.stall.clone(),
            kind: StallKind::Kiosk,
            block: block.clone(),
            number: *number,
            walking_order,
            ward_code: None,
            street: String::new(),
            opens_minute: self.market.opens_minute,
            closes_minute: self.market.closes_minute,
            closed_until: Timestamp::default(),
            payout_method: "cash".into(),
        })
    }

    async fn put_offers(&mut self, tx: &mut Tx, wanted: &[Wanted]) -> Result<(), ImportError> {
        let (city, now) = (self.context.desk.city_id(), self.now());
        let old: Vec<StallId> = self.stalls.values().copied().filter(|stall| !self.new_stalls.contains(stall)).collect();
        let found = if old.is_empty() { Vec::new() } else { own::offers_of(tx, city, &old).await? };
        let known: HashMap<_, Offer> = found.into_iter().map(|offer| ((offer.stall, offer.product), offer)).collect();
        let (mut new, mut prices) = (Vec::new(), Vec::new());
        for row in wanted {
            let stall = *self.stalls.get(&row.place).ok_or(ImportError::NotFound)?;
            let product = self.products[row.product].id;
            let (stock_kind, stock) = row.stock.cells();
            let offer = Offer {
                id: self.context.desk.house.id(),
                stall,
                market: self.market.id,
                product,
                price: row.price,
                stock_kind,
                stock,
                sold_out_until: Timestamp::default(),
                is_withdrawn: false,
                updated: now,
            };
            match known.get(&(stall, product)) {
                None => {
                    prices.push((offer.id, now, row.price));
                    new.push(offer);
                }
                Some(stands) if stands.is_withdrawn => {
                    rows::return_offer(tx, city, &offer).await?;
                    prices.push((stands.id, now, row.price));
                    self.changed.push(stands.id);
                    self.report.offers += 1;
                }
                Some(stands) => self.update(tx, stands, row, &mut prices).await?,
            }
            self.context.progress.advance();
        }
        self.report.rows = wanted.len();
        self.report.offers += new.len();
        if !new.is_empty() {
            rows::insert_offers(tx, city, &new)?;
        }
        if !prices.is_empty() {
            rows::insert_offer_prices(tx, city, self.context.actor.person, &prices)?;
        }
        Ok(())
    }

    /// Writes what differs. Stock that the table leaves open stays as it is: a trader may have counted since.
    async fn update(
        &mut self,
        tx: &mut Tx,
        stands: &Offer,
        row: &Wanted,
        prices: &mut Vec<(OfferId, Timestamp, kernel::Rupiah)>,
    ) -> Result<(), ImportError> {
        let (city, now) = (self.context.desk.city_id(), self.now());
        let mut is_changed = rows::set_price(tx, city, stands.id, row.price, now).await?;
        if is_changed {
            prices.push((stands.id, now, row.price));
        }
        if let NewStock::Counted(stock) = row.stock
            && self.count(tx, stands, stock).await?
        {
            is_changed = true;
        }
        if is_changed {
            self.changed.push(stands.id);
            self.report.changed += 1;
        } else {
            self.report.unchanged += 1;
        }
        Ok(())
    }

    /// Sets the stock, whatever orders took from it since it was read; whether it was another one. The move is recorded.
    async fn count(&self, tx: &mut Tx, stands: &Offer, stock: Quantity) -> Result<bool, ImportError> {
        let (city, now) = (self.context.desk.city_id(), self.now());
        let mut seen = *stands;
        for _ in 0..STOCK_TRIES {
            if (seen.stock_kind, seen.stock) == (StockKind::Counted, stock) {
                return Ok(false);
            }
            if rows::set_stock(tx, city, &seen, StockKind::Counted, stock, now).await? {
                let change = stock.milli() - seen.stock.milli();
                rows::record_stock_move(tx, city, seen.id, self.context.desk.house.ids.raw(now), change, now)?;
                return Ok(true);
            }
            seen = rows::find_offer(tx, city, seen.id).await?.ok_or(ImportError::NotFound)?;
        }
        Err(ImportError::StockBusy)
    }

    /// Leaves a trail, and tells every replica: a stall that nobody knows yet makes it read the city again.
    async fn end(self, tx: &mut Tx) -> Result<Report, ImportError> {
        let (desk, now) = (&self.context.desk, self.now());
        let is_idle = Report { rows: 0, unchanged: 0, ..self.report } == Report::default();
        if is_idle {
            return Ok(self.report);
        }
        let (city, ids) = (desk.city_id(), &*desk.house.ids);
        match self.new_stalls.iter().next() {
            Some(stall) => publish(tx, city, ids, now, Topic::Stall, *stall)?,
            // An offer that nobody knows yet does the same.
            None if self.report.offers > 0 => publish(tx, city, ids, now, Topic::Offer, desk.house.id::<OfferId>())?,
            None => self.changed.iter().try_for_each(|offer| publish(tx, city, ids, now, Topic::Offer, *offer))?,
        }
        audit::log(tx, &self.context.actor, ids, now, "import.landed", Topic::Market.name(), self.market.id, &json!(self.report)).await?;
        Ok(self.report)
    }
}
