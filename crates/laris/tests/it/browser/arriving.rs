//! What becomes of money that was paid by a code: it reaches traders and runner through the bank, and the acquirer's statement agrees.

use kernel::id::RawId;
use kernel::time::DAY;
use kernel::{Role, Rupiah, Scope};
use ledger::AccountKind;
use market::payments::reconcile;

use super::paying::AtTheDoor;
use super::person::Person;
use super::plain::MARKET;
use super::stage::{Stage, money};

/// Says on one's own page to be paid into a bank account.
async fn wish(person: &Person, page: &str, account: &str, holder: &str) {
    person.goto(page).await;
    person.click_css("label.choice:has(input[value=bank])").await;
    person.select("channel_bank", "002").await;
    person.fill("account_number", account).await;
    person.fill("holder", holder).await;
    person.click_css("label.choice:has(input[value=daily])").await;
    person.send(&format!("form[action='{page}']")).await;
    person.reads(".notice", &format!("····{}", &account[account.len() - 4..])).await;
    person.complained_of_nothing().await;
}

/// Traders and runner name accounts, the day is closed, the treasurer approves and sends, the bank answers.
pub async fn everybody_is_paid_through_the_bank(stage: &Stage, paid: &AtTheDoor) {
    let detail = stage.order(&paid.number).await;
    for (number, part) in detail.seller_orders.iter().enumerate() {
        let trader = stage.person(stage.seller(part.stall).await.phone.as_str()).await;
        wish(&trader, "/jual/pembayaran", &format!("002101{number:06}"), "Sumiati").await;
    }
    let runner = stage.person(paid.runner.phone.as_str()).await;
    wish(&runner, "/kurir/pembayaran", "002101999999", "Kurir").await;

    let manager = stage.person(stage.manager(detail.order.market).await.phone.as_str()).await;
    manager.close_box(MARKET, "0", "").await;
    manager.until("the closing", async || manager.count("form[action$='/kas/tutup']").await == 0).await;
    manager.prepare_settlement(MARKET).await;
    let treasurer = stage.person(stage.first(Role::Treasurer, Scope::City).await.phone.as_str()).await;
    treasurer.approve().await;
    stage.check().await;

    let owed = before(stage, paid).await;
    let sent: Rupiah = owed.iter().filter(|(.., is_sent)| *is_sent).map(|(_, _, amount, _)| *amount).sum();
    treasurer.goto("/kota/transfer").await;
    treasurer.reads(".card", &money(sent)).await;
    treasurer.send("form[action='/kota/transfer']").await;
    let file = treasurer.arrive("/kota/transfer/").await;
    answer_as_the_bank(stage, &treasurer).await;
    treasurer.until("the bank's answer to be taken", async || treasurer.count("input[type=file]").await == 0).await;
    assert_eq!(treasurer.path().await, file);
    treasurer.complained_of_nothing().await;
    stage.check().await;
    for (kind, owner, amount, is_sent) in owed {
        let left = if is_sent { Rupiah::ZERO } else { amount };
        assert_eq!(stage.balance(kind, owner).await, left, "what is too little for a transfer waits");
    }
    for part in &detail.seller_orders {
        let left = stage.balance(AccountKind::StallPayable, part.stall).await;
        let trader = stage.person(stage.seller(part.stall).await.phone.as_str()).await;
        trader.goto("/jual/uang").await;
        assert_eq!(trader.text_of(".owed-sum").await, money(left));
    }
    assert_eq!(stage.balance(AccountKind::Bank, stage.app.desk.city_id()).await, -sent, "what the acquirer owes comes tomorrow");
}

/// What each is owed for the order, and whether it is enough for a transfer.
async fn before(stage: &Stage, paid: &AtTheDoor) -> Vec<(AccountKind, RawId, Rupiah, bool)> {
    let (detail, settings) = (stage.order(&paid.number).await, &stage.app.desk.city.settings);
    let sold = |stall| detail.lines.iter().filter(|line| line.stall == stall).filter_map(|line| line.total).sum();
    let mut owed: Vec<(AccountKind, RawId, Rupiah)> =
        detail.seller_orders.iter().map(|part| (AccountKind::StallPayable, part.stall.into(), sold(part.stall))).collect();
    owed.push((AccountKind::RunnerEarning, paid.runner.id.into(), detail.order.delivery_fee.share(settings.runner_share_bp)));
    let is_enough = |amount: Rupiah| amount >= settings.payout_transfer_min_rupiah;
    owed.into_iter().map(|(kind, owner, amount)| (kind, owner, amount, is_enough(amount))).collect()
}

/// The bank sent everything that the file's page names, and says so in its own file.
async fn answer_as_the_bank(stage: &Stage, treasurer: &Person) {
    let references = treasurer.every_text("table.payouts code").await;
    let amounts = treasurer.every_text("table.payouts .money").await;
    assert!(!references.is_empty() && references.len() == amounts.len(), "{references:?} {amounts:?}");
    let digits = |amount: &String| amount.chars().filter(char::is_ascii_digit).collect::<String>();
    let rows: String = references.iter().zip(&amounts).map(|(name, amount)| format!("{name},{},sukses\n", digits(amount))).collect();
    let file = stage.folder().join("jawaban-bank.csv");
    std::fs::write(&file, format!("referensi,jumlah,status\n{rows}")).unwrap();
    treasurer.fill("file", file.to_str().unwrap()).await;
    treasurer.send("form[action$='/hasil']").await;
}

/// Tomorrow the acquirer settles: its statement fits, the bank has the money less its fee, and nothing is owed any more.
pub async fn the_statement_agrees(stage: &Stage, paid: &AtTheDoor) {
    let before = stage.balance(AccountKind::Bank, stage.app.desk.city_id()).await;
    stage.house.clock.advance(DAY);
    // Looked at every quarter of an hour; the test's clock does not wake it.
    reconcile::run_due(&stage.app.desk).await.unwrap();
    let treasurer = stage.person(stage.first(Role::Treasurer, Scope::City).await.phone.as_str()).await;
    treasurer.goto("/kota/rekonsiliasi").await;
    treasurer.reads("a.batch", "1 cocok").await;
    assert_eq!(treasurer.count("a.batch.is-mine").await, 0, "nothing waits for anybody");
    treasurer.click_css("a.batch").await;
    treasurer.reads(".facts", &money(paid.total)).await;
    treasurer.complained_of_nothing().await;
    stage.check().await;
    let provider = stage.app.sandbox.as_ref().unwrap().books().await.unwrap();
    let fee: Rupiah = provider.iter().map(|payment| payment.fee).sum();
    let desk = &stage.app.desk;
    assert_eq!(stage.balance(AccountKind::Bank, desk.city_id()).await, before + paid.total - fee);
    treasurer.goto("/kota/neraca").await;
    treasurer.complained_of_nothing().await;
}
