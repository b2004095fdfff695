//! How the city stands, read when asked: orders of today, the queue, whether the database answers.

use jobs::queue::figures;
use kernel::time::MINUTE;
use market::payments::late;
use market::settlement;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use store::StoreError;

use crate::app::App;

/// A job this late has nobody who runs it.
const LATE_US: i64 = 10 * MINUTE;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct What {
    what: &'static str,
}

/// See the help texts.
#[derive(Debug)]
pub(super) struct Gauges {
    up: Gauge,
    orders: Family<Of, Gauge>,
    jobs: Family<Of, Gauge>,
    late: Family<What, Gauge>,
}

impl Gauges {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let all = Self { up: Gauge::default(), orders: Family::default(), jobs: Family::default(), late: Family::default() };
        registry.register("laris_database_up", "1 when the database answered this very question", all.up.clone());
        registry.register("laris_orders_today", "Orders for today's date by state, over all servers", all.orders.clone());
        let help = "Jobs by state, over all servers; late and failing ones are waiting ones too";
        registry.register("laris_jobs", help, all.jobs.clone());
        let help = "Money of buyers that waits longer than it should, by what it waits for, over all servers";
        registry.register("laris_payments_late", help, all.late.clone());
        all
    }

    /// Reads anew; when the database does not answer, the last figures go and `up` is 0.
    pub(super) async fn refresh(&self, app: &App) {
        self.orders.clear();
        self.jobs.clear();
        self.late.clear();
        let outcome = self.read(app).await;
        self.up.set(i64::from(outcome.is_ok()));
        if let Err(error) = outcome {
            tracing::warn!(%error, "the city's figures could not be read");
        }
    }

    async fn read(&self, app: &App) -> Result<(), StoreError> {
        let (desk, city) = (&app.desk, app.desk.city_id());
        let mut tx = desk.house.db.reader().await?;
        for (state, orders) in settlement::orders_of_date(&mut tx, city, desk.today()).await? {
            self.orders.get_or_create(&Of { state }).set(orders);
        }
        let queue = figures::figures(&mut tx, city, desk.now().plus(-LATE_US)).await?;
        let states = [
            ("waiting", queue.waiting),
            ("late", queue.overdue),
            ("failing", queue.failing),
            ("running", queue.running),
            ("dead", queue.dead),
        ];
        for (state, jobs) in states {
            self.jobs.get_or_create(&Of { state: state.to_owned() }).set(jobs);
        }
        for (what, count) in late(&mut tx, city, desk.now()).await?.by_name() {
            self.late.get_or_create(&What { what }).set(count);
        }
        Ok(())
    }
}
