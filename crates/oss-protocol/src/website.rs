//! A bucket as a website: the `?website` document, and where it leads who asks.
//!
//! Sources: the service's page "PutBucketWebsite", and what the official Go SDK v2 says of each element
//! (`api_op_bucket_website.go`).

mod mirror;
mod redirect;

pub use mirror::{
    MirrorAuth, MirrorHeaders, MirrorMultiAlternate, MirrorMultiAlternates, MirrorPair, MirrorReturnHeaders,
    MirrorTaggings,
};
pub use redirect::Redirect;

use crate::{BucketDocument, OperationId, document::RemovableDocument, xml};
use serde::{Deserialize, Serialize};

/// The `?website` document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WebsiteConfiguration {
    /// The page of a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index_document: Option<IndexDocument>,
    /// The page in place of one that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_document: Option<ErrorPage>,
    /// Where requests go instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routing_rules: Option<RoutingRules>,
}

/// The page of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IndexDocument {
    /// Its name: `index.html`.
    pub suffix: String,
    /// Whether each folder has its own; else all have that of the root.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub support_sub_dir: Option<bool>,
    /// What is answered where a key is missing that does not end in a slash, and folders have pages of their own: 0 leads to the
    /// folder of that name, 1 does nothing, 2 answers the folder's page.
    #[serde(rename = "Type", skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub kind: Option<u8>,
}

/// The page in place of one that is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ErrorPage {
    /// Its key.
    pub key: String,
    /// With which status it is answered; 404 where that is not said.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub http_status: Option<u16>,
}

/// The element around routing rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RoutingRules {
    /// The rules. The service takes 20.
    pub routing_rule: Vec<RoutingRule>,
}

/// Where some requests go instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RoutingRule {
    /// Rules are tried in this order.
    #[serde(deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub rule_number: Option<u32>,
    /// Which requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Where they go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<Redirect>,
    /// A script, which is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lua_config: Option<LuaConfig>,
}

/// A script of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LuaConfig {
    /// Its name.
    pub script: String,
}

/// Which requests a rule is for: those of which all of this is true.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Condition {
    /// How the key begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_prefix_equals: Option<String>,
    /// How the key ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_suffix_equals: Option<String>,
    /// The status that would be answered.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub http_error_code_returned_equals: Option<u16>,
    /// Headers of the request. The service takes 10.
    pub include_header: Vec<IncludeHeader>,
}

/// A header that a request must have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IncludeHeader {
    /// Its name.
    pub key: String,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// How its value begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// How its value ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_with: Option<String>,
}

impl BucketDocument for WebsiteConfiguration {
    const PUT: OperationId = OperationId::PutBucketWebsite;
    const GET: OperationId = OperationId::GetBucketWebsite;
}

impl RemovableDocument for WebsiteConfiguration {
    const DELETE: OperationId = OperationId::DeleteBucketWebsite;
}

impl WebsiteConfiguration {
    /// The rules, in the order in which they are tried.
    pub fn rules(&self) -> Vec<&RoutingRule> {
        let mut rules: Vec<_> = self.routing_rules.iter().flat_map(|rules| &rules.routing_rule).collect();
        rules.sort_by_key(|rule| rule.rule_number);
        rules
    }
}

impl IndexDocument {
    /// The page of the folder that a key names; `None` where it names none. The empty key is the root.
    pub fn page(&self, key: &str) -> Option<String> {
        match key {
            "" => Some(self.suffix.clone()),
            folder if folder.ends_with('/') => {
                let own = self.support_sub_dir == Some(true);
                Some(format!("{}{}", if own { folder } else { "" }, self.suffix))
            }
            _ => None,
        }
    }
}

