//! Constructor options.

use crate::{
    credentials::Identity,
    error::invalid,
    network::NetworkOptions,
    options::memory_limit,
    sse::SseOption,
    timeout::Timeout,
    value::{invalid_bucket, text_or_none},
};
use napi_derive::napi;
use oss_client::{Choice, Config, DEFAULT_REGION, Endpoint, Signing, system_clock};
use oss_protocol::{address::Style, bucket};
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Constructor options. Those that are absent are read from the environment where a variable is named.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    /// The access key's id. `OSS_ACCESS_KEY_ID`
    pub access_key_id: Option<String>,
    /// The access key's secret. `OSS_ACCESS_KEY_SECRET`
    pub access_key_secret: Option<String>,
    /// The token of temporary credentials. `OSS_SESSION_TOKEN`
    pub sts_token: Option<String>,
    /// The bucket of calls that name none.
    #[napi(ts_type = "string | null")]
    pub bucket: Option<String>,
    /// `https://host`, or a host alone; see `secure`. It wins over `region`. `OSS_ENDPOINT`
    #[napi(ts_type = "string | URL")]
    pub endpoint: Option<String>,
    /// Such as `oss-cn-hangzhou`. `OSS_REGION`
    pub region: Option<String>,
    /// Use the region's endpoint inside Alibaba Cloud.
    pub internal: Option<bool>,
    /// HTTPS. By default it is on for a region and for hosts of the service's own (`*.aliyuncs.com`), and off for others: an
    /// address, a custom domain, a private gateway. An endpoint with a scheme decides for itself.
    pub secure: Option<bool>,
    /// The endpoint is a custom domain of the bucket.
    pub cname: Option<bool>,
    /// Name the bucket in the path instead of the host name.
    pub sld_enable: Option<bool>,
    /// How long a connection may take, and how long no byte may move: milliseconds, a text such as `'60s'`,
    /// `[connect, response]`, or limits by name, among them one on the whole call. 60 s by default.
    #[napi(ts_type = "number | string | [number | string, number | string] | TimeLimits")]
    pub timeout: Option<Timeout>,
    /// How often a call that failed is repeated, where that may help: 2 by default, 0 for never.
    pub retry_max: Option<u32>,
    /// Sign with V4. By default it does where the region is known: given, or in the endpoint's host name.
    pub authorization_v4: Option<bool>,
    /// The id of a CloudBox.
    pub cloud_box_id: Option<String>,
    /// Pay for requests to buckets of others.
    pub is_request_pay: Option<bool>,
    /// How objects are encrypted that do not say it themselves. Without it, the bucket's rule applies.
    #[napi(ts_type = "ServerSideEncryption | false | null")]
    pub sse: Option<SseOption>,
    /// Reject writes of objects if the service does not say that it encrypted as asked; where nothing was asked, that it encrypted at all.
    pub require_encryption: Option<bool>,
    /// `false`: do not compare CRC64 checksums.
    pub crc64: Option<bool>,
    /// How many bytes an object may have that `get` reads into memory: 4 GiB by default, where the runtime has buffers of that size.
    /// A larger one is read as a stream, or into a file. It holds for what is unpacked, too.
    pub memory_limit: Option<f64>,
    /// Milliseconds to add to the clock that requests are signed with.
    pub amend_time_skewed: Option<f64>,
    /// What `lib/network/` makes of the options about the network, whose types are in `types/network.d.ts`.
    #[napi(skip_typescript)]
    pub network: Option<NetworkOptions>,
}

impl ClientOptions {
    /// Checks in the order and with the words of ali-oss.
    pub(crate) fn into_config(self, user_agent: String, identity: Identity) -> napi::Result<Config> {
        let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        identity.check()?;
        if given(&self.bucket) && !self.bucket.as_deref().is_some_and(bucket::is_valid_name) {
            return Err(invalid_bucket());
        }
        let mut endpoint = self.place()?;
        let signing = self.signing(&endpoint);
        endpoint.style = match (self.sld_enable.unwrap_or_default(), self.cname.unwrap_or_default()) {
            (true, _) => Style::Path,
            (_, true) => Style::Cname,
            _ => Style::VirtualHost,
        };
        let sse = self.sse;
        let skew = self.amend_time_skewed.unwrap_or_default();
        let mut clock = system_clock();
        if skew != 0.0 {
            let unamended = clock;
            clock = Arc::new(move || amended(unamended(), skew));
        }
        let network = self.network.map(NetworkOptions::into_settings).transpose()?.unwrap_or_default();
        let mut config = Config::new(endpoint, identity.into_provider(&clock, &network)?);
        config.clock = clock;
        config.signing = signing;
        config.network = network;
        config.request_payer = self.is_request_pay.unwrap_or_default();
        config.user_agent = user_agent;
        config.encryption = match sse {
            Some(SseOption(Choice::Explicit(encryption))) => Some(encryption),
            _ => None,
        };
        config.require_encryption = self.require_encryption.unwrap_or_default();
        config.check_crc64 = self.crc64.unwrap_or(true);
        config.memory_limit = memory_limit(self.memory_limit)?.or(config.memory_limit);
        let timeout = self.timeout.unwrap_or_default();
        config.connect_timeout = timeout.connect.unwrap_or(config.connect_timeout);
        config.timeout = timeout.idle.unwrap_or(config.timeout);
        config.total_timeout = timeout.total;
        if let Some(retries) = self.retry_max {
            config.retry.attempts = retries.saturating_add(1);
        }
        Ok(config)
    }

    fn place(&self) -> napi::Result<Endpoint> {
        let internal = self.internal.unwrap_or_default();
        let region = text_or_none(self.region.clone());
        let place = match text_or_none(self.endpoint.clone()) {
            Some(endpoint) => {
                let endpoint = Endpoint::read(&endpoint, self.secure).map_err(|e| invalid(&e.to_string()))?;
                // The region's name counts only where an address stands for it.
                if endpoint.is_ip() {
                    endpoint.standing_for(region.as_deref().unwrap_or(DEFAULT_REGION), internal)
                } else {
                    Ok(endpoint)
                }
            }
            None => match region {
                Some(region) => Endpoint::region(&region, internal, self.secure.unwrap_or(true)),
                None => return Err(invalid("require options.endpoint or options.region")),
            },
        };
        place.map_err(|e| invalid(&e.to_string()))
    }

    fn signing(&self, endpoint: &Endpoint) -> Signing {
        let v4 = |region: &str, product: &str| Signing::V4 {
            region: region.to_owned(),
            product: product.to_owned(),
        };
        let region = self.region.as_deref().filter(|region| !region.is_empty());
        let region =
            region.map(|region| region.strip_prefix("oss-").unwrap_or(region)).or(endpoint.region_in_host());
        match (self.authorization_v4, text_or_none(self.cloud_box_id.clone()), region) {
            (Some(false), _, _) => Signing::V1,
            (_, Some(id), _) => v4(&id, "oss-cloudbox"),
            (_, _, Some(region)) => v4(region, "oss"),
            (Some(true), _, None) => v4(DEFAULT_REGION.trim_start_matches("oss-"), "oss"),
            (None, _, None) => Signing::V1,
        }
    }
}

fn amended(time: SystemTime, skew: f64) -> SystemTime {
    let by = Duration::try_from_secs_f64(skew.abs() / 1_000.0).unwrap_or_default();
    let amended = if skew < 0.0 { time.checked_sub(by) } else { time.checked_add(by) };
    amended.unwrap_or(time)
}
