//! Conditions of a statement: an operator, what it is held against, and values of which one must fit.
//!
//! Sources: the service's page "Authorization syntax and elements" for the keys; RAM's "Conditional operators" for the operators. A
//! request that has nothing to compare fits no value, so that an operator with `Not` holds.

use super::super::Asker;
use super::network::Network;
use crate::wildcard::{Question, matches};
use http::header::USER_AGENT;
use oss_protocol::{date::Timestamp, header};
use std::cmp::Ordering;

/// A condition, checked.
#[derive(Debug)]
pub(super) struct Condition {
    key: Key,
    /// Whether none may fit instead.
    not: bool,
    values: Values,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    SourceIp,
    /// No request comes from a VPC here. The service wants it beside `acs:SourceIp`.
    SourceVpc,
    SecureTransport,
    CurrentTime,
    UserAgent,
    Prefix,
    Delimiter,
    BucketAcl,
    ObjectAcl,
}

const KEYS: [(&str, Key); 9] = [
    ("acs:SourceIp", Key::SourceIp),
    ("acs:SourceVpc", Key::SourceVpc),
    ("acs:SecureTransport", Key::SecureTransport),
    ("acs:CurrentTime", Key::CurrentTime),
    ("acs:UserAgent", Key::UserAgent),
    ("oss:Prefix", Key::Prefix),
    ("oss:Delimiter", Key::Delimiter),
    ("oss:x-oss-acl", Key::BucketAcl),
    ("oss:x-oss-object-acl", Key::ObjectAcl),
];

/// How values are compared.
#[derive(Clone, Copy, Debug)]
enum Operator {
    Text(Likeness),
    Address,
    Truth,
    /// How the time of the request may lie to the value.
    Time(&'static [Ordering]),
}

#[derive(Clone, Copy, Debug)]
enum Likeness {
    Same,
    SameButCase,
    Pattern,
}

/// Names, and whether none may fit.
const OPERATORS: [(&str, Operator, bool); 15] = [
    ("StringEquals", Operator::Text(Likeness::Same), false),
    ("StringNotEquals", Operator::Text(Likeness::Same), true),
    ("StringEqualsIgnoreCase", Operator::Text(Likeness::SameButCase), false),
    ("StringNotEqualsIgnoreCase", Operator::Text(Likeness::SameButCase), true),
    ("StringLike", Operator::Text(Likeness::Pattern), false),
    ("StringNotLike", Operator::Text(Likeness::Pattern), true),
    ("IpAddress", Operator::Address, false),
    ("NotIpAddress", Operator::Address, true),
    ("Bool", Operator::Truth, false),
    ("DateEquals", Operator::Time(&[Ordering::Equal]), false),
    ("DateNotEquals", Operator::Time(&[Ordering::Equal]), true),
    ("DateLessThan", Operator::Time(&[Ordering::Less]), false),
    ("DateLessThanEquals", Operator::Time(&[Ordering::Less, Ordering::Equal]), false),
    ("DateGreaterThan", Operator::Time(&[Ordering::Greater]), false),
    ("DateGreaterThanEquals", Operator::Time(&[Ordering::Greater, Ordering::Equal]), false),
];

#[derive(Debug)]
enum Values {
    Texts(Likeness, Vec<String>),
    Networks(Vec<Network>),
    Truths(Vec<bool>),
    Times(&'static [Ordering], Vec<Timestamp>),
}

impl Condition {
    /// Reads a condition; else says what is wrong with it.
    pub(super) fn read(operator: &str, key: &str, values: &[String]) -> Result<Self, String> {
        let &(_, how, not) = OPERATORS
            .iter()
            .find(|(name, ..)| *name == operator)
            .ok_or_else(|| format!("The condition operator {operator:?} is not known."))?;
        let &(_, what) = KEYS
            .iter()
            .find(|(name, _)| *name == key)
            .ok_or_else(|| format!("The condition key {key:?} is not known."))?;
        let values = match (what, how) {
            (Key::SourceIp, Operator::Address) => Values::Networks(all(key, values, Network::read)?),
            (Key::SecureTransport, Operator::Truth) => {
                Values::Truths(all(key, values, |text| text.parse().ok())?)
            }
            (Key::CurrentTime, Operator::Time(orders)) => Values::Times(orders, all(key, values, time)?),
            (Key::SourceIp | Key::SecureTransport | Key::CurrentTime, _) => {
                return Err(mismatch(operator, key));
            }
            (_, Operator::Text(likeness)) => Values::Texts(likeness, values.to_vec()),
            _ => return Err(mismatch(operator, key)),
        };
        Ok(Self { key: what, not, values })
    }

