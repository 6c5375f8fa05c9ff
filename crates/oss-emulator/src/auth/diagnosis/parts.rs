//! What is signed, taken apart so that each part can be another.

use super::{
    encodings::{escaped, hex, path_escaped, same},
    signing::{Hash, Signing},
};
use crate::{call::Asked, redact, s3::Sent};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::header::{CONTENT_TYPE, DATE};
use oss_protocol::{
    encode,
    header::{self, UNSIGNED_PAYLOAD},
    sign::{
        Authorization, Presigned,
        aws_v4::{self, Claim},
        collapsed,
        v4::{Scope, TERMINATOR},
    },
    subresource,
};
use sha2::{Digest, Sha256};

pub(super) const CONTENT_MD5: &str = "content-md5";
pub(super) const CONTENT_TYPE_NAME: &str = "content-type";

/// Which text is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    V1,
    V4,
    /// V4 of AWS.
    Aws,
    /// The policy of a form, V1 or V4.
    Policy,
}

/// What is signed, taken apart.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) kind: Kind,
    /// Whether the signature stands in the query.
    pub(super) link: bool,
    pub(super) method: String,
    /// What stands before the key: `/` or `/bucket/`.
    pub(super) prefix: String,
    /// The key, decoded.
    pub(super) key: String,
    /// The signed headers, by lower-case name.
    pub(super) headers: Vec<(String, Vec<u8>)>,
    /// The signed parameters as they stand in the URL, decoded.
    pub(super) query: Vec<(String, String)>,
    /// The line with the time.
    pub(super) date: String,
    /// V4: the names of additional headers; of AWS, those of all that are signed.
    pub(super) additional: Vec<String>,
    /// V4: what is said of the body.
    pub(super) payload: String,
    /// V4: the first line of the string to sign.
    pub(super) algorithm: &'static str,
    /// V4: the line with the scope.
    pub(super) scope: String,
    /// The policy as it stands in the form.
    pub(super) policy: Vec<u8>,
    pub(super) writing: Writing,
    pub(super) signing: Signing,
}

/// How the parts become a text.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    /// Of prefix and key together.
    pub(super) path: fn(&str) -> String,
    /// Of names and values of parameters.
    pub(super) component: fn(&str) -> String,
    pub(super) sorted: bool,
    /// Whether an empty value has its `=`.
    pub(super) equals: bool,
    pub(super) headers_sorted: bool,
    pub(super) header_name: fn(&str) -> String,
    pub(super) header_value: fn(&[u8]) -> Vec<u8>,
    /// Between name and value of a header.
    pub(super) colon: &'static str,
    /// V4: whether the string to sign has the digest of the canonical request, and not the request itself.
    pub(super) digested: bool,
    /// Of the whole.
    pub(super) text: fn(Vec<u8>) -> Vec<u8>,
}

impl Parts {
    pub(super) fn of_header(asked: &Asked, authorization: &Authorization, secret: &str) -> Self {
        match authorization {
            Authorization::V1 { .. } => {
                let name = if asked.headers.contains_key(DATE) { DATE } else { header::X_OSS_DATE };
                Self::v1(asked, value(asked, &name), secret)
            }
            Authorization::V4 { scope, additional_headers, .. } => {
                let date = asked.header(header::X_OSS_DATE).unwrap_or_default();
                Self::v4(asked, date.to_owned(), scope, additional_headers, secret)
            }
        }
    }

    pub(super) fn of_link(asked: &Asked, presigned: &Presigned, secret: &str) -> Self {
        let mut parts = match presigned {
            Presigned::V1 { expires, .. } => Self::v1(asked, expires.as_secs().to_string(), secret),
            Presigned::V4 { scope, time, additional_headers, .. } => {
                let mut parts = Self::v4(asked, time.basic(), scope, additional_headers, secret);
                parts.query.retain(|(name, _)| name != "x-oss-signature");
                parts
            }
        };
        parts.link = true;
        parts
    }

    /// As AWS signs: all that is signed is named. `time` is that of the string to sign.
    pub(super) fn of_aws(sent: &Sent, claim: &Claim, time: &str, payload: &str, secret: &str) -> Self {
        let headers = claim.signed_headers.iter().map(|name| {
            let values = sent.headers.get_all(name.as_str()).iter();
            let values: Vec<_> = values.map(|value| collapsed(value.as_bytes())).collect();
            (name.clone(), values.join(&b','))
        });
        let query = sent.query.iter().filter(|(name, _)| *name != "X-Amz-Signature");
        let path = encode::decode(&sent.path).unwrap_or_default();
        let empty = Self::empty(Kind::Aws, Signing::derived_for_aws(secret, &claim.scope));
        Self {
            link: sent.query.has("X-Amz-Signature"),
            method: sent.method.to_string(),
            prefix: "/".to_owned(),
            key: path.trim_start_matches('/').to_owned(),
            headers: headers.collect(),
            query: query.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            date: time.to_owned(),
            additional: claim.signed_headers.clone(),
            payload: payload.to_owned(),
            algorithm: aws_v4::ALGORITHM,
            scope: claim.scope.to_string(),
            writing: Writing { equals: true, headers_sorted: false, ..empty.writing },
            ..empty
        }
    }

