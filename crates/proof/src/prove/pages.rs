//! What others' tools say of the pages: axe-core on every page of the tour, Lighthouse on those that a buyer sees first.

use std::path::Path;

use anyhow::{Context as _, ensure};
use market::baskets;
use market::orders::WantedLine;
use market::orders::model::SubstitutionPolicy;
use serde_json::Value;
use tokio::process::Command;

use super::Told;
use crate::city::Town;
use crate::server::Server;

/// The pages a buyer sees first; the last is a person's own, with five lines.
const PAGES: [(&str, &str); 6] = [
    ("home", "/"),
    ("market", "/pasar/oro-oro-dowo"),
    ("product", "/produk/cabai-rawit-merah-kg"),
    ("search", "/cari?q=lombok+cilik"),
    ("basket", "/keranjang"),
    (OWN, "/keranjang"),
];
/// The basket of somebody who is signed in.
const OWN: &str = "basket-of-five";
/// What is scored, and the least that is good enough, in hundredths.
const SCORES: [(&str, f64); 4] = [("performance", 99.0), ("accessibility", 100.0), ("best-practices", 100.0), ("seo", 100.0)];
/// The most bytes of a first view.
const BYTES_MAX: f64 = 60_000.0;
/// As root in a container, and silent.
const CHROMIUM: &str = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
                        --disable-component-update --disable-sync --disable-dev-shm-usage";

/// Runs the tour with axe-core's rules; `tour` is the program that takes the pictures.
pub async fn axe(tour: &Path, axe: &Path, history_days: u32, pages: &[String]) -> anyhow::Result<Told> {
    let output = Command::new(tour).args(["--history-days", &history_days.to_string()]).arg("--axe").arg(axe).args(pages).output().await?;
    let said = String::from_utf8(output.stdout)?;
    // A headline for each city of the tour, and what was found there indented below it.
    let (faults, lines): (Vec<String>, Vec<String>) = said.lines().map(str::to_owned).partition(|line| line.starts_with(' '));
    ensure!(!lines.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success() == faults.is_empty(), "the tour ended with {}", output.status);
    Ok((lines, faults))
}

/// Which pages Lighthouse looks at, and whether it says how fast they are.
#[derive(Debug, Clone, Copy)]
pub struct Scoring<'a> {
    /// Only pages whose name begins so; none means all.
    pub pages: &'a [String],
    /// Not on a debug build, nor beside other work.
    pub is_timed: bool,
}

impl Scoring<'_> {
    fn wants(&self, name: &str) -> bool {
        self.pages.is_empty() || self.pages.iter().any(|page| name.starts_with(page.as_str()))
    }

    fn scores(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let is_timed = self.is_timed;
        SCORES.into_iter().filter(move |(category, _)| is_timed || *category != "performance")
    }
}

/// Scores of the first pages, as on a cheap phone over a slow network.
pub async fn lighthouse(binary: &Path, program: &Path, town: Town, scoring: Scoring<'_>) -> anyhow::Result<Told> {
    let (place, cookie) = (town.place.clone(), fill(&town).await?);
    drop(town);
    let server = Server::start(binary, &place).await?;
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for (name, path) in PAGES.into_iter().filter(|(name, _)| scoring.wants(name)) {
        let lighthouse = Lighthouse { program, scoring, cookie: (name == OWN).then_some(cookie.as_str()) };
        let url = format!("http://{}{path}", server.address);
        let report = match lighthouse.score(&url).await {
            Ok(report) => report,
            // The browser's own trace fails now and then; Lighthouse then says "run again".
            Err(error) => {
                lines.push(format!("{name}: tried again after: {error:#}"));
                lighthouse.score(&url).await.with_context(|| name.to_owned())?
            }
        };
        let mut scores = Vec::new();
        for (category, least) in scoring.scores() {
            let score = (report["categories"][category]["score"].as_f64().unwrap_or_default() * 100.0).round();
            scores.push(format!("{category} {score:.0}"));
            if score < least {
                faults.push(format!("{name}: {category} {score:.0}, wanted {least:.0}: {}", failed(&report, category).join("; ")));
            }
        }
        if scoring.is_timed {
            let bytes = report["audits"]["total-byte-weight"]["numericValue"].as_f64().unwrap_or(f64::INFINITY);
            if bytes > BYTES_MAX {
                faults.push(format!("{name}: {bytes:.0} bytes, at most {BYTES_MAX:.0}"));
            }
            scores.push(format!("{:.1} kB over the wire", bytes / 1e3));
        }
        lines.push(format!("{name}: {}", scores.join(", ")));
    }
    server.stop()?;
    Ok((lines, faults))
}

/// Fills a buyer's basket; gives the cookie of their session.
async fn fill(town: &Town) -> anyhow::Result<String> {
    let (desk, buyer) = (&town.desk, town.plan.buyer(0).id);
    for (offer, quantity) in town.plan.basket(0).lines.iter().copied() {
        let wanted =
            WantedLine { offer, quantity, amount: None, note: String::new(), policy: SubstitutionPolicy::Refund, alternative: None };
        baskets::add(desk, buyer.into(), wanted).await?;
    }
    let session = registry::sessions::demo_session(&desk.house, &desk.city, buyer).await?;
    Ok(format!("laris_sesi={}", session.token))
}

/// Lighthouse, for one page.
struct Lighthouse<'a> {
    program: &'a Path,
    scoring: Scoring<'a>,
    cookie: Option<&'a str>,
}

impl Lighthouse<'_> {
    async fn score(&self, url: &str) -> anyhow::Result<Value> {
        let profile = tempfile::tempdir()?;
        let flags = format!("{CHROMIUM} --user-data-dir={}", profile.path().display());
        let categories: Vec<&str> = self.scoring.scores().map(|(category, _)| category).collect();
        let mut command = Command::new(self.program);
        command.args([url, "--quiet", "--output=json", "--output-path=stdout"]);
        command.arg(format!("--only-categories={}", categories.join(","))).arg(format!("--chrome-flags={flags}"));
        if let Some(cookie) = self.cookie {
            // What is somebody's own is not for search engines, which Lighthouse cannot know.
            command.arg("--skip-audits=is-crawlable").arg(format!("--extra-headers={}", serde_json::json!({ "Cookie": cookie })));
        }
        let output = command.env("CHROME_PATH", "/usr/bin/chromium").output().await?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(serde_json::from_slice(&output.stdout)?)
    }
}

/// The audits of a category that did not pass.
fn failed(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"].as_array().into_iter().flatten();
    let counted = audits.filter(|audit| audit["weight"].as_f64().unwrap_or_default() > 0.0).filter_map(|audit| audit["id"].as_str());
    let below = |id: &&str| report["audits"][*id]["score"].as_f64().is_some_and(|score| score < 0.995);
    counted.filter(below).map(|id| format!("{id} {}", report["audits"][id]["displayValue"].as_str().unwrap_or_default())).collect()
}
