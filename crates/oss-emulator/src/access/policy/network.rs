//! Addresses that a condition names.

use crate::wildcard::{Question, matches};
use std::net::IpAddr;

/// Addresses that a condition names.
#[derive(Debug)]
pub(super) enum Network {
    /// All whose first bits are the same.
    Block { first: IpAddr, bits: u8 },
    /// All that are written so: `10.1.*`.
    Pattern(String),
}

impl Network {
    /// Reads `10.0.0.0/8`, `2001:db8::/32`, one address, or a pattern.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.contains('*') {
            return Some(Self::Pattern(text.to_owned()));
        }
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(oss_protocol::number::plain::<u8>(bits)?)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().ok()?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self::Block { first, bits })
    }

    /// Whether an address is one of them.
    pub(super) fn has(&self, address: IpAddr) -> bool {
        match self {
            Self::Pattern(pattern) => matches(pattern, &address.to_string(), Question::Itself),
            Self::Block { first: IpAddr::V4(first), bits } => {
                let IpAddr::V4(address) = address else { return false };
                let differing = u32::from(*first) ^ u32::from(address);
                differing.checked_shr(32 - u32::from(*bits)).unwrap_or(0) == 0
            }
            Self::Block { first: IpAddr::V6(first), bits } => {
                let IpAddr::V6(address) = address else { return false };
                let differing = u128::from(*first) ^ u128::from(address);
                differing.checked_shr(128 - u32::from(*bits)).unwrap_or(0) == 0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_patterns() {
        for (network, address, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.2", false),
            ("10.1.2.3/31", "10.1.2.2", true),
            ("0.0.0.0/0", "255.1.2.3", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "::1", true),
            ("2001:db8::/32", "2001:db8:1::", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("10.1.*", "10.1.2.3", true),
            ("10.1.*", "10.2.2.3", false),
            ("*", "::1", true),
        ] {
            let found = Network::read(network).unwrap().has(address.parse().unwrap());
            assert_eq!(found, expected, "{network} {address}");
        }
        for text in ["", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "::/129", "10.0.0", "host"] {
            assert!(Network::read(text).is_none(), "{text}");
        }
    }
}
