//! From which pages an object may be used.
//!
//! Sources: the service's pages "Configure hotlink protection" and "PutBucketReferer", and EC 0003-00000501 to 0003-00000503. An entry
//! is what an address begins with: `www.aliyun.com` allows `www.aliyun.com/123` and `www.aliyun.com.cn`.

use crate::{
    call::Call,
    reason::{Reason, Refusal},
    store::Bucket,
    wildcard::{Question, matches},
};
use http::header::{AUTHORIZATION, REFERER};
use oss_protocol::referer::{RefererConfiguration, Referers};

/// Refuses a request for an object from a page that may not. Who signs in a header is not asked.
pub(super) fn check(call: &Call<'_>, bucket: &Bucket) -> Result<(), Refusal> {
    if call.asked.key.is_none() || call.asked.headers.contains_key(AUTHORIZATION) {
        return Ok(());
    }
    let Some(setting) = bucket.setting::<RefererConfiguration>()? else { return Ok(()) };
    judge(&setting, call.asked.header(REFERER).unwrap_or_default()).map_err(Refusal::from)
}

fn judge(setting: &RefererConfiguration, referer: &str) -> Result<(), Reason> {
    let allowed = &setting.referer_list;
    let forbidden = setting.referer_blacklist.clone().unwrap_or_default();
    if allowed.referer.is_empty() && forbidden.referer.is_empty() {
        return Ok(());
    }
    let referer = cut(setting, referer.trim());
    if referer.is_empty() {
        return if setting.allow_empty_referer { Ok(()) } else { Err(Reason::RefererMissing) };
    }
    if has(&forbidden, referer) {
        return Err(Reason::RefererForbidden);
    }
    if allowed.referer.is_empty() || has(allowed, referer) { Ok(()) } else { Err(Reason::RefererNotAllowed) }
}

fn has(list: &Referers, referer: &str) -> bool {
    list.referer.iter().any(|entry| matches(&format!("{entry}*"), referer, Question::Any))
}

/// The part of an address that is compared.
fn cut<'a>(setting: &RefererConfiguration, referer: &'a str) -> &'a str {
    let mut referer = referer;
    if setting.allow_truncate_query_string != Some(false) {
        referer = referer.split_once('?').map_or(referer, |(before, _)| before);
    }
    if setting.truncate_path == Some(true) {
        let host = referer.find("://").map_or(0, |scheme| scheme + 3);
        referer = referer[host..].find('/').map_or(referer, |path| &referer[..host + path]);
    }
    referer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(allowed: &[&str], forbidden: &[&str]) -> RefererConfiguration {
        let list = |list: &[&str]| Referers { referer: list.iter().map(ToString::to_string).collect() };
        RefererConfiguration {
            allow_empty_referer: false,
            referer_list: list(allowed),
            referer_blacklist: Some(list(forbidden)),
            ..RefererConfiguration::default()
        }
    }

    /// The examples of the service's pages.
    #[test]
    fn addresses() {
        for (entry, referer) in [
            ("www.aliyun.com", "www.aliyun.com/123"),
            ("www.aliyun.com", "www.aliyun.com.cn"),
            ("*www.aliyun.com/", "http://www.aliyun.com/"),
            ("*www.aliyun.com/", "https://www.aliyun.com/"),
            ("*.aliyun.com", "help.aliyun.com"),
            ("*.example.com", "https://help.example.com"),
            ("aliyun?.com", "aliyuna.com"),
            ("http://*.aliyuncs.com", "http://test.aliyuncs.com"),
        ] {
            assert_eq!(judge(&setting(&[entry], &[]), referer), Ok(()), "{entry} {referer}");
        }
        let refused = |allowed: &[&str], referer: &str| {
            judge(&setting(allowed, &["http://abc.aliyuncs.com"]), referer).unwrap_err()
        };
        assert_eq!(refused(&["http://*.aliyuncs.com"], "http://test.com"), Reason::RefererNotAllowed);
        assert_eq!(refused(&["http://*.aliyuncs.com"], "http://abc.aliyuncs.com"), Reason::RefererForbidden);
        assert_eq!(refused(&[], "http://abc.aliyuncs.com/x"), Reason::RefererForbidden);
        assert_eq!(refused(&["aliyun?.com"], ""), Reason::RefererMissing);
        assert_eq!(judge(&setting(&[], &["http://a.com"]), "http://b.com"), Ok(()));
        assert_eq!(judge(&setting(&[], &[]), ""), Ok(()));
    }

    #[test]
    fn what_is_compared() {
        let page = "http://a.com/x/y?z=http://b.com/";
        let said = |query, path| RefererConfiguration {
            allow_truncate_query_string: query,
            truncate_path: path,
            ..RefererConfiguration::default()
        };
        assert_eq!(cut(&said(None, None), page), "http://a.com/x/y");
        assert_eq!(cut(&said(Some(false), None), page), page);
        assert_eq!(cut(&said(Some(true), Some(true)), page), "http://a.com");
        assert_eq!(cut(&said(None, Some(true)), "a.com/x"), "a.com");
        assert_eq!(cut(&said(None, Some(true)), "a.com"), "a.com");
    }
}
