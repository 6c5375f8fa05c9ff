//! The JSON of a policy. What the server could not hold requests against is no policy.

use super::{condition::Condition, words::Words};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A policy is no longer than this, in bytes.
const MAX_LENGTH: usize = 16 << 10;
/// Stands for everybody, and for nobody in particular.
const EVERYBODY: &str = "*";

/// A policy, checked.
#[derive(Debug)]
pub(crate) struct Document {
    pub(super) statement: Vec<Statement>,
}

/// A part of a policy.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) effect: Effect,
    /// Patterns, without `oss:`.
    pub(super) action: Vec<String>,
    /// Numbers of accounts, or `*`.
    pub(super) principal: Vec<String>,
    pub(super) resource: Vec<Resource>,
    /// All of them must hold.
    pub(super) condition: Vec<Condition>,
}

/// Whose policy it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Bucket,
    Session,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) enum Effect {
    Allow,
    Deny,
}

/// What a statement is about. Its region is not looked at: all buckets of a server are in one.
#[derive(Debug)]
pub(super) struct Resource {
    /// A pattern for the number of the owner.
    pub(super) owner: String,
    /// A pattern for `bucket` or `bucket/key`.
    pub(super) place: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Written {
    version: String,
    statement: Vec<WrittenStatement>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct WrittenStatement {
    effect: Effect,
    action: Words,
    principal: Option<Words>,
    resource: Words,
    /// By operator, then by key.
    #[serde(default)]
    condition: BTreeMap<String, BTreeMap<String, Words>>,
}

impl Document {
    /// Reads the policy of a bucket.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        Self::read(bytes, Of::Bucket)
    }

    /// Reads the policy of a temporary key. It speaks of nobody but its holder, and may speak of other services.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub(crate) fn of_session(bytes: &[u8]) -> Result<Self, String> {
        Self::read(bytes, Of::Session)
    }

    fn read(bytes: &[u8], of: Of) -> Result<Self, String> {
        if bytes.len() > MAX_LENGTH {
            return Err(format!("The policy is longer than {MAX_LENGTH} bytes."));
        }
        let written: Written =
            serde_json::from_slice(bytes).map_err(|e| format!("The policy cannot be read: {e}."))?;
        if written.version != "1" {
            return Err(format!("The Version of a policy is \"1\", not {:?}.", written.version));
        }
        if written.statement.is_empty() {
            return Err("The policy has no Statement.".to_owned());
        }
        let statement =
            written.statement.into_iter().map(|one| Statement::accept(one, of)).collect::<Result<_, _>>()?;
        Ok(Self { statement })
    }
}

impl Statement {
    fn accept(written: WrittenStatement, of: Of) -> Result<Self, String> {
        let principal = match (written.principal, of) {
            (Some(principal), Of::Bucket) => principal.0,
            (None, Of::Session) => Vec::new(),
            (None, Of::Bucket) => return Err("A statement has no Principal.".to_owned()),
            (Some(_), Of::Session) => return Err("A statement has a Principal.".to_owned()),
        };
        // What names another service by its full name; a pattern that may mean this one is not passed over.
        let other =
            |product: Option<&str>| product.is_some_and(|name| name != "oss" && !name.contains(['*', '?']));
        let passed_over = |product| of == Of::Session && other(product);
        let actions = some(written.action, "Action")?;
        let action = actions
            .iter()
            .filter(|text| !passed_over(text.split_once(':').map(|(product, _)| product)))
            .map(|text| action(text))
            .collect::<Result<_, _>>()?;
        let resources = some(written.resource, "Resource")?;
        let resource = resources
            .iter()
            .filter(|text| !passed_over(text.strip_prefix("acs:").and_then(|rest| rest.split(':').next())))
            .map(|text| Resource::read(text))
            .collect::<Result<_, _>>()?;
        let mut condition = Vec::new();
        for (operator, keys) in written.condition {
            for (key, values) in keys {
                condition.push(Condition::read(&operator, &key, &some(values, &key)?)?);
            }
        }
        Ok(Self { effect: written.effect, action, principal, resource, condition })
    }

    /// Whether it speaks of everybody; so does one that names nobody.
    pub(super) fn everybody(&self) -> bool {
        self.principal.is_empty() || self.principal.iter().any(|one| one == EVERYBODY)
    }
}

fn some(words: Words, what: &str) -> Result<Vec<String>, String> {
    if words.0.is_empty() { Err(format!("{what} is an empty list.")) } else { Ok(words.0) }
}

fn action(text: &str) -> Result<String, String> {
    let name = if text == "*" { Some(text) } else { text.strip_prefix("oss:") };
    match name.filter(|name| !name.is_empty()) {
        Some(name) => Ok(name.to_owned()),
        None => Err(format!("The Action {text:?} does not begin with \"oss:\".")),
    }
}

