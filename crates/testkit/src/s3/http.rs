//! As much of HTTP/1.1 as a store of objects is asked: one request on each connection.

use std::fmt::Write as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The longest head and body that are read, in bytes.
const HEAD_MAX: usize = 64 * 1024;
const BODY_MAX: usize = 64 * 1024 * 1024;

/// A request, read whole.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    is_head: bool,
}

impl Response {
    pub fn plain(status: u16) -> Self {
        let headers = vec![("etag", "\"0\"".to_owned())];
        Self { status, headers, body: Vec::new(), is_head: false }
    }

    pub fn refusal(status: u16, code: &str) -> Self {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>").into_bytes();
        Self { status, headers: vec![("content-type", "application/xml".to_owned())], body, is_head: false }
    }

    pub fn object(body: Vec<u8>, kind: &str, is_head: bool) -> Self {
        let headers = vec![
            ("content-type", kind.to_owned()),
            ("etag", "\"0\"".to_owned()),
            ("last-modified", "Sat, 21 Nov 2026 00:00:00 GMT".to_owned()),
        ];
        Self { status: 200, headers, body, is_head }
    }

    fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} X\r\ncontent-length: {}\r\nconnection: close\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head + "\r\n"
    }
}

/// Reads one request, answers it and hangs up. A caller who breaks off is none of its business.
pub async fn serve(mut stream: TcpStream, answer: impl Fn(&Request) -> Response) {
    let Some(request) = read(&mut stream).await else { return };
    let response = answer(&request);
    let is_head = response.is_head || request.method == "HEAD";
    let body: &[u8] = if is_head { &[] } else { &response.body };
    let bytes = [response.head().as_bytes(), body].concat();
    if stream.write_all(&bytes).await.is_ok() {
        drop(stream.shutdown().await);
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break at;
        }
        if bytes.len() > HEAD_MAX || stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> =
        lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").map_or(Some(0), |(_, value)| value.parse().ok())?;
    let mut body = bytes.split_off(end + 4);
    while body.len() < length {
        if length > BODY_MAX || stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    body.truncate(length);
    Some(Request { method, target, headers, body })
}
