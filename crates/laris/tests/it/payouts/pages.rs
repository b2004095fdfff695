//! The pages of traders, runners and the treasurer, and what phones are told.

use super::*;
use crate::api::client::Client;
use crate::trade::{Browser, messages};

#[test]
fn traders_say_it_and_the_treasurer_sends_it() {
    both(async |house| {
        let client = Client::new(&house).await;
        let town = &client.town;
        let seller = Browser::of(&client, town.sellers[0]).await;
        let fields = "method=bank&channel_bank=002&account_number=0021+0112+34&holder=Sumiati&frequency=daily&version=0&stall=";
        let wrong = seller.post("/jual/pembayaran", "wish-key-0", &fields.replace("0021+0112+34", "12")).await;
        assert!(wrong.0 == 422 && wrong.1.contains("account_number-wrong") && wrong.1.contains("value=\"12\""), "{}", wrong.1);
        assert_eq!(seller.post("/jual/pembayaran", "wish-key-1", fields).await, (303, "/jual/pembayaran".to_owned()));
        let (_, page) = seller.get("/jual/pembayaran").await;
        assert!(page.contains("BRI ····1234") && !page.contains("0021011234"), "{page}");
        let (_, told) = messages(&client).await.remove(0);
        assert!(told.contains("baru saja diubah"), "{told}");

        delivered(town, vec![town.line("rawit-a", 250, Drop)], "pages-order", town.runners[0]).await;
        let batch = settled(town, "pages-day").await;
        messages(&client).await;
        let (treasurer, manager) = (Browser::of(&client, town.treasurer).await, Browser::of(&client, town.manager).await);
        let (_, page) = manager.get(&format!("/kelola/pasar-contoh/pelunasan/{batch}")).await;
        assert!(page.contains("Sedang ditransfer") && page.contains("····1234"), "{page}");
        assert_eq!(manager.get("/kota/transfer").await.0, 403);
        let (_, page) = treasurer.get("/kota/transfer").await;
        assert!(page.contains("1 transfer, Rp15.000"), "{page}");
        let (status, file) = treasurer.post("/kota/transfer", "pages-file-1", "").await;
        assert!(status == 303 && file.starts_with("/kota/transfer/"), "{file}");
        let (_, page) = treasurer.get(&file).await;
        assert!(page.contains("LRS0000100001") && page.contains("belum dikonfirmasi bank") && !page.contains("0021011234"), "{page}");
        let (status, csv) = treasurer.get(&format!("{file}/unduh?bentuk=csv&profil=umum")).await;
        assert!(status == 200 && csv.contains("0021011234"), "{csv}");

        let answer = |amount: i64| format!("referensi,jumlah,status\nLRS0000100001,{amount},sukses\n");
        let (status, page) = treasurer.upload(&format!("{file}/hasil"), "pages-answer-1", &answer(1)).await;
        assert!(status == 422 && page.contains("berbeda dengan yang dikirim") && page.contains("baris 2"), "{page}");
        assert_eq!(treasurer.upload(&format!("{file}/hasil"), "pages-answer-2", &answer(15_000)).await, (303, file.clone()));
        check(town).await;
        let (_, page) = treasurer.get(&file).await;
        assert!(page.contains("1 sampai, 0 gagal") || page.contains("Sudah dijawab bank"), "{page}");
        let (to, told) = messages(&client).await.remove(0);
        assert!(to == "6281200000007" && told.contains("Rp15.000") && told.contains("BRI ····1234"), "{to}: {told}");
        read_money(&client, &seller, &treasurer).await;
    });
}

/// Statements on paper, the treasurer's other form, and the trail.
async fn read_money(client: &Client, seller: &Browser<'_>, treasurer: &Browser<'_>) {
    let (status, page) = seller.get("/jual/uang").await;
    assert!(status == 200 && page.contains("/jual/uang.pdf") && page.contains("/jual/pembayaran"), "{page}");
    let runner = Browser::of(client, client.town.runners[0]).await;
    assert_eq!(runner.get("/kurir/pembayaran").await.0, 200);
    let wish = "method=ewallet&channel_ewallet=dana&account_number=0812+3456+7890&holder=Kurir&frequency=weekly&version=0";
    assert_eq!(runner.post("/kurir/pembayaran", "runner-wish-1", wish).await, (303, "/kurir/pembayaran".to_owned()));
    assert!(runner.get("/kurir/pembayaran").await.1.contains("DANA ····7890"));
    for (browser, path) in [(seller, "/jual/uang.pdf"), (&runner, "/kurir/uang.pdf")] {
        let (status, pdf) = browser.get(path).await;
        assert!(status == 200 && pdf.starts_with("%PDF-"), "{path}: {status}");
    }
    let carry = "market=pasar-contoh&direction=brought&amount=100.000&reason=Pak+Budi";
    assert_eq!(treasurer.post("/kota/kas", "pages-carry-1", carry).await, (303, "/kota/transfer".to_owned()));
    let (status, page) = treasurer.post("/kota/kas", "pages-carry-2", &carry.replace("Pak+Budi", "")).await;
    assert!(status == 422 && page.contains("value=\"100.000\""), "{page}");
    check(&client.town).await;
    let (_, trail) = treasurer.get("/kota/jejak").await;
    for act in
        ["Cara dibayar diubah", "Berkas transfer dibuat", "Berkas transfer diunduh", "Jawaban bank dimasukkan", "Uang dibawa ke kas pasar"]
    {
        assert!(trail.contains(act), "{act}: {trail}");
    }
}