    /// Whether it holds for a request.
    pub(super) fn holds(&self, asker: &Asker<'_>) -> bool {
        let fits = match &self.values {
            Values::Networks(networks) => networks.iter().any(|network| network.has(asker.address)),
            Values::Truths(truths) => truths.contains(&asker.secure),
            Values::Times(orders, times) => times.iter().any(|time| orders.contains(&asker.now.cmp(time))),
            Values::Texts(likeness, texts) => {
                let said = self.key.said(asker);
                said.is_some_and(|said| texts.iter().any(|text| likeness.fits(text, said)))
            }
        };
        fits != self.not
    }
}

impl Key {
    /// What a request says of it, as text.
    fn said<'a>(self, asker: &Asker<'a>) -> Option<&'a str> {
        let of_list = |name| asker.query.get(name).or_else(|| asker.lists.then_some(""));
        match self {
            Self::UserAgent => asker.header(USER_AGENT),
            Self::Prefix => of_list("prefix"),
            Self::Delimiter => of_list("delimiter"),
            Self::BucketAcl => asker.option(header::X_OSS_ACL),
            Self::ObjectAcl => asker.option(header::X_OSS_OBJECT_ACL),
            Self::SourceVpc | Self::SourceIp | Self::SecureTransport | Self::CurrentTime => None,
        }
    }
}

impl Likeness {
    fn fits(self, wanted: &str, said: &str) -> bool {
        match self {
            Self::Same => wanted == said,
            Self::SameButCase => wanted.eq_ignore_ascii_case(said),
            Self::Pattern => matches(wanted, said, Question::Any),
        }
    }
}

fn mismatch(operator: &str, key: &str) -> String {
    format!("The condition operator {operator:?} does not go with the condition key {key:?}.")
}

fn all<T>(key: &str, values: &[String], read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let read = |text: &String| {
        read(text).ok_or_else(|| format!("{text:?} is no value of the condition key {key:?}."))
    };
    values.iter().map(read).collect()
}

