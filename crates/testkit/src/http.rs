//! As much of HTTP/1.1 as the servers of tests are asked: one request on each connection, each way.

use std::fmt::Write as _;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// The longest head and body that are read, in bytes.
const HEAD_MAX: usize = 64 * 1024;
const BODY_MAX: usize = 64 * 1024 * 1024;

/// A request, read whole.
#[derive(Debug, Clone)]
pub struct Request {
    /// GET, POST and so on.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Names in lower case, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of this name, in lower case.
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
    /// Says nothing and keeps the line open, as a server does that has hung.
    is_silent: bool,
}

impl Response {
    /// Nothing but a status.
    pub fn plain(status: u16) -> Self {
        let headers = vec![("etag", "\"0\"".to_owned())];
        Self { status, headers, body: Vec::new(), is_head: false, is_silent: false }
    }

    /// A refusal as stores of objects word it.
    pub fn refusal(status: u16, code: &str) -> Self {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>").into_bytes();
        Self { status, headers: vec![("content-type", "application/xml".to_owned())], body, is_head: false, is_silent: false }
    }

    /// A stored object of this kind; to HEAD without its body.
    pub fn object(body: Vec<u8>, kind: &str, is_head: bool) -> Self {
        let headers = vec![
            ("content-type", kind.to_owned()),
            ("etag", "\"0\"".to_owned()),
            ("last-modified", "Sat, 21 Nov 2026 00:00:00 GMT".to_owned()),
        ];
        Self { status: 200, headers, body, is_head, is_silent: false }
    }

    /// An object.
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// A text of this kind.
    pub fn text(status: u16, kind: &str, body: &str) -> Self {
        let headers = vec![("content-type", kind.to_owned())];
        Self { status, headers, body: body.as_bytes().to_vec(), is_head: false, is_silent: false }
    }

    /// With as many spaces after the body.
    pub fn padded(mut self, spaces: usize) -> Self {
        self.body.resize(self.body.len() + spaces, b' ');
        self
    }

    /// Elsewhere.
    pub fn redirect(to: &str) -> Self {
        Self { headers: vec![("location", to.to_owned())], ..Self::plain(307) }
    }

    /// None at all: the line stays open.
    pub fn silence() -> Self {
        Self { is_silent: true, ..Self::plain(200) }
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
pub(crate) async fn serve(mut stream: TcpStream, answer: impl Fn(&Request) -> Response) {
    let Some(request) = read(&mut stream).await else { return };
    let response = answer(&request);
    if response.is_silent {
        // Until the caller has had enough.
        while stream.read_u8().await.is_ok() {}
        return;
    }
    let is_head = response.is_head || request.method == "HEAD";
    let body: &[u8] = if is_head { &[] } else { &response.body };
    let bytes = [response.head().as_bytes(), body].concat();
    if stream.write_all(&bytes).await.is_ok() {
        drop(stream.shutdown().await);
    }
}

/// Listens on a loopback port and answers until the runtime ends. **Shape:** `http://127.0.0.1:41234`.
pub async fn listen(answer: impl Fn(&Request) -> Response + Clone + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, answer.clone()));
        }
    });
    endpoint
}

/// Posts to `http://127.0.0.1:41234/path` and returns status and body.
pub async fn post(url: &str, headers: &[(String, String)], body: &[u8]) -> (u16, String) {
    let (host, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).await.unwrap();
    let mut head = format!("POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    stream.write_all(&[head.as_bytes(), b"\r\n", body].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
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
