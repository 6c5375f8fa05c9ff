//! From which pages a bucket may be used.
//!
//! Source: the service's pages "PutBucketReferer" and "GetBucketReferer"; the official Go SDK's live test `TestBucketRefererV2`
//! for what is said where nothing was set.

use crate::{BucketDocument, OperationId, xml};
use serde::{Deserialize, Serialize};

/// The `?referer` document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RefererConfiguration {
    /// Whether a request may name no page.
    #[serde(deserialize_with = "xml::scalar")]
    pub allow_empty_referer: bool,
    /// Whether a page is compared without its query; the service does where nothing is said.
    #[serde(default, deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub allow_truncate_query_string: Option<bool>,
    /// Whether a page is compared without its path.
    #[serde(default, deserialize_with = "xml::optional", skip_serializing_if = "Option::is_none")]
    pub truncate_path: Option<bool>,
    /// Pages that may; any, where there is none.
    pub referer_list: Referers,
    /// Pages that may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referer_blacklist: Option<Referers>,
}

/// The element around pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Referers {
    /// What an address begins with; `*` stands for any characters, `?` for one.
    pub referer: Vec<String>,
}

/// What the service says of a bucket that may be used from everywhere.
impl Default for RefererConfiguration {
    fn default() -> Self {
        Self {
            allow_empty_referer: true,
            allow_truncate_query_string: Some(true),
            truncate_path: None,
            referer_list: Referers::default(),
            referer_blacklist: None,
        }
    }
}

impl BucketDocument for RefererConfiguration {
    const PUT: OperationId = OperationId::PutBucketReferer;
    const GET: OperationId = OperationId::GetBucketReferer;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document() {
        let text = "<RefererConfiguration><AllowEmptyReferer>false</AllowEmptyReferer>\
            <AllowTruncateQueryString>true</AllowTruncateQueryString><TruncatePath>true</TruncatePath>\
            <RefererList><Referer>http://a.com</Referer><Referer>http://*.b.com</Referer></RefererList>\
            <RefererBlacklist><Referer>http://x.b.com</Referer></RefererBlacklist></RefererConfiguration>";
        let read: RefererConfiguration = xml::from_bytes(text.as_bytes()).unwrap();
        let pages = |list: &[&str]| Referers { referer: list.iter().map(ToString::to_string).collect() };
        let expected = RefererConfiguration {
            allow_empty_referer: false,
            allow_truncate_query_string: Some(true),
            truncate_path: Some(true),
            referer_list: pages(&["http://a.com", "http://*.b.com"]),
            referer_blacklist: Some(pages(&["http://x.b.com"])),
        };
        assert_eq!(read, expected);
        assert!(xml::to_bytes(&read).ends_with(text.as_bytes()));
        assert!(
            xml::to_bytes(&RefererConfiguration::default())
                .ends_with(b"</AllowTruncateQueryString><RefererList></RefererList></RefererConfiguration>")
        );
    }

    #[test]
    fn what_must_be_said() {
        let read = |inner: &str| {
            let text = format!("<RefererConfiguration>{inner}</RefererConfiguration>");
            xml::from_bytes::<RefererConfiguration>(text.as_bytes()).is_ok()
        };
        assert!(read("<AllowEmptyReferer>true</AllowEmptyReferer><RefererList/>"));
        assert!(read("<AllowEmptyReferer>true</AllowEmptyReferer><RefererList><Referer/></RefererList>"));
        // EC 0033-00000002, 0033-00000003 and 0033-00000005 of the service.
        assert!(!read("<RefererList/>"));
        assert!(!read("<AllowEmptyReferer>32</AllowEmptyReferer><RefererList/>"));
        assert!(!read("<AllowEmptyReferer>true</AllowEmptyReferer>"));
    }
}