/// ISO 8601: `2012-11-11T23:59:59Z`, with fractions or without, or with another offset such as `+08:00`.
fn time(text: &str) -> Option<Timestamp> {
    if let Some(time) = Timestamp::parse_iso8601(text) {
        return Some(time);
    }
    let (local, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (hours, minutes) = offset.get(1..)?.split_once(':')?;
    let number = |text: &str, below: u64| {
        oss_protocol::number::digits::<u64>(text).filter(|number| text.len() == 2 && *number < below)
    };
    let seconds = number(hours, 24)? * 3_600 + number(minutes, 60)? * 60;
    let local = Timestamp::parse_iso8601(&format!("{local}Z"))?.as_secs();
    let time = match offset.as_bytes()[0] {
        b'+' => local.checked_sub(seconds)?,
        b'-' => local.checked_add(seconds)?,
        _ => return None,
    };
    Some(Timestamp::from_secs(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Account;
    use http::{HeaderMap, HeaderValue};
    use oss_protocol::Query;

    /// Whether it holds for a list of what begins with `a/`, from 10.1.2.3, at the end of 2022.
    fn holds(operator: &str, key: &str, values: &[&str]) -> bool {
        let values: Vec<_> = values.iter().map(ToString::to_string).collect();
        let condition = Condition::read(operator, key, &values).unwrap();
        let headers = HeaderMap::from_iter([(USER_AGENT, HeaderValue::from_static("Mozilla/5.0"))]);
        let account = Account::anonymous();
        condition.holds(&Asker {
            account: &account,
            headers: &headers,
            options: &headers,
            query: &Query::from_iter([("prefix", "a/")]),
            address: [10, 1, 2, 3].into(),
            secure: false,
            now: Timestamp::parse_iso8601("2022-12-28T10:27:41Z").unwrap(),
            lists: true,
        })
    }

    #[test]
    fn every_operator() {
        for (operator, key, fitting, other) in [
            ("StringEquals", "oss:Prefix", "a/", "A/"),
            ("StringNotEquals", "oss:Prefix", "A/", "a/"),
            ("StringEqualsIgnoreCase", "oss:Prefix", "A/", "b/"),
            ("StringNotEqualsIgnoreCase", "oss:Prefix", "b/", "A/"),
            ("StringLike", "acs:UserAgent", "Moz*/?.0", "moz*"),
            ("StringNotLike", "acs:UserAgent", "curl*", "Moz*"),
            // A list without a delimiter has an empty one; what is no option of the request is nothing.
            ("StringEquals", "oss:Delimiter", "", "/"),
            ("StringNotEquals", "oss:x-oss-acl", "private", ""),
            ("IpAddress", "acs:SourceIp", "10.0.0.0/8", "11.0.0.0/8"),
            ("NotIpAddress", "acs:SourceIp", "10.1.2.4", "10.1.2.3"),
            ("Bool", "acs:SecureTransport", "false", "true"),
            ("DateEquals", "acs:CurrentTime", "2022-12-28T18:27:41+08:00", "2022-12-28T10:27:42Z"),
            ("DateNotEquals", "acs:CurrentTime", "2022-12-28T10:27:42Z", "2022-12-28T10:27:41.000Z"),
            ("DateLessThan", "acs:CurrentTime", "2022-12-28T10:27:42Z", "2022-12-28T10:27:41Z"),
            ("DateLessThanEquals", "acs:CurrentTime", "2022-12-28T10:27:41Z", "2022-12-28T10:27:40Z"),
            ("DateGreaterThan", "acs:CurrentTime", "2022-12-28T10:27:40Z", "2022-12-28T10:27:41Z"),
            ("DateGreaterThanEquals", "acs:CurrentTime", "2022-12-28T07:27:41-03:00", "2022-12-28T10:27:42Z"),
        ] {
            let both = |value| holds(operator, key, &[value]);
            if (operator, key) == ("StringNotEquals", "oss:x-oss-acl") {
                assert!(both(fitting) && both(other), "nothing fits no value");
            } else {
                assert!(both(fitting) && !both(other), "{operator} {key}");
            }
        }
        assert!(holds("StringEquals", "oss:Prefix", &["b/", "a/"]));
        assert!(!holds("StringNotEquals", "oss:Prefix", &["b/", "a/"]));
        assert!(
            !holds("StringEquals", "acs:SourceVpc", &["vpc-1"])
                && holds("StringNotEquals", "acs:SourceVpc", &["vpc-1"])
        );
    }

    #[test]
    fn what_cannot_be_compared_is_named() {
        for (operator, key, value, word) in [
            ("Like", "oss:Prefix", "a", "Like"),
            ("StringLike", "oss:Suffix", "a", "oss:Suffix"),
            ("StringLike", "acs:SourceIp", "10.*", "StringLike"),
            ("Bool", "oss:Prefix", "true", "Bool"),
            ("DateEquals", "acs:SecureTransport", "true", "DateEquals"),
            ("IpAddress", "acs:SourceIp", "10.0.0.0/33", "10.0.0.0/33"),
            ("Bool", "acs:SecureTransport", "HTTPS", "HTTPS"),
            ("DateEquals", "acs:CurrentTime", "yesterday", "yesterday"),
            ("DateEquals", "acs:CurrentTime", "2022-12-28T10:27:41+25:00", "+25:00"),
            ("DateEquals", "acs:CurrentTime", "é2022", "é2022"),
        ] {
            let said = Condition::read(operator, key, &[value.to_owned()]).unwrap_err();
            assert!(said.contains(word), "{said}");
        }
    }
}
