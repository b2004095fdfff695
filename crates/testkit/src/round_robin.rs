//! A reverse proxy that gives each request to the next of several servers, as a load balancer without memory does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::{Client, Error, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// A proxy on a port of this machine; it ends when it is dropped.
#[derive(Debug)]
pub struct RoundRobin {
    address: SocketAddr,
    shared: Arc<Shared>,
    _task: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    upstreams: Vec<SocketAddr>,
    asked: Vec<AtomicUsize>,
    next: AtomicUsize,
    client: Client<HttpConnector, Incoming>,
}

impl RoundRobin {
    /// Listens on a free port for requests to these servers, of which there is at least one.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstreams: Vec<SocketAddr>) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let asked = upstreams.iter().map(|_| AtomicUsize::new(0)).collect();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let shared = Arc::new(Shared { upstreams, asked, next: AtomicUsize::new(0), client });
        let mut task = JoinSet::new();
        task.spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, _task: task })
    }

    /// `127.0.0.1:41234`.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests each server was given.
    #[must_use]
    pub fn asked(&self) -> Vec<usize> {
        self.shared.asked.iter().map(|count| count.load(Ordering::SeqCst)).collect()
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut running = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        while running.try_join_next().is_some() {}
        let shared = Arc::clone(&shared);
        running.spawn(async move {
            let answer = service_fn(|request| pass(&shared, request));
            // A browser that closes its connection is no fault.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// Gives the request on as it is, under its own `Host`; a server that fails ends the connection.
async fn pass(shared: &Shared, mut request: Request<Incoming>) -> Result<Response<Incoming>, Error> {
    let turn = shared.next.fetch_add(1, Ordering::SeqCst) % shared.upstreams.len();
    shared.asked[turn].fetch_add(1, Ordering::SeqCst);
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    if let Ok(uri) = format!("http://{}{path}", shared.upstreams[turn]).parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    shared.client.request(request).await
}
