//! Lists and search over HTTP: what visitors look at, over kept connections.

use std::sync::Arc;
use std::time::Duration;

use super::figures::Report;
use super::http::Visit;
use super::search::TEXTS;
use crate::city::Plan;
use crate::client::Client;
use crate::load::{self, Caller};

/// What browsers say they can unpack.
const PACKED: &str = "accept-encoding: gzip, br\r\n";
/// Connections of the main runs.
const CONNECTIONS: usize = 16;

/// Somebody who looks at the same few addresses again and again.
struct Reader {
    client: Client,
    paths: Arc<Vec<String>>,
    headers: Arc<Vec<String>>,
}

impl Caller for Reader {
    async fn ask(&mut self, number: u64) -> anyhow::Result<()> {
        let at = usize::try_from(number)?;
        let (path, headers) = (&self.paths[at % self.paths.len()], &self.headers[at % self.headers.len()]);
        let answer = self.client.get(path, headers).await?;
        anyhow::ensure!(answer.status == 200, "{path} answered {}: {}", answer.status, start(&answer.body));
        Ok(())
    }
}

/// One sort of address.
struct Sight {
    what: &'static str,
    paths: Vec<String>,
    connections: &'static [usize],
    /// One of these goes with each request.
    headers: Vec<String>,
}

/// Looks at every sort of address that is there.
pub async fn measure(visit: &Visit<'_>, time: Duration, report: &mut Report) -> anyhow::Result<()> {
    for sight in sights(visit.plan, visit.tokens) {
        let first = Client::connect(visit.address).await?.get(&sight.paths[0], &sight.headers[0]).await?;
        if first.status != 200 {
            report.skip(format!("{}: {} answers {}", sight.what, sight.paths[0], first.status));
            continue;
        }
        let (paths, headers) = (Arc::new(sight.paths), Arc::new(sight.headers));
        for connections in sight.connections {
            let mut readers = Vec::new();
            for _ in 0..*connections {
                let client = Client::connect(visit.address).await?;
                readers.push(Reader { client, paths: Arc::clone(&paths), headers: Arc::clone(&headers) });
            }
            let (load, readers) = load::run(readers, time, u64::MAX, &visit.meters).await?;
            let answers: u64 = readers.iter().map(|reader| reader.client.answers).sum();
            let bytes: u64 = readers.iter().map(|reader| reader.client.bytes).sum();
            report.run(sight.what, Some(visit.kind), &load, format!("{} bytes an answer", bytes / answers.max(1)));
        }
    }
    Ok(())
}

fn sights(plan: &Plan, tokens: &[String]) -> Vec<Sight> {
    let market = &plan.basket(0).slug;
    let products: Vec<String> = plan.catalogue.products().iter().take(200).map(|product| format!("/produk/{}", product.slug)).collect();
    let asked = |before: &str| TEXTS.iter().map(|text| format!("{before}{}", text.replace(' ', "+"))).collect::<Vec<_>>();
    // Readers of the API are counted one by one, so each request comes as somebody else.
    let bearers: Vec<String> = tokens.iter().map(|token| format!("authorization: Bearer {token}\r\n")).collect();
    let plain = || vec![String::new()];
    let page = |what, paths, headers| Sight { what, paths, connections: &[CONNECTIONS], headers };
    vec![
        page("home", vec!["/".into()], plain()),
        page("market page", vec![format!("/pasar/{market}")], plain()),
        page("market page, packed", vec![format!("/pasar/{market}")], vec![PACKED.into()]),
        page("product page", products, plain()),
        Sight { what: "search page", paths: asked("/cari?q="), connections: &[1, CONNECTIONS], headers: plain() },
        page("list_offers (API)", vec![format!("/api/v1/offers?market={market}&limit=20")], bearers.clone()),
        Sight { what: "search_offers (API)", paths: asked("/api/v1/search?limit=20&q="), connections: &[1, CONNECTIONS], headers: bearers },
    ]
}

/// The beginning of an answer, to say what was wrong.
pub fn start(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(300)]).into_owned()
}