impl RoutingRule {
    /// Whether the rule is for a request of this key that would be answered so. `header` gives a header of the request.
    pub fn is_for<'h>(&self, key: &str, status: u16, header: impl Fn(&str) -> Option<&'h str>) -> bool {
        let Some(condition) = &self.condition else { return true };
        let fits = |expected: &Option<String>, test: fn(&str, &str) -> bool, text: &str| {
            expected.as_deref().is_none_or(|expected| test(text, expected))
        };
        fits(&condition.key_prefix_equals, |key, prefix| key.starts_with(prefix), key)
            && fits(&condition.key_suffix_equals, |key, suffix| key.ends_with(suffix), key)
            && condition.http_error_code_returned_equals.is_none_or(|expected| expected == status)
            && condition.include_header.iter().all(|include| {
                header(&include.key).is_some_and(|value| {
                    fits(&include.equals, |value, expected| value == expected, value)
                        && fits(&include.starts_with, |value, prefix| value.starts_with(prefix), value)
                        && fits(&include.ends_with, |value, suffix| value.ends_with(suffix), value)
                })
            })
    }

    /// The key that takes the place of the one that was asked for.
    pub fn key(&self, asked: &str) -> String {
        let Some(redirect) = &self.redirect else { return asked.to_owned() };
        if let Some(with) = redirect.replace_key_with.as_deref().filter(|with| !with.is_empty()) {
            return with.replace("${key}", asked);
        }
        let prefix = self.condition.as_ref().and_then(|condition| condition.key_prefix_equals.as_deref());
        let with = redirect.replace_key_prefix_with.as_deref().unwrap_or_default();
        // Old clients send what to put there and nothing else.
        let replaces = redirect.enable_replace_prefix.unwrap_or(!with.is_empty());
        match asked.strip_prefix(prefix.unwrap_or_default()) {
            Some(rest) if replaces => format!("{with}{rest}"),
            _ => asked.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> WebsiteConfiguration {
        xml::from_bytes(text.as_bytes()).unwrap()
    }

    fn rule(condition: &str, redirect: &str) -> RoutingRule {
        let text = format!(
            "<WebsiteConfiguration><RoutingRules><RoutingRule><RuleNumber>1</RuleNumber><Condition>{condition}</Condition>\
            <Redirect>{redirect}</Redirect></RoutingRule></RoutingRules></WebsiteConfiguration>"
        );
        read(&text).rules()[0].clone()
    }

    #[test]
    fn the_documents_of_clients_read_back() {
        // The example of the service's page, and what ali-oss's own test puts.
        let text = "<WebsiteConfiguration><IndexDocument><Suffix>index.html</Suffix><SupportSubDir>true</SupportSubDir>\
            <Type>0</Type></IndexDocument><ErrorDocument><Key>error.html</Key><HttpStatus>404</HttpStatus></ErrorDocument>\
            <RoutingRules><RoutingRule><RuleNumber>2</RuleNumber><Condition><KeyPrefixEquals>abc/</KeyPrefixEquals>\
            <HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals><IncludeHeader><Key>host</Key>\
            <Equals>test.oss-cn-beijing-internal.aliyuncs.com</Equals></IncludeHeader></Condition><Redirect>\
            <RedirectType>AliCDN</RedirectType><PassQueryString>false</PassQueryString><Protocol>http</Protocol>\
            <HostName>example.com</HostName><ReplaceKeyWith>prefix/${key}.suffix</ReplaceKeyWith>\
            <HttpRedirectCode>301</HttpRedirectCode></Redirect></RoutingRule><RoutingRule><RuleNumber>1</RuleNumber>\
            <Condition><KeyPrefixEquals>abc/</KeyPrefixEquals></Condition><Redirect><RedirectType>Mirror</RedirectType>\
            <PassQueryString>true</PassQueryString><MirrorURL>http://example.com/</MirrorURL>\
            <MirrorFollowRedirect>true</MirrorFollowRedirect><MirrorCheckMd5>false</MirrorCheckMd5>\
            <MirrorUsingRole>false</MirrorUsingRole><MirrorHeaders><PassAll>true</PassAll><Pass>a</Pass><Pass>b</Pass>\
            <Remove>c</Remove><Set><Key>d</Key><Value>e</Value></Set></MirrorHeaders></Redirect></RoutingRule></RoutingRules>\
            </WebsiteConfiguration>";
        let site = read(text);
        let again = String::from_utf8(xml::to_bytes(&site)).unwrap();
        assert_eq!(again.lines().last(), Some(text));
        let numbers: Vec<_> = site.rules().iter().map(|rule| rule.rule_number).collect();
        assert_eq!(numbers, [Some(1), Some(2)]);
        for broken in ["<Type>x</Type>", "<SupportSubDir>ja</SupportSubDir>", "<Type>256</Type>"] {
            let text = format!(
                "<WebsiteConfiguration><IndexDocument>{broken}</IndexDocument></WebsiteConfiguration>"
            );
            assert!(xml::from_bytes::<WebsiteConfiguration>(text.as_bytes()).is_err(), "{broken}");
        }
    }

    #[test]
    fn folders_have_pages() {
        let mut index = IndexDocument { suffix: "index.html".into(), ..IndexDocument::default() };
        let pages = |index: &IndexDocument| ["", "a/", "a/b/", "a"].map(|key| index.page(key));
        let page = |key: &str| Some(key.to_owned());
        assert_eq!(pages(&index), [page("index.html"), page("index.html"), page("index.html"), None]);
        index.support_sub_dir = Some(true);
        assert_eq!(pages(&index), [page("index.html"), page("a/index.html"), page("a/b/index.html"), None]);
    }

    #[test]
    fn all_of_a_condition_must_be_true() {
        let header = |name: &str| (name == "host").then_some("a.example.com");
        for (condition, fits) in [
            ("", true),
            ("<KeyPrefixEquals>abc/</KeyPrefixEquals>", true),
            ("<KeyPrefixEquals>abd/</KeyPrefixEquals>", false),
            ("<KeySuffixEquals>.txt</KeySuffixEquals>", true),
            ("<KeyPrefixEquals>abc/</KeyPrefixEquals><KeySuffixEquals>.jpg</KeySuffixEquals>", false),
            ("<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>", true),
            ("<HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>", false),
            ("<IncludeHeader><Key>host</Key><Equals>a.example.com</Equals></IncludeHeader>", true),
            (
                "<IncludeHeader><Key>host</Key><StartsWith>a.</StartsWith><EndsWith>.com</EndsWith></IncludeHeader>",
                true,
            ),
            ("<IncludeHeader><Key>host</Key><StartsWith>b.</StartsWith></IncludeHeader>", false),
            ("<IncludeHeader><Key>other</Key></IncludeHeader>", false),
        ] {
            assert_eq!(rule(condition, "").is_for("abc/test.txt", 404, header), fits, "{condition}");
        }
    }

    #[test]
    fn keys_are_replaced_as_documented() {
        let prefix = "<KeyPrefixEquals>abc/</KeyPrefixEquals>";
        for (condition, redirect, key) in [
            (prefix, "", "abc/test.txt"),
            (prefix, "<ReplaceKeyPrefixWith>def/</ReplaceKeyPrefixWith>", "def/test.txt"),
            ("", "<ReplaceKeyPrefixWith>def/</ReplaceKeyPrefixWith>", "def/abc/test.txt"),
            (prefix, "<EnableReplacePrefix>true</EnableReplacePrefix>", "test.txt"),
            (
                prefix,
                "<ReplaceKeyPrefixWith>def/</ReplaceKeyPrefixWith><EnableReplacePrefix>false</EnableReplacePrefix>",
                "abc/test.txt",
            ),
            (prefix, "<ReplaceKeyWith>prefix/${key}.suffix</ReplaceKeyWith>", "prefix/abc/test.txt.suffix"),
        ] {
            assert_eq!(rule(condition, redirect).key("abc/test.txt"), key, "{redirect}");
        }
    }
}
