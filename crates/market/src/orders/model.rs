//! What an order is made of. A customer order never has a single seller, payment or status:
//! order, seller order and line are kept apart.

use kernel::area::Point;
use kernel::id::{
    LineId, MarketId, OfferId, OrderId, PersonId, ProductId, QuoteId, SellerOrderId, SlotId, StallId, SubstitutionId, TransferId,
};
use kernel::{BasisPoints, BusinessDate, Phone, Quantity, Rupiah, Timestamp, Unit};
use serde::{Deserialize, Serialize};

use crate::named;

named! {
    /// Where an order stands. `Placed → Picking → Picked → Delivering → Delivered | Failed`; `Cancelled` before delivery.
    OrderState {
        /// Sellers decide; a runner is found.
        Placed = "placed",
        /// The runner walks the stalls.
        Picking = "picking",
        /// Every line is weighed or settled; the final total stands.
        Picked = "picked",
        /// On the way.
        Delivering = "delivering",
        /// Handed over against the PIN and paid.
        Delivered = "delivered",
        /// Could not be handed over.
        Failed = "failed",
        /// Called off; nothing is owed.
        Cancelled = "cancelled",
    }
}

impl OrderState {
    /// Nothing more will happen to the order.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Delivered | Self::Failed | Self::Cancelled)
    }
}

named! {
    /// Where one stall's part stands.
    SellerOrderState {
        /// The seller has not answered; a timer runs.
        Waiting = "waiting",
        /// At least one line will be supplied.
        Accepted = "accepted",
        /// No line will be supplied.
        Rejected = "rejected",
        /// The runner has the goods.
        Collected = "collected",
        /// The order was called off.
        Cancelled = "cancelled",
    }
}

named! {
    /// Where one line stands.
    LineState {
        /// Still to be picked.
        Open = "open",
        /// The seller has none; the substitution rule decides next.
        Rejected = "rejected",
        /// Weighed or counted.
        Picked = "picked",
        /// Something else was picked in its place.
        Substituted = "substituted",
        /// Not supplied and not charged.
        Missing = "missing",
    }
}

named! {
    /// What to do when a line is missing or short.
    SubstitutionPolicy {
        /// The nearest goods within the price cap, without asking.
        BestMatch = "best_match",
        /// The offer the buyer chose beforehand; ask when that is missing too.
        Alternative = "alternative",
        /// Ask the buyer; without an answer in time the line is dropped.
        Ask = "ask",
        /// Take what there is, drop the rest and do not charge it.
        Refund = "refund",
        /// All of exactly this, or nothing of it.
        Never = "never",
    }
}

named! {
    /// Where a proposed substitution stands.
    SubstitutionState {
        /// The buyer is being asked.
        Asked = "asked",
        /// Agreed, by the buyer or by the line's rule.
        Accepted = "accepted",
        /// The buyer said no.
        Refused = "refused",
        /// No answer in time.
        Expired = "expired",
    }
}

named! {
    /// What a delivery window promises.
    SlotKind {
        /// Between start and end.
        Window = "window",
        /// As soon as possible, only while it lasts.
        Asap = "asap",
    }
}

/// A delivery window of one market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// Whose.
    pub market: MarketId,
    /// What it promises.
    pub kind: SlotKind,
    /// The city's local date.
    pub day: BusinessDate,
    /// Delivery begins.
    pub starts: Timestamp,
    /// Delivery is over.
    pub ends: Timestamp,
    /// Orders are taken until then.
    pub cutoff: Timestamp,
    /// Orders it can carry.
    pub capacity: i64,
    /// Orders it carries.
    pub taken: i64,
}

/// What a buyer wants of one offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WantedLine {
    /// Of which offer.
    pub offer: OfferId,
    /// How much, in thousandths of the offer's unit; more than zero.
    pub quantity: Quantity,
    /// Given when the buyer named an amount of money instead ("Rp5.000 worth").
    pub amount: Option<Rupiah>,
    /// To the seller: "potong 8". At most 200 characters.
    pub note: String,
    /// What to do when it is missing.
    pub policy: SubstitutionPolicy,
    /// The buyer's own choice, for [`SubstitutionPolicy::Alternative`].
    pub alternative: Option<OfferId>,
}

