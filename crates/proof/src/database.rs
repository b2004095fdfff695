//! Where the measured cities live: a folder of SQLite files, or a PostgreSQL cluster of our own with fsync on.

use anyhow::Context as _;
use laris::cli::Place;
use store::testing::Admin;
use testkit::postgres::{Cluster, Durability, with_database};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Kind {
    /// One file, WAL, synchronous=FULL.
    Sqlite,
    /// A server on this machine, reached through its socket.
    Postgresql,
}

impl Kind {
    /// As people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

/// A place for cities; dropping it removes them all.
pub struct Database {
    kind: Kind,
    folder: tempfile::TempDir,
    cluster: Option<Cluster>,
}

impl Database {
    /// An empty folder, and for PostgreSQL a running cluster.
    pub fn start(kind: Kind) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("laris-bench-").tempdir()?;
        let cluster = match kind {
            Kind::Sqlite => None,
            Kind::Postgresql => Some(Cluster::start(Durability::On)?),
        };
        Ok(Self { kind, folder, cluster })
    }

    /// Which one it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The cluster, to be broken; none for SQLite.
    pub const fn cluster_mut(&mut self) -> Option<&mut Cluster> {
        self.cluster.as_mut()
    }

    /// An empty place of this name.
    pub async fn place(&self, name: &str) -> anyhow::Result<Place> {
        let database_url = match &self.cluster {
            None => None,
            Some(cluster) => {
                self.admin(None).await?.run(&format!("CREATE DATABASE {name}")).await.context("a database cannot be made")?;
                Some(with_database(cluster.url(), name))
            }
        };
        Ok(Place { data: self.folder.path().join(name), database_url })
    }

    /// Does what the server itself would have done a minute after much was written: looks at the tables that hold something, and
    /// writes out what lies in memory. Empty tables are left alone: looked at, they would be planned as empty while they grow.
    pub async fn settle(&self, place: &Place) -> anyhow::Result<()> {
        let Some(url) = &place.database_url else { return Ok(()) };
        let admin = self.admin(Some(url)).await?;
        let filled = "SELECT relname FROM pg_class
             WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0";
        for table in admin.run(filled).await? {
            admin.run(&format!("ANALYZE {table}")).await?;
        }
        admin.run("CHECKPOINT").await?;
        Ok(())
    }

    /// What makes a commit durable here, as the server itself says it.
    pub async fn settings(&self) -> anyhow::Result<String> {
        if self.cluster.is_none() {
            return Ok("journal_mode=WAL synchronous=FULL, one commit for a group of writes".to_owned());
        }
        let admin = self.admin(None).await?;
        let mut said = Vec::new();
        for name in ["fsync", "synchronous_commit", "full_page_writes", "shared_buffers"] {
            said.push(format!("{name}={}", admin.run(&format!("SHOW {name}")).await?.concat()));
        }
        Ok(said.join(" "))
    }

    /// The server's first process, the parent of all others.
    pub async fn server(&self) -> anyhow::Result<Option<u32>> {
        if self.cluster.is_none() {
            return Ok(None);
        }
        let backend = self.admin(None).await?;
        let pid: u32 = backend.run("SELECT pg_backend_pid()").await?.concat().parse()?;
        Ok(crate::process::parent(pid))
    }

    async fn admin(&self, url: Option<&str>) -> anyhow::Result<Admin> {
        let cluster = self.cluster.as_ref().map(Cluster::url);
        let url = url.or(cluster).context("SQLite has no server")?;
        Ok(Admin::connect(url).await?)
    }
}