    pub(super) fn of_policy(policy: &str, scope: Option<&Scope>, secret: &str) -> Self {
        let signing =
            scope.map_or_else(|| Signing::direct(secret, Hash::Sha1), |s| Signing::derived(secret, s));
        Self { policy: policy.as_bytes().to_vec(), ..Self::empty(Kind::Policy, signing) }
    }

    fn v1(asked: &Asked, date: String, secret: &str) -> Self {
        let mut parts = Self::of(asked, Kind::V1, Signing::direct(secret, Hash::Sha1), &[]);
        parts.query.retain(|(name, _)| subresource::is_signed(name));
        parts.date = date;
        parts.writing = Writing { path: same, component: same, ..parts.writing };
        parts
    }

    fn v4(asked: &Asked, date: String, scope: &Scope, additional: &[String], secret: &str) -> Self {
        let mut parts = Self::of(asked, Kind::V4, Signing::derived(secret, scope), additional);
        parts.date = date;
        parts.scope = scope.to_string();
        parts
    }

    fn of(asked: &Asked, kind: Kind, signing: Signing, additional: &[String]) -> Self {
        let signed = |name: &str| {
            name == CONTENT_TYPE
                || name == header::CONTENT_MD5
                || name.starts_with("x-oss-")
                || additional.iter().any(|additional| additional == name)
        };
        let names = asked.headers.keys().filter(|name| signed(name.as_str()));
        let headers = names.map(|name| {
            let values: Vec<_> =
                asked.headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect();
            (name.as_str().to_owned(), values.join(&b','))
        });
        Self {
            method: asked.method.to_string(),
            prefix: asked.bucket.as_ref().map_or_else(|| "/".to_owned(), |bucket| format!("/{bucket}/")),
            key: asked.key.clone().unwrap_or_default(),
            headers: headers.collect(),
            query: asked.query.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            additional: additional.to_vec(),
            ..Self::empty(kind, signing)
        }
    }

    fn empty(kind: Kind, signing: Signing) -> Self {
        Self {
            kind,
            link: false,
            method: String::new(),
            prefix: String::new(),
            key: String::new(),
            headers: Vec::new(),
            query: Vec::new(),
            date: String::new(),
            additional: Vec::new(),
            payload: UNSIGNED_PAYLOAD.to_owned(),
            algorithm: "OSS4-HMAC-SHA256",
            scope: String::new(),
            policy: Vec::new(),
            writing: Writing {
                path: path_escaped,
                component: escaped,
                sorted: true,
                equals: false,
                headers_sorted: true,
                header_name: same,
                header_value: <[u8]>::to_vec,
                colon: ":",
                digested: true,
                text: |text| text,
            },
            signing,
        }
    }

