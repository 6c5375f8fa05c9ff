//! Endpoints from text, by the rules of ali-oss.

use oss_protocol::address::{Endpoint as Place, Style};
use std::ops::{Deref, DerefMut};

/// The region of an endpoint that names none, as in ali-oss.
pub const DEFAULT_REGION: &str = "oss-cn-hangzhou";

/// Text that names no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEndpoint {
    /// Characters that no host has.
    #[error("The endpoint must be conform to the specifications")]
    Endpoint,
    /// Something like `ftp://`.
    #[error("Endpoint protocol must be http or https.")]
    Protocol,
    /// Characters that no region has.
    #[error("The region must be conform to the specifications")]
    Region,
}

/// The service, as a client reaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Place);

impl Endpoint {
    /// Reads an endpoint. Where the text does not say the scheme, `secure` does; where that is not said either, it is HTTPS for
    /// hosts of the service's own, which all have certificates, and HTTP for others: an address, a custom domain or a private
    /// gateway often has none, and ali-oss reaches them.
    ///
    /// # Errors
    /// When the text is no endpoint.
    pub fn read(text: &str, secure: Option<bool>) -> Result<Self, InvalidEndpoint> {
        let mut endpoint = Self::parse(text, secure.unwrap_or_default())?;
        if secure.is_none() && endpoint.is_of_the_service() {
            endpoint = Self::parse(text, true)?;
        }
        Ok(endpoint)
    }

    /// Whether the host is the service's own. Its endpoints, public, internal, accelerated, dual-stack and of CloudBoxes, all lie
    /// under one domain: the service's pages "Regions and endpoints" and, for CloudBoxes, "lcb" of ossutil.
    fn is_of_the_service(&self) -> bool {
        self.0.host.ends_with(".aliyuncs.com")
    }

    /// Reads `https://host:port`, or `host:port`, to which `tls` gives the scheme. A path is dropped.
    ///
    /// # Errors
    /// When the text is no endpoint.
    pub fn parse(text: &str, tls: bool) -> Result<Self, InvalidEndpoint> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/-[]".contains(&byte);
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(InvalidEndpoint::Endpoint);
        }
        let (tls, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
            Some(_) => return Err(InvalidEndpoint::Protocol),
            None => (tls, text),
        };
        let authority = rest.split('/').next().unwrap_or_default();
        // A colon inside the brackets of an IPv6 address starts no port.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => {
                (host, Some(port.parse::<u16>().map_err(|_| InvalidEndpoint::Endpoint)?))
            }
            _ => (authority, None),
        };
        let place = Place {
            tls,
            host: host.to_ascii_lowercase(),
            port: port.filter(|port| *port != if tls { 443 } else { 80 }),
            style: Style::VirtualHost,
            alias: format!("{DEFAULT_REGION}.aliyuncs.com"),
        };
        let is_name = !host.is_empty() && !host.contains([':', '[', ']']) && !host.starts_with('.');
        if is_name || place.is_ip() { Ok(Self(place)) } else { Err(InvalidEndpoint::Endpoint) }
    }

    /// The public or internal endpoint of a region, such as `oss-cn-hangzhou`.
    ///
    /// # Errors
    /// When the text is no region.
    pub fn region(region: &str, internal: bool, tls: bool) -> Result<Self, InvalidEndpoint> {
        Self::parse(&region_host(region, internal)?, tls)
    }

    /// Lets an IP endpoint stand for the host name of a region: buckets are then named in the `Host` header.
    ///
    /// # Errors
    /// When the text is no region.
    pub fn standing_for(mut self, region: &str, internal: bool) -> Result<Self, InvalidEndpoint> {
        self.0.alias = region_host(region, internal)?;
        Ok(self)
    }

    /// The region in the endpoint's name, if it is one of Alibaba Cloud: `cn-hangzhou` of `oss-cn-hangzhou-internal.aliyuncs.com`.
    pub fn region_in_host(&self) -> Option<&str> {
        let region = self.0.host.strip_suffix(".aliyuncs.com")?.strip_prefix("oss-")?;
        let region = region.strip_suffix("-internal").unwrap_or(region);
        // `oss-accelerate` names no region.
        (!region.contains('.') && !region.starts_with("accelerate")).then_some(region)
    }
}

