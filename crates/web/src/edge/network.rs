//! The network a request comes from, for limits only: it is never logged and never stored but as a keyed hash.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;

/// The network behind a request; none for this very machine, which is not limited. Only a proxy close by (this machine or a private
/// network) is believed whom it serves, and only the last it names, which it has seen itself.
pub fn of(request: &Request) -> Option<String> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    let served = if is_near(peer) { served_by_proxy(request.headers()) } else { None };
    served.or(Some(peer).filter(|peer| !peer.is_loopback())).map(name)
}

/// This machine, or a private network: of IPv6 unique local and link-local addresses (RFC 4193, RFC 4291), as container networks have.
const fn is_near(peer: IpAddr) -> bool {
    match peer {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

/// Whom a proxy close by serves: it names them last.
fn served_by_proxy(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").into_iter().next_back()?;
    last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

/// The address, or of IPv6 the network that one household has.
fn name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_network_is_the_peer_or_whom_a_near_proxy_serves() {
        for (peer, forwarded, expected) in [
            ("203.0.113.7:1", &[][..], Some("203.0.113.7")),
            ("203.0.113.7:1", &["198.51.100.1"][..], Some("203.0.113.7")),
            ("127.0.0.1:1", &["10.0.0.1, 203.0.113.9"][..], Some("203.0.113.9")),
            ("127.0.0.1:1", &["198.51.100.1", "203.0.113.9"][..], Some("203.0.113.9")),
            ("192.168.1.2:1", &["203.0.113.9"][..], Some("203.0.113.9")),
            ("[::ffff:10.0.0.2]:1", &["203.0.113.9"][..], Some("203.0.113.9")),
            ("[fd12:3456:789a::2]:1", &["203.0.113.9"][..], Some("203.0.113.9")),
            ("[fe80::42:acff:fe11:2]:1", &["203.0.113.9"][..], Some("203.0.113.9")),
            ("[fe80::42:acff:fe11:2]:1", &["2001:db8:1:2::7"][..], Some("[2001, db8, 1, 2]")),
            ("[2001:db8:1:2::7]:1", &["203.0.113.9"][..], Some("[2001, db8, 1, 2]")),
            ("127.0.0.1:1", &[][..], None),
            ("127.0.0.1:1", &["nonsense"][..], None),
            ("[2001:db8:1:2::7]:1", &[][..], Some("[2001, db8, 1, 2]")),
            ("[2001:db8:1:2:3::9]:1", &[][..], Some("[2001, db8, 1, 2]")),
        ] {
            let mut request = Request::new(Body::empty());
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
            for value in forwarded {
                request.headers_mut().append("x-forwarded-for", value.parse().unwrap());
            }
            assert_eq!(of(&request).as_deref(), expected, "{peer} {forwarded:?}");
        }
    }
}
