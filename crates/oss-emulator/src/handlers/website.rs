//! A bucket as a website. [`crate::website`] acts on it.
//!
//! Sources: the service's page "PutBucketWebsite", and what the official Go SDK v2 says of each element.

use super::{document::Kept, object::bad_argument};
use crate::reason::{Reason, Refusal};
use http::HeaderValue;
use oss_protocol::website::{ErrorPage, IndexDocument, Redirect, RoutingRule, WebsiteConfiguration};
use std::collections::HashSet;

const MAX_RULES: usize = 20;
const MAX_INCLUDED: usize = 10;

impl Kept for WebsiteConfiguration {
    fn absent() -> Result<Self, Refusal> {
        Err(Reason::NoSuchWebsite.into())
    }

    fn accept(self) -> Result<Self, Refusal> {
        let rules = self.rules();
        if self.index_document.is_none() && self.error_document.is_none() && rules.is_empty() {
            return Err(Reason::MalformedXml.into());
        }
        self.index_document.as_ref().map_or(Ok(()), check_index)?;
        self.error_document.as_ref().map_or(Ok(()), check_error)?;
        if rules.len() > MAX_RULES {
            return Err(Refusal::from(Reason::BadArgument).saying("There may be 20 routing rules."));
        }
        let mut numbers = HashSet::new();
        for rule in &rules {
            let number = rule.rule_number.unwrap_or_default();
            if number == 0 || !numbers.insert(number) {
                return Err(bad_argument("RuleNumber", &number.to_string()));
            }
            check_rule(rule)?;
        }
        Ok(self)
    }
}

fn check_index(index: &IndexDocument) -> Result<(), Refusal> {
    if index.suffix.is_empty() || index.suffix.contains('/') {
        return Err(bad_argument("Suffix", &index.suffix));
    }
    match index.kind {
        Some(kind) if kind > 2 => Err(bad_argument("Type", &kind.to_string())),
        _ => Ok(()),
    }
}

fn check_error(page: &ErrorPage) -> Result<(), Refusal> {
    if page.key.is_empty() {
        return Err(bad_argument("Key", &page.key));
    }
    match page.http_status {
        None | Some(200 | 400..=599) => Ok(()),
        Some(status) => Err(bad_argument("HttpStatus", &status.to_string())),
    }
}

fn check_rule(rule: &RoutingRule) -> Result<(), Refusal> {
    let (Some(condition), Some(redirect)) = (&rule.condition, &rule.redirect) else {
        return Err(Reason::MalformedXml.into());
    };
    if condition.include_header.len() > MAX_INCLUDED {
        return Err(Refusal::from(Reason::BadArgument).saying("A condition may name 10 headers."));
    }
    if let Some(code) = condition.http_error_code_returned_equals.filter(|code| !(400..=599).contains(code)) {
        return Err(bad_argument("HttpErrorCodeReturnedEquals", &code.to_string()));
    }
    check_redirect(redirect)
}

fn check_redirect(redirect: &Redirect) -> Result<(), Refusal> {
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.is_empty());
    if !["External", "Internal", "AliCDN", "Mirror"].contains(&redirect.redirect_type.as_str()) {
        return Err(bad_argument("RedirectType", &redirect.redirect_type));
    }
    if let Some(code) = redirect.http_redirect_code.filter(|code| ![301, 302, 307].contains(code)) {
        return Err(bad_argument("HttpRedirectCode", &code.to_string()));
    }
    let protocol = redirect.protocol.as_deref().unwrap_or_default();
    if !["", "http", "https"].contains(&protocol) {
        return Err(bad_argument("Protocol", protocol));
    }
    let host = redirect.host_name.as_deref().unwrap_or_default();
    if HeaderValue::from_str(host).is_err() || host.contains(['/', ' ']) {
        return Err(bad_argument("HostName", host));
    }
    let with = &redirect.replace_key_with;
    if given(with)
        && (given(&redirect.replace_key_prefix_with) || redirect.enable_replace_prefix == Some(true))
    {
        return Err(bad_argument("ReplaceKeyWith", with.as_deref().unwrap_or_default()));
    }
    let origin = redirect.mirror_url.as_deref().unwrap_or_default();
    let fetches = origin.starts_with("http://") || origin.starts_with("https://");
    if redirect.redirect_type == "Mirror" && !(fetches && origin.ends_with('/')) {
        return Err(bad_argument("MirrorURL", origin));
    }
    Ok(())
}
