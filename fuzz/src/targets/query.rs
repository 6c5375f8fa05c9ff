//! Queries, tags in a header, and percent-encoding beneath them.

use oss_protocol::{Query, encode, subresource, tagging::Tagging};

pub(super) fn run(text: &str) {
    assert_eq!(encode::decode(&encode::component(text).to_string()).as_deref(), Some(text));
    assert_eq!(encode::decode(&encode::path(text).to_string()).as_deref(), Some(text));
    let Some(query) = Query::parse(text) else { return };
    // A name is needed for what is written to be read again.
    let named: Query = query.iter().filter(|(name, value)| !name.is_empty() || !value.is_empty()).collect();
    assert_eq!(Query::parse(&named.to_string()), Some(named), "{text:?}");
    for (name, value) in query.iter() {
        assert!(query.has(name) && query.get(name).is_some(), "{name:?} {value:?}");
        assert!(!query.without(name).has(name));
        // What chooses the operation is signed, or the signature could be taken to another.
        assert!(!subresource::selects(name) || subresource::is_signed(name));
    }
    let tags = Tagging::parse_header(text).expect("tags are a query");
    assert_eq!(tags.tag_set.tag.len(), query.iter().count());
}
