//! The query of a request, decoded. A parameter without a value and one with an empty value are the same.

use crate::encode;
use std::fmt;

/// Query parameters in the order they stand in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Adds a parameter; an empty value is written as the bare name.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Gives a parameter the only value it has.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(n, _)| *n == name) {
            Some((_, before)) => *before = value,
            None => self.0.push((name, value)),
        }
    }

    /// These parameters and `others`, which win over those of the same name.
    #[must_use]
    pub fn with<'a>(mut self, others: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        for (name, value) in others {
            self.set(name, value);
        }
        self
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }

    /// Whether `name` is there, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The query without `name`.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
    }

    /// Whether there is no parameter.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads the part of a URL behind `?`. `+` stands for a space. `None` where a part is not UTF-8.
    pub fn parse(raw: &str) -> Option<Self> {
        let decode = |part: &str| encode::decode(&part.replace('+', "%20"));
        raw.split('&')
            .filter(|part| !part.is_empty())
            .map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                Some((decode(name)?, decode(value)?))
            })
            .collect::<Option<_>>()
            .map(Self)
    }
}

/// The encoded query, without the `?`.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (name, value)) in self.iter().enumerate() {
            let separator = if position == 0 { "" } else { "&" };
            write!(f, "{separator}{}", encode::component(name))?;
            if !value.is_empty() {
                write!(f, "={}", encode::component(value))?;
            }
        }
        Ok(())
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Query {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_clients_send() {
        let query = Query::parse("encryption=&prefix=a%2Fb+c&marker").unwrap();
        assert_eq!(query.get("encryption"), Some(""));
        assert_eq!(query.get("prefix"), Some("a/b c"));
        assert!(query.has("marker") && !query.has("max-keys"));
        assert_eq!(Query::parse("a=%ff"), None);
        assert_eq!(Query::parse(""), Some(Query::default()));
    }

    #[test]
    fn what_is_set_stands_once() {
        let query: Query = [("a", "1"), ("b", "2")].into_iter().collect();
        assert_eq!(query.with([("c", "3"), ("a", "4"), ("c", "5")]).to_string(), "a=4&b=2&c=5");
    }

    proptest! {
        #[test]
        fn survives_the_wire(pairs in proptest::collection::vec((".+", any::<String>()), 0..6)) {
            let query: Query = pairs.into_iter().collect();
            prop_assert_eq!(Query::parse(&query.to_string()), Some(query));
        }
    }
}
