//! `laris demo` and `laris serve`: the city behind a port, with its workers, until the process is told to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jobs::feed::Feed;
use market::Desk;
use market::catalogue::LiveCatalogue;
use market::orders::slots;
use providers::messages::{DemoMessages, LogMessages, MessageProvider};
use providers::payments::Cash;
use registry::areas::Areas;
use registry::cities::City;
use store::House;
use tokio::net::TcpListener;
use web::app::DemoPart;
use web::{App, Build, Parts};

use crate::cli::{DemoOptions, Place, ServeOptions};
use crate::operation::place::Lock;
use crate::{open, seed, workers};

/// How long running requests and workers of a demonstration may take to end.
const END_TIME_MAX: Duration = Duration::from_secs(10);

/// Makes the demo city if there is none, and serves it to this machine.
///
/// # Errors
/// When the data cannot be opened or the port is taken.
pub async fn demo(options: &DemoOptions) -> anyhow::Result<()> {
    let _lock = Lock::take(&options.place.options())?;
    let house = open::house(&options.place).await?;
    let city = match open::city(&house, None).await? {
        Some(city) => city,
        None => {
            println!("Making the demonstration city of Malang …");
            open::make_malang(&house).await?;
            open::city(&house, Some(seed::CITY_SLUG)).await?.context("the city that was just made is not there")?
        }
    };
    let app = app(house, city, &options.place, String::new()).await?;
    let listener = listen(IpAddr::V4(Ipv4Addr::LOCALHOST), options.port).await?;
    let address = listener.local_addr()?;
    println!("Laris is ready:      http://{address}");
    if app.is_demo() {
        println!("Step into a person:  http://{address}/demo");
    }
    println!("Stop with Ctrl-C.");
    run(app, listener, END_TIME_MAX).await
}

/// Serves the city.
///
/// # Errors
/// When the data cannot be opened, there is no city, or the port is taken.
pub async fn serve(options: &ServeOptions) -> anyhow::Result<()> {
    let _lock = Lock::take(&options.place.options())?;
    let house = open::house(&options.place).await?;
    let city = open::city(&house, options.city.as_deref()).await?.context("there is no such city yet; `laris seed malang` makes one")?;
    let origin = options.origin.trim_end_matches('/').to_owned();
    let app = app(house, city, &options.place, origin).await?;
    let listener = listen(options.host, options.port).await?;
    if let Some(address) = options.metrics {
        show_metrics(&app, address).await?;
    }
    println!("Laris serves {} at http://{}", app.desk.city.name, listener.local_addr()?);
    run(app, listener, Duration::from_secs(options.stop_seconds)).await
}

/// Everything handlers need, made ready: slots of the coming days, the catalogue in memory, the feed.
///
/// # Errors
/// When the database fails or the secret cannot be read.
pub async fn app(house: House, city: City, place: &Place, origin: String) -> anyhow::Result<App> {
    let demo_messages = city.is_demo.then(|| Arc::new(DemoMessages::new()));
    app_with(house, city, place, origin, demo_messages).await
}

/// The same, with the phones that a demonstration's messages go to: replicas of one city share them.
///
/// # Errors
/// As [`app`].
pub async fn app_with(
    house: House,
    city: City,
    place: &Place,
    origin: String,
    demo_messages: Option<Arc<DemoMessages>>,
) -> anyhow::Result<App> {
    let secret = open::secret(&place.data)?;
    let areas = Areas::load(&mut house.db.reader().await?, city.id).await?;
    let messages: Arc<dyn MessageProvider> = match &demo_messages {
        Some(demo) => Arc::clone(demo) as Arc<dyn MessageProvider>,
        None => Arc::new(LogMessages),
    };
    let desk = Desk { house: house.clone(), city: Arc::new(city), areas: Arc::new(areas), payments: vec![Arc::new(Cash)] };
    slots::ensure(&desk).await.context("the delivery slots cannot be made")?;
    let feed = Feed::start(house.clone(), desk.city_id());
    let catalogue = LiveCatalogue::start(house, desk.city_id(), desk.city.offset_minutes, feed.subscribe()).await?;
    let build = Build { version: env!("CARGO_PKG_VERSION").to_owned() };
    Ok(App::new(Parts { desk, catalogue, feed, secret, messages, demo_messages, demo_people: demo_people(), origin, build })?)
}

fn demo_people() -> Vec<DemoPart> {
    let part = |person: seed::DemoPerson| DemoPart { phone: person.phone, role: person.role, market: person.market, stall: person.stall };
    seed::demo_people().into_iter().map(part).collect()
}

async fn listen(host: IpAddr, port: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::new(host, port);
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{address} cannot be used; is something else running there? Choose another port"))
}

/// Serves until SIGTERM or Ctrl-C; then ends requests and workers in order.
async fn run(app: App, listener: TcpListener, end_time_max: Duration) -> anyhow::Result<()> {
    let workers = workers::start(&app);
    let closing = app.clone();
    let stop = async move {
        told_to_stop().await;
        closing.close();
    };
    let forced = {
        let mut closing = app.closing();
        async move {
            let _ = closing.wait_for(|is_closing| *is_closing).await;
            tokio::time::sleep(end_time_max).await;
        }
    };
    tokio::select! {
        ended = web::serve(app, listener, stop) => ended?,
        () = forced => tracing::warn!("requests still ran after {} s; they were cut off", end_time_max.as_secs()),
    }
    if tokio::time::timeout(end_time_max, workers.join_all()).await.is_err() {
        tracing::warn!("a worker did not end in time; its work is taken up by the next start");
    }
    Ok(())
}

/// Answers Prometheus beside the city, until the server closes.
async fn show_metrics(app: &App, address: SocketAddr) -> anyhow::Result<()> {
    let listener = listen(address.ip(), address.port()).await?;
    tracing::info!(address = %listener.local_addr()?, "metrics are at /metrics");
    if !address.ip().is_loopback() {
        tracing::warn!(%address, "metrics can be read from other machines; keep them off the internet");
    }
    let mut closing = app.closing();
    let stop = async move {
        let _ = closing.wait_for(|is_closing| *is_closing).await;
    };
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = web::metrics::serve(app, listener, stop).await {
            tracing::error!(%error, "metrics are no longer answered");
        }
    });
    Ok(())
}

async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
