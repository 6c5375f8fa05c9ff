//! The policy of a form: what its signer allows it to bring.
//!
//! Source: the appendix "Policy" of the service's page "PostObject", and the tests of ali-oss and of the official Java SDK (`PostPolicyTest`).

use crate::reason::{Reason, Refusal};
use base64::{Engine, engine::general_purpose::STANDARD};
use oss_protocol::{date::Timestamp, number};
use serde_json::Value;
use std::ops::RangeInclusive;

/// A policy as it was signed.
#[derive(Debug)]
pub(super) struct Policy {
    expiration: Timestamp,
    conditions: Vec<(Condition, Value)>,
}

/// What a field must be. Names are lower-case.
#[derive(Debug)]
enum Condition {
    Equals(String, String),
    StartsWith(String, String),
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Size(RangeInclusive<u64>),
}

impl Policy {
    /// Reads the field `policy`.
    pub(super) fn parse(field: &str) -> Result<Self, Refusal> {
        let bytes = STANDARD.decode(field).map_err(|e| invalid(format!("Invalid Base64: {e}")))?;
        let text = String::from_utf8(bytes).map_err(|_| invalid("Invalid JSON: not UTF-8"))?;
        let document: Value = serde_json::from_str(&unescape_dollars(&text))
            .map_err(|e| invalid(format!("Invalid JSON: {e}")))?;
        let expiration = document["expiration"]
            .as_str()
            .and_then(Timestamp::parse_iso8601)
            .ok_or_else(|| invalid("expiration is missing or malformed"))?;
        let conditions =
            document["conditions"].as_array().ok_or_else(|| invalid("conditions are missing"))?;
        let conditions = conditions
            .iter()
            .map(|written| Ok((condition(written)?, written.clone())))
            .collect::<Result<_, Refusal>>()?;
        Ok(Self { expiration, conditions })
    }

    /// Refuses fields that the policy does not allow. `field` gives the value of one by its lower-case name.
    /// A field that the policy does not speak of may be anything. `key` is the one that the object gets: other than in the field
    /// there is no `${filename}` in it, behind which one that is not allowed could hide.
    pub(super) fn check<'f>(
        &self,
        now: Timestamp,
        key: &str,
        field: impl Fn(&str) -> Option<&'f str>,
    ) -> Result<(), Refusal> {
        if self.expiration <= now {
            return Err(
                Refusal::from(Reason::PolicyForbids).saying("Invalid according to Policy: Policy expired.")
            );
        }
        let value = |name: &str| field(name).unwrap_or_default();
        for (condition, written) in &self.conditions {
            let holds = match condition {
                Condition::Equals(name, wanted) => value(name) == wanted,
                Condition::StartsWith(name, wanted) => value(name).starts_with(wanted.as_str()),
                Condition::In(name, wanted) => wanted.iter().any(|wanted| value(name) == wanted),
                Condition::NotIn(name, unwanted) => unwanted
                    .iter()
                    .all(|unwanted| value(name) != unwanted && (name != "key" || key != unwanted)),
                Condition::Size(_) => true,
            };
            if !holds {
                return Err(Refusal::from(Reason::PolicyForbids)
                    .saying(format!("Invalid according to Policy: Policy Condition failed: {written}")));
            }
        }
        Ok(())
    }

    /// Whether a condition names exactly this value of a field.
    pub(super) fn demands(&self, wanted: &str, value: &str) -> bool {
        self.conditions.iter().any(
            |(condition, _)| matches!(condition, Condition::Equals(name, demanded) if name == wanted && demanded == value),
        )
    }

    /// How many bytes the file may have, by all conditions together.
    pub(super) fn size(&self) -> RangeInclusive<u64> {
        let sizes = self.conditions.iter().filter_map(|(condition, _)| match condition {
            Condition::Size(range) => Some(range),
            _ => None,
        });
        sizes.fold(0..=u64::MAX, |all, range| {
            (*all.start()).max(*range.start())..=(*all.end()).min(*range.end())
        })
    }
}

fn invalid(what: impl std::fmt::Display) -> Refusal {
    Refusal::from(Reason::InvalidPolicyDocument).saying(format!("Invalid Policy: {what}."))
}

