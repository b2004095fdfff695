//! A TCP proxy that can cut what runs through it: the network between two programs, on a bad day.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncWrite, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Where the proxy leads.
#[derive(Debug, Clone)]
pub enum Upstream {
    /// An address of this machine.
    Tcp(SocketAddr),
    /// A Unix socket, such as PostgreSQL's `.s.PGSQL.5432`.
    Unix(PathBuf),
}

/// A proxy on a port of this machine; it ends when it is dropped, with all its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    _task: JoinSet<()>,
}

#[derive(Debug)]
struct Shared {
    upstream: Upstream,
    is_closed: AtomicBool,
    passed: AtomicU64,
    cuts: watch::Sender<u64>,
}

impl Proxy {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(upstream: Upstream) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { upstream, is_closed: false.into(), passed: 0.into(), cuts: watch::Sender::new(0) });
        let mut task = JoinSet::new();
        task.spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, _task: task })
    }

    /// `127.0.0.1:41234`.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Cuts every connection now, wherever its programs are in their talk.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Cuts every connection, and every new one, until [`Proxy::open`].
    pub fn close(&self) {
        self.shared.is_closed.store(true, Ordering::SeqCst);
        self.cut();
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.shared.is_closed.store(false, Ordering::SeqCst);
    }

    /// How many connections were let through so far.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.shared.passed.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut running = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        while running.try_join_next().is_some() {}
        if !shared.is_closed.load(Ordering::SeqCst) {
            running.spawn(pass(client, Arc::clone(&shared)));
        }
    }
}

async fn pass(client: TcpStream, shared: Arc<Shared>) {
    let mut cuts = shared.cuts.subscribe();
    // A connection that fails is what a proxy is for: both sides see theirs end.
    let _ = client.set_nodelay(true);
    match &shared.upstream {
        Upstream::Tcp(address) => {
            let Ok(server) = TcpStream::connect(address).await else { return };
            let _ = server.set_nodelay(true);
            shared.passed.fetch_add(1, Ordering::SeqCst);
            until_cut(client, server, &mut cuts).await;
        }
        Upstream::Unix(path) => {
            let Ok(server) = UnixStream::connect(path).await else { return };
            shared.passed.fetch_add(1, Ordering::SeqCst);
            until_cut(client, server, &mut cuts).await;
        }
    }
}

async fn until_cut<S: AsyncRead + AsyncWrite + Unpin>(mut client: TcpStream, mut server: S, cuts: &mut watch::Receiver<u64>) {
    tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => {}
        _ = cuts.changed() => {}
    }
}
