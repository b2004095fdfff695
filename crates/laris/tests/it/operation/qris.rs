//! `laris qris`: payloads on lines are told, or given an amount; a bad line stops no other.

use std::io::Write as _;
use std::process::{Command, Stdio};

use kernel::Rupiah;
use laris::operation::qris::{decode, set_amount};
use qris::Charge;
use serde_json::{Value, json};

const STATIC: &str = "00020101021126620014COM.GO-JEK.WWW011993600914123456789010210G1234567890303UMI51440014ID.CO.QRIS.WWW\
0215ID10200123456780303UMI5204581253033605802ID5911TOKO CONTOH6007JAKARTA61051011062120708KASIR-0163043ACC";

fn objects(input: &[u8]) -> Vec<Value> {
    let mut out = Vec::new();
    decode(input, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_line_becomes_an_object() {
    let broken = STATIC.replace("TOKO", "TOKI");
    let mut input = format!("{STATIC}\r\n{broken}\n\n").into_bytes();
    input.extend_from_slice(b"\xff\xfe\n");
    input.extend(vec![b'0'; 40_000]);
    input.extend_from_slice(format!("\n {}", STATIC.replace("3ACC", "3acc")).as_bytes());
    let told = objects(&input);
    assert_eq!(told.len(), 6);
    let codes: Vec<&Value> = told.iter().map(|told| &told["error"]["code"]).collect();
    assert_eq!(codes, [&Value::Null, &json!("crc_wrong"), &json!("empty"), &json!("not_utf8"), &json!("too_long"), &Value::Null]);
    assert!(told.iter().all(|told| told["valid"] == told["error"].is_null() && told["fields"].is_null() != told["error"].is_null()));
    let fields = &told[0]["fields"];
    for (name, expected) in [
        ("initiation", json!("static")),
        ("is_qris", json!(true)),
        ("name", json!("TOKO CONTOH")),
        ("amount", Value::Null),
        ("nmid", json!("ID1020012345678")),
        ("additional", json!({"terminal": "KASIR-01"})),
        ("crc", json!("3ACC")),
    ] {
        assert_eq!(fields[name], expected, "{name}");
    }
    let account = &fields["accounts"][0];
    assert_eq!((&account["acquirer"], &account["nns"], &account["criterion"]), (&json!("GoPay"), &json!("93600914"), &json!("UMI")));
    assert_eq!(told[0]["warnings"], json!([]));
    assert_eq!((&told[1]["error"]["tag"], &told[1]["error"]["position"]), (&json!("63"), &json!(199)));
    assert_eq!(told[1]["checksum"], json!({"given": "3ACC", "computed": "64C8"}));
    let warned: Vec<&Value> = told[5]["warnings"].as_array().unwrap().iter().map(|warning| &warning["code"]).collect();
    assert_eq!(warned, [&json!("surrounding_space"), &json!("crc_lower_case")]);
}

#[test]
fn amounts_are_put_in_line_by_line() {
    let charge = Charge { amount: Rupiah(25_000), tip: None, reference: Some("PSR-0001") };
    let (mut out, mut said) = (Vec::new(), Vec::new());
    let input = format!("{STATIC}\nnonsense\n{STATIC}");
    assert!(!set_amount(input.as_bytes(), &mut out, &mut said, &charge).unwrap());
    let (out, said) = (String::from_utf8(out).unwrap(), String::from_utf8(said).unwrap());
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.len(), lines[1], lines[0]), (3, "", lines[2]));
    assert!(lines[0].contains("010212") && lines[0].contains("540525000") && lines[0].ends_with("62240508PSR-00010708KASIR-0163047ED0"));
    assert!(said.starts_with("laris: line 2: character 1: the text does not begin with 000201") && said.lines().count() == 1, "{said}");
    let told = &objects(lines[0].as_bytes())[0]["fields"];
    assert_eq!((&told["amount_rupiah"], &told["additional"]["reference"]), (&json!(25_000), &json!("PSR-0001")));

    let (mut out, mut said) = (Vec::new(), Vec::new());
    assert!(!set_amount(lines[0].as_bytes(), &mut out, &mut said, &charge).unwrap());
    assert_eq!((out.as_slice(), String::from_utf8(said).unwrap().contains("is dynamic already")), (b"\n".as_slice(), true));
}

#[test]
fn the_program_does_it() {
    for (arguments, input, status, expected) in [
        (&["qris", "decode"][..], STATIC, 0, "{\"valid\":true,\"warnings\":[],"),
        (&["qris", "decode"], "nonsense\n", 0, "{\"valid\":false,\"warnings\":[],\"fields\":null,"),
        (&["qris", "decode"], "", 0, ""),
        (&["qris", "set-amount", "--amount", "25000"], STATIC, 0, "00020101021226620014COM.GO-JEK.WWW"),
        (&["qris", "set-amount", "--amount", "25000"], "nonsense\n", 1, "\n"),
        (&["qris", "set-amount", "--amount", "0"], STATIC, 2, ""),
        (&["qris", "set-amount", "--amount", "12.5"], STATIC, 2, ""),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_laris"));
        let piped = command.args(arguments).env_remove("LARIS_CONFIG").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = piped.spawn().unwrap();
        // A program that refuses its arguments reads nothing.
        child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.code() == Some(status) && said.starts_with(expected), "{arguments:?} {input}: {said}");
        assert!(!expected.is_empty() || said.is_empty(), "{said}");
    }
}
