//! The closed lists of the API: the services' enums under the same names, so that the document can list them.

/// Makes an API enum that mirrors a domain enum; a variant that is new there does not compile here until it is added.
macro_rules! mirrored {
    ($($(#[$doc:meta])* $name:ident of $domain:path { $($variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the domain's enum says what each variant means")]
        pub enum $name { $($variant),+ }

        impl From<$domain> for $name {
            fn from(value: $domain) -> Self {
                use $domain as Domain;
                match value { $(Domain::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for $domain {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    )+};
}

mirrored! {
    /// Which part of the city's economy a place belongs to.
    Cluster of market::catalogue::Cluster { Market, Culinary, Msme, HomeIndustry }

    /// What sort of market a place is; `hub` stands for shops all over the city that deliver together.
    MarketKind of market::catalogue::MarketKind { Traditional, Wholesale, Special, Weekly, Hub }

    /// What a stall is built as.
    StallKind of market::catalogue::StallKind { Kiosk, Open, Shop }

    /// How an offer's stock is known: `counted` is reserved by an order at once, `ask` means the trader decides.
    StockKind of market::catalogue::StockKind { Counted, Ask }

    /// How goods are measured. By `weight` the unit is a kilogram and the weighed quantity may differ within a tolerance.
    SoldBy of kernel::Unit { Weight, Piece, Bunch, Pack }

    /// What a delivery window promises.
    SlotKind of market::orders::SlotKind { Window, Asap }

    /// Where an order stands: `placed → picking → picked → delivering → delivered | failed`, or `cancelled`.
    OrderState of market::orders::OrderState { Placed, Picking, Picked, Delivering, Delivered, Failed, Cancelled }

    /// Where one stall's part of an order stands.
    SellerOrderState of market::orders::SellerOrderState { Waiting, Accepted, Rejected, Collected, Cancelled }

    /// Where one line stands.
    LineState of market::orders::LineState { Open, Rejected, Picked, Substituted, Missing }

    /// What to do when a line is missing: take the nearest goods within the price cap, the buyer's own choice, ask, refund
    /// what is missing, or all of exactly this or nothing of it.
    SubstitutionPolicy of market::orders::SubstitutionPolicy { BestMatch, Alternative, Ask, Refund, Never }

    /// Where a proposed substitution stands.
    SubstitutionState of market::orders::SubstitutionState { Asked, Accepted, Refused, Expired }

    /// What happens to the goods of a failed delivery.
    FailedGoods of market::delivery::FailedGoods { Returned, Lost }

    /// Why cash was counted.
    CountKind of market::settlement::CountKind { RunnerReturn, Closing }

    /// Where a settlement batch stands.
    BatchState of market::settlement::BatchState { Prepared, Approved, Paid }

    /// Where a payout stands; `failed` is a transfer that did not arrive, whose money is owed again.
    PayoutState of market::settlement::PayoutState { Prepared, Approved, Paid, Failed }

    /// Who gets a payout.
    PayeeKind of market::settlement::PayeeKind { Stall, Runner }

    /// Who bears a refund: the stall, the runner, the market, or the city out of its fees.
    Liable of market::settlement::Liable { Stall, Runner, Market, City }

    /// What a buyer finds wrong.
    ComplaintReason of market::complaints::ComplaintReason {
        Missing, WrongGoods, BadQuality, ShortWeight, Damaged, Late, Runner, Money,
    }

    /// Where a complaint stands: `proposed` waits for a second person.
    ComplaintState of market::complaints::ComplaintState { Open, Proposed, Upheld, Refused }

    /// Where a standing order stands.
    StandingState of market::standing::StandingState { Active, Paused, Stopped }

    /// Where one day of a standing order stands.
    RunState of market::standing::RunState { Waiting, Placed, Skipped, Impossible }

    /// A language of the house: Indonesian, Javanese, English.
    Lang of kernel::Lang { Id, Jv, En }

    /// What a person may be beyond a buyer.
    Role of kernel::Role { Seller, Runner, Manager, Treasurer, Auditor, Admin }
}

/// Whether one can have an offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Availability {
    /// Yes.
    Open,
    /// Its stall or market is closed for a while.
    ClosedToday,
    /// Nothing left.
    SoldOut,
    /// No longer sold.
    Withdrawn,
}

impl From<market::catalogue::Availability> for Availability {
    fn from(state: market::catalogue::Availability) -> Self {
        use market::catalogue::Availability as Domain;
        match state {
            Domain::Open => Self::Open,
            Domain::ClosedToday { .. } => Self::ClosedToday,
            Domain::SoldOut { .. } => Self::SoldOut,
            Domain::Withdrawn => Self::Withdrawn,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: impl serde::Serialize) -> String {
        serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn names_are_those_of_the_services() {
        macro_rules! same {
            ($($name:ident = $domain:path),+ $(,)?) => {$(
                for value in <$domain>::ALL.iter().copied() {
                    assert_eq!(said($name::from(value)), value.name(), stringify!($name));
                }
            )+};
        }
        same! {
            Cluster = market::catalogue::Cluster, MarketKind = market::catalogue::MarketKind, StallKind = market::catalogue::StallKind,
            StockKind = market::catalogue::StockKind, SoldBy = kernel::Unit, SlotKind = market::orders::SlotKind,
            OrderState = market::orders::OrderState, SellerOrderState = market::orders::SellerOrderState,
            LineState = market::orders::LineState, SubstitutionPolicy = market::orders::SubstitutionPolicy,
            SubstitutionState = market::orders::SubstitutionState, FailedGoods = market::delivery::FailedGoods, Role = kernel::Role,
            CountKind = market::settlement::CountKind, BatchState = market::settlement::BatchState,
            PayoutState = market::settlement::PayoutState, PayeeKind = market::settlement::PayeeKind, Liable = market::settlement::Liable,
            ComplaintReason = market::complaints::ComplaintReason, ComplaintState = market::complaints::ComplaintState, StandingState = market::standing::StandingState,
            RunState = market::standing::RunState,
        }
    }
}