fn condition(written: &Value) -> Result<Condition, Refusal> {
    let malformed = || invalid(format!("Invalid Condition: {written}"));
    match written {
        Value::Object(properties) => {
            let mut properties = properties.iter();
            let (Some((name, value)), None) = (properties.next(), properties.next()) else {
                return Err(invalid(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified",
                ));
            };
            Ok(Condition::Equals(name.to_ascii_lowercase(), text(value).ok_or_else(malformed)?))
        }
        Value::Array(parts) => {
            let [kind, first, second] = parts.as_slice() else { return Err(malformed()) };
            let kind = kind.as_str().ok_or_else(malformed)?.to_ascii_lowercase();
            if kind == "content-length-range" {
                let number = |value: &Value| number::plain(&text(value)?);
                let (Some(least), Some(most)) = (number(first), number(second)) else {
                    return Err(malformed());
                };
                return Ok(Condition::Size(least..=most));
            }
            let name = first
                .as_str()
                .and_then(|name| name.strip_prefix('$'))
                .ok_or_else(malformed)?
                .to_ascii_lowercase();
            let one = || text(second).ok_or_else(malformed);
            let several = || {
                let values = second.as_array().ok_or_else(malformed)?;
                values.iter().map(|value| text(value).ok_or_else(malformed)).collect::<Result<Vec<_>, _>>()
            };
            match kind.as_str() {
                "eq" => Ok(Condition::Equals(name, one()?)),
                "starts-with" => Ok(Condition::StartsWith(name, one()?)),
                "in" => Ok(Condition::In(name, several()?)),
                "not-in" => Ok(Condition::NotIn(name, several()?)),
                _ => Err(malformed()),
            }
        }
        _ => Err(malformed()),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// JSON does not know `\$`, but the policies of this service do: it is a dollar sign that begins no variable.
fn unescape_dollars(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
        } else if let Some(escaped) = characters.next() {
            if escaped != '$' {
                plain.push('\\');
            }
            plain.push(escaped);
        } else {
            plain.push('\\');
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_672_628_645); // 2023-01-02T03:04:05Z

    fn policy(conditions: &str) -> Result<Policy, Refusal> {
        parse(&format!("{{\"expiration\":\"2023-01-02T03:05:00.000Z\",\"conditions\":{conditions}}}"))
    }

    fn parse(text: &str) -> Result<Policy, Refusal> {
        Policy::parse(&STANDARD.encode(text))
    }

    fn check(conditions: &str) -> Result<(), String> {
        let field = |name: &str| match name {
            "bucket" => Some("bkt"),
            "key" => Some("user/eric/${filename}"),
            "content-type" => Some("text/plain"),
            "success_action_status" => Some("200"),
            _ => None,
        };
        policy(conditions).unwrap().check(NOW, "user/eric/a.jpg", field).map_err(|refusal| {
            assert_eq!(refusal.reason, Reason::PolicyForbids);
            refusal.message.unwrap()
        })
    }

    #[test]
    fn every_kind_of_condition_is_held() {
        for conditions in [
            "[]",
            r#"[{"bucket":"bkt"}]"#,
            r#"[["eq","$Bucket","bkt"]]"#,
            r#"[["starts-with","$key","user/"],["starts-with","$x-oss-meta-a",""]]"#,
            r#"[["starts-with","$key","user/eric/\${filename}"]]"#,
            r#"[{"success_action_status":200}]"#,
            r#"[["in","$content-type",["image/jpg","text/plain"]],["not-in","$cache-control",["no-cache"]]]"#,
            r#"[["content-length-range",1,10]]"#,
        ] {
            assert_eq!(check(conditions), Ok(()), "{conditions}");
        }
        for condition in [
            r#"{"bucket":"other"}"#,
            r#"["eq","$key","user/eric/a"]"#,
            r#"["starts-with","$key","admin/"]"#,
            r#"["eq","$x-oss-object-acl","private"]"#,
            r#"["in","$content-type",["image/jpg"]]"#,
            r#"["not-in","$content-type",["text/plain"]]"#,
            r#"["not-in","$key",["user/eric/a.jpg"]]"#,
        ] {
            let message = check(&format!("[{condition}]")).unwrap_err();
            assert_eq!(message, format!("Invalid according to Policy: Policy Condition failed: {condition}"));
        }
    }

    #[test]
    fn sizes_and_demands_are_told() {
        let policy =
            policy(r#"[["content-length-range",1,10],["content-length-range",5,100],{"x-oss-date":"d"}]"#)
                .unwrap();
        assert_eq!(policy.size(), 5..=10);
        assert!(policy.demands("x-oss-date", "d") && !policy.demands("x-oss-date", "e"));
    }

    #[test]
    fn it_expires() {
        let policy = policy("[]").unwrap();
        assert!(policy.check(Timestamp::from_secs(1_672_628_699), "", |_| None).is_ok());
        let refusal = policy.check(Timestamp::from_secs(1_672_628_700), "", |_| None).unwrap_err();
        assert_eq!(refusal.message.as_deref(), Some("Invalid according to Policy: Policy expired."));
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        let reason = |result: Result<Policy, Refusal>| result.unwrap_err().reason;
        for text in [
            "",
            "null",
            "[]",
            "{",
            r#"{"conditions":[]}"#,
            r#"{"expiration":"tomorrow","conditions":[]}"#,
            r#"{"expiration":"2023-01-02T03:05:00Z"}"#,
        ] {
            assert_eq!(reason(parse(text)), Reason::InvalidPolicyDocument, "{text}");
        }
        for conditions in [
            "{}",
            "[{}]",
            r#"[{"a":"b","c":"d"}]"#,
            r#"[{"a":["b"]}]"#,
            r#"[["eq","key","b"]]"#,
            r#"[["eq","$key"]]"#,
            r#"[["like","$key","b"]]"#,
            r#"[["in","$key","b"]]"#,
            r#"[["content-length-range",-1,5]]"#,
            r#"["eq"]"#,
            "[7]",
        ] {
            assert_eq!(reason(policy(conditions)), Reason::InvalidPolicyDocument, "{conditions}");
        }
        assert_eq!(reason(Policy::parse("not base64!")), Reason::InvalidPolicyDocument);
    }
}