/// A line with its price frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    /// What is wanted.
    #[serde(flatten)]
    pub wanted: WantedLine,
    /// Of which product.
    pub product: ProductId,
    /// From which stall.
    pub stall: StallId,
    /// Measured how.
    pub sold_by: Unit,
    /// The unit's word: `kg`, `ikat`.
    pub unit: String,
    /// Price of one unit.
    pub price: Rupiah,
    /// How far the final weight may go over, for goods sold by weight.
    pub tolerance: BasisPoints,
    /// Price of the wanted quantity.
    pub estimate: Rupiah,
}

/// Prices and fees frozen until `expires`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Its id.
    pub id: QuoteId,
    /// From which market.
    pub market: MarketId,
    /// The lines, in the basket's order.
    pub lines: Vec<QuotedLine>,
    /// Sum of the lines' estimates.
    pub goods: Rupiah,
    /// For bringing it.
    pub delivery_fee: Rupiah,
    /// The city's fee.
    pub service_fee: Rupiah,
    /// The most by which weighing may raise the total.
    pub tolerance: Rupiah,
    /// Not valid after.
    pub expires: Timestamp,
}

impl Quote {
    /// Goods and fees, before weighing.
    #[must_use]
    pub fn total(&self) -> Rupiah {
        self.goods + self.delivery_fee + self.service_fee
    }

    /// The most the buyer may be charged without being asked.
    #[must_use]
    pub fn total_max(&self) -> Rupiah {
        self.total() + self.tolerance
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// What people say: `261121-7KQ4MX`.
    pub number: String,
    /// From which market.
    pub market: MarketId,
    /// Who pays.
    pub buyer: PersonId,
    /// Who entered it: the buyer, or staff for a caller.
    pub placed_by: PersonId,
    /// Where it stands.
    pub state: OrderState,
    /// When it comes.
    pub slot: SlotId,
    /// Who receives it.
    pub recipient: String,
    /// The recipient's number.
    pub phone: Phone,
    /// Street and house number.
    pub street: String,
    /// Rukun tetangga.
    pub rt: i64,
    /// Rukun warga.
    pub rw: i64,
    /// Kelurahan, by code.
    pub ward_code: String,
    /// What to look for.
    pub landmark: String,
    /// On the map.
    pub pin_point: Option<Point>,
    /// Which payment provider collects.
    pub payment_provider: String,
    /// Sum of the lines' estimates.
    pub goods_estimate: Rupiah,
    /// For bringing it, frozen.
    pub delivery_fee: Rupiah,
    /// The city's fee, frozen.
    pub service_fee: Rupiah,
    /// The most by which weighing may raise the total.
    pub tolerance: Rupiah,
    /// Sum of the picked lines, once picked.
    pub goods_final: Option<Rupiah>,
    /// Added or taken off so that cash comes out even.
    pub rounding: Option<Rupiah>,
    /// What the buyer pays, once picked.
    pub total_final: Option<Rupiah>,
    /// The hold in the ledger.
    pub hold: TransferId,
    /// What the recipient tells the runner: four digits.
    #[serde(skip)]
    pub pin: String,
    /// Wrong PINs so far.
    pub pin_attempts: i64,
    /// Who walks and brings.
    pub runner: Option<PersonId>,
    /// Why it was cancelled or failed; empty otherwise.
    pub reason: String,
    /// When it was placed.
    pub placed: Timestamp,
    /// When it was delivered, failed or cancelled.
    pub finished: Option<Timestamp>,
    /// The local date it is delivered on.
    pub business_date: BusinessDate,
    /// Goes up with every change.
    pub version: i64,
}

impl Order {
    /// Goods and fees, before weighing.
    #[must_use]
    pub fn total_estimate(&self) -> Rupiah {
        self.goods_estimate + self.delivery_fee + self.service_fee
    }

