//! `laris demo` and `laris serve`: the city behind a port, with its workers, until the process is told to stop.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jobs::feed::Feed;
use kernel::{Clock as _, SystemClock};
use market::Desk;
use market::catalogue::LiveCatalogue;
use market::orders::slots;
use market::pictures::Studio;
use providers::messages::{DemoMessages, LogMessages, MessageProvider};
use providers::objects::{LocalObjects, ObjectStore, S3Objects, S3Settings};
use providers::payments::{Cash, PaymentProvider};
use registry::areas::Areas;
use registry::cities::City;
use sandbox::Sandbox;
use sha2::{Digest as _, Sha256};
use store::{House, Options};
use tokio::net::TcpListener;
use web::app::DemoPart;
use web::{App, Build, Parts};

use crate::cli::{DemoOptions, Place, ServeOptions};
use crate::operation::place::{self, Lock};
use crate::{history, open, seed, workers};

/// How long running requests and workers of a demonstration may take to end.
const END_TIME_MAX: Duration = Duration::from_secs(10);

/// Makes the demo city if there is none, and serves it to this machine.
///
/// # Errors
/// When the data cannot be opened or the port is taken.
pub async fn demo(options: &DemoOptions) -> anyhow::Result<()> {
    let _lock = Lock::take(&options.place.options())?;
    let (house, city) = demo_city(options).await?;
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

/// The city that is there, else the demonstration city, made now.
async fn demo_city(options: &DemoOptions) -> anyhow::Result<(House, City)> {
    let place = &options.place;
    place::check(place)?;
    let wanted = place.options();
    let is_new = matches!(&wanted, Options::Sqlite { path, .. } if !path.exists());
    if !is_new {
        let house = open::house(place).await?;
        if let Some(city) = open::city(&house, None).await? {
            return Ok((house, city));
        }
    }
    println!("Making the demonstration city of Malang …");
    if options.history_days > 0 {
        history::make(&wanted, options.history_days, SystemClock.now()).await?;
    }
    let house = open::house(place).await?;
    if options.history_days == 0 {
        open::make_malang(&house).await?;
    }
    let city = open::city(&house, Some(seed::CITY_SLUG)).await?.context("the city that was just made is not there")?;
    Ok((house, city))
}

/// Serves the city.
///
/// # Errors
/// When the data cannot be opened, there is no city, or the port is taken.
pub async fn serve(options: &ServeOptions) -> anyhow::Result<()> {
    let _lock = Lock::take(&options.place.options())?;
    let house = open::house(&options.place).await?;
    let city = open::city(&house, options.city.as_deref()).await?.context("there is no such city yet; `laris seed malang` makes one")?;
    if open::has_own_secret(&options.place)? {
        tracing::warn!("the secret is a file of this machine's own; if several servers share the database, give all the same LARIS_SECRET");
    }
    let origin = options.origin.trim_end_matches('/').to_owned();
    let mut outside = Outside::of(&city, objects(options)?);
    outside.gateways = options.gateways.providers(&house)?;
    let app = app_over(house, city, &options.place, outside, origin).await?;
    let listener = listen(options.host, options.port).await?;
    if let Some(address) = options.metrics {
        show_metrics(&app, address).await?;
    }
    println!("Laris serves {} at http://{}", app.desk.city.name, listener.local_addr()?);
    run(app, listener, Duration::from_secs(options.stop_seconds)).await
}

/// Everything handlers need, with pictures in the data folder.
///
/// # Errors
/// As [`app_over`].
pub async fn app(house: House, city: City, place: &Place, origin: String) -> anyhow::Result<App> {
    let outside = Outside::of(&city, Arc::new(LocalObjects::new(open::pictures(place))));
    app_over(house, city, place, outside, origin).await
}

/// What lies outside the house and the database; replicas of one city share it.
#[derive(Clone)]
pub struct Outside {
    /// Where pictures lie.
    pub objects: Arc<dyn ObjectStore>,
    /// The phones of a demonstration.
    pub demo_messages: Option<Arc<DemoMessages>>,
    /// Where payments by code come from.
    pub gateways: Vec<Arc<dyn PaymentProvider>>,
}

impl Outside {
    /// Phones for a demonstration, and those objects.
    #[must_use]
    pub fn of(city: &City, objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects, demo_messages: city.is_demo.then(|| Arc::new(DemoMessages::new())), gateways: Vec::new() }
    }
}

/// Everything handlers need, made ready: slots of the coming days, the catalogue in memory, the feed.
///
/// # Errors
/// When the database fails or the secret cannot be read.
pub async fn app_over(house: House, city: City, place: &Place, outside: Outside, origin: String) -> anyhow::Result<App> {
    let Outside { objects, demo_messages, gateways } = outside;
    let secret = open::secret(&place.data)?;
    let areas = Areas::load(&mut house.db.reader().await?, city.id).await?;
    let messages: Arc<dyn MessageProvider> = match &demo_messages {
        Some(demo) => Arc::clone(demo) as Arc<dyn MessageProvider>,
        None => Arc::new(LogMessages),
    };
    let sandbox = city.is_demo.then(|| Sandbox::new(house.clone(), city.id, city.name.clone(), sandbox_secret(&secret)));
    let mut payments: Vec<Arc<dyn PaymentProvider>> = vec![Arc::new(Cash)];
    payments.extend(gateways);
    payments.extend(sandbox.clone().map(|sandbox| Arc::new(sandbox) as Arc<dyn PaymentProvider>));
    let desk = Desk { house: house.clone(), city: Arc::new(city), areas: Arc::new(areas), payments };
    slots::ensure(&desk).await.context("the delivery slots cannot be made")?;
    let feed = Feed::start(house.clone(), desk.city_id());
    let catalogue = LiveCatalogue::start(house, desk.city_id(), desk.city.offset_minutes, feed.subscribe()).await?;
    let studio = Studio::new(objects);
    let build = Build { version: env!("CARGO_PKG_VERSION").to_owned() };
    Ok(App::new(Parts {
        desk,
        catalogue,
        feed,
        secret,
        messages,
        demo_messages,
        demo_people: demo_people(),
        studio,
        origin,
        build,
        sandbox,
    })?)
}

/// What the sandbox signs with: of the server's secret, and telling nothing of it.
#[must_use]
pub fn sandbox_secret(secret: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(b"sandbox").chain_update(secret).finalize().into()
}

/// Where files lie: a bucket when one is named, else a folder of this machine.
///
/// # Errors
/// When a bucket is named and its other settings do not fit.
pub fn objects(options: &ServeOptions) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let files = &options.files;
    let Some(bucket) = &files.s3_bucket else {
        return Ok(Arc::new(LocalObjects::new(files.pictures.clone().unwrap_or_else(|| open::pictures(&options.place)))));
    };
    let settings = S3Settings {
        endpoint: files.s3_endpoint.clone(),
        bucket: bucket.clone(),
        region: files.s3_region.clone(),
        access_key: files.s3_access_key.clone().context("--s3-bucket needs --s3-access-key")?,
        secret_key: files.s3_secret_key.clone().context("--s3-bucket needs LARIS_S3_SECRET_KEY")?,
    };
    Ok(Arc::new(S3Objects::new(&settings).context("the bucket of pictures cannot be used")?))
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