fn region_host(region: &str, internal: bool) -> Result<String, InvalidEndpoint> {
    if region.is_empty() || !region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        return Err(InvalidEndpoint::Region);
    }
    // Regions of the old private networks are internal by name.
    let internal = internal && !region.starts_with("vpc100-oss-cn-");
    Ok(format!("{region}{}.aliyuncs.com", if internal { "-internal" } else { "" }))
}

impl Deref for Endpoint {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.0
    }
}

impl DerefMut for Endpoint {
    fn deref_mut(&mut self) -> &mut Place {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_ali_oss_reads_and_more() {
        let origin = |text: &str, tls| Endpoint::parse(text, tls).map(|endpoint| endpoint.origin());
        assert_eq!(origin("https://oss.test", false).as_deref(), Ok("https://oss.test"));
        assert_eq!(origin("HTTP://OSS.test:80/path", true).as_deref(), Ok("http://oss.test"));
        assert_eq!(origin("oss.test", true).as_deref(), Ok("https://oss.test"));
        assert_eq!(origin("localhost:9000", false).as_deref(), Ok("http://localhost:9000"));
        assert_eq!(origin("http://[::1]:9000", false).as_deref(), Ok("http://[::1]:9000"));
        assert_eq!(origin("http://[::1]", false).as_deref(), Ok("http://[::1]"));
        for text in [
            "",
            "a b",
            "http://",
            "http://a?b",
            "https://a:x",
            "https://a:99999",
            "http://[a",
            "http://::1",
            "::1]:9000",
            "[[::1]]",
            "[127.0.0.1]",
            "h#",
            "http://.a",
        ] {
            assert_eq!(origin(text, false), Err(InvalidEndpoint::Endpoint), "{text}");
        }
        assert_eq!(origin("ftp://a", false), Err(InvalidEndpoint::Protocol));
    }

    #[test]
    fn what_is_the_services_own_is_asked_over_https() {
        let scheme = |text: &str, secure| Endpoint::read(text, secure).map(|endpoint| endpoint.scheme());
        for own in [
            "oss-cn-hangzhou.aliyuncs.com",
            "OSS-cn-hangzhou-internal.AliyunCS.com:443",
            "oss-accelerate-overseas.aliyuncs.com/path",
            "cn-hangzhou.oss.aliyuncs.com",
            "cb-f8z7yvzgwfkl9q0h.cn-heyuan.oss-cloudbox.aliyuncs.com",
        ] {
            assert_eq!(scheme(own, None), Ok("https"), "{own}");
            assert_eq!(scheme(own, Some(false)), Ok("http"), "{own}");
        }
        for other in [
            "127.0.0.1",
            "[::1]:9000",
            "localhost:9000",
            "files.example.com",
            "oss.internal:443",
            "aliyuncs.com.example.com",
            "myaliyuncs.com",
        ] {
            assert_eq!(scheme(other, None), Ok("http"), "{other}");
            assert_eq!(scheme(other, Some(true)), Ok("https"), "{other}");
        }
        assert_eq!(scheme("http://oss-cn-hangzhou.aliyuncs.com", Some(true)), Ok("http"));
        assert_eq!(scheme("http://oss-cn-hangzhou.aliyuncs.com", None), Ok("http"));
        assert_eq!(scheme("https://127.0.0.1", Some(false)), Ok("https"));
    }

    #[test]
    fn knows_regions() {
        let host = |region: &str, internal| {
            Endpoint::region(region, internal, true).map(|endpoint| endpoint.host.clone())
        };
        assert_eq!(host("oss-cn-beijing", false).as_deref(), Ok("oss-cn-beijing.aliyuncs.com"));
        assert_eq!(host("oss-cn-beijing", true).as_deref(), Ok("oss-cn-beijing-internal.aliyuncs.com"));
        assert_eq!(host("vpc100-oss-cn-beijing", true).as_deref(), Ok("vpc100-oss-cn-beijing.aliyuncs.com"));
        assert_eq!(host("a.b", false), Err(InvalidEndpoint::Region));
        let region = |text: &str| Endpoint::parse(text, true).unwrap().region_in_host().map(str::to_owned);
        assert_eq!(region("oss-cn-beijing-internal.aliyuncs.com").as_deref(), Some("cn-beijing"));
        assert_eq!(region("oss-accelerate.aliyuncs.com"), None);
        assert_eq!(region("127.0.0.1"), None);
    }
}
