//! Static files, embedded in the binary and served under a name that changes with their content, so that
//! browsers may keep them for ever. Compression on the wire is not decided here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Where static files are served.
pub const PREFIX: &str = "/aset/";

/// One embedded file.
#[derive(Debug)]
pub struct Asset {
    /// Name below `assets/`, as templates say it: `goods/wortel.svg`.
    pub name: &'static str,
    /// Address with the fingerprint: `/aset/goods/wortel.0123456789.svg`.
    pub url: String,
    /// `Content-Type` to serve it with.
    pub mime: &'static str,
    /// The content; in stylesheets `asset(NAME)` has become `url(ADDRESS)`.
    pub bytes: Cow<'static, [u8]>,
}

static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static ASSETS: LazyLock<HashMap<&'static str, Asset>> = LazyLock::new(load);

static BY_URL: LazyLock<HashMap<&'static str, &'static Asset>> =
    LazyLock::new(|| ASSETS.values().map(|asset| (asset.url.as_str(), asset)).collect());

/// The address of the named file. An unknown name gives its address without fingerprint, which answers 404; in tests it panics.
#[must_use]
pub fn asset(name: &str) -> Cow<'static, str> {
    match ASSETS.get(name) {
        Some(asset) => Cow::Borrowed(asset.url.as_str()),
        None => {
            if cfg!(test) {
                panic!("no asset {name:?}");
            }
            Cow::Owned(format!("{PREFIX}{name}"))
        }
    }
}

/// The address of the drawn picture for a commodity or kind of goods, or of the general picture when there is none.
#[must_use]
pub fn picture(slug: &str) -> Cow<'static, str> {
    let name = format!("goods/{slug}.svg");
    if ASSETS.contains_key(name.as_str()) { asset(&name) } else { asset("picture.svg") }
}

/// The address of a market's floor tile, or of the general tile when it has none of its own.
#[must_use]
pub fn tile(slug: &str) -> Cow<'static, str> {
    let name = format!("tiles/{slug}.svg");
    if ASSETS.contains_key(name.as_str()) { asset(&name) } else { asset("tiles/default.svg") }
}

/// The file at a request path with its fingerprint, to be served as immutable.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    BY_URL.get(path).copied()
}

/// The file with this name, for the few that need a fixed address (service worker, robots.txt, icons).
#[must_use]
pub fn named(name: &str) -> Option<&'static Asset> {
    ASSETS.get(name)
}

/// Every file, in no order.
pub fn all() -> impl Iterator<Item = &'static Asset> {
    ASSETS.values()
}

fn load() -> HashMap<&'static str, Asset> {
    let mut assets: HashMap<&'static str, Asset> = HashMap::with_capacity(FILES.len());
    let (sheets, others): (Vec<_>, Vec<_>) = FILES.iter().partition(|(name, _)| name.ends_with(".css"));
    for (name, bytes) in others {
        assets.insert(name, fingerprinted(name, Cow::Borrowed(bytes)));
    }
    // Stylesheets come last: their text, and so their fingerprint, holds the addresses of the files they use.
    for (name, bytes) in sheets {
        let text = resolve(&String::from_utf8_lossy(bytes), &assets);
        assets.insert(name, fingerprinted(name, Cow::Owned(text.into_bytes())));
    }
    assets
}

fn resolve(css: &str, assets: &HashMap<&'static str, Asset>) -> String {
    let mut text = String::with_capacity(css.len());
    let mut parts = css.split("asset(");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        let url = assets.get(name).map_or(name, |asset| asset.url.as_str());
        let _ = write!(text, "url({url}){rest}");
    }
    text
}

fn fingerprinted(name: &'static str, bytes: Cow<'static, [u8]>) -> Asset {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let mut mark = String::with_capacity(10);
    for byte in Sha256::digest(&bytes).iter().take(5) {
        let _ = write!(mark, "{byte:02x}");
    }
    Asset { name, url: format!("{PREFIX}{stem}.{mark}.{ending}"), mime: mime(ending), bytes }
}

fn mime(ending: &str) -> &'static str {
    match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "geojson" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{asset, find, named};

    #[test]
    fn an_address_leads_back_to_its_file() {
        let url = asset("app.css");
        assert!(url.starts_with("/aset/app.") && url.ends_with(".css"), "{url}");
        assert_eq!(find(&url).map(|found| found.name), Some("app.css"));
        assert!(find("/aset/app.css").is_none());
    }

    #[test]
    fn stylesheets_name_fingerprinted_files_only() {
        let css = String::from_utf8_lossy(&named("app.css").expect("app.css").bytes).into_owned();
        assert!(css.contains("url(/aset/font/plus-jakarta-sans."), "font address");
        assert!(!css.contains("asset("), "unresolved address");
    }
}
