//! Hostile text in every field of every form and operation, in names of files and in files: never our failure, never kept as it came.

use axum::http::StatusCode;
use market::settlement;
use serde_json::Value;
use store::Statement;
use testkit::{TestHouse, both};

use super::table::{ROUTES, Row, UPLOAD};
use super::{Cast, part};

/// What nobody types and somebody sends.
const HOSTILE: &[&str] = &[
    "\u{0}",
    "a\u{0}b",
    "\u{1}\u{2}\u{3}",
    "\u{1b}[31mmerah\u{1b}[0m",
    "a\u{8}\u{8}\u{8}",
    "\u{7f}\u{85}\u{9b}",
    "\r\nSet-Cookie: laris_sesi=x",
    "\u{202e}gnp.exe",
    "\u{2066}\u{2067}\u{2068}\u{2069}",
    "\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}",
    "\u{e0041}\u{e007f}",
    "\u{fff9}x\u{fffb}",
    "\u{fffe}\u{ffff}\u{10ffff}",
    "Z\u{351}\u{36b}\u{343}a\u{36d}\u{36b}l\u{36d}g\u{36d}o\u{36d}",
    "ﷺﷺﷺﷺﷺﷺﷺﷺ",
    "\u{3164}\u{115f}\u{2800}",
    "👩‍👩‍👧‍👦🏴\u{e0067}\u{e0062}\u{e007f}",
    "' OR '1'='1",
    "'; DROP TABLE market_order; --",
    "$1 $2 ?1 :x @y",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{7*7}} ${7*7} {% raw %}",
    "=HYPERLINK(\"http://x\";\"y\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "%00%0d%0a%2e%2e",
    "\\u0000 \\x00 \\0",
    "-1",
    "0",
    "1e309",
    "NaN",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999999999999",
    "0x7fffffff",
    "٣٤٥",
    "１２３",
    "null",
    "true",
    "[]",
    "{}",
    " ",
    "",
];

/// Longer than any field may be, and still a body that is read.
fn long() -> String {
    "panjang ".repeat(5_000)
}

/// The bodies of a row with each hostile text in each of its fields.
fn bodies(row: &Row, filled: &str) -> Vec<(String, String)> {
    let long = long();
    let texts = || HOSTILE.iter().copied().chain([long.as_str()]);
    if row.body == UPLOAD {
        return (0..PARTS).flat_map(|at| texts().map(move |text| (at, text))).map(|(at, text)| upload(at, text)).collect();
    }
    if row.path.starts_with("/api/") {
        let body: Value = serde_json::from_str(if filled.is_empty() { "{}" } else { filled }).unwrap();
        return pointers(&body, "")
            .into_iter()
            .flat_map(|at| texts().map(move |text| (at.clone(), text)))
            .map(|(at, text)| {
                let mut body = body.clone();
                *body.pointer_mut(&at).unwrap() = text.into();
                (at, body.to_string())
            })
            .collect();
    }
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(filled.as_bytes()).into_owned().collect();
    let with = |at: usize, text: &str| {
        let pairs = fields.iter().enumerate().map(|(index, (name, value))| (name.as_str(), if index == at { text } else { value }));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    };
    (0..fields.len()).flat_map(|at| texts().map(move |text| (at, text))).map(|(at, text)| (fields[at].0.clone(), with(at, text))).collect()
}

/// The fields that forms with a file have beside it, as they are meant.
const FIELDS: [(&str, &str); 4] = [("date", "2026-11-20"), ("account", "midtrans"), ("sure", "1"), ("dry_run", "1")];
/// What can be hostile: these, the file's name and the file.
const PARTS: usize = FIELDS.len() + 2;

/// A form with a file, one part of which is that text; and which.
fn upload(at: usize, text: &str) -> (String, String) {
    let pick = |place: usize, meant: &'static str| if at == place { text } else { meant };
    let fields = FIELDS.into_iter().enumerate().map(|(place, (name, meant))| part(&format!("name=\"{name}\""), pick(place, meant)));
    let name = pick(FIELDS.len(), "x.csv");
    let file = part(&format!("name=\"file\"; filename=\"{name}\""), pick(FIELDS.len() + 1, "bukan"));
    (FIELDS.get(at).map_or("file", |(name, _)| *name).to_owned(), fields.collect::<String>() + &file)
}

/// Where the values of a document stand.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| pointers(value, &format!("{at}/{name}"))).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(index, value)| pointers(value, &format!("{at}/{index}"))).collect(),
        _ => vec![at.to_owned()],
    }
}