impl Resource {
    fn read(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self { owner: "*".to_owned(), place: "*".to_owned() });
        }
        let mut parts = text.splitn(5, ':');
        match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("acs"), Some("oss"), Some(_), Some(owner), Some(place)) if !place.is_empty() => {
                Ok(Self { owner: owner.to_owned(), place: place.to_owned() })
            }
            _ => Err(format!("The Resource {text:?} is not of the form \"acs:oss:*:owner:bucket/key\".")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(statement: &str) -> Result<Document, String> {
        Document::parse(format!(r#"{{"Version":"1","Statement":[{{{statement}}}]}}"#).as_bytes())
    }

    const REST: &str = r#""Action":"oss:GetObject","Principal":["*"],"Resource":["acs:oss:*:*:bkt/*"]"#;

    #[test]
    fn what_is_wrong_is_named() {
        let deep = "[".repeat(100_000);
        let cases = [
            (Document::parse(b"").unwrap_err(), "cannot be read"),
            (Document::parse(b"\xff").unwrap_err(), "cannot be read"),
            (Document::parse(deep.as_bytes()).unwrap_err(), "longer than"),
            (Document::parse(&deep.as_bytes()[..10_000]).unwrap_err(), "cannot be read"),
            (Document::parse(br#"{"Version":"2","Statement":[]}"#).unwrap_err(), "Version"),
            (Document::parse(br#"{"Version":"1","Statement":[]}"#).unwrap_err(), "Statement"),
            (Document::parse(br#"{"Version":"1","Version":"1","Statement":[]}"#).unwrap_err(), "Version"),
            (with(&format!(r#""Effect":"Maybe",{REST}"#)).unwrap_err(), "Maybe"),
            (with(REST).unwrap_err(), "Effect"),
            (with(&format!(r#""Effect":"Deny",{REST},"NotPrincipal":["1"]"#)).unwrap_err(), "NotPrincipal"),
            (
                with(&format!(r#""Effect":"Deny",{REST},"Condition":{{"Loves":{{"acs:SourceIp":"::1"}}}}"#))
                    .unwrap_err(),
                "Loves",
            ),
            (
                with(&format!(
                    r#""Effect":"Deny",{REST},"Condition":{{"StringEquals":{{"acs:Mood":"bad"}}}}"#
                ))
                .unwrap_err(),
                "acs:Mood",
            ),
            (
                with(&format!(r#""Effect":"Deny",{}"#, REST.replace("oss:Get", "s3:Get"))).unwrap_err(),
                "s3:GetObject",
            ),
            (
                with(&format!(r#""Effect":"Deny",{}"#, REST.replace("acs:oss:*:*:bkt/*", "bkt/*")))
                    .unwrap_err(),
                "bkt/*",
            ),
            (
                with(&format!(r#""Effect":"Deny",{}"#, REST.replace(r#"["acs:oss:*:*:bkt/*"]"#, "[]")))
                    .unwrap_err(),
                "Resource",
            ),
            (
                with(&format!(
                    r#""Effect":"Deny",{}"#,
                    REST.replace(r#"["*"]"#, r#"[["*"]]"#).replace("[[", "[[\"1\",")
                ))
                .unwrap_err(),
                "list",
            ),
        ];
        for (said, word) in cases {
            assert!(said.contains(word), "{said}: {word}");
        }
    }

    #[test]
    fn a_session_passes_over_other_services_and_no_pattern_that_may_mean_this_one() {
        let session = |action: &str, resource: &str| {
            let text = format!(
                r#"{{"Version":"1","Statement":[{{"Effect":"Deny","Action":["{action}"],"Resource":["{resource}"]}}]}}"#
            );
            Document::of_session(text.as_bytes()).map(|document| {
                let statement = &document.statement[0];
                (statement.action.len(), statement.resource.len())
            })
        };
        assert_eq!(session("oss:Delete*", "acs:oss:*:*:bkt/*"), Ok((1, 1)));
        assert_eq!(session("ecs:*", "acs:ecs:*:*:*"), Ok((0, 0)));
        for (action, resource) in
            [("o*:Delete*", "*"), ("*:*", "*"), ("Delete*", "*"), ("*", "acs:*:*:*:*"), ("*", "bkt/*")]
        {
            assert!(session(action, resource).is_err(), "{action} {resource}");
        }
    }

    #[test]
    fn words_and_lists() {
        let read = with(&format!(
            r#""Effect":"Allow",{REST},"Condition":{{"Bool":{{"acs:SecureTransport":true}}}}"#
        ));
        let statement = &read.unwrap().statement[0];
        assert_eq!(
            (statement.effect, statement.action.as_slice()),
            (Effect::Allow, &["GetObject".to_owned()][..])
        );
        assert!(statement.everybody() && statement.condition.len() == 1);
        // The official Go SDK's live test `TestBucketPolicy` puts such a principal.
        let odd =
            with(&format!(r#""Effect":"Deny",{}"#, REST.replace(r#"["*"]"#, r#""[123456790]""#))).unwrap();
        assert_eq!(odd.statement[0].principal, ["[123456790]"]);
        let nobody = with(&format!(r#""Effect":"Deny",{}"#, REST.replace(r#"["*"]"#, "[]"))).unwrap();
        assert!(nobody.statement[0].everybody());
    }
}
