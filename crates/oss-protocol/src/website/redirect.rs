//! What a routing rule does. What only the service's own fetching uses (`Mirror…`) is kept as it was sent.

use super::mirror::{MirrorAuth, MirrorHeaders, MirrorMultiAlternates, MirrorReturnHeaders, MirrorTaggings};
use crate::xml;
use serde::{Deserialize, Serialize};

/// What a routing rule does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Redirect {
    /// `External`, `Internal`, `AliCDN` or `Mirror`.
    pub redirect_type: String,
    /// Whether the query of the request goes along.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub pass_query_string: Option<bool>,
    /// `http` or `https`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// The host to go to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// What the key becomes; `${key}` stands for the key that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replace_key_with: Option<String>,
    /// What the prefix of the condition becomes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replace_key_prefix_with: Option<String>,
    /// Whether the prefix is replaced; without something to put there, it is cut off.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub enable_replace_prefix: Option<bool>,
    /// 301, 302 or 307.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "xml::optional")]
    pub http_redirect_code: Option<u16>,
    /// Where the service fetches what is missing.
    #[serde(rename = "MirrorURL", skip_serializing_if = "Option::is_none")]
    pub mirror_url: Option<String>,
    /// Where it fetches when that fails.
    #[serde(rename = "MirrorURLSlave", skip_serializing_if = "Option::is_none")]
    pub mirror_url_slave: Option<String>,
    /// Where it looks whether that works.
    #[serde(rename = "MirrorURLProbe", skip_serializing_if = "Option::is_none")]
    pub mirror_url_probe: Option<String>,
    /// Whether the query goes along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_pass_query_string: Option<String>,
    /// Whether redirections are followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_follow_redirect: Option<String>,
    /// Whether the MD5 is compared.
    #[serde(rename = "MirrorCheckMd5", skip_serializing_if = "Option::is_none")]
    pub mirror_check_md5: Option<String>,
    /// Whether the name is told in TLS.
    #[serde(rename = "MirrorSNI", skip_serializing_if = "Option::is_none")]
    pub mirror_sni: Option<String>,
    /// Whether slashes are passed on as they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_pass_original_slashes: Option<String>,
    /// Whether pictures of a video may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_allow_video_snapshot: Option<String>,
    /// Whether facts about a picture may be asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_allow_get_image_info: Option<String>,
    /// Whether HEAD fetches, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_allow_head_object: Option<String>,
    /// Statuses at which it fetches later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_async_status: Option<String>,
    /// Whether the time of the origin is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_user_last_modified: Option<String>,
    /// Whether metadata are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_save_oss_meta: Option<String>,
    /// Whether what was fetched is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_proxy_pass: Option<String>,
    /// Whether a role is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_using_role: Option<String>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_role: Option<String>,
    /// Whether it goes through a tunnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_is_express_tunnel: Option<String>,
    /// The tunnel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_tunnel_id: Option<String>,
    /// The region of the network it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_dst_region: Option<String>,
    /// The network it goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_dst_vpc_id: Option<String>,
    /// The network it goes to when that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_dst_slave_vpc_id: Option<String>,
    /// At which errors it goes to the other place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_switch_all_errors: Option<String>,
    /// Statuses of the origin that are passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transparent_mirror_response_codes: Option<String>,
    /// Headers that go along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_headers: Option<MirrorHeaders>,
    /// How it signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_auth: Option<MirrorAuth>,
    /// Tags that are put on what was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_taggings: Option<MirrorTaggings>,
    /// Headers of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_return_headers: Option<MirrorReturnHeaders>,
    /// Other places, by region.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mirror_multi_alternates: Option<MirrorMultiAlternates>,
}