    pub(super) fn version(&self) -> &'static str {
        match self.kind {
            Kind::Aws => "AWS4",
            Kind::V4 => "V4",
            _ if self.signing.is_derived() => "V4",
            _ => "V1",
        }
    }

    pub(super) fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_slice())
    }

    pub(super) fn remove_header(&mut self, name: &str) {
        self.headers.retain(|(n, _)| n != name);
    }

    pub(super) fn set_header(&mut self, name: &str, value: &[u8]) {
        match self.headers.iter_mut().find(|(n, _)| n == name) {
            Some((_, before)) => *before = value.to_vec(),
            None => self.headers.push((name.to_owned(), value.to_vec())),
        }
    }

    pub(super) fn set_scope(&mut self, scope: &[String; 3], terminator: &str) {
        self.scope = format!("{}/{terminator}", scope.join("/"));
    }

    /// The same with the mark of the request log in the place of each token.
    pub(super) fn masked(&self, tokens: &[String]) -> Self {
        let mut parts = self.clone();
        if tokens.is_empty() {
            return parts;
        }
        for (_, value) in parts.headers.iter_mut().filter(|(name, _)| is_token(name)) {
            *value = redact::mark(value).into_bytes();
        }
        for (_, value) in parts.query.iter_mut().filter(|(name, _)| is_token(name)) {
            *value = redact::mark(value.as_bytes());
        }
        // A policy may demand a token, and is written in Base64.
        if let Ok(text) = STANDARD.decode(&parts.policy) {
            let text = String::from_utf8_lossy(&text).into_owned();
            let masked = redact::text(&text, tokens);
            if masked != text {
                parts.policy = STANDARD.encode(masked.as_bytes()).into_bytes();
            }
        }
        parts
    }

    /// How many bytes are handled to write a text, about; each header and parameter costs something of its own.
    pub(super) fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.len() + value.len() + 32);
        let query = self.query.iter().map(|(name, value)| name.len() + value.len() + 32);
        self.key.len() + headers.chain(query).sum::<usize>()
    }

    /// What is signed at last.
    pub(super) fn text(&self) -> Vec<u8> {
        let text = match self.kind {
            Kind::V1 => self.v1_text(),
            Kind::Policy => self.policy.clone(),
            Kind::V4 | Kind::Aws => {
                let canonical = self.canonical();
                let last = if self.writing.digested {
                    hex(&Sha256::digest(&canonical)).into_bytes()
                } else {
                    canonical
                };
                let mut text = format!("{}\n{}\n{}\n", self.algorithm, self.date, self.scope).into_bytes();
                text.extend(last);
                text
            }
        };
        (self.writing.text)(text)
    }

    /// Names and texts to show. The digest of a canonical request is that of `whole`, which is not masked.
    pub(super) fn texts(&self, whole: &Self) -> Vec<(&'static str, Vec<u8>)> {
        match self.kind {
            Kind::V1 => vec![("StringToSign", self.text())],
            Kind::Policy => vec![("Policy", self.text())],
            Kind::V4 | Kind::Aws if whole.writing.digested => {
                vec![("CanonicalRequest", self.canonical()), ("StringToSign", whole.text())]
            }
            Kind::V4 | Kind::Aws => {
                vec![("CanonicalRequest", self.canonical()), ("StringToSign", self.text())]
            }
        }
    }

    fn v1_text(&self) -> Vec<u8> {
        let mut text = self.method.as_bytes().to_vec();
        let date = self.date.as_bytes();
        for part in [
            self.header(CONTENT_MD5).unwrap_or_default(),
            self.header(CONTENT_TYPE_NAME).unwrap_or_default(),
            date,
        ] {
            text.push(b'\n');
            text.extend_from_slice(part);
        }
        text.push(b'\n');
        text.extend(self.header_lines(|name| name != CONTENT_MD5 && name != CONTENT_TYPE_NAME));
        text.extend_from_slice((self.writing.path)(&format!("{}{}", self.prefix, self.key)).as_bytes());
        let query = self.query_text();
        if !query.is_empty() {
            text.push(b'?');
            text.extend_from_slice(query.as_bytes());
        }
        text
    }

    fn canonical(&self) -> Vec<u8> {
        let path = (self.writing.path)(&format!("{}{}", self.prefix, self.key));
        let mut text = format!("{}\n{path}\n{}\n", self.method, self.query_text()).into_bytes();
        text.extend(self.header_lines(|_| true));
        text.extend_from_slice(format!("\n{}\n{}", self.additional.join(";"), self.payload).as_bytes());
        text
    }

    fn header_lines(&self, written: impl Fn(&str) -> bool) -> Vec<u8> {
        let mut headers: Vec<_> = self.headers.iter().filter(|(name, _)| written(name)).collect();
        if self.writing.headers_sorted {
            headers.sort_by_key(|(name, _)| name.as_str());
        }
        let mut lines = Vec::new();
        for (name, value) in headers {
            lines.extend_from_slice((self.writing.header_name)(name).as_bytes());
            lines.extend_from_slice(self.writing.colon.as_bytes());
            lines.extend((self.writing.header_value)(value));
            lines.push(b'\n');
        }
        lines
    }

    fn query_text(&self) -> String {
        let write = self.writing.component;
        let mut parameters: Vec<_> =
            self.query.iter().map(|(name, value)| (write(name), write(value))).collect();
        if self.writing.sorted {
            parameters.sort_unstable();
        }
        let parameters: Vec<_> = parameters
            .into_iter()
            .map(
                |(name, value)| {
                    if value.is_empty() && !self.writing.equals { name } else { format!("{name}={value}") }
                },
            )
            .collect();
        parameters.join("&")
    }
}

/// Whether a parameter or a header is a token.
pub(super) fn is_token(name: &str) -> bool {
    redact::TOKENS.contains(&name)
}

/// The last part of a scope, as it should be.
pub(super) const SCOPE_END: &str = TERMINATOR;

fn value(asked: &Asked, name: &http::HeaderName) -> String {
    asked
        .headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .unwrap_or_default()
}
