//! Reverse proxies that are trusted to report the client's address.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Networks of the reverse proxies in front of the gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    /// Number of leading bits that must match.
    prefix: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        (prefix <= longest).then_some(Self { address, prefix })
    }

    fn contains(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.prefix
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let differing = network.to_bits() ^ address.to_bits();
                differing.leading_zeros() >= self.prefix
            }
            _ => false,
        }
    }
}

impl TrustedProxies {
    /// Parses addresses and networks in CIDR notation, separated by commas.
    pub fn parse(text: &str) -> Option<Self> {
        let texts = text.split(',').map(str::trim);
        let networks = texts.filter(|text| !text.is_empty()).map(Network::parse);
        Some(Self(networks.collect::<Option<_>>()?))
    }

    /// The address of the client that sent `request`: the peer of the connection, or the address that a trusted proxy
    /// reports.
    pub fn client_address(&self, request: &Parts) -> IpAddr {
        let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
        // Only requests that tests send without a connection have no peer.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip()
        });
        self.client(peer, &request.headers)
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }

    /// The client of a request from `peer`: the last address that is not a trusted proxy.
    ///
    /// A proxy may set one of the two headers and forward the other one as the client sent it. If they disagree,
    /// both are ignored and the proxy's own address is used.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.contains(peer) {
            return peer;
        }
        let forwarded_for = self.last_untrusted(peer, values(headers, &FORWARDED_FOR), node);
        let forwarded = self.last_untrusted(peer, values(headers, &header::FORWARDED), element);
        match (forwarded_for, forwarded) {
            (Some(one), Some(other)) if one != other => peer,
            (Some(client), _) | (None, Some(client)) => client,
            (None, None) => peer,
        }
    }

    /// Walks `hops` from the last to the first, up to the first address that is not a trusted proxy or cannot be
    /// parsed. `None` without hops.
    fn last_untrusted<'a>(
        &self,
        peer: IpAddr,
        hops: impl DoubleEndedIterator<Item = &'a str>,
        parse: impl Fn(&str) -> Option<IpAddr>,
    ) -> Option<IpAddr> {
        let mut hops = hops.rev().peekable();
        hops.peek()?;
        let mut client = peer;
        for hop in hops {
            let Some(address) = parse(hop) else { break };
            client = address.to_canonical();
            if !self.contains(client) {
                break;
            }
        }
        Some(client)
    }
}

/// The comma-separated elements of all headers with this name.
fn values<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> impl DoubleEndedIterator<Item = &'a str> {
    let values = headers.get_all(name).iter();
    // A value that is not ASCII becomes an element that cannot be parsed.
    values.flat_map(|value| value.to_str().unwrap_or_default().split(','))
}

/// Parses an element of `Forwarded` (RFC 7239).
fn element(text: &str) -> Option<IpAddr> {
    text.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_for = name.trim().eq_ignore_ascii_case("for");
        is_for.then(|| node(value.trim().trim_matches('"')))?
    })
}

/// Parses an address with or without a port; IPv6 with or without brackets.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse::<IpAddr>().ok();
    address.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    /// The peer, the headers, and the client.
    type Row = (
        &'static str,
        &'static [(&'static str, &'static str)],
        &'static str,
    );

    #[test]
    fn the_client_is_the_last_address_before_trusted_proxies() {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 2001:db8::/32,192.0.2.7").unwrap();
        let table: &[Row] = &[
            (
                "203.0.113.9",
                &[("x-forwarded-for", "198.51.100.1")],
                "203.0.113.9",
            ),
            ("10.1.2.3", &[], "10.1.2.3"),
            (
                "10.1.2.3",
                &[("x-forwarded-for", "198.51.100.1")],
                "198.51.100.1",
            ),
            (
                "::ffff:10.1.2.3",
                &[("x-forwarded-for", "198.51.100.1")],
                "198.51.100.1",
            ),
            (
                "192.0.2.7",
                &[("x-forwarded-for", "1.1.1.1, 198.51.100.1, 10.9.9.9")],
                "198.51.100.1",
            ),
            (
                "192.0.2.7",
                &[("x-forwarded-for", "198.51.100.1:4711")],
                "198.51.100.1",
            ),
            (
                "192.0.2.8",
                &[("x-forwarded-for", "198.51.100.1")],
                "192.0.2.8",
            ),
            (
                "10.1.2.3",
                &[("x-forwarded-for", "1.1.1.1, nonsense")],
                "10.1.2.3",
            ),
            (
                "10.1.2.3",
                &[("x-forwarded-for", "1.1.1.1, nonsense, 10.0.0.1")],
                "10.0.0.1",
            ),
            (
                "10.1.2.3",
                &[
                    ("x-forwarded-for", "1.1.1.1"),
                    ("x-forwarded-for", "198.51.100.1"),
                ],
                "198.51.100.1",
            ),
            (
                "2001:db8::1",
                &[("forwarded", "for=198.51.100.1;proto=https")],
                "198.51.100.1",
            ),
            (
                "10.1.2.3",
                &[("forwarded", "For=1.1.1.1, by=x;for=\"[2001:dba::17]:4711\"")],
                "2001:dba::17",
            ),
            ("10.1.2.3", &[("forwarded", "for=_hidden")], "10.1.2.3"),
            // The client sent the header that its proxy does not set.
            (
                "10.1.2.3",
                &[
                    ("forwarded", "for=9.9.9.9"),
                    ("x-forwarded-for", "198.51.100.1"),
                ],
                "10.1.2.3",
            ),
            (
                "10.1.2.3",
                &[
                    ("forwarded", "for=198.51.100.1"),
                    ("x-forwarded-for", "198.51.100.1"),
                ],
                "198.51.100.1",
            ),
        ];
        for (peer, sent, expected) in table {
            let client = proxies.client(ip(peer), &headers(sent));
            assert_eq!(client, ip(expected), "{peer} {sent:?}");
        }
    }

    #[test]
    fn networks_are_parsed_strictly() {
        assert_eq!(TrustedProxies::parse(""), Some(TrustedProxies::default()));
        for wrong in [
            "10.0.0.0/33",
            "10.0.0",
            "::/129",
            "a",
            "10.0.0.0/8 10.0.0.1",
            "10.0.0.0/-1",
        ] {
            assert_eq!(TrustedProxies::parse(wrong), None, "{wrong}");
        }
        let all = TrustedProxies::parse("0.0.0.0/0").unwrap();
        assert!(all.contains(ip("255.1.2.3")) && !all.contains(ip("::1")));
    }
}