/// Texts in the database that the gate would not have let pass, by column.
async fn kept(house: &TestHouse) -> Vec<String> {
    let schema = include_str!("../../../../../docs/schema.txt");
    let columns = schema.lines().filter_map(|line| line.split_once(' ')).filter(|(_, kind)| kind.starts_with("text"));
    let mut found = Vec::new();
    for (column, _) in columns {
        let (table, name) = column.split_once('.').unwrap();
        let text = format!("SELECT {name} FROM {table} WHERE {name} IS NOT NULL");
        let statement = Box::leak(Box::new(Statement::new(Box::leak(text.into_boxed_str()), 0, 0, file!(), line!())));
        let rows: Vec<(String,)> = house.db.reader().await.unwrap().rows(statement, &[]).await.unwrap();
        let is_dirty =
            |text: &String| kernel::text::read(text, usize::MAX / 8).ok().is_none_or(|read| read.chars().count() < visible(text));
        found.extend(rows.into_iter().filter(|(text,)| is_dirty(text)).map(|(text,)| format!("{column}: {text:?}")));
    }
    found
}

/// Signs that are no spaces.
fn visible(text: &str) -> usize {
    text.chars().filter(|sign| !sign.is_whitespace()).count()
}

#[test]
fn hostile_text_never_fails_us_and_is_never_kept() {
    both(async |house| {
        let cast = Cast::assemble(&house).await;
        let (mut wrong, mut asked) = (Vec::new(), 0);
        for row in ROUTES.iter().filter(|row| row.method != "GET" && !row.path.starts_with("/keluar")) {
            let letter = row.may.chars().next().unwrap();
            let token = cast.people.iter().find(|(other, _)| *other == letter).and_then(|(_, token)| token.as_deref());
            let (path, body) = (cast.fill(row.sample), cast.fill(row.body));
            for (field, body) in bodies(row, &body) {
                asked += 1;
                let response = cast.send(row.method, &path, &body, &format!("hostile-key-{asked}"), token).await;
                if response.status().is_server_error() {
                    wrong.push(format!("{} {} {field}: {}", row.method, row.path, response.status()));
                }
            }
        }
        wrong.dedup();
        assert!(wrong.is_empty() && asked > 1_000, "{asked} asked: {wrong:#?}");
        assert_eq!(kept(&house).await, Vec::<String>::new());
        let mut tx = house.db.reader().await.unwrap();
        assert_eq!(settlement::invariants::check(&mut tx, &cast.client.town.desk).await.unwrap(), Vec::<String>::new());
    });
}

#[test]
fn hostile_addresses_lead_nowhere() {
    both(async |house| {
        let cast = Cast::assemble(&house).await;
        let manager = cast.people.iter().find(|(letter, _)| *letter == 'm').and_then(|(_, token)| token.as_deref());
        let mut wrong = Vec::new();
        for row in ROUTES.iter().filter(|row| row.path.contains('{') && row.method == "GET") {
            for sign in ["%00", "a%00b", "%ff%fe", "%E2%80%AE", "..%2f..%2f", "%0d%0a", "'%20OR%201=1", &"9".repeat(3_000)] {
                let path = row.path.split('/').map(|part| if part.starts_with('{') { sign } else { part }).collect::<Vec<_>>().join("/");
                let status = cast.send("GET", &path, "", "", manager).await.status();
                if status.is_success() || status.is_server_error() {
                    wrong.push(format!("{path}: {status}"));
                }
            }
        }
        for query in
            ["q=%00", "q=%ff", "lapak=%00", "mulai=-1", "mulai=99999999999999999999", "tanggal=%00", "dari=x&sampai=%00", "kembali=%00"]
        {
            for row in ROUTES.iter().filter(|row| row.method == "GET" && !row.path.contains('{') && row.path != "/langsung") {
                let status = cast.send("GET", &format!("{}?{query}", row.path), "", "", manager).await.status();
                if status.is_server_error() {
                    wrong.push(format!("{}?{query}: {status}", row.path));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

#[test]
fn a_body_of_a_megabyte_is_refused() {
    both(async |house| {
        let cast = Cast::assemble(&house).await;
        let token = |letter: char| cast.people.iter().find(|(other, _)| *other == letter).and_then(|(_, token)| token.as_deref());
        let huge = "x".repeat(1 << 20);
        let form = cast.send("POST", "/akun", &format!("name={huge}"), "huge-key-1", token('b')).await;
        assert_eq!(form.status(), StatusCode::PAYLOAD_TOO_LARGE);
        let json = cast.send("POST", "/api/v1/quotes", &format!("{{\"market\":\"{huge}\"}}"), "huge-key-2", token('b')).await;
        assert_eq!(json.status(), StatusCode::PAYLOAD_TOO_LARGE);
    });
}
