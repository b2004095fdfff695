//! The form that says how somebody would like to be paid; the same for a stall and a runner.

use market::payees::{Frequency, PayMethod, SetWish, Wish};

use super::{money, words};
use crate::app::App;
use crate::errors::Fault;
use crate::extract::{Fields, Who};
use crate::views::Page;
use crate::views::staff::bits::Choice;
use crate::views::staff::wish::WishView;

/// Whose wish, and where its form goes.
#[derive(Debug)]
pub struct Whose {
    /// Where the form goes.
    pub action: &'static str,
    /// The stall's name in addresses; empty for a runner.
    pub stall: String,
    /// As people call them.
    pub name: String,
}

/// What was typed.
#[must_use]
pub fn typed(form: &Fields) -> SetWish {
    let text = |name: &str| form.text(name).to_owned();
    let channel = if form.text("method") == PayMethod::Ewallet.name() { text("channel_ewallet") } else { text("channel_bank") };
    SetWish {
        method: text("method"),
        frequency: text("frequency"),
        channel,
        account: text("account_number"),
        holder: text("holder"),
        version: form.read("version").unwrap_or_default(),
    }
}

/// The form with the wish as it is, or with what was typed and why it was refused.
#[must_use]
pub fn view(app: &App, who: &Who, mut page: Page, whose: Whose, wish: &Wish, refused: Option<(&SetWish, &Fault)>) -> WishView {
    page.errors.extend(refused.map(|(_, fault)| fault.field_error(who.t)));
    let shown = refused.map_or_else(|| as_typed(wish), |(typed, _)| typed.clone());
    let channels = &app.desk.city.settings.payout_channels;
    let of_kind = |is_wallet: bool| -> Vec<Choice> {
        let fits = channels.iter().filter(|channel| channel.is_wallet == is_wallet);
        fits.map(|channel| choice(&channel.code, channel.name.clone(), String::new(), channel.code == shown.channel)).collect()
    };
    let method = |method: &PayMethod| {
        let note = words::said(who.t, "state-method-note", method.name());
        choice(method.name(), words::said(who.t, "state-method", method.name()), note, shown.method == method.name())
    };
    let frequency = |frequency: &Frequency| {
        let text = words::said(who.t, "state-frequency", frequency.name());
        choice(frequency.name(), text, note(app, who, *frequency), shown.frequency == frequency.name())
    };
    let account_hint = if wish.account.is_empty() {
        who.t.text("payout-account-hint").to_owned()
    } else {
        who.t.with("payout-account-keep", &[("account", &wish.account.masked())])
    };
    WishView {
        page,
        action: whose.action.to_owned(),
        stall: whose.stall,
        name: whose.name,
        now: now(app, who, wish),
        methods: PayMethod::ALL.iter().map(method).collect(),
        banks: of_kind(false),
        wallets: of_kind(true),
        account: shown.account,
        account_hint,
        holder: shown.holder,
        frequencies: Frequency::ALL.iter().map(frequency).collect(),
        version: wish.version,
    }
}

fn as_typed(wish: &Wish) -> SetWish {
    SetWish {
        method: wish.method.name().to_owned(),
        frequency: wish.frequency.name().to_owned(),
        channel: wish.channel.clone(),
        account: String::new(),
        holder: wish.holder.clone(),
        version: wish.version,
    }
}

fn choice(value: &str, text: String, note: String, is_on: bool) -> Choice {
    Choice { value: value.to_owned(), text, note, is_on }
}

/// On which day those are paid who are paid weekly; for the others the least that is transferred.
fn note(app: &App, who: &Who, frequency: Frequency) -> String {
    let settings = &app.desk.city.settings;
    match frequency {
        Frequency::Weekly => {
            who.t.with("payout-weekday", &[("day", &words::said(who.t, "state-weekday", &settings.payout_weekday.to_string()))])
        }
        Frequency::Daily => who.t.with("payout-least", &[("amount", &money::rupiah(who, settings.payout_transfer_min_rupiah))]),
    }
}

/// `Transfer bank, BRI ····1234 a.n. Sumiati, setiap hari`
fn now(app: &App, who: &Who, wish: &Wish) -> String {
    let (method, frequency) =
        (words::said(who.t, "state-method", wish.method.name()), words::said(who.t, "state-frequency", wish.frequency.name()));
    let values: [(&'static str, &dyn std::fmt::Display); 2] = [("method", &method), ("frequency", &frequency)];
    if wish.account.is_empty() {
        return who.t.with("payout-now", &values);
    }
    let account = format!("{} {}", channel_name(app, &wish.channel), wish.account.masked());
    who.t.with("payout-now-account", &[values[0], values[1], ("account", &account), ("holder", &wish.holder)])
}

/// A bank's or wallet's name; its code when the city does not list it any more.
#[must_use]
pub fn channel_name<'a>(app: &'a App, code: &'a str) -> &'a str {
    app.desk.city.settings.payout_channels.iter().find(|channel| channel.code == code).map_or(code, |channel| &channel.name)
}