    /// The most the buyer may be charged without being asked.
    #[must_use]
    pub fn total_max(&self) -> Rupiah {
        self.total_estimate() + self.tolerance
    }
}

/// The part of an order that one stall supplies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SellerOrder {
    /// Its id.
    pub id: SellerOrderId,
    /// Of which order.
    pub order: OrderId,
    /// Which stall.
    pub stall: StallId,
    /// Where it stands.
    pub state: SellerOrderState,
    /// The timer decides then.
    pub decide_by: Timestamp,
    /// When it was decided.
    pub decided: Option<Timestamp>,
    /// Nobody answered: the default decided.
    pub decided_by_timer: bool,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderLine {
    /// Its id.
    pub id: LineId,
    /// Of which order.
    pub order: OrderId,
    /// In which stall's part; moves when another stall supplies the substitute.
    pub seller_order: SellerOrderId,
    /// The stall that supplies it now.
    pub stall: StallId,
    /// What was ordered.
    pub offer: OfferId,
    /// Which product was ordered.
    pub product: ProductId,
    /// Place in the buyer's list, from 0.
    pub position: i64,
    /// Measured how.
    pub sold_by: Unit,
    /// The unit's word.
    pub unit: String,
    /// How much.
    pub quantity: Quantity,
    /// The buyer's amount of money, when that is what was ordered.
    pub amount: Option<Rupiah>,
    /// Price of one unit, frozen.
    pub price: Rupiah,
    /// How far the weight may go over.
    pub tolerance: BasisPoints,
    /// Price of the wanted quantity.
    pub estimate: Rupiah,
    /// To the seller.
    pub note: String,
    /// What to do when it is missing.
    pub policy: SubstitutionPolicy,
    /// The buyer's own choice.
    pub alternative: Option<OfferId>,
    /// Where it stands.
    pub state: LineState,
    /// Why it is missing or short; empty otherwise.
    pub reason: String,
    /// Weighed or counted.
    pub picked: Option<Quantity>,
    /// The substitute that was agreed, when there is one.
    pub picked_offer: Option<OfferId>,
    /// Price of one unit as picked.
    pub picked_price: Option<Rupiah>,
    /// What is charged.
    pub total: Option<Rupiah>,
    /// Goes up with every change.
    pub version: i64,
}

impl OrderLine {
    /// The offer to take the goods from: the agreed substitute, else what was ordered.
    #[must_use]
    pub fn offer_to_pick(&self) -> OfferId {
        self.picked_offer.unwrap_or(self.offer)
    }

    /// What it comes to as far as is known: what is charged once weighed, before that the agreed substitute's price or the estimate.
    #[must_use]
    pub fn expected(&self) -> Rupiah {
        let substitute =
            self.picked_price.filter(|_| self.picked_offer.is_some()).and_then(|price| price.times_milli(self.quantity.milli()));
        self.total.or(substitute).unwrap_or(self.estimate)
    }

    /// Whether somebody still has to do something about it.
    #[must_use]
    pub const fn is_unsettled(&self) -> bool {
        matches!(self.state, LineState::Open | LineState::Rejected)
    }
}

/// A proposed replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Substitution {
    /// Its id.
    pub id: SubstitutionId,
    /// Of which order.
    pub order: OrderId,
    /// For which line.
    pub line: LineId,
    /// What instead.
    pub offer: OfferId,
    /// How much of it.
    pub quantity: Quantity,
    /// Price of one unit, frozen.
    pub price: Rupiah,
    /// Price of the quantity.
    pub total: Rupiah,
    /// Where it stands.
    pub state: SubstitutionState,
    /// Agreed by the line's rule, without asking.
    pub by_rule: bool,
    /// When it was proposed.
    pub asked: Timestamp,
    /// The line is dropped then.
    pub answer_by: Timestamp,
}

/// Something that happened to an order, for its timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderEvent {
    /// What: `placed`, `line_picked`, …
    pub kind: String,
    /// Who; nobody when a timer did it.
    pub person: Option<PersonId>,
    /// JSON for people who look into it.
    pub detail: String,
    /// By the server's clock.
    pub at: Timestamp,
    /// By the device's clock, when it told one.
    pub device: Option<Timestamp>,
}

/// An order with all its parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderDetail {
    /// The order.
    pub order: Order,
    /// By stall id.
    pub seller_orders: Vec<SellerOrder>,
    /// By position.
    pub lines: Vec<OrderLine>,
    /// Oldest first.
    pub substitutions: Vec<Substitution>,
    /// Oldest first.
    pub events: Vec<OrderEvent>,
}
