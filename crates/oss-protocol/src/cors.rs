//! Which web pages may ask for what: the `?cors` document, and which of its rules fits a request.
//!
//! Sources: the service's pages "PutBucketCors" and "Options".

use crate::{BucketDocument, OperationId, document::RemovableDocument, xml};
use serde::{Deserialize, Serialize};

/// The `?cors` document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename = "CORSConfiguration", default)]
pub struct CorsConfiguration {
    /// The rules, of which the first that fits counts. The service takes 10.
    #[serde(rename = "CORSRule")]
    pub rules: Vec<CorsRule>,
    /// Whether every answer says `Vary: Origin`; no answer does otherwise.
    #[serde(
        rename = "ResponseVary",
        skip_serializing_if = "Option::is_none",
        deserialize_with = "xml::optional"
    )]
    pub response_vary: Option<bool>,
}

/// One rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CorsRule {
    /// Origins of pages, with one `*` at most in each.
    pub allowed_origin: Vec<String>,
    /// `GET`, `PUT`, `DELETE`, `POST` or `HEAD`.
    pub allowed_method: Vec<String>,
    /// Headers that requests may have, with one `*` at most in each. Case does not count.
    pub allowed_header: Vec<String>,
    /// Headers of answers that pages may see.
    pub expose_header: Vec<String>,
    /// For how many seconds a browser may remember the answer to OPTIONS.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub max_age_seconds: Option<u32>,
}

impl BucketDocument for CorsConfiguration {
    const PUT: OperationId = OperationId::PutBucketCors;
    const GET: OperationId = OperationId::GetBucketCors;
}

impl RemovableDocument for CorsConfiguration {
    const DELETE: OperationId = OperationId::DeleteBucketCors;
}

impl CorsConfiguration {
    /// The first rule that lets pages of `origin` send a request of this method with all of these headers.
    pub fn rule<'h>(
        &self,
        origin: &str,
        method: &str,
        headers: impl Iterator<Item = &'h str> + Clone,
    ) -> Option<&CorsRule> {
        self.rules.iter().find(|rule| {
            rule.allowed_origin.iter().any(|pattern| matches(pattern, origin))
                && rule.allowed_method.iter().any(|allowed| allowed == method)
                && headers.clone().all(|header| rule.allows_header(header))
        })
    }
}

impl CorsRule {
    /// Whether pages of any origin are meant.
    pub fn is_for_all(&self) -> bool {
        self.allowed_origin.iter().any(|pattern| pattern == "*")
    }

    fn allows_header(&self, header: &str) -> bool {
        let header = header.to_ascii_lowercase();
        self.allowed_header.iter().any(|pattern| matches(&pattern.to_ascii_lowercase(), &header))
    }
}

/// Whether text is of a pattern in which one `*` stands for any characters, or none.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => text.strip_prefix(before).is_some_and(|rest| rest.ends_with(after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the service's page, with an empty element that ali-oss writes.
    const EXAMPLE: &str = "<CORSConfiguration>\
        <CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod>\
        <AllowedHeader>Authorization</AllowedHeader></CORSRule>\
        <CORSRule><AllowedOrigin>http://www.a.com</AllowedOrigin><AllowedOrigin>http://www.b.com</AllowedOrigin>\
        <AllowedMethod>GET</AllowedMethod><AllowedHeader>Authorization</AllowedHeader><ExposeHeader>x-oss-test</ExposeHeader>\
        <ExposeHeader>x-oss-test1</ExposeHeader><MaxAgeSeconds>100</MaxAgeSeconds></CORSRule>\
        <ResponseVary>false</ResponseVary></CORSConfiguration>";

    fn read(text: &str) -> CorsConfiguration {
        xml::from_bytes(text.as_bytes()).unwrap()
    }

    #[test]
    fn the_example_reads_back() {
        let configuration = read(EXAMPLE);
        assert_eq!(configuration.rules[1].allowed_origin, ["http://www.a.com", "http://www.b.com"]);
        assert_eq!(configuration.rules[1].expose_header, ["x-oss-test", "x-oss-test1"]);
        assert_eq!(
            (configuration.rules[0].max_age_seconds, configuration.rules[1].max_age_seconds),
            (None, Some(100))
        );
        assert_eq!(configuration.response_vary, Some(false));
        assert!(xml::to_bytes(&configuration).ends_with(EXAMPLE.as_bytes()));
        let empty =
            "<CORSConfiguration><CORSRule><MaxAgeSeconds></MaxAgeSeconds></CORSRule></CORSConfiguration>";
        assert_eq!(read(empty).rules[0].max_age_seconds, None);
        let negative = empty.replace("><", ">-1<");
        assert!(xml::from_bytes::<CorsConfiguration>(negative.as_bytes()).is_err());
    }

    #[test]
    fn the_first_rule_that_fits_counts() {
        let configuration = read(EXAMPLE);
        let rule = |origin, method, headers: &str| {
            let headers = headers.split(',').filter(|name| !name.is_empty());
            let rule = configuration.rule(origin, method, headers);
            rule.map(|rule| configuration.rules.iter().position(|other| std::ptr::eq(rule, other)).unwrap())
        };
        assert_eq!(rule("http://www.a.com", "GET", ""), Some(0));
        assert_eq!(rule("http://www.a.com", "GET", "authorization"), Some(0));
        assert_eq!(rule("http://www.c.com", "PUT", "AUTHORIZATION"), Some(0));
        assert_eq!(rule("http://www.a.com", "POST", ""), None);
        assert_eq!(rule("http://www.a.com", "GET", "authorization,x-oss-date"), None);
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("*", "http://a", true),
            ("http://*.a.com", "http://x.y.a.com", true),
            ("http://*.a.com", "http://a.com", false),
            ("http://a*a", "http://a", false),
            ("http://a*a", "http://aa", true),
            ("x-oss-*", "x-oss-date", true),
            ("http://a.com", "http://a.com.b", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
