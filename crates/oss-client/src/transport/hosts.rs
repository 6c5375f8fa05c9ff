//! Names whose addresses are given, as a machine's hosts file gives them.

use std::{collections::HashMap, net::IpAddr};

/// Names whose addresses are given: one name, or with `*.suffix` all below it.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    names: HashMap<String, Vec<IpAddr>>,
    /// The longest first, for it says most. Each begins with its dot.
    suffixes: Vec<(String, Vec<IpAddr>)>,
}

/// An entry that gives no address to a name.
#[derive(Debug, thiserror::Error)]
#[error("hosts['{name}'] must be an IP address or a list of them")]
pub struct InvalidHost {
    name: String,
}

impl Hosts {
    /// Reads names with their addresses.
    ///
    /// # Errors
    /// When a name has no address, or one that is none.
    pub fn parse(entries: impl IntoIterator<Item = (String, Vec<String>)>) -> Result<Self, InvalidHost> {
        let mut hosts = Self::default();
        for (name, addresses) in entries {
            let parsed: Option<Vec<IpAddr>> = addresses.iter().map(|text| text.parse().ok()).collect();
            let Some(addresses) = parsed.filter(|addresses| !addresses.is_empty()) else {
                return Err(InvalidHost { name });
            };
            let name = name.to_ascii_lowercase();
            match name.strip_prefix('*') {
                Some(suffix) if suffix.starts_with('.') => {
                    hosts.suffixes.push((suffix.to_owned(), addresses))
                }
                _ => drop(hosts.names.insert(name, addresses)),
            }
        }
        hosts.suffixes.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
        Ok(hosts)
    }

    /// The addresses of a name, if they are given.
    pub(super) fn find(&self, name: &str) -> Option<&[IpAddr]> {
        if self.names.is_empty() && self.suffixes.is_empty() {
            return None;
        }
        let name = name.to_ascii_lowercase();
        let below =
            || self.suffixes.iter().find(|(suffix, _)| name.ends_with(suffix)).map(|(_, found)| found);
        self.names.get(&name).or_else(below).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(entries: &[(&str, &[&str])]) -> Result<Hosts, InvalidHost> {
        let owned = |(name, addresses): &(&str, &[&str])| {
            ((*name).to_owned(), addresses.iter().map(|text| (*text).to_owned()).collect())
        };
        Hosts::parse(entries.iter().map(owned))
    }

    #[test]
    fn the_name_itself_wins_then_the_longest_suffix() {
        let hosts = hosts(&[
            ("*.Test", &["10.0.0.1"]),
            ("*.oss.test", &["10.0.0.2", "::1"]),
            ("a.oss.test", &["10.0.0.3"]),
        ])
        .unwrap();
        let find = |name| hosts.find(name).map(|found| found[0].to_string());
        assert_eq!(find("A.oss.test").as_deref(), Some("10.0.0.3"));
        assert_eq!(find("b.oss.test").as_deref(), Some("10.0.0.2"));
        assert_eq!(find("deep.b.oss.test").as_deref(), Some("10.0.0.2"));
        assert_eq!(find("oss.test").as_deref(), Some("10.0.0.1"));
        assert_eq!(find("test"), None);
        assert_eq!(find("other"), None);
    }

    #[test]
    fn what_is_no_address_is_named() {
        for addresses in [&[][..], &["name"], &["1.2.3.4", "1.2.3.4:80"]] {
            let error = hosts(&[("a.test", addresses)]).unwrap_err();
            assert_eq!(error.to_string(), "hosts['a.test'] must be an IP address or a list of them");
        }
    }
}
