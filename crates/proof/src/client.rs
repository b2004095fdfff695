//! A small HTTP/1.1 client over one kept connection, so that the driver costs little beside the server it measures.
//!
//! It knows lengths and chunks, and nothing else of the protocol; it talks to our own server only.

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest answer that is taken, in bytes.
const ANSWER_MAX: usize = 8 * 1024 * 1024;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its first line and headers, as they came.
    pub head: String,
    /// Its body, as it came over the wire.
    pub body: Vec<u8>,
}

/// A connection that is kept.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    address: String,
    /// Read and not yet used.
    input: Vec<u8>,
    /// Answered requests.
    pub answers: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}

impl Client {
    /// Connects to `host:port`.
    pub async fn connect(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address: address.to_owned(), input: Vec::with_capacity(64 * 1024), answers: 0, bytes: 0 })
    }

    /// Asks for a path. `headers` are whole lines, each ended by `\r\n`.
    pub async fn get(&mut self, path: &str, headers: &str) -> anyhow::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.address);
        self.send(request.as_bytes()).await
    }

    /// Posts JSON.
    pub async fn post(&mut self, path: &str, headers: &str, body: &str) -> anyhow::Result<Answer> {
        self.post_as("application/json", path, headers, body).await
    }

    /// Posts a form, as a browser writes it.
    pub async fn post_form(&mut self, path: &str, headers: &str, body: &str) -> anyhow::Result<Answer> {
        self.post_as("application/x-www-form-urlencoded", path, headers, body).await
    }

    async fn post_as(&mut self, kind: &str, path: &str, headers: &str, body: &str) -> anyhow::Result<Answer> {
        let (host, length) = (&self.address, body.len());
        let request =
            format!("POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        self.send(request.as_bytes()).await
    }

    async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        let head = self.until(b"\r\n\r\n").await?;
        let head = String::from_utf8_lossy(&head).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no status")?;
        let lower = head.to_ascii_lowercase();
        let header = |name: &str| lower.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim);
        let body = match (header("content-length"), header("transfer-encoding")) {
            (Some(length), _) => self.exactly(length.parse()?).await?,
            (None, Some("chunked")) => self.chunks().await?,
            (None, _) => Vec::new(),
        };
        self.answers += 1;
        self.bytes += body.len() as u64;
        Ok(Answer { status, head, body })
    }

    async fn chunks(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.until(b"\r\n").await?;
            let size = usize::from_str_radix(std::str::from_utf8(&line)?.trim(), 16)?;
            let mut chunk = self.exactly(size + 2).await?;
            if size == 0 {
                return Ok(body);
            }
            chunk.truncate(size);
            body.append(&mut chunk);
        }
    }

    /// Everything up to and with `mark`.
    async fn until(&mut self, mark: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut looked = 0;
        loop {
            if let Some(at) = self.input[looked..].windows(mark.len()).position(|part| part == mark) {
                return Ok(self.input.drain(..looked + at + mark.len()).collect());
            }
            looked = self.input.len().saturating_sub(mark.len() - 1);
            self.fill().await?;
        }
    }

    async fn exactly(&mut self, length: usize) -> anyhow::Result<Vec<u8>> {
        while self.input.len() < length {
            self.fill().await?;
        }
        Ok(self.input.drain(..length).collect())
    }

    async fn fill(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.input).await? == 0 {
            bail!("the server closed the connection");
        }
        anyhow::ensure!(self.input.len() <= ANSWER_MAX, "the answer is too long");
        Ok(())
    }
}
